"""Grading a class: untrusted notebooks in a sandbox, in parallel, by nbgrader's rules, with nothing lost.

`submissions` finds and reads what was handed in, `assemble` puts it back on the released notebook, `sandbox` runs the
student's kernel, `examiner` runs the checks outside of it and `examiners` speaks with it, `autograde` grades one
notebook, `course` a class, `report` draws the summary.
"""
