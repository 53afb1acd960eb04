"""Citations, against examples that were worked out by hand from the rules of each style."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Provider
from tests.webui.search.library import article, ask, generated, opened
from webui.formats.bibtex import bibtex
from webui.formats.citations import citations
from webui.formats.ris import ris
from webui.search.local.answers.articles.article import article_detail
from webui.search.results.base import ProviderName

TODAY = date(2021, 9, 1)


@dataclass(frozen=True)
class Source:
    """What is cited."""

    id: str = "2021/outage"
    title: str = "Cloud outage hits banks"
    url: str | None = "https://www.example.com/2021/outage"
    provider: ProviderName | None = ProviderName(name="The Example", domain="example.com")  # noqa: RUF009
    published: str | None = "2021-08-26T23:59:59Z"


FULL = Source()
BARE = Source(url=None, provider=None, published=None)

HOSTILE = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\r\n\x0b\x1e\u2028\u202e{}\\%$#_&~^<>\"'“”.?!,:;*@ "),
    ),
    max_size=40,
)
SOURCES = st.builds(
    Source,
    id=st.text(min_size=1, max_size=10),
    title=HOSTILE,
    url=st.none() | HOSTILE.map("https://e.com/".__add__),
    provider=st.none() | st.builds(ProviderName, name=HOSTILE, domain=HOSTILE),
    published=st.none() | st.dates().map(lambda day: f"{day.isoformat()}T00:00:00Z"),
)


def cite(source: Source) -> dict[str, str]:
    """Return the text of a source's citation in each style."""
    return {one.style: one.text for one in citations(source, TODAY)}


def test_an_article_is_cited_in_five_styles() -> None:
    """With all its data, as APA 7, MLA 9 and Chicago 17 have a page of a news website."""
    assert cite(FULL) == {
        "APA": "Cloud outage hits banks. (2021, August 26). The Example. "
        "https://www.example.com/2021/outage",
        "MLA": "“Cloud outage hits banks.” The Example, 26 Aug. 2021, www.example.com/2021/outage.",
        "Chicago": "“Cloud outage hits banks.” The Example, August 26, 2021. "
        "https://www.example.com/2021/outage.",
        "BibTeX": "@online{theexample2021cloud-99400cfd8b53,\n"
        "  title = {{Cloud outage hits banks}},\n"
        "  organization = {{The Example}},\n"
        "  date = {2021-08-26},\n"
        "  url = {https://www.example.com/2021/outage},\n"
        "  urldate = {2021-09-01},\n"
        "}\n",
        "RIS": "TY  - NEWS\r\nTI  - Cloud outage hits banks\r\nT2  - The Example\r\n"
        "PY  - 2021\r\nDA  - 2021/08/26/\r\nUR  - https://www.example.com/2021/outage\r\n"
        "Y2  - 2021/09/01/\r\nER  - \r\n",
    }


def test_italics_are_marked() -> None:
    """The title in APA, the website in MLA and Chicago; all else is upright."""
    html = {one.style: str(one.html) for one in citations(FULL, TODAY)}
    assert html["APA"].startswith("<em>Cloud outage hits banks</em>. (2021, August 26). The Ex")
    assert html["MLA"].startswith("“Cloud outage hits banks.” <em>The Example</em>, 26 Aug. 2021")
    assert html["Chicago"].startswith("“Cloud outage hits banks.” <em>The Example</em>, August")
    assert "<" not in html["BibTeX"] + html["RIS"]


