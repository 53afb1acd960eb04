"""The benchmark of the ranking, on small collections in the formats of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.benchmark.ranking import bench
from tests.benchmark.ranking.collections import Collection, Document, read_collection
from tests.benchmark.ranking.okapi import Okapi

BEIR = {
    "corpus.jsonl": '{"_id": "a1", "title": "Ferry", "text": "It sails."}\n'
    '{"_id": "b2", "text": "Wings"}\n',
    "queries.jsonl": '{"_id": "q1", "text": "does it sail?"}\n{"_id": "q2", "text": "unjudged"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\ta1\t2\nq1\tb2\t0\n",
    "qrels/train.tsv": "query-id\tcorpus-id\tscore\nq2\tb2\t1\n",
}
SMART = {
    "CRAN.ALL": ".I 1\n.T\nferry\n.A\nsomebody\n.W\nit\nsails .\n.I 2\n.W\nwings\n",
    "CRAN.QRY": ".I 001\n.W\ndoes it\nsail ?\n.I 004\n.W\nwho flies ?\n",
    "cranqrel": "1 1 2\n2 2 1\n2 1 -1\n",
}
CISI = {
    "CISI.ALL": SMART["CRAN.ALL"],
    "CISI.QRY": ".I 1\n.W\ndoes it\nsail ?\n.I 2\n.W\nwho flies ?\n",
    "CISI.REL": "     1      1\t0\t0.000000\n     2      2\t0\t0.000000\n",
}
TREC = {
    "docs.txt": "<DOC>\n<DOCNO> 1 </DOCNO>\n<TITLE>ferry</TITLE>\n<TEXT>it <b>sails</b> .</TEXT>\n"
    "</DOC>\n<DOC>\n<DOCNO>2</DOCNO>\n<TEXT>wings</TEXT>\n</DOC>\n",
    "topics.txt": "<top>\n<num> Number: 1\n<title> sails\n<desc> Description:\ndoes it\nsail ?\n"
    "<narr> x\n</top>\n<top><num>2</num><title>who flies ?</title></top>\n",
    "qrels.txt": "1 0 1 1\n1 0 2 0\n2 0 2 1\n",
}


def _folder(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def _judged(collection: Collection) -> dict[str, set[str]]:
    """Return the documents that answer each judged query, by its text."""
    return {
        text: {doc for doc, gain in collection.gains[id].items() if gain > 0}
        for id, text in collection.judged
    }


def test_a_collection_of_beir_is_read(tmp_path: Path) -> None:
    """Only the judgements for testing count, and a query without any is not asked."""
    collection = read_collection(_folder(tmp_path, BEIR))
    assert collection.documents == [
        Document("a1", "Ferry", "It sails."),
        Document("b2", "", "Wings"),
    ]
    assert _judged(collection) == {"does it sail?": {"a1"}}
    assert collection.gains["q1"] == {"a1": 2, "b2": 0}


@pytest.mark.parametrize("files", [SMART, CISI, TREC], ids=["cranfield", "cisi", "trec"])
def test_older_formats_are_read(tmp_path: Path, files: dict[str, str]) -> None:
    """Records with dots or tags, and judgements of two, three or four columns."""
    collection = read_collection(_folder(tmp_path, files))
    assert collection.documents == [
        Document("1", "ferry", "it sails ."),
        Document("2", "", "wings"),
    ]
    assert _judged(collection) == {"does it sail ?": {"1"}, "who flies ?": {"2"}}


def test_a_collection_is_measured_with_and_without(tmp_path: Path) -> None:
    """Each query is asked of the product, twice, and of Okapi."""
    done = CliRunner().invoke(bench.main, ["--collection", str(_folder(tmp_path, TREC))])
    assert done.exit_code == 0, done.output
    assert f"| {tmp_path.name} | 2 | 0.500 | 0.500 | 0.500 |" in done.output


def test_what_is_no_collection_is_said_so(tmp_path: Path) -> None:
    """A folder without judgements names the formats that are known."""
    done = CliRunner().invoke(bench.main, ["--collection", str(_folder(tmp_path, {"a": "b"}))])
    assert done.exit_code == 1
    assert "SMART" in done.output


def test_okapi_knows_no_stop_words() -> None:
    """They are neither in texts, whose lengths count, nor in queries."""
    okapi = Okapi([("a", "the ferry of the lake"), ("b", "ferry lake"), ("c", "wings")])
    assert okapi.search("the of", 5) == []
    assert okapi.search("ferry", 5) == ["a", "b"]
