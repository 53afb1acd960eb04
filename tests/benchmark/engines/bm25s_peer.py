"""bm25s: scores worked out when the index is written, one sparse matrix for each field.

It scores words and nothing else. What a search asks for besides stands in NumPy arrays beside
its matrices: conditions weigh an article with 0, as its weight masks do, and what is counted are
the articles with a score.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import bm25s
import numpy as np
import Stemmer
from bm25s.selection import topk
from bm25s.tokenization import Tokenizer

from indexer.contract.analysis import TOKEN, accent_map
from indexer.contract.article import Article
from indexer.contract.schema import SEARCHED_FIELDS
from tests.benchmark.engines.base import Engine
from tests.benchmark.engines.bm25s_facts import Facts, FactsWriter
from tests.benchmark.searching.questions import FIELD_WEIGHTS, PAGE_SIZE, Answer, Question, Shown

# Grows with every change of what is written.
_FORMAT = 1

# The stored articles lie beside the matrix of the first field.
_WITH_CORPUS = SEARCHED_FIELDS[0]


class Bm25s(Engine):
    """A matrix for each field; arrays and stored articles are mapped."""

    name = "bm25s"
    index = "bm25s"

    def __init__(self, fields: dict[str, bm25s.BM25], facts: Facts) -> None:
        self._fields = fields
        self._facts = facts
        self._articles = fields[_WITH_CORPUS].corpus
        self._stem = Stemmer.Stemmer("english").stemWord

    @classmethod
    def writer(cls) -> str:
        """Return the library's version, and that of what is written."""
        return f"{version('bm25s')}, format {_FORMAT}"

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Score all words of all articles, field by field."""
        stemmer = Stemmer.Stemmer("english")
        tokenizers = {
            field: Tokenizer(lower=True, splitter=_split, stopwords=[], stemmer=stemmer)
            for field in SEARCHED_FIELDS
        }
        tokens: dict[str, list[array[int]]] = {field: [] for field in SEARCHED_FIELDS}
        stored, facts = [], FactsWriter()
        for article in articles:
            stored.append(_stored(article))
            facts.add(article)
            texts = {
                "title": article.title,
                "excerpt": article.excerpt,
                "topics": "\n".join(article.topics),
            }
            for field, text in texts.items():
                (ids,) = tokenizers[field].streaming_tokenize([text])
                tokens[field].append(array("i", ids))
        facts.write(folder)
        for field in SEARCHED_FIELDS:
            retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
            vocabulary = tokenizers[field].get_vocab_dict()
            retriever.index((tokens.pop(field), vocabulary), show_progress=False)
            corpus = stored if field == _WITH_CORPUS else None
            retriever.save(folder / field, corpus=corpus, show_progress=False)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the arrays; the vocabularies are read into memory."""
        fields = {
            field: bm25s.BM25.load(
                folder / field,
                mmap=True,
                load_corpus=field == _WITH_CORPUS,
                show_progress=False,
                verbosity=0,
            )
            for field in SEARCHED_FIELDS
        }
        return cls(fields, Facts.open(folder))

    def ask(self, question: Question) -> Answer:
        """Answer a question: all scores, what they are weighed with, and the best of them."""
        scores = self._scores(question)
        kept = self._kept(question)
        if kept is not None:
            scores *= kept
        hits = np.flatnonzero(scores)
        rank = self._facts.published[hits] if question.by_date else scores[hits]
        start, wanted = (question.page - 1) * PAGE_SIZE, question.page * PAGE_SIZE
        _, best = topk(rank, min(wanted, len(hits)), backend="numpy", sorted=True)
        page = hits[best[start:]].tolist()
        return Answer(
            total=len(hits),
            page=[Shown(*self._articles[number]) for number in page],
            providers=self._facts.providers(hits),
            topics=self._facts.topics(hits),
            months=self._facts.months(hits),
        )

    def refusal(self, question: Question) -> str | None:
        """Return why a question cannot be asked."""
        if not question.ranked:
            return "bm25s scores words, and a question without words has none"
        if question.phrase:
            return "bm25s holds no positions, so no phrases"
        if question.prefix or question.fuzzy:
            return "bm25s looks up whole words only, no prefixes or misspelt words"
        return None

    def close(self) -> None:
        """Close the file of the stored articles."""
        self._articles.close()

    def _scores(self, question: Question) -> Any:
        """Return the score of every article, float32; 0 where no word of the question stands."""
        stems = [self._stem(word) for word in question.all_of or question.any_of]
        scores = np.zeros(len(self._facts.published), dtype=np.float32)
        for field in ("title",) if question.in_title else SEARCHED_FIELDS:
            retriever = self._fields[field]
            if tokens := retriever.get_tokens_ids(stems):
                scores += FIELD_WEIGHTS[field] * retriever.get_scores_from_ids(tokens)
        return scores

    def _kept(self, question: Question) -> Any:
        """Return which articles a question lets pass, as booleans; None where it is all."""
        parts = self._facts.kept(question)
        if len(question.all_of) > 1:
            parts += [self._with_word(word) for word in question.all_of]
        parts += [~self._with_word(word) for word in question.none_of]
        return np.logical_and.reduce(parts) if parts else None

    def _with_word(self, word: str) -> Any:
        found = np.zeros(len(self._facts.published), dtype=bool)
        for retriever in self._fields.values():
            for token in retriever.get_tokens_ids([self._stem(word)]):
                start, end = retriever.scores["indptr"][token : token + 2]
                found[retriever.scores["indices"][start:end]] = True
        return found


def _split(text: str) -> list[str]:
    return TOKEN.findall(text.translate(accent_map()))


def _stored(article: Article) -> tuple[str, str, str, str, str]:
    return (
        article.id,
        article.title,
        article.excerpt,
        article.provider.label if article.provider else "",
        article.published.isoformat() if article.published else "",
    )
