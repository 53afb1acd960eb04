"""What the product sees of judged pairs: its own features, found in its own way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.candidates import candidates
from indexer.stories.discovery import measured_texts
from indexer.stories.distinct_texts import find_runs, in_order, texts_of
from indexer.stories.features import FEATURES, Describer
from indexer.stories.postings import invert
from indexer.stories.signatures import Signatures
from indexer.stories.weights import bursts, weigh
from indexer.stories.word_statistics import Floats, Tally
from tests.benchmark.stories.forms import Form, Setting
from tests.benchmark.stories.judged import Judged


@dataclass(frozen=True, slots=True)
class Examples:
    """Judged pairs that the product looks at closely, as numbers.

    Attributes:
        features: one column for each of ``FEATURES``, shape (e, f).
        pairs: the place of each among the judged pairs, shape (e,).
        share: how much each counts, shape (e,).
    """

    features: Floats
    pairs: Ints
    share: Floats


def examples_of(forms: tuple[Form, ...], judged: Judged) -> Examples:
    """Describe the judged pairs in each form.

    Those that are no candidates, and those of one text, are decided without the model and are
    left out.
    """
    found = [
        (*_described(setting, judged), form.share) for form in forms for setting in form.settings
    ]
    return Examples(
        np.vstack([np.empty((0, len(FEATURES))), *(features for features, _, _ in found)]),
        np.concatenate([np.empty(0, np.int64), *(pairs for _, pairs, _ in found)]),
        np.concatenate([[], *(np.full(len(pairs), share) for _, pairs, share in found)]),
    )


def described_pairs(signatures: Signatures, live: Bools) -> tuple[Ints, Ints, Floats]:
    """Describe all candidates among an archive's documents.

    Returns:
        The earlier and the later document of each pair, and its features.
    """
    runs = find_runs(signatures, live)
    docs = in_order(signatures, np.flatnonzero(runs.first))
    texts = texts_of(signatures, runs, docs)
    tally = Tally()
    tally.add(texts_of(signatures, runs, docs[: measured_texts(len(docs))]))
    postings, everybody = invert(texts), np.ones(len(docs), np.bool_)
    weights = weigh(texts, postings, tally.statistics())
    describer = Describer(texts, postings, weights, bursts(texts, postings, weights, everybody))
    found = [
        describer.describe(pairs)
        for pairs in candidates(texts, weights, postings, everybody, everybody)
    ]
    none = np.empty(0, np.int64)
    return (
        docs[np.concatenate([none, *(some.pairs.earlier for some in found)])],
        docs[np.concatenate([none, *(some.pairs.later for some in found)])],
        np.vstack([np.empty((0, len(FEATURES))), *(some.features for some in found)]),
    )


def _described(setting: Setting, judged: Judged) -> tuple[Floats, Ints]:
    """Return the features of those of a setting's pairs that are candidates, and their places."""
    earlier, later, features = described_pairs(setting.signatures, setting.live)
    # A document is described by the first one with its text.
    first = find_runs(setting.signatures, setting.live).docs
    one, two = first[judged.one[setting.pairs]], first[judged.two[setting.pairs]]
    count = len(first)
    known = np.minimum(earlier, later) * count + np.maximum(earlier, later)
    asked = np.minimum(one, two) * count + np.maximum(one, two)
    asked[(one < 0) | (two < 0) | (one == two)] = -1
    order = np.argsort(known)
    at = np.searchsorted(known[order], asked)
    at[at == len(order)] = 0
    found = known[order][at] == asked if len(order) else np.zeros(len(asked), np.bool_)
    return features[order[at[found]]], setting.pairs[found]
