"""The columns of our exports: whatever else a table has, coders have added."""

from __future__ import annotations

ID = "id"
TITLE = "title"
WEIGHT = "weight"
STRATUM = "stratum"

OWN_COLUMNS = (
    *(ID, TITLE, "excerpt", "url", "provider", "provider_domain", "published", "topics", "type"),
    *("quality", "heat", "curated", "image", "story", "story_size", "copies", "copy_of"),
    *("matched", "added", "added_generation", "score", STRATUM, WEIGHT),
)
"""The columns that an export may have, with those of a sample: none of them is a coding."""
