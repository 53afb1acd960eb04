"""Articles that attack whatever shows them."""

from __future__ import annotations

from pathlib import Path

from tests.support.articles import write_article

MARKUP = "\"><img src=x onerror=alert(1)>' onfocus='alert(1)"
"""Closes an attribute and opens an element; as text it has to be shown as it is."""

# What is written as entities in a file is text, not markup, once it is decoded.
TEXT = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror="alert(1)"&gt;'

LONG = "w" * 3000
TURNED = "\u202egnol \u2066isolated \u05e9\u05dc\u05d5\u05dd"


def write_hostile_articles(folder: Path) -> None:
    """Write the articles, all of which are good files."""
    write_article(
        folder,
        'a/x y&"<b>%2e;#?',
        title=f"markup {TEXT}",
        excerpt=f"excerpt {TEXT} {MARKUP}",
        topics=[TEXT, '"><b>', "' onclick='alert(1)"],
        provider={"name": TEXT, "domain": 'x"onmouseover="alert(1)'},
        type=TEXT,
        category=f"category {TEXT}",
        webUrl="javascript:alert(1)",
        originalUrl='https://a.example/"onmouseover="alert(1)"x="<script>',
        ampWebUrl="data:text/html,<script>alert(1)</script>",
        cdnAmpWebUrl="//b.example/",
        images=[{"url": "javascript:alert(1)"}],
        publishedDateTime="2021-08-26T00:00:00Z",
    )
    schemes = ("JaVaScRiPt:alert(1)", "vbscript:x", "file:///etc/passwd", "\x20javascript:alert(1)")
    for number, url in enumerate(schemes):
        write_article(
            folder, f"scheme/{number}", title=f"scheme {number}", webUrl=url, originalUrl=url
        )
    user = "https://bank.example@evil.example/"
    write_article(
        folder,
        "user",
        title="user",
        **dict.fromkeys(("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl", "website"), user),
        images=[{"url": user}],
    )
    write_article(
        folder,
        "long",
        title=f"long {LONG}",
        excerpt=LONG,
        topics=[LONG],
        type=LONG,
        provider={"name": LONG, "domain": f"{LONG}.example"},
        webUrl=f"https://c.example/{LONG}",
    )
    write_article(
        folder,
        "turned \u202e",
        title=f"turned {TURNED}",
        excerpt=TURNED,
        topics=[TURNED],
        provider={"name": TURNED, "domain": "d.example"},
        webUrl="https://d.example/\u202egnp.exe",
        publishedDateTime="0999-05-01T00:00:00Z",
    )
    write_article(folder, "line\nbreak", title="emoji \U0001f9a6\u200d\U0001f468 {{ 7 * 7 }} %s")
    write_article(folder, "dots./tr ail ", title="${7*7} #{7*7} </title></textarea><!-- ]]>")
