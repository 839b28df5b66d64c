"""Takes the pictures of the written recommendation that README shows: the page in a browser, and sheets of the PDF.

From the root, with the extras `docs` and `test` installed and a Chromium on the path: `python docs/pages.py`.
"""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from advisor import Consultation, load, read_facts
from advisor.reporting.render.formats import render

DOCS = Path(__file__).parent
EXAMPLE = DOCS.parent / "examples" / "survey-two-views.yaml"
COLOURS = 64


def main() -> None:
    """Make the pictures anew."""
    rulebase = load()
    advice = Consultation(rulebase).advise(read_facts(str(EXAMPLE), rulebase))
    page, pdf = render(advice, rulebase, "html"), render(advice, rulebase, "pdf")
    assert isinstance(page, str)
    assert isinstance(pdf, bytes)
    beside([shot(page, 1100, 1400, dark=False), shot(page, 390, 1400, dark=True)], "report-page.png")
    sheets = pypdfium2.PdfDocument(pdf)
    beside([sheets[number].render(scale=1.1).to_pil() for number in range(3)], "report-pdf.png")


def shot(page: str, width: int, height: int, *, dark: bool) -> Image.Image:
    """The upper part of a page as a browser shows it."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
        tab.goto(path.as_uri())
        picture = Image.open(BytesIO(tab.screenshot()))
        picture.load()
        browser.close()
    return picture


def beside(pictures: list[Image.Image], name: str) -> None:
    """Some pictures in a row, each with a thin frame, in few colours."""
    framed = [ImageOps.expand(each.convert("RGB"), 2, "#c8c8c8") for each in pictures]
    gap = 24
    row = Image.new("RGB", (sum(each.width for each in framed) + gap * (len(framed) - 1), framed[0].height), "white")
    at = 0
    for each in framed:
        row.paste(each, (at, 0))
        at += each.width + gap
    row.quantize(COLOURS).save(DOCS / name, optimize=True)


if __name__ == "__main__":
    main()
