"""Generated documents and commits."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.webui.search.local.engine.library import Commit, Document, at

VOCABULARY = ("a", "b", "c", "render", "rendered", "renders", "aé", "日本", "zz")
NUMBERS = (-(2**31), -7, -1, 0, 1, 2, 255, 256, 70_000, 2**31 - 2)
SMALL_NUMBERS = (0, 1, 2, 255, 256, 65_534)
LARGE_NUMBERS = (-(2**62), -1, 0, 1, 2**40)
REALS = (-2.5, 0.0, 0.5, 1e9)
HOURS = (0, 1, 23, 24, 24 * 20)

words = st.sampled_from(VOCABULARY)


def _texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(words, min_size=1, max_size=most).map(" ".join)


def _far_apart(parts: tuple[str, str]) -> str:
    """Put so many words between two texts that the step does not fit into a byte."""
    return parts[0] + " filler" * 300 + " " + parts[1]


_bodies = st.one_of(
    _texts(9),
    _texts(9),
    _texts(4),
    st.tuples(_texts(2), _texts(2)).map(_far_apart),
    st.sampled_from(["a " * 40, "a b " * 20, ""]),
)


def documents(*, many: bool = True) -> st.SearchStrategy[Document]:
    """Return documents, each with some of the fields.

    Args:
        many: whether a document may have several values of a numeric field.
    """
    fields: dict[str, st.SearchStrategy[object]] = {
        "title": _texts(4),
        "body": _bodies,
        "spans": _texts(6),
        "flat": _texts(6),
        "forms": _bodies,
        "tags": _texts(4),
        "labels": st.lists(words, min_size=1, max_size=4).map(",".join),
        "key": words,
        "flag": st.booleans(),
        "signed": st.sampled_from(NUMBERS),
        "unsigned": st.sampled_from(SMALL_NUMBERS),
        "long": st.sampled_from(LARGE_NUMBERS),
        "real": st.sampled_from(REALS),
        "when": st.sampled_from(HOURS).map(at),
        "note": st.just("note"),
    }
    if many:
        fields["many"] = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True)
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def segments(draw: st.DrawFn, *, many: bool = True) -> list[Document]:
    """Return the documents of a segment; among them may be very many empty ones.

    So that a word may stand in few of a segment's documents, or in most of them.
    """
    full = draw(st.lists(documents(many=many), max_size=7))
    blanks: Sequence[Document] = [{"note": "blank"}] * draw(st.sampled_from([0, 0, 1, 30, 90]))
    cut = draw(st.integers(0, len(full)))
    return [*full[:cut], *blanks, *full[cut:]]


@st.composite
def commits(
    draw: st.DrawFn, least: int = 1, most: int = 3, count: int = 0, *, many: bool = True
) -> list[Commit]:
    """Return commits that write an index.

    Args:
        least, most: how many commits there are.
        count: documents in the index before the first one.
        many: whether a document may have several values of a numeric field.
    """
    found: list[Commit] = []
    gone: set[int] = set()
    for _ in range(draw(st.integers(least, most))):
        living = [number for number in range(count) if number not in gone]
        deleted: tuple[int, ...] = ()
        if living:
            # Some of the first, the last and whatever is in between.
            picked = st.sampled_from([living[0], living[-1], *living])
            deleted = tuple(sorted(draw(st.sets(picked, max_size=5))))
        new = draw(segments(many=many))
        # Another codec cannot be told by the segment, so that both occur in one index.
        found.append(Commit(new, deleted, bulk=draw(st.booleans())))
        gone.update(deleted)
        count += len(new)
    return found
