"""The real articles that the generated ones are made from."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from indexer.contract.article import Article
from indexer.contract.settings import Settings
from indexer.scanning.scan import scan
from indexer.syncing.files import FileToRead, Loaded, read_file

ROOT = Path(__file__).parents[3]
SAMPLE_ARTICLES = ROOT / "index_data" / "sample_articles"
CORPUS = ROOT.parent / "shared" / "corpus"


def default_corpus() -> Path:
    """Return the folder of the real corpus where it lies beside the project, else the samples."""
    return CORPUS if CORPUS.is_dir() else SAMPLE_ARTICLES


def corpus_name(folder: Path) -> str:
    """Return a name for a folder that says nothing of the machine."""
    names = {SAMPLE_ARTICLES: "the sample articles", CORPUS: "real news articles"}
    return names.get(folder.resolve(), f"the articles in {folder.name}")


def corpus_digest(folder: Path) -> str:
    """Tell one state of a folder of articles from others, without reading them."""
    seen = "\n".join(f"{file.path} {file.size}" for file in sorted(scan(folder).files))
    return blake2b(seen.encode(), digest_size=8).hexdigest()


def read_sources(folder: Path) -> list[Article]:
    """Read every good article below a folder, in the order of their paths."""
    limit = Settings().max_file_bytes
    files = [FileToRead(file.path, file.size) for file in sorted(scan(folder).files)]
    outcomes = [read_file(folder, file, limit) for file in files]
    return [outcome.article for outcome in outcomes if isinstance(outcome, Loaded)]
