"""Asking from Python: what a notebook gets is what the pages show."""

from __future__ import annotations

import csv
import datetime
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pandas as pd
import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.serving import ROOT, clean_environment, sync_into
from webui.formats.record_columns import COLUMN_NAMES
from webui.search import open_archive
from webui.search.criteria.criteria import PARAMETERS
from webui.search.criteria.parameters import ParameterError
from webui.search.frames.framing import TYPES, frame_of
from webui.search.keywords import Keywords, parameters_of
from webui.search.opened import ClosedError


def test_keywords_are_the_parameters() -> None:
    """Each parameter of an address but the query is a keyword; words of Python get underscores."""
    names = {name.removesuffix("_") for name in get_type_hints(Keywords)}
    assert names == set(PARAMETERS) - {"q"}


def test_values_are_written_as_in_addresses() -> None:
    """Days, flags, numbers and lists need not be texts; None is not given."""
    given = {
        "from_": datetime.date(2022, 1, 5), "to": pd.Timestamp("2022-02-01T23:30-05:00"),
        "curated": True, "sample": 5, "provider": ["a", "b"], "strata": ("provider", "month"),
        "topic": "Food", "last": None,
    }  # fmt: skip
    assert parameters_of(given) == {
        "from": ["2022-01-05"], "to": ["2022-02-02"], "curated": ["1"], "sample": ["5"],
        "provider": ["a", "b"], "strata": ["provider,month"], "topic": ["Food"],
    }  # fmt: skip


def test_everything_light_stays_light() -> None:
    """Neither opening an archive nor searching it imports pandas."""
    code = (
        "import sys; from webui.search import open_archive; assert 'whoosh' not in sys.modules;"
        "import webui.search.opened; assert not {'pandas', 'flask'} & sys.modules.keys()"
    )
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=clean_environment({}), check=True, timeout=60
    )


def test_without_pandas_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames are an extra, and who lacks it is told its name."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError, match=r"cuttings\[pandas\]"):
        frame_of(["id"], [])


def test_what_is_found_is_what_the_pages_show(client: FlaskClient, sample_index: Path) -> None:
    """Total, articles, files and counts are those of the same address."""
    with open_archive(sample_index) as archive:
        found = archive.search("ferry", not_provider="Public One", from_="2022", sort="oldest")
        address = "q=ferry&not_provider=Public+One&from=2022&sort=oldest"
        answer = client.get(f"/api/search?{address}&size=100").json
        assert answer is not None
        assert found.total == len(found) == answer["total"]
        assert [record.id for record in found] == [hit["id"] for hit in answer["hits"]]
        over_time = found.over_time().frame()
        assert over_time["count"].tolist() == [
            bucket["count"] for bucket in answer["facets"]["date"]["buckets"]
        ]
        coverage = client.get(f"/api/coverage?{address}").json
        assert coverage is not None
        assert found.coverage().frame()["count"].sum() == coverage["total"]
        assert found.page(size=10).model_dump()["total"] == answer["total"]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "bib", "ris", "json"])
def test_files_are_the_exports(
    client: FlaskClient, sample_index: Path, tmp_path: Path, ending: str
) -> None:
    """A file that is saved has the bytes that the page exports; other endings are refused."""
    with open_archive(sample_index) as archive:
        found = archive.search("ferry", sample=7)
        saved = found.save(tmp_path / f"found.{ending}")
        assert saved.read_bytes() == client.get(f"/export.{ending}?q=ferry&sample=7").data
        with pytest.raises(ValueError, match=r"found.xls must end with one of: \.csv"):
            found.save(tmp_path / "found.xls")


def test_frames_have_the_columns_of_the_exports(sample_index: Path, tmp_path: Path) -> None:
    """One row an article, in the same order, each column of one type, also where nothing is."""
    with open_archive(sample_index) as archive:
        found = archive.search("ferry")
        frame = found.frame()
        assert tuple(frame.columns) == COLUMN_NAMES
        assert len(frame) == found.total
        with found.save(tmp_path / "found.csv").open(newline="") as file:
            assert [row["id"] for row in csv.DictReader(file)] == frame["id"].tolist()
        nothing = archive.search("zzzqqq").frame()
        assert nothing.dtypes.map(str).to_dict() == frame.dtypes.map(str).to_dict()
        assert str(frame["published"].dtype) == "datetime64[s, UTC]"
        assert {"stratum", "weight"} < set(archive.search("ferry", sample=5).frame().columns)


def test_types_hold_beyond_what_nanoseconds_can_say() -> None:
    """An old newspaper has its date, and what is not known is missing, not zero."""
    frame = frame_of(["published", "quality"], [("1605-06-01T00:00:00Z", None), (None, 3)])
    assert frame["published"][0].year == 1605
    assert frame["quality"].isna().tolist() == [True, False]
    assert TYPES["quality"] == "Int64"


def test_errors_are_the_sentences_of_the_pages(client: FlaskClient, sample_index: Path) -> None:
    """A parameter that is unknown or wrong is named as in the API."""
    with open_archive(sample_index) as archive:
        for keywords, address in (
            ({"sort": "best"}, "sort=best"),
            ({"from_": "soon"}, "from=soon"),
            ({"since": 99}, "since=99"),
            ({"prvider": "x"}, "prvider=x"),
        ):
            answer = client.get(f"/api/search?{address}").json
            assert answer is not None
            with pytest.raises(ParameterError) as error:
                archive.search("x", **keywords)
            assert str(error.value) == answer["error"]["message"]


def test_comparisons_and_search_strings_have_frames(sample_index: Path) -> None:
    """Their rows are what the typed answers hold."""
    with open_archive(sample_index) as archive:
        compared = archive.compare(["ferry", "bridge"])
        assert compared.totals()["total"].tolist() == [query.total for query in compared.queries]
        assert len(compared.frame()) == sum(len(query.buckets) for query in compared.queries)
        audited = archive.audit("ferry OR strike*")
        assert audited.frame()["total"].tolist() == [each.total for each in audited.clauses]
        assert set(audited.word_forms()["word"]) == {word.word for word in audited.forms}
        assert len(audited.missing_words()) == len(audited.missing)


def test_a_state_stays_and_the_archive_goes_on(tmp_path: Path) -> None:
    """What was found is asked of its own state; a new search sees what was imported since."""
    write_article(tmp_path / "articles", "one")
    index = sync_into(tmp_path / "index", tmp_path / "articles")
    with open_archive(index) as archive:
        before = archive.search()
        write_article(tmp_path / "articles", "two")
        sync_into(index, tmp_path / "articles")
        assert len(list(before)) == before.total == before.manifest.total == 1


def test_after_closing_nothing_is_answered(sample_index: Path) -> None:
    """Whoever goes on is told, also in the middle of the articles; closing twice is no harm."""
    archive = open_archive(sample_index)
    found = archive.search("ferry")
    articles = iter(found)
    next(articles)
    with archive.state() as state:
        assert state.search("ferry").total == found.total
    with pytest.raises(ClosedError):
        state.search("ferry")
    archive.close()
    archive.close()
    for ask in (lambda: next(articles), found.frame, archive.state):
        with pytest.raises(ClosedError, match=r"open_archive\(\)"):
            ask()
