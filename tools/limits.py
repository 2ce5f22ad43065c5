"""How long a file of code and its lines may be; of notebooks' cells `notebooks` says it."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
LINES = 400
WIDTH = 120
KINDS = {".py", ".js", ".mjs", ".css", ".sh", ".mk"}
NOT_OURS = {"node_modules", "vendor", "__pycache__", "_build"}


def code_files(root):
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") or part in NOT_OURS for part in parts)
        if not hidden and (path.suffix in KINDS or path.name == "Makefile") and path.is_file():
            yield path


def faults(root=ROOT):
    """Files of code of more than 400 lines, and lines over 120 characters, without blanks too."""
    found = []
    for path in code_files(root):
        name = path.relative_to(root)
        lines = path.read_text().splitlines()
        if len(lines) > LINES:
            found.append(f"{name} has {len(lines)} lines, more than {LINES}: it holds more than one idea")
        long = [f"{name}:{n} has {len(line)} characters" for n, line in enumerate(lines, 1) if len(line) > WIDTH]
        found += [f"{fault}, more than {WIDTH}" for fault in long]
    return found
