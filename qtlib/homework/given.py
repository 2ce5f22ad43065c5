"""The numbers that a student is given."""

import html

import numpy as np

__all__ = ["Given", "Table"]


class Given:
    """The numbers of one variant: ``given.NAME`` in SI units, ``given("task")`` as a table."""

    def __init__(self, data, number, student=""):
        self._data = data
        self._whose = student or "everybody; write your name at the top for your own"
        values = data["variants"][number]["given"]
        self.__dict__.update({k: np.array(v) if isinstance(v, list) else v for k, v in values.items()})

    def __call__(self, task):
        """A table of the numbers of a task."""
        if task not in self._data["tasks"]:
            raise ValueError(f"task {task!r} is not in this set; there are {', '.join(self._data['tasks'])}")
        rows = []
        for name, meaning, unit, factor in self._data["tasks"][task]["given"]:
            value = getattr(self, name)
            shown = (
                f"array of {value.size}" if isinstance(value, np.ndarray) else f"{value / factor:.6g}".replace("-", "−")
            )
            rows.append((f"given.{name}", meaning, f"{shown} {unit}".strip()))
        return Table(rows, self._whose)

    def __repr__(self):
        return f"numbers of {self._whose}"


class Table:
    """Names, meanings and values, shown as a table."""

    def __init__(self, rows, whose):
        self._rows = rows
        self._whose = whose

    def __repr__(self):
        widths = [max(len(row[i]) for row in self._rows) for i in range(3)]
        return "\n".join(
            "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in self._rows
        )

    def _repr_html_(self):
        def cell(text):
            return f'<td style="text-align: left">{text}</td>'

        def row(name, meaning, value):
            name = f"<code>{html.escape(name)}</code>"
            return f"<tr>{cell(html.escape(meaning))}{cell(html.escape(value))}{cell(name)}</tr>"

        cells = "".join(row(*shown) for shown in self._rows)
        return f"<table><caption>Numbers of {html.escape(self._whose)}</caption>{cells}</table>"
