"""What files are called that browsers save."""

from __future__ import annotations

import re
import unicodedata

from webui.search.results.whole.exports import Manifest

# File systems take 255 bytes of a name, and readers far less.
_LONGEST = 40


def file_name(manifest: Manifest, extension: str) -> str:
    """Return a name that tells the query and the day of the state that answered.

    Letters and digits of any script, hyphens, and the dot of the extension: nothing that means
    anything to a shell, a file system or a header.
    """
    text = unicodedata.normalize("NFC", manifest.query.text[: 4 * _LONGEST])
    kept = re.findall(r"[^\W_]+", text.lower())
    lengths = 0
    chosen = list[str]()
    for word in kept:
        lengths += len(word) + 1
        if lengths > _LONGEST + 1:
            break
        chosen.append(word)
    return "-".join(["cuttings", *chosen, manifest.time[:10]]) + f".{extension}"
