"""The file that says which articles are one story."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.story_file import (
    newest_story_file,
    read_labels,
    story_files,
    story_path,
    write_arrays,
)
from tests.webui.search.library import generated

Segments = list[tuple[str, int]]


def write(folder: Path, segments: Segments, story: list[int], text: list[int]) -> Path:
    """Write the stories of generation 1."""
    arrays = {
        "segments": np.array([name for name, _ in segments], np.str_),
        "sizes": np.array([size for _, size in segments], np.int64),
        "story": np.array(story, np.int32),
        "text": np.array(text, np.int32),
    }
    path = story_path(folder, 1)
    write_arrays(path, arrays)
    return path


def test_the_newest_file_that_is_not_too_new_is_read(tmp_path: Path) -> None:
    """That of a state that is still being written is left alone, and so are other files."""
    assert newest_story_file(tmp_path, 9) is None
    for name in ("stories_9.npz", "stories_10.npz", "stories_x.npz", "stories_11.npz.tmp"):
        (tmp_path / name).touch()
    assert [number for number, _ in story_files(tmp_path)] == [9, 10]
    for generation, newest in ((9, 9), (10, 10), (11, 10)):
        assert newest_story_file(tmp_path, generation) == story_path(tmp_path, newest)
    with pytest.raises(FileNotFoundError, match=r"stories_8\.npz"):
        newest_story_file(tmp_path, 8)


def test_without_a_file_everybody_is_alone() -> None:
    """No article of a state of which nothing is known is in a story."""
    labels = read_labels(None, [("a", 2), ("b", 1)])
    assert (labels.story.tolist(), labels.text.tolist()) == ([0, 1, 2], [0, 1, 2])


@st.composite
def changes(draw: st.DrawFn) -> tuple[Segments, list[int], Segments]:
    """Return the segments of a file, the labels of their documents, and those of later."""
    sizes = st.integers(1, 4)
    before = [(f"s{n}", draw(sizes)) for n in range(draw(st.integers(0, 4)))]
    total = sum(size for _, size in before)
    drawn = [draw(st.integers(0, 2)) for _ in range(total)]
    new = [(f"n{n}", draw(sizes)) for n in range(draw(st.integers(0, 2)))]
    # One of another size is another segment.
    grown = [(name, size + 1) for name, size in before if draw(st.integers(0, 9)) == 0]
    kept = [segment for segment in before if segment[0] not in dict(grown) and draw(st.booleans())]
    now = draw(st.permutations([*kept, *new, *grown]))
    return before, [drawn.index(label) for label in drawn], list(now)


@generated(100)
@given(changes())
def test_segments_that_are_still_there_keep_their_stories(
    changed: tuple[Segments, list[int], Segments],
) -> None:
    """Wherever they are now; new ones have none, and who lost all others is alone."""
    before, story, now = changed
    with TemporaryDirectory() as folder:
        labels = read_labels(write(Path(folder), before, story, story), now)
    places = [(*segment, n) for segment in before for n in range(segment[1])]
    label = dict(zip(places, story, strict=True))
    documents = [(*segment, n) for segment in now for n in range(segment[1])]
    expected = [
        next(
            other
            for other, document in enumerate(documents)
            if document == one or (one in label and label.get(document) == label[one])
        )
        for one in documents
    ]
    assert labels.story.tolist() == labels.text.tolist() == expected


@pytest.mark.parametrize("mask", [1, 0x80, 0xFF])
def test_a_changed_byte_is_an_error_or_makes_no_difference(tmp_path: Path, mask: int) -> None:
    """Wherever it is: nobody is told another story."""
    segments = [("a", 2), ("b", 3)]
    path = write(tmp_path, segments, [0, 0, 0, 3, 3], [0, 1, 0, 3, 3])
    whole = path.read_bytes()
    sound = read_labels(path, segments)
    errors = 0
    for place in range(len(whole)):
        changed = bytes([*whole[:place], whole[place] ^ mask, *whole[place + 1 :]])
        path.write_bytes(changed)
        try:
            labels = read_labels(path, segments)
        except Exception:
            errors += 1
            continue
        assert labels.story.tolist() == sound.story.tolist()
        assert labels.text.tolist() == sound.text.tolist()
    assert errors > len(whole) / 2


@pytest.mark.parametrize(
    ("story", "text"),
    [([0], [0, 1]), ([0, 1], [0]), ([0, 2], [0, 1]), ([0, 1], [-1, 1]), ([], [])],
)
def test_numbers_that_make_no_sense_are_an_error(
    tmp_path: Path, story: list[int], text: list[int]
) -> None:
    """Too few labels, or of documents that there are not."""
    path = write(tmp_path, [("a", 2)], story, text)
    for segments in ([("a", 2)], [("b", 2), ("a", 2)]):
        with pytest.raises(ValueError, match="stor"):
            read_labels(path, segments)


@pytest.mark.parametrize("content", [b"", b"junk", b"\x80\x04N."])
def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """And nobody is told how to load it as a pickle, which would run what is in it."""
    path = tmp_path / "stories_1.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"^it is no archive of arrays$"):
        read_labels(path, [("a", 2)])
