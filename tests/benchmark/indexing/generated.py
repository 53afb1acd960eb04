"""Generated articles as files on disk: written once, and kept as long as they would be the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import click
from tqdm import tqdm

from indexer.contract.article import Article
from tests.benchmark.articles.generator import GENERATOR_VERSION, generate
from tests.benchmark.articles.sources import corpus_digest, read_sources
from tests.benchmark.indexing.frontmatter import FORMAT_VERSION, front_matter

SPARE = 500
"""Further articles that are kept beside the others, for imports."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Two folders of article files.

    Attributes:
        articles: as many as were wanted, below folders of years and months.
        spare: :data:`SPARE` others, numbered.
    """

    articles: Path
    spare: Path


def keep_articles(keep: Path, corpus: Path, count: int, seed: int) -> Kept:
    """Return ``count`` generated articles as files, written anew where they would differ.

    Args:
        keep: folder that generated files are kept in.
        corpus: folder of the real articles that they are made from.
        count: how many.
        seed: another one gives other articles.
    """
    folder, stamp = keep / "files" / str(count), keep / "files" / f"{count}.json"
    kept = Kept(folder / "articles", folder / "spare")
    recipe = {
        "corpus": corpus_digest(corpus),
        "articles": count,
        "seed": seed,
        "generator": GENERATOR_VERSION,
        "format": FORMAT_VERSION,
        "spare": SPARE,
    }
    if stamp.exists() and folder.is_dir() and json.loads(stamp.read_text()) == recipe:
        return kept
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    click.echo("Reading the real articles ...", err=True)
    sources = read_sources(corpus)
    made = islice(generate(sources, seed), count)
    shown = tqdm(made, total=count, desc="writing", unit=" files", disable=None, leave=False)
    write_articles(kept.articles, shown)
    write_articles(kept.spare, _numbered(islice(generate(sources, seed + 1), SPARE)))
    stamp.write_text(json.dumps(recipe))
    return kept


def write_articles(folder: Path, articles: Iterable[Article]) -> None:
    """Write each article to the file that its id names below a folder."""
    made: set[Path] = set()
    for article in articles:
        path = folder / f"{article.id}.md"
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(front_matter(article))


def _numbered(articles: Iterable[Article]) -> Iterator[Article]:
    for number, article in enumerate(articles):
        yield replace(article, id=f"{number:06}")
