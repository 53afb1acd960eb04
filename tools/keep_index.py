"""Keep an index of this version among the data of the tests: part of every release.

A later version shows with it that it reads, or refuses, what this one wrote.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from indexer.contract.schema import SCHEMA_VERSION
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from webui.search.archive import open_archive
from webui.search.criteria.criteria import Criteria

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "index_data" / "sample_articles" / "2022"
QUERIES = (
    "",
    "ferry",
    '"ferry strike"',
    "ferr* -strike",
    "topic:Food",
    "provider:meridian",
    "bred~",
)
# The earliest that a zip file can name: when it was made is no part of what is kept.
_WHEN = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Write ``tests/packaging/released/<version>.zip`` and, beside it, what it answers."""
    target = ROOT / "tests" / "packaging" / "released" / version("cuttings")
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder), jobs=1)
        report = sync(ARTICLES, settings)
        archive = open_archive(settings, read_ahead=False)
        with closing(archive), archive.searcher() as searcher:
            pages = {query: searcher.find(Criteria(q=query)).page() for query in QUERIES}
        with zipfile.ZipFile(
            # What a release wrote stays as it is.
            f"{target}.zip",
            "x",
            zipfile.ZIP_DEFLATED,
            compresslevel=9,
        ) as kept:
            for file in sorted(Path(folder).iterdir()):
                if file.suffix in (".seg", ".toc"):
                    kept.writestr(
                        zipfile.ZipInfo(file.name, _WHEN), file.read_bytes(), zipfile.ZIP_DEFLATED
                    )
    about = {
        "schema_version": SCHEMA_VERSION,
        "generation": report.generation,
        "articles": report.articles,
        "answers": {query: [hit.id for hit in page.hits] for query, page in pages.items()},
    }
    Path(f"{target}.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    print(f"Kept {target.relative_to(ROOT)}.zip and .json")


if __name__ == "__main__":
    main()
