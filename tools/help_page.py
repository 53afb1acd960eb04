"""Writes the page of the query language from docs/query-language.md.

The docs are not installed, and whoever searches has to be able to read them. The page is kept
beside the code like any other template; a test holds that this would write it again.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "query-language.md"
PAGE = ROOT / "webui" / "templates" / "reference" / "help.html"

_FRAME = """\
{{# Written by `make help-page` from docs/query-language.md. #}}
{{% extends "base.html" %}}
{{% block title %}}The query language – Cuttings{{% endblock %}}
{{% block content %}}
<div class="help">
{content}
</div>
{{% endblock %}}
"""


def page_of(markdown: str) -> str:
    """Return the template for a text of headings, paragraphs, lists and tables of two columns.

    What other pages say is not linked: they are not installed either.
    """
    blocks = re.split(r"\n\n+", markdown.strip())
    return _FRAME.format(content="\n".join(map(_block, blocks)))


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
    PAGE.write_text(page_of(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
