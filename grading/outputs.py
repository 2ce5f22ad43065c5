"""What a student's code put out, made harmless: text, and pictures that are nothing but pictures."""

import base64
import binascii

import nbformat

_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def clean(raw):
    """Outputs for a notebook, from whatever a kernel sent. Only text and pictures stay: what a browser would
    interpret is left out.

    Examples
    --------
    >>> clean([{"output_type": "display_data", "data": {"text/plain": "x", "text/html": "<script>"}}])[0].data
    {'text/plain': 'x'}
    """
    made = []
    for output in raw if isinstance(raw, list) else []:
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream":
            _add(made, "stderr" if output.get("name") == "stderr" else "stdout", text(output.get("text")))
        elif kind == "error":
            lines = output.get("traceback")
            made.append(
                nbformat.v4.new_output(
                    "error", ename=text(output.get("ename"))[:200], evalue=text(output.get("evalue")),
                    traceback=[text(line) for line in lines] if isinstance(lines, list) else [],
                )
            )  # fmt: skip
        elif kind in ("display_data", "execute_result") and (data := _data(output.get("data"))):
            number = {"execution_count": None} if kind == "execute_result" else {}
            made.append(nbformat.v4.new_output(kind, data, **number))
    return made


def text(value):
    r"""Text that can be written to any file; anything that is no text is said to be that.

    Examples
    --------
    >>> text("a\ud800b"), text(5)
    ('a?b', '[no text]')
    """
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else "[no text]"


def _add(made, name, new):
    """Text goes on where text stood, however the kernel happened to cut it."""
    if made and made[-1].output_type == "stream" and made[-1].name == name:
        made[-1].text += new
    else:
        made.append(nbformat.v4.new_output("stream", name=name, text=new))


def _data(bundle):
    if not isinstance(bundle, dict):
        return {}
    kept = {"text/plain": text(bundle["text/plain"])} if "text/plain" in bundle else {}
    for kind, start in _PICTURES.items():
        try:
            picture = base64.b64decode("".join(bundle.get(kind, "").split()), validate=True)
        except (AttributeError, ValueError, binascii.Error):
            continue
        if picture.startswith(start):
            kept[kind] = base64.b64encode(picture).decode()
    return kept
