"""Test collections that somebody has: articles, questions, and which articles answer each.

Three formats are read, whatever the files of a folder are called:

- **BEIR**: ``corpus.jsonl``, ``queries.jsonl`` and judgements in ``qrels/*.tsv``
  (https://github.com/beir-cellar/beir);
- **SMART**, as Cranfield, CISI, CACM and MED have it: records of ``.I``, ``.T``, ``.W``, and
  judgements of a query and a document a line;
- **TREC**: ``<DOC>`` and ``<top>``, and judgements of four columns.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

_RECORD = re.compile(r"^\.I\s+(\S+)\s*$", re.MULTILINE)
_FIELD = re.compile(r"^\.([A-Z])\s*$", re.MULTILINE)
_TREC_DOC = re.compile(r"<DOC>(.*?)</DOC>", re.DOTALL | re.IGNORECASE)
_TREC_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

Gains: TypeAlias = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with a title, which may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection.

    Attributes:
        name: of its folder.
        documents: all of them.
        queries: their texts, by id.
        gains: what documents are worth to each query.
        of_one_kind: whether a query of a document's id is this document, which is no answer.
    """

    name: str
    documents: list[Document]
    queries: dict[str, str]
    gains: Mapping[str, Mapping[str, int]]
    of_one_kind: bool = False

    @property
    def judged(self) -> Iterator[tuple[str, str]]:
        """Yield id and text of each query that any of the documents answers."""
        known = {document.id for document in self.documents}
        for id, text in self.queries.items():
            if any(gain > 0 and doc in known for doc, gain in self.gains.get(id, {}).items()):
                yield id, text


def read_collection(folder: Path) -> Collection:
    """Read the collection in a folder.

    Raises:
        ValueError: there are no documents, queries or judgements in it that are understood.
    """
    is_beir = (folder / "corpus.jsonl").is_file()
    found = _read_beir(folder) if is_beir else _read_marked(folder)
    if not found.documents or not list(found.judged):
        raise ValueError(
            f"{folder.name} holds no documents, queries and judgements in BEIR's, "
            "SMART's or TREC's format."
        )
    return found


def _read_beir(folder: Path) -> Collection:
    documents = [
        Document(str(each["_id"]), each.get("title") or "", each.get("text") or "")
        for each in _lines_of_json(folder / "corpus.jsonl")
    ]
    queries = {
        str(each["_id"]): str(each["text"]) for each in _lines_of_json(folder / "queries.jsonl")
    }
    tables = sorted(folder.glob("qrels/*.tsv")) or sorted(folder.glob("*.tsv"))
    # Where there are several parts, the others are for learning.
    tables = [each for each in tables if each.stem == "test"] or tables
    gains: Gains = defaultdict(dict)
    for table in tables:
        with table.open(encoding="utf-8", newline="") as file:
            for query, document, gain in csv.reader(file, delimiter="\t"):
                if gain.lstrip("-").isdigit():
                    gains[query][document] = int(gain)
    return Collection(folder.name, documents, queries, gains, of_one_kind=True)


def _lines_of_json(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, filter(str.strip, file))


def _read_marked(folder: Path) -> Collection:
    """Read a collection of SMART or TREC, its files told apart by what they hold."""
    documents: list[Document] = []
    queries: dict[str, str] = {}
    gains: Gains = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        text = path.read_text("utf-8", errors="replace")
        if _RECORD.search(text):
            records = list(_records(text))
            if re.search(r"qry|quer", path.name, re.IGNORECASE):
                queries = {each.id: f"{each.title} {each.text}".strip() for each in records}
            else:
                documents += records
        elif _TREC_DOC.search(text):
            documents += map(_trec_document, _TREC_DOC.findall(text))
        elif _TREC_TOPIC.search(text):
            queries |= dict(map(_trec_topic, _TREC_TOPIC.findall(text)))
        elif re.search(r"rel", path.name, re.IGNORECASE):
            gains = _judgements(text)
    if not gains.keys() <= queries.keys():
        # Cranfield's judgements count the queries, which have other numbers.
        queries = {str(place): text for place, text in enumerate(queries.values(), 1)}
    return Collection(folder.name, documents, queries, gains)


def _records(text: str) -> Iterator[Document]:
    parts = _RECORD.split(text)
    for id, record in zip(parts[1::2], parts[2::2], strict=True):
        pieces = _FIELD.split(record)
        fields = dict(zip(pieces[1::2], pieces[2::2], strict=True))
        title, words = (" ".join(fields.get(name, "").split()) for name in "TW")
        yield Document(_plain(id), title, words)


def _trec_document(record: str) -> Document:
    id = _element(record, "DOCNO")
    title = _element(record, "TITLE") or _element(record, "HEADLINE")
    rest = re.sub(r"<DOCNO>.*?</DOCNO>", " ", record, flags=re.DOTALL | re.IGNORECASE)
    text = _element(record, "TEXT") or _TAG.sub(" ", rest)
    return Document(id, title, " ".join(text.split()))


def _trec_topic(record: str) -> tuple[str, str]:
    """Return number and text of a topic: what it describes, or else its title."""
    # Its elements often have no end.
    fields = dict(re.findall(r"<(num|title|desc)>([^<]*)", record, re.IGNORECASE))
    number = fields.get("num", "").replace("Number:", "").strip()
    text = fields.get("desc", "").replace("Description:", "").strip() or fields.get("title", "")
    return _plain(number), " ".join(text.split())


def _element(record: str, name: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", record, re.DOTALL | re.IGNORECASE)
    return " ".join(_TAG.sub(" ", found[1]).split()) if found else ""


def _judgements(text: str) -> Gains:
    """Read judgements: ``query document``, with zeros after it, or ``query 0 document gain``."""
    rows = [line.split() for line in text.splitlines() if len(line.split()) >= 2]
    is_trec = any(len(row) == 4 and float(row[3]) > 0 for row in rows if _is_number(row[-1]))
    gains: Gains = defaultdict(dict)
    for row in rows:
        query, document = _plain(row[0]), _plain(row[2 if is_trec and len(row) == 4 else 1])
        worth = row[3] if is_trec and len(row) == 4 else "1"
        # What SMART's third column says is another scale in each collection, -1 of no interest.
        dismissed = len(row) == 3 and row[2] in ("-1", "5")
        gains[query][document] = 0 if dismissed else int(float(worth))
    return gains


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def _plain(number: str) -> str:
    """Return a number without zeros before it, which not all files of a collection have."""
    return number.lstrip("0") or number


def texts_of(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Yield id and whole text of each document."""
    for each in documents:
        yield each.id, f"{each.title} {each.text}"


def write_documents(folder: Path, documents: Iterable[Document]) -> dict[str, str]:
    """Write documents as articles, and return the document's id by that of its article.

    One without a title is called by its id: an article has one.
    """
    names = {}
    for place, each in enumerate(documents):
        front = {"title": each.title.strip() or each.id, "excerpt": each.text}
        lines = (f"{name}: {json.dumps(' '.join(text.split()))}" for name, text in front.items())
        (folder / f"{place}.md").write_text("\n".join(["---", *lines, "---", ""]), "utf-8")
        names[str(place)] = each.id
    return names
