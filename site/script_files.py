"""Scripts of the pages as files of their own, so that a Content-Security-Policy may forbid scripts in the page."""

import hashlib
import re

_INLINE = re.compile(r"<script(?P<before>[^>]*)>(?P<body>.*?)</script>", re.S)
_CLICK = re.compile(r' onclick="(\w+(?:\.\w+)?)\(\)"')
_SCRIPTS = {"", "application/javascript", "text/javascript"}  # data blocks have other types and stay


def move_out(folder):
    """Give every script in the pages of a built site a file in ``_static/inline`` named after its content."""
    target = folder / "_static" / "inline"
    target.mkdir(parents=True, exist_ok=True)
    for page in folder.rglob("*.html"):
        text = page.read_text()
        up = "../" * (len(page.relative_to(folder).parts) - 1)

        def file_of(match, up=up):
            kind = re.search(r'type="([^"]*)"', match["before"])
            if "src=" in match["before"] or (kind[1] if kind else "") not in _SCRIPTS:
                return match[0]
            body = match["body"].encode()
            name = f"{hashlib.sha256(body).hexdigest()[:16]}.js"
            (target / name).write_bytes(body)
            return f'<script src="{up}_static/inline/{name}"></script>'

        moved = _CLICK.sub(r' data-click="\1"', _INLINE.sub(file_of, text))
        if moved != text:
            page.write_text(moved)
