"""Names that are probably one provider's, as lines to paste."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.checking.likely_spellings import Likely, likely_spellings
from indexer.checking.name_keys import Named
from indexer.checking.status import read_status
from indexer.contract.aliases import NO_ALIASES, Aliases, folded_name
from indexer.contract.settings import Settings
from indexer.parsing.alias_file import parse_aliases
from indexer.syncing.sync import sync
from tests.support.articles import write_article, write_file


def likely(*providers: tuple[str, str], aliases: Aliases = NO_ALIASES) -> list[Likely]:
    """Return what is likely of names with domains; the first has most articles."""
    count = len(providers)
    named = [Named(name, domain, count - place) for place, (name, domain) in enumerate(providers)]
    return likely_spellings(named, aliases)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Morningstar, Inc.", "morningstar.com"), ("Morningstar%2c Inc.", "morningstar.com")),
        (("Proactive Investors", ""), ("Proactiveinvestors", "")),
        (("Proactive Investors", "proactive.example"), ("proactive-investors", "else.example")),
        (("La Nación", ""), ("LA NACION", "")),
        (("Barron's", ""), ("Barrons", "")),
        (("AT&T", ""), ("AT & T", "")),
        (("The Verge", ""), ("Verge", "")),
        (("The Verge", ""), ("Verge, The", "")),
        (("Bean, Inc.", ""), ("Bean", "")),
        (("Bean Co. Ltd.", ""), ("The Bean Company", "")),
        (("TechRadar", "techradar.com"), ("TechRadar.com", "")),
        (("Bean", "www.bean.example"), ("bean.example", "bean.example")),
        (("BBC", "news.bbc.co.uk"), ("bbc.co.uk", "bbc.co.uk")),
        (("Deutsche Welle", "dw.com"), ("DW", "www.dw.com")),
        (("Data Center News", ""), ("Data Centre News", "")),
        (("Helsingin Sanomat", ""), ("Helsingin Sanoma", "")),
    ],
)
def test_likely_pairs_are_found(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Names that differ in little, or that one domain goes by."""
    (found,) = likely(one, other)
    assert (found.name, [*found.spellings]) == (one[0], [other[0]])
    assert found.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("CRN", "crn.com"), ("CRN Australia", "crn.com.au")),
        (("Business Insider", "businessinsider.com"), ("Business Insider India", "bi.in")),
        (("The Independent", "independent.co.uk"), ("Independent", "bean.example")),
        (("Channel Seven 4", ""), ("Channel Seven 5", "")),
        (("Gulf News", ""), ("Golf News", "")),
        (("Fintech Bulletin", "fb.example"), ("Fintech Bulletins", "other.example")),
        (("Business Line", ""), ("Business Wire", "")),
        (("Daily News", ""), ("News Daily", "")),
        (("Information Age", ""), ("Information Edge", "")),
        (("Windows", "report.example"), ("Windows Central", "central.example")),
        (("The", ""), ("Inc.", "")),
    ],
)
def test_other_pairs_are_left_alone(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Editions, series, neighbours and short names that are alike are several providers."""
    assert likely(one, other) == []


def test_a_domain_of_many_says_nothing() -> None:
    """Where many write on one domain, each is somebody else; but for those that are alike."""
    names = ["Ada", "Bo", "Cy", "Dee", "cy!"]
    (found,) = likely(*((name, "portal.example") for name in names))
    assert (found.name, found.spellings) == ("Cy", {"cy!": 1})


def test_groups_are_put_together() -> None:
    """Several spellings are one line; the name is that of most articles."""
    (found,) = likely(("Bean", ""), ("The Bean", "b.example"), ("Bean Ltd", ""), ("BE AN", ""))
    assert found.as_line() == (
        "Bean: [The Bean, Bean Ltd, BE AN]  # 4 + 3 + 2 + 1 articles; the same letters, "
        "the same but for “The”, “Inc.” and the like"
    )


def test_what_has_an_entry_keeps_it() -> None:
    """A line is there to replace the one that there is, and two that have one each are two."""
    aliases = Aliases.of_entries([("Bean Ltd", ["Old Bean"]), ("The Bean", [])])
    (found,) = likely(("Bean", ""), ("Bean Ltd", ""), ("The Bean", ""), aliases=aliases)
    assert found.as_line().startswith("Bean Ltd: [Old Bean, Bean]  # ")
    assert found.as_line().endswith("; instead of its line")
    apart = Aliases.of_entries([("Bean", []), ("Bean Ltd", []), ("The Bean", [])])
    assert likely(("Bean", ""), ("Bean Ltd", ""), ("The Bean", ""), aliases=apart) == []


LABELS = st.text("aAbé ,.'\"#:-&%[]{}!12~", min_size=1, max_size=6).filter(
    lambda text: text == " ".join(text.split()) and folded_name(text)
)


@given(st.dictionaries(LABELS, st.sampled_from(("", "a.example", "b.example")), max_size=8))
def test_any_line_can_be_pasted(providers: dict[str, str]) -> None:
    """The lines are a file of aliases that says what they mean, and leaves nothing to offer."""
    named = [Named(label, domain, 1) for label, domain in providers.items()]
    found = likely_spellings(named, NO_ALIASES)
    aliases = parse_aliases("\n".join(each.as_line() for each in found).encode())
    assert len(aliases.entries) == len(found)
    for each in found:
        assert each.name in providers
        for spelling in each.spellings:
            assert aliases.called(spelling) == aliases.called(each.name)


def test_thousands_are_looked_through() -> None:
    """Each is not compared with each other one."""
    named = [
        Named(f"Provider of number {number}", f"p{number}.example", 1) for number in range(20_000)
    ]
    named += [Named("Provider  of number 77.", "", 1)]
    (found,) = likely_spellings(named, NO_ALIASES)
    assert found.spellings == {"Provider of number 77": 1}


def test_names_of_any_length_are_looked_through() -> None:
    """An article of a stranger may hold a name as long as its file."""
    long = "x" * 50_000
    started = time.thread_time()
    assert likely((f"{long}a", ""), (f"{long}b", "")) == []
    assert time.thread_time() - started < 1


def test_the_status_offers_them(folder: Path, settings: Settings) -> None:
    """What is offered is gone when it was pasted and synced."""
    for id, name in (("a", "Bean"), ("b", "Bean"), ("c", "The Bean"), ("d", "Other")):
        write_article(folder, id, provider={"name": name, "domain": f"{id}.example"})
    write_article(folder, "e", provider={"name": "The Bean"})
    write_article(folder, "f")
    sync(folder, settings)
    # Their domains are others.
    assert read_status(settings.index).likely == ()
    write_article(folder, "c", provider={"name": "The Bean"})
    sync(folder, settings)
    status = read_status(settings.index)
    assert (status.providers, status.aliases) == (3, 0)
    (offered,) = status.as_json()["likely"]
    line = "Bean: [The Bean]  # 2 + 2 articles; the same but for “The”, “Inc.” and the like"
    assert offered == {
        "name": "Bean",
        "articles": 2,
        "spellings": [{"spelling": "The Bean", "articles": 2}],
        "reasons": ["the same but for “The”, “Inc.” and the like"],
        "line": line,
    }
    assert status.as_text().endswith(
        f"\nProbably one provider each; as lines for providers.yml:\n{line}"
    )
    write_file(folder / "providers.yml", line)
    sync(folder, settings)
    status = read_status(settings.index)
    assert (status.providers, status.aliases, status.likely) == (2, 1, ())
    assert "\nAliases of:     1 name" in status.as_text()
