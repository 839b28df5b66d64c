"""Takes the picture of the page of `advisor serve`.

From the root, with the extras `docs` and `test` installed and a Chromium on the path: `python docs/serve_pictures.py`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

PICTURE = Path(__file__).with_name("serve.png")
PROGRAM = "from advisor.cli.main import main; main()"
FACTS = """\
company: Acme
relationship: defined
market_customizing: yes
market_commoditization: differentiated
roles_defined: yes
effort_duplicated: yes
"""
COLOURS = 64


def main() -> None:
    """Start a server, take pictures of four pages, and put them in a row."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--data", folder]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            link = [server.stdout.readline() for _ in range(2)][1].strip()
            pictures = take_pictures(link)
        finally:
            server.kill()
            server.communicate()
    write_row(pictures)


def take_pictures(link: str) -> list[Image.Image]:
    """Take pictures of the start page, a question and the advice; the last one also on a phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        wide, phone = open_page(browser, link, 860, dark=False), open_page(browser, link, 390, dark=True)
        start = take(wide)
        wide.goto(f"{link.partition('?')[0]}facts")
        wide.fill("#text", FACTS)
        wide.click("text=Show the advice")
        wide.wait_for_selector(".advisor-controls")
        report = wide.url
        wide.click("summary >> nth=0")
        advice = take(wide)
        wide.goto(report.replace("/report", "/question?depth=thorough"))
        wide.click("text=Why do we ask this?")
        phone.goto(report)
        pictures = [start, take(wide), advice, take(phone)]
        browser.close()
    return pictures


def open_page(browser: Browser, link: str, width: int, *, dark: bool) -> Page:
    """Open the start page in a new window."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    page.goto(link)
    page.wait_for_selector("#interview")
    return page


def take(page: Page) -> Image.Image:
    """Take a picture of the upper part of a page."""
    picture = Image.open(BytesIO(page.screenshot()))
    picture.load()
    return picture


def write_row(pictures: list[Image.Image]) -> None:
    """Write pictures in a row, each with a thin frame, in few colours."""
    framed = [ImageOps.expand(each.convert("RGB"), 2, "#c8c8c8") for each in pictures]
    gap = 24
    width = sum(each.width for each in framed) + gap * (len(framed) - 1)
    row, left = Image.new("RGB", (width, framed[0].height), "white"), 0
    for image in framed:
        row.paste(image, (left, 0))
        left += image.width + gap
    row.quantize(COLOURS).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
