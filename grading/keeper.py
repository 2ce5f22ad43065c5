"""Inside the sandbox: the first process of a room. It starts the student's kernel, hands it cells and brings back
what they put out.

It speaks with the grader over one socket, in frames of bounded length, so that whatever a kernel sends, however much
or malformed, ends here. The grader trusts what comes from here no more than it trusts the kernel. Mounted into the
sandbox.
"""

import json
import os
import resource
import secrets
import signal
import struct
import time
import traceback

from jupyter_client import BlockingKernelClient, write_connection_file

OUTPUT_FACTOR = 100  # a cell that prints this many times what is kept is stopped
_KEPT = ("stream", "display_data", "execute_result", "error")
_MOST_MESSAGE = 64_000_000
_OWN_MEMORY = 1_500_000_000
_ENDING = {
    number for number in signal.valid_signals() if number not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD)
}


class Dead(Exception):
    """The kernel has ended."""


class Late(Exception):
    """The kernel did not answer in time, or printed without end; the words say which."""


def read_frame(line, most):
    """The next frame of a socket; raises EOFError at its end and ValueError if it is longer than `most`."""
    (length,) = struct.unpack("!I", _exactly(line, 4))
    if length > most:
        raise ValueError(f"a frame of {length} bytes")
    return _exactly(line, length)


def write_frame(line, data):
    line.sendall(struct.pack("!I", len(data)) + data)


def _exactly(line, length):
    data = bytearray()
    while len(data) < length:
        part = line.recv(min(length - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def start_kernel(place, limits):
    """(process number, connection file) of a new kernel."""
    file, _ = write_connection_file(f"{place}/connection.json", transport="ipc", ip=f"{place}/k")
    pid = os.fork()
    if pid == 0:
        try:
            _kernel(file, limits)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    return pid, file


def _kernel(file, limits):
    """Become the student's kernel; never returns."""
    os.setsid() if limits else None
    for number in _ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.closerange(3, 1024)
    if limits:
        import namespaces
        import syscall_filter

        namespaces.limit(*limits)
        namespaces.hide()
        syscall_filter.load()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(["-f", file, "--HistoryManager.hist_file=:memory:"])
    app.start()


class Keeper:
    """The kernel's client."""

    def __init__(self, pid, file):
        self.pid = pid
        self.client = BlockingKernelClient(connection_file=file)
        self.client.load_connection_file()
        self.client.start_channels()
        self.client.hb_channel.pause()
        end = time.monotonic() + 60
        patience = 0.05
        while True:  # what a new kernel publishes before our subscription has reached it is lost
            try:
                self.execute("", None, patience, 0)
                return
            except Late:
                if time.monotonic() > end:
                    raise
                patience = min(2 * patience, 5.0)  # a machine may be busy

    def execute(self, source, expression, seconds, most):
        """(outputs of at most `most` characters, text of an expression) of a cell."""
        import zmq

        end = time.monotonic() + seconds
        request = self.client.execute(
            source,
            allow_stdin=False,
            store_history=bool(source),
            user_expressions={"it": expression} if expression else {},
        )
        iopub, shell = self.client.iopub_channel, self.client.shell_channel
        outputs = []
        size = 0
        idle = False
        reply = None
        while not idle or reply is None:
            if time.monotonic() > end:
                raise Late(f"no result within {seconds:g} s")
            ready = zmq.select([iopub.socket, shell.socket], [], [], min(0.1, max(end - time.monotonic(), 0.0)))[0]
            if not ready and os.waitpid(self.pid, os.WNOHANG)[0]:
                raise Dead
            for channel in (shell, iopub):
                if channel.socket not in ready:
                    continue
                kind, content = _message(channel, request)
                if channel is shell:
                    reply = content if kind == "execute_reply" else reply
                elif kind == "status":
                    idle = idle or content.get("execution_state") == "idle"
                elif kind in _KEPT:
                    before = size
                    size = size + len(json.dumps(content))
                    if size <= most:
                        outputs.append({"output_type": kind, **content})
                    elif before <= most:
                        outputs.append(
                            {"output_type": "stream", "name": "stdout", "text": "\n[more output was dropped]\n"}
                        )
                    elif size > OUTPUT_FACTOR * most:
                        raise Late("it printed without end")
        return outputs, _text(reply)

    def interrupt(self):
        """Whether the kernel answers again."""
        os.kill(self.pid, signal.SIGINT)
        try:
            self.execute("", None, 5, 0)
        except (Late, Dead):
            return False
        return True


def _message(channel, request):
    """(type, content) of a message that answers the request; nothing of one that is malformed or answers another."""
    try:
        message = channel.get_msg(timeout=1)
        if message["parent_header"].get("msg_id") == request and isinstance(message["content"], dict):
            return message["msg_type"], message["content"]
    except Exception:
        pass  # a kernel can send anything
    return None, {}


def _text(reply):
    try:
        text = reply["user_expressions"]["it"]["data"]["text/plain"]
    except (KeyError, TypeError):
        return ""
    return text if isinstance(text, str) else ""


def serve(line, place, limits):
    """Answer the grader's requests until it hangs up: {source, expression, seconds, most} by (how it went, outputs)
    and the text.
    """
    if limits:
        resource.setrlimit(resource.RLIMIT_AS, (_OWN_MEMORY, limits[0]))
    for number in _ENDING:  # what a kernel may send; ours come over the line
        signal.signal(number, signal.SIG_IGN)
    os.chdir(place)
    inner = f"{place}/.{secrets.token_hex(8)}"
    os.mkdir(inner, 0o700)
    pid, file = start_kernel(inner, limits)
    try:
        keeper = Keeper(pid, file)
        write_frame(line, b"ready")
        while True:
            _answer(line, keeper, json.loads(read_frame(line, 1 << 30)))
    except (EOFError, OSError):
        return


def _answer(line, keeper, asked):
    how = "done"
    outputs = []
    text = ""
    try:
        outputs, text = keeper.execute(asked["source"], asked["expression"], asked["seconds"], asked["most"])
    except Dead:
        how = "dead"
    except Late as late:
        how = f"late: {late}" if keeper.interrupt() else f"lost: {late}"
    write_frame(line, json.dumps([how, outputs]).encode())
    write_frame(line, text.encode("utf-8", "replace"))
