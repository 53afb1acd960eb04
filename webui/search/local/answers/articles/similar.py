"""Articles on the same matter as one article: the words that tell most of it, searched again.

The words are chosen as Lucene's ``MoreLikeThis`` does it
(https://lucene.apache.org/core/9_0_0/queries/org/apache/lucene/queries/mlt/MoreLikeThis.html):
those with the greatest ``tf * idf``, where ``tf`` is how often the article has a word, and
a word of several fields has the document frequency of the field where that is greatest.
The inverse document frequency is the one that searches score with, and so are the scores.
That three in ten of the words must be there is the default of Elasticsearch's query of that
name (https://www.elastic.co/guide/en/elasticsearch/reference/8.0/query-dsl-mlt-query.html).
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from whoosh.query import ConstantScoreQuery, Or

from webui.search.local.columns.ordering import page_of
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import CombinedTerm, Matches
from webui.search.local.engine.statistics import rarity
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Word
from webui.search.query.terms import stems

# Where an article says in its own words what it is about.
_FIELDS = {field: FIELD_WEIGHTS[field] for field in ("title", "excerpt")}
# Of each text, characters that are read: news say first what they are about.
_CHARACTERS = 1000
# Words that are searched, and how many of them an article must have: it is about something
# else if it has a single one.
_WORDS = 12
_AGREEING = 0.3
_AGREEING_AT_LEAST = 2
# Words that are more common tell nothing of an article. The second one keeps small
# collections, where one in ten is a handful, from losing their subjects.
_COMMON = 0.1
_NEVER_COMMON = 100


def similar(snapshot: Snapshot, doc: int, count: int) -> list[int]:
    """Return the articles that share most of what an article's title and excerpt tell.

    The article itself and the others of its story are left out. Ties are the newest first,
    then by id.

    Args:
        snapshot: where to look.
        doc: number of a live document.
        count: how many articles there may be, 1 at least.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    words = [CombinedTerm(_FIELDS, word) for word in telling_words(snapshot, doc)]
    if not words:
        return []
    found = snapshot.execute(Or(words))
    # The same documents once more; here each word scores 1.
    shared = snapshot.execute(Or([ConstantScoreQuery(word) for word in words])).scores
    kept = shared >= min(len(words), max(_AGREEING_AT_LEAST, int(_AGREEING * len(words))))
    kept &= np.isin(found.docs, stories_of(snapshot).members(doc), invert=True)
    matches = Matches(found.docs[kept], found.scores[kept])
    best = page_of(matches, snapshot.columns, "relevance", 0, count, snapshot.by_id)
    numbers: list[int] = best.tolist()
    return numbers


def telling_words(snapshot: Snapshot, doc: int) -> list[str]:
    """Return the stems that tell most of what an article is about, the best one first.

    No stop words are among them, and none that no other article has. Words that very many
    articles have are taken only where there are no others.

    Args:
        snapshot: which articles have which words.
        doc: number of a live document.
    """
    article = snapshot.article(doc)
    title, excerpt = _words_of(article.title), _words_of(article.excerpt)
    own = {"title": title, "excerpt": excerpt}
    times = title + title + excerpt
    having = snapshot.frequencies(list(own), times)
    frequencies = {
        word: max(having[word])
        for word in times
        if any(
            frequency > (word in own[field])
            for field, frequency in zip(own, having[word], strict=True)
        )
    }
    documents = len(snapshot.columns)
    limit = max(_NEVER_COMMON, documents * _COMMON)
    rare = [word for word, frequency in frequencies.items() if frequency <= limit]
    weights = {word: times[word] * rarity(documents, frequencies[word]) for word in frequencies}
    # Of equals, the one that stands first.
    return sorted(rare or frequencies, key=weights.__getitem__, reverse=True)[:_WORDS]


def _words_of(text: str) -> Counter[str]:
    """Count the stems of a text, stop words left out."""
    text = text[:_CHARACTERS]
    return Counter(
        token.text
        for token in stems(text)
        if not is_stop_word(Word(text[token.start : token.end]), "any")
    )
