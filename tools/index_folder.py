"""Print the folder of the index that ``make run`` keeps for a folder of articles.

Each has its own, so that serving another folder deletes nothing of the one before.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "index_data" / "sample_articles"
# Enough to tell apart what one person has; the name beside it is for reading.
_HASH_CHARACTERS = 8
# What any file system takes for a name, and no shell takes for more than one.
_NOT_PLAIN = re.compile(r"[^\w.-]+")
_MOST_CHARACTERS = 60


def index_folder(articles: str) -> str:
    """Return the folder of the index of some articles, below that of the project.

    Args:
        articles: their folder, as somebody wrote it; however it is written, the index is the same.
    """
    folder = Path(os.path.realpath(articles))
    if folder == SAMPLE:
        return "index_data/index"
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:_HASH_CHARACTERS]
    name = _NOT_PLAIN.sub("-", os.fsencode(folder.name).decode("utf-8", "replace"))
    return f"index_data/indexes/{name.strip('-.')[:_MOST_CHARACTERS]}-{digest}"


if __name__ == "__main__":
    print(index_folder(sys.argv[1]))