@pytest.mark.parametrize(
    ("source", "apa", "mla", "chicago"),
    [
        (
            replace(FULL, published=None),
            "Cloud outage hits banks. (n.d.). The Example. https://www.example.com/2021/outage",
            "“Cloud outage hits banks.” The Example, www.example.com/2021/outage. "
            "Accessed 1 Sept. 2021.",
            "“Cloud outage hits banks.” The Example, n.d. Accessed September 1, 2021. "
            "https://www.example.com/2021/outage.",
        ),
        (
            replace(FULL, provider=None),
            "Cloud outage hits banks. (2021, August 26). https://www.example.com/2021/outage",
            "“Cloud outage hits banks.” 26 Aug. 2021, www.example.com/2021/outage.",
            "“Cloud outage hits banks.” August 26, 2021. https://www.example.com/2021/outage.",
        ),
        (
            replace(FULL, url=None),
            "Cloud outage hits banks. (2021, August 26). The Example.",
            "“Cloud outage hits banks.” The Example, 26 Aug. 2021.",
            "“Cloud outage hits banks.” The Example, August 26, 2021.",
        ),
        (
            replace(FULL, url=None, published=None),
            "Cloud outage hits banks. (n.d.). The Example.",
            "“Cloud outage hits banks.” The Example.",
            "“Cloud outage hits banks.” The Example, n.d.",
        ),
        (
            BARE,
            "Cloud outage hits banks. (n.d.).",
            "“Cloud outage hits banks.”",
            "“Cloud outage hits banks.” n.d.",
        ),
        (
            replace(FULL, url=None, provider=ProviderName(name="", domain="example.com")),
            "Cloud outage hits banks. (2021, August 26). example.com.",
            "“Cloud outage hits banks.” example.com, 26 Aug. 2021.",
            "“Cloud outage hits banks.” example.com, August 26, 2021.",
        ),
        (
            replace(BARE, provider=ProviderName(name="Example Inc.", domain="")),
            "Cloud outage hits banks. (n.d.). Example Inc.",
            "“Cloud outage hits banks.” Example Inc.",
            "“Cloud outage hits banks.” Example Inc., n.d.",
        ),
    ],
)
def test_what_is_missing_is_left_out(source: Source, apa: str, mla: str, chicago: str) -> None:
    """No mark of punctuation is left over, nor doubled; without a date, that of access is said."""
    cited = cite(source)
    assert (cited["APA"], cited["MLA"], cited["Chicago"]) == (apa, mla, chicago)


@pytest.mark.parametrize(
    ("title", "apa", "quoted"),
    [
        ("What went wrong?", "What went wrong? (n.d.).", "“What went wrong?”"),
        ("Down!", "Down! (n.d.).", "“Down!”"),
        ("A deal with Apple Inc.", "A deal with Apple Inc. (n.d.).", "“A deal with Apple Inc.”"),
        ("And then…", "And then… (n.d.).", "“And then…”"),
        ("Breaking:", "Breaking. (n.d.).", "“Breaking.”"),
        ("He said “no”", "He said “no”. (n.d.).", "“He said ‘no.’”"),
        ('Who said "no?"', 'Who said "no?" (n.d.).', "“Who said 'no?'”"),
        ("Two (of three?)", "Two (of three?). (n.d.).", "“Two (of three?).”"),
        ("The banks’", "The banks’. (n.d.).", "“The banks’.”"),
        ("two\r\nlines", "two lines. (n.d.).", "“two lines.”"),
        ("\u202eturned\u2066", "turned. (n.d.).", "“turned.”"),
        ("\u202e", "[Untitled]. (n.d.).", "“[Untitled].”"),
    ],
)
def test_the_end_of_a_title_is_punctuated_once(title: str, apa: str, quoted: str) -> None:
    """A mark that ends the title replaces the full stop; quotation marks nest."""
    cited = cite(replace(BARE, title=title))
    assert cited["APA"] == apa
    assert cited["MLA"] == quoted
    assert cited["Chicago"] == f"{quoted} n.d."


def test_early_years_have_four_digits_where_a_program_reads_them() -> None:
    """BibTeX and RIS have dates of one length."""
    cited = cite(replace(FULL, published="0999-05-01T00:00:00Z"))
    assert "  date = {0999-05-01},\n" in cited["BibTeX"]
    assert "PY  - 0999\r\nDA  - 0999/05/01/\r\n" in cited["RIS"]
    assert "1 May 999" in cited["MLA"]


