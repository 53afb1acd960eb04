"""One address of each kind of page, over the sample articles."""

from __future__ import annotations

FERRY = "2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"
WEBINAR = "2022/2022-11-22-webinar-electric-ferries-from-first-drawing-to-first-winter"

PATHS = {
    "search": "?size=10",
    "hits": "?q=ferry+harbour&match=any&not_topic=Food&from=2022&size=10&page=2",
    "folded": "?q=ferry&group=story&provider=Meridian+Wire&provider=Radio+Sarn+94.6&size=10",
    "share": "?q=ferry&measure=share&last=20y&curated=0&size=10",
    "peaks": "?q=ferry&peaks=1&size=10",
    "relaxed and mended": "?q=fery+tomography+zzzqqq&size=10",
    "no hit": "?q=zzzqqq&from=2022",
    "article": f"article/{FERRY}",
    "article of a search": f"article/{FERRY}?q=ferry&size=10",
    "list": f"?id={FERRY}&id={WEBINAR}",
    "citations": "citations?q=ferry&style=mla",
    "no article": "article/ferry-to-nowhere",
    "story": f"story/{FERRY}",
    "story of a search": f"story/{FERRY}?q=strike&whole=1",
    "story of one": f"story/{WEBINAR}",
    "comparison": "compare?q=ferry&q=strike&topic=Transport",
    "comparison of nothing": "compare",
    "audit": "audit?q=(ferry+OR+strike+OR+harbour)+NOT+zebra&from=2022",
    "audit of nothing": "audit",
    "overlap": "compare?q=ferry&q=strike&q=crews&pair=0,1&measure=share&unit=story&base=filtered",
    "coverage": "coverage?q=ferry",
    "who follows whom": "followers",
    "a pair": "followers?pair=Meridian+Wire&pair=The+Harbour+Post",
    "ledger": "ledger",
    "notices": "?q=ferry+OR+bridge+source:bbc+strike&in=title&in=excerpt",
    "help": "help",
    "api": "api/",
    "standing searches": "searches",
    "status": "status",
    "bad parameter": "?page=0",
    "bad date": "?q=ferry&from=2022&to=2021",
}

UNFOLD = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"
"""Opens all that is folded on a page."""
