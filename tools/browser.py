"""A Chromium and a local server, for what opens the built site: the PDF, the tests, the benchmark."""

import contextlib
import functools
import http.server
import shutil
import threading


def find():
    """Path of an installed Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


def launch(play, path):
    """Start it under playwright, without a sandbox (as root it has none) and without its own traffic."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return play.chromium.launch(executable_path=path, args=options)


@contextlib.contextmanager
def serve(folder, headers=()):
    """Address of a server of the folder, whose answers carry these (name, value) pairs."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self):
            for name, value in headers:
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
