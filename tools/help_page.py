"""Writes the pages of the query language and on privacy from the docs.

The docs are not installed, and whoever searches has to be able to read them. The pages are kept
beside the code like any other template; a test holds that this would write them again.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = {"query-language.md": "help.html", "operations/privacy.md": "privacy.html"}
"""Which page of the docs becomes which template."""

_FRAME = """\
{{# Written by `make help-page` from docs/{source}. #}}
{{% extends "base.html" %}}
{{% block title %}}{title} – Cuttings{{% endblock %}}
{{% block content %}}
<div class="help">
{content}
</div>
{{% endblock %}}
"""


def page_of(source: str) -> str:
    """Return the template for a text of headings, paragraphs, lists and tables of two columns.

    What other pages say is not linked: they are not installed either.

    Args:
        source: its file, below ``docs``.
    """
    markdown = (ROOT / "docs" / source).read_text(encoding="utf-8").strip()
    blocks = re.split(r"\n\n+", markdown)
    title = blocks[0].removeprefix("# ")
    return _FRAME.format(source=source, title=title, content="\n".join(map(_block, blocks)))


def template_of(source: str) -> Path:
    """Return where the template for a page of the docs lies."""
    return ROOT / "webui" / "templates" / "reference" / PAGES[source]


def _block(block: str) -> str:
    if heading := re.fullmatch(r"(#+) (.+)", block):
        level = len(heading[1])
        return f"<h{level}>{_inline(heading[2])}</h{level}>"
    if block.startswith("| "):
        return _table(block.splitlines())
    if block.startswith("- "):
        items = re.split(r"^- ", block, flags=re.MULTILINE)[1:]
        listed = "\n".join(f"  <li>{_inline(item.strip())}</li>" for item in items)
        return f"<ul>\n{listed}\n</ul>"
    return f"<p>{_inline(block)}</p>"


def _table(lines: list[str]) -> str:
    head, _, *rows = (re.fullmatch(r"\| (.+) \| (.+) \|", line) for line in lines)
    if head is None or None in rows:
        raise ValueError("a row of the table has not two columns")
    columns = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head.groups())
    body = "\n".join(
        f'    <tr><th scope="row">{_inline(row[1])}</th><td>{_inline(row[2])}</td></tr>'
        for row in rows
        if row is not None
    )
    return f"<table>\n  <thead><tr>{columns}</tr></thead>\n  <tbody>\n{body}\n  </tbody>\n</table>"


def _inline(text: str) -> str:
    """Write code, emphasis and, without where they lead, links."""
    written = []
    for number, piece in enumerate(text.split("`")):
        shown = html.escape(piece, quote=False)
        if number % 2:
            written.append(f"<code>{shown}</code>")
            continue
        shown = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", shown)
        shown = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", shown)
        written.append(re.sub(r"\*([^*]+)\*", r"<em>\1</em>", shown))
    return "".join(written)


if __name__ == "__main__":
    for page in PAGES:
        template_of(page).write_text(page_of(page), encoding="utf-8")
