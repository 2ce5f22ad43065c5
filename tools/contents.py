"""The page that JupyterLab opens first: the course in its order, since a file browser knows only the alphabet."""

import nbformat

from tools import course

PAGE = "contents.ipynb"


def notebook(root=course.ROOT):
    """A notebook of links, made from ``_toc.yml``: chapters numbered, each with its problem set."""
    sets = course.sets(root)
    chapters = course.chapters(root)
    lines = [
        f"# {course.title(course.pages(root)[0], root)}",
        "",
        "*The course in its order. A click opens a page.*",
        "",
        "| | chapter | asks | |",
        "|---|---|---|---|",
    ]
    for number, name in enumerate(chapters, 1):
        solve = f"[problem set](exercises/{name}/{name}.ipynb)" if name in sets else ""
        chapter = f"[{course.title(f'book/{name}', root)}](book/{name}.ipynb)"
        lines.append(f"| {number} | {chapter} | {course.question(name, root)} | {solve} |")
    lines += ["", "To look things up:", ""]
    for page in course.pages(root):
        if page.startswith("book/") and page.removeprefix("book/") not in chapters and _for_students(page, root):
            lines.append(f"- [{course.title(page, root)}]({course.source(page, root).relative_to(root).as_posix()})")
    cell = nbformat.v4.new_markdown_cell("\n".join(lines), id="contents")
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})


def _for_students(page, root):
    return course.source(page, root).suffix == ".ipynb"  # text pages are read on the website


if __name__ == "__main__":
    nbformat.write(notebook(), course.ROOT / PAGE)
