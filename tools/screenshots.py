"""Make the pictures of the documentation: ``make screenshots``.

Syncs the sample articles to a temporary index, serves it, and photographs the
real pages in Chromium.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

FERRY = "2022/2022-05-31-skarrow-ferry-crews-vote-nine-to-one-to-walk-out-on-friday"

# Name, address, colour scheme, width and height in CSS pixels.
PICTURES: tuple[tuple[str, str, Literal["light", "dark"], int, int], ...] = (
    ("search", "?q=ferry", "light", 1280, 900),
    ("search-dark", "?q=%22tidal+power%22&topic=Energy", "dark", 1280, 900),
    ("search-phone", "?q=night+train", "light", 390, 844),
    ("mended", "?q=musuem+theft", "light", 1280, 640),
    ("compare", "compare?q=ferry&q=museum&measure=share", "light", 1280, 760),
    ("story", f"story/{FERRY}", "light", 1280, 760),
)


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sample = ROOT / "index_data" / "sample_articles"
        command = [sys.executable, "-m"]
        subprocess.run([*command, "indexer", "sync", sample, "--index", folder], check=True)
        serve = [*command, "webui", "serve", "--index", folder, "--port", "0"]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            line = server.stdout.readline() if server.stdout else ""
            photograph(re.findall(r"http://\S+", line)[0])
        finally:
            server.terminate()
            server.wait()


def photograph(address: str) -> None:
    """Open each page in Chromium and save what is seen."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, query, scheme, width, height in PICTURES:
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page.goto(address + query)
            page.screenshot(path=IMAGES / f"{name}.png")
            print(IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
