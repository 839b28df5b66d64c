"""Takes the pictures of the recommendation: for README, and the first page of every verdict in every form.

From the root, with the extras `docs` and `test` installed and a Chromium on the path: `python docs/pages.py`.
"""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pypdfium2
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from advisor import Consultation, load, read_facts
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render

DOCS = Path(__file__).parent
EXAMPLE = DOCS.parent / "examples" / "survey-two-views.yaml"
FIRST_PAGES = DOCS / "first-pages"
VERDICTS = {
    "stay": "stay-settled-distributor",
    "consolidate": "consolidate-defined-in-conflict",
    "prepare": "prepare-ground-missing",
    "tighten": "tighten-changing-market",
    "maintain": "maintain-integrated",
    "undetermined": "undetermined-first-talk",
}
COLOURS = 64


def main() -> None:
    """Take all pictures again."""
    rulebase = load()
    advice = Consultation(rulebase).advise(read_facts(str(EXAMPLE), rulebase))
    page, pdf = render(advice, rulebase, "html"), render(advice, rulebase, "pdf")
    assert isinstance(page, str)
    assert isinstance(pdf, bytes)
    write_row(
        [take_screenshot(page, 1100, 1400, dark=False), take_screenshot(page, 390, 1400, dark=True)], "report-page.png"
    )
    sheets = pypdfium2.PdfDocument(pdf)
    write_row([sheets[number].render(scale=1.1).to_pil() for number in range(3)], "report-pdf.png")
    FIRST_PAGES.mkdir(exist_ok=True)
    for verdict, example in VERDICTS.items():
        write_first_page(rulebase, verdict, example)


def write_first_page(rulebase: RuleBase, verdict: str, example: str) -> None:
    """Write the first page of an example: as a picture of page and PDF, and the text of the terminal and of Word."""
    advice = Consultation(rulebase).advise(read_facts(str(EXAMPLE.with_name(f"{example}.yaml")), rulebase))
    page, pdf, word = (render(advice, rulebase, form) for form in ("html", "pdf", "docx"))
    assert isinstance(page, str)
    assert isinstance(pdf, bytes)
    assert isinstance(word, bytes)
    sheet = pypdfium2.PdfDocument(pdf)[0].render(scale=1.1).to_pil()
    write_row([take_screenshot(page, 1280, 900, dark=False), sheet], f"first-pages/{verdict}.png")
    (FIRST_PAGES / f"{verdict}.txt").write_text(str(render(advice, rulebase, "summary")), encoding="utf-8")
    paragraphs = []
    for paragraph in docx.Document(BytesIO(word)).paragraphs:
        if paragraph.paragraph_format.page_break_before:
            break
        paragraphs.append(f"{paragraph.style.name}: {paragraph.text}\n")
    (FIRST_PAGES / f"{verdict}.docx.txt").write_text("".join(paragraphs), encoding="utf-8")


def take_screenshot(page: str, width: int, height: int, *, dark: bool) -> Image.Image:
    """Take a picture of the upper part of a page in a browser."""
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


def write_row(pictures: list[Image.Image], name: str) -> None:
    """Write pictures in a row, each with a thin frame, in few colours."""
    framed = [ImageOps.expand(each.convert("RGB"), 2, "#c8c8c8") for each in pictures]
    gap = 24
    width = sum(each.width for each in framed) + gap * (len(framed) - 1)
    row = Image.new("RGB", (width, max(each.height for each in framed)), "white")
    left = 0
    for image in framed:
        row.paste(image, (left, 0))
        left += image.width + gap
    row.quantize(COLOURS).save(DOCS / name, optimize=True)


if __name__ == "__main__":
    main()
