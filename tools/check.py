"""Everything that takes seconds: format, lint, lengths, spelling, clean notebooks, exercises in step with solutions."""

import filecmp
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import chapters, course, exercises, limits, notebooks, references, sets, statements, tolerances

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted(str(p) for p in (ROOT / ".github" / "workflows").glob("*.yml"))
COMMANDS = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "spelling": ["codespell"],
    "workflows": ["check-jsonschema", "--quiet", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
}
REMEDY = {
    "format": "run: .venv/bin/ruff format .",
    "lint": "run: .venv/bin/ruff check --fix .",
    "spelling": "",
    "exercises": "run: make exercises",
    "references": "run: make references",
}


def command_faults(command):
    done = subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True
    )
    return (done.stdout + done.stderr).splitlines() or ["failed"] if done.returncode else []


def notebook_faults():
    return [fault for path in notebooks.sources() for fault in notebooks.faults(path.relative_to(ROOT))]


def exercise_faults():
    """Files in exercises/ that differ from what solutions/ gives."""
    if stale := exercises.out_of_step():
        return [f"qtlib/homework/data/{name}.bin is not what solutions/{name} gives" for name in stale]
    left_out = {p.name for p in (ROOT / "solutions").iterdir()} - set(course.sets())
    with tempfile.TemporaryDirectory() as made:
        try:
            exercises.generate(made)
        except ValueError as error:
            return [str(error)]

        def files(folder):
            found = (p for p in Path(folder).rglob("*") if p.is_file() and ".ipynb_checkpoints" not in p.parts)
            return {p.relative_to(folder) for p in found if p.relative_to(folder).parts[0] not in left_out}

        want, have = files(made), files(ROOT / "exercises")
        differ = {p for p in want & have if not filecmp.cmp(Path(made) / p, ROOT / "exercises" / p, shallow=False)}
        return [f"exercises/{p} is not what solutions/ gives" for p in sorted(differ | (want ^ have))]


def main():
    steps = {name: command_faults(command) for name, command in COMMANDS.items()}
    steps["limits"] = limits.faults()
    steps["statements"] = statements.faults()
    steps["tolerances"] = tolerances.faults()
    steps["contents"] = course.faults()
    steps["notebooks"] = notebook_faults()
    steps["chapters"] = chapters.faults() if not steps["contents"] + steps["notebooks"] else []
    steps["references"] = references.faults()
    steps["sets"] = sets.faults() if not steps["notebooks"] else []
    steps["exercises"] = exercise_faults() if not steps["contents"] + steps["sets"] else []
    for name, faults in steps.items():
        print(f"{'FAIL' if faults else 'ok':5}{name}")
        for fault in faults:
            print("     ", fault)
        if faults and REMEDY.get(name):
            print("     ", REMEDY[name])
    return int(any(steps.values()))


if __name__ == "__main__":
    sys.exit(main())