def test_what_is_special_to_tex_is_escaped() -> None:
    """A title is set as it is written; an address is verbatim and has no brace."""
    entry = bibtex(replace(FULL, title=r"100% of $5_ & #1 {a}~^\b", url="https://e/{a}_%20"), TODAY)
    assert (
        r"{{100\% of \$5\_ \& \#1 {\textbraceleft}a{\textbraceright}"
        r"{\textasciitilde}{\textasciicircum}{\textbackslash}b}}" in entry
    )
    assert "  url = {https://e/%7Ba%7D_%20},\n" in entry


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (replace(FULL, title="Is the Example a café?"), "theexample2021cafe"),
        (replace(FULL, title="数据", provider=None), "2021"),
        (BARE, "cloud"),
        (replace(BARE, title="?"), "article"),
    ],
)
def test_a_key_says_what_it_stands_for(source: Source, key: str) -> None:
    """Provider, year and a telling word, as far as ASCII has them; then what makes it unique."""
    assert re.match(rf"@online{{{key}-[0-9a-f]{{12}},\n", bibtex(source, TODAY))


def test_articles_that_look_alike_have_different_keys() -> None:
    """The id makes the difference."""
    keys = {bibtex(replace(FULL, id=str(id)), TODAY).partition(",")[0] for id in range(1000)}
    assert len(keys) == 1000


def test_articles_of_an_index_are_cited() -> None:
    """Details and hits alike."""
    with opened(
        [
            article(
                "a", "A & B", url="https://e.com/1", provider=Provider("", "e.com"),
                published="2021-08-26T01:02:03",
            )
        ]
    ) as snapshot:  # fmt: skip
        cited = citations(article_detail(snapshot, 0), TODAY)
        assert citations(ask(snapshot).hits[0], TODAY) == cited
    assert cited[0].text == "A & B. (2021, August 26). e.com. https://e.com/1"
    assert cited[0].html == "<em>A &amp; B</em>. (2021, August 26). e.com. https://e.com/1"


@generated(300)
@given(SOURCES)
def test_html_holds_nothing_but_escaped_text_and_italics(source: Source) -> None:
    """Without its italics, it is the text, escaped."""
    for one in citations(source, TODAY):
        bare = re.sub(r"</?em>", "", str(one.html))
        assert not set("<>\"'") & set(bare)
        assert unescape(bare) == one.text
        assert str(one.html).count("<em>") == str(one.html).count("</em>") <= 1


@generated(300)
@given(SOURCES)
def test_plain_styles_are_one_line(source: Source) -> None:
    """No title breaks a line, turns the rest around or leaves gaps."""
    cited = cite(source)
    for style in ("APA", "MLA", "Chicago"):
        assert cited[style].splitlines() == [cited[style].strip()]
        assert "  " not in cited[style]
        assert not set("\u202e\u202a\u2066") & set(cited[style])


@generated(300)
@given(SOURCES)
def test_ris_is_one_record_of_whole_lines(source: Source) -> None:
    """Each line begins with a tag of its own, and nothing else breaks one."""
    record = ris(source, TODAY)
    lines = record.split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[-2:] == ["ER  - ", ""]
    assert record.splitlines() == lines[:-1]
    tags = [line[:6] for line in lines[:-1]]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - ", tag) for tag in tags)
    assert len(set(tags)) == len(tags)


@generated(300)
@given(SOURCES)
def test_bibtex_is_one_entry_whose_braces_balance(source: Source) -> None:
    """Counted as BibTeX counts them, behind backslashes too; only the last one closes the entry."""
    entry = bibtex(source, TODAY)
    depth = 0
    for place, letter in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth > 0 or place < len("@online") or place >= len(entry) - 2
    assert depth == 0
    first, *fields, last, end = entry.split("\n")
    assert re.fullmatch(r"@online\{[a-z0-9]+-[0-9a-f]{12},", first)
    assert all(re.fullmatch(r"  [a-z]+ = \{.*\},", line) for line in fields)
    assert (last, end) == ("}", "")
    assert entry.splitlines() == entry.split("\n")[:-1]
