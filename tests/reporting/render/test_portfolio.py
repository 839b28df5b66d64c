"""The page about a portfolio: its words, the same in both forms, and for every reader and screen.

`UPDATE_GOLDEN=1 pytest tests/reporting/render/test_portfolio.py` rewrites the approved page; read the difference before
you keep it.
"""

from __future__ import annotations

import os
import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from advisor.loading.packs.load_rulebase import load
from advisor.model.pack_locators import PackLocator
from advisor.model.portfolio_figures import PortfolioFigures
from advisor.portfolio.summary.portfolio_counts import PortfolioCounts
from advisor.portfolio.summary.portfolio_figures import build_figures
from advisor.reporting.render.html_markup import JOINER
from advisor.reporting.render.portfolio import detect_portfolio_format, render_portfolio
from advisor.reporting.view.portfolio_view import build_portfolio_view
from tests.browser import find_axe_faults_in_both_schemes, open_browser_page
from tests.portfolio.summary.portfolios import OPEN, build_example

APPROVED = Path(__file__).parent / "golden" / "portfolio.md"


@cache
def render_page() -> str:
    return render_portfolio(build_example(load()), load(), "html")


def render_text(figures: PortfolioFigures | None = None) -> str:
    return render_portfolio(figures or build_example(load()), load(), "md")


def test_the_page_has_its_approved_words() -> None:
    text = render_text()
    if os.environ.get("UPDATE_GOLDEN"):
        APPROVED.write_text(text, encoding="utf-8")
    assert text == APPROVED.read_text(encoding="utf-8")


def test_the_page_says_what_the_markdown_says() -> None:
    page = unescape(re.sub(r"<[^>]+>", "", render_page())).replace(JOINER, "")
    text = re.sub(r"</?sup>|\*", "", render_text())
    for line in text.splitlines():
        for cell in line.strip("| ").split(" | "):
            sentence = cell.removeprefix("- ").removeprefix("## ").removeprefix("# ").strip()
            if sentence and not sentence.startswith("---"):
                assert sentence in page, sentence


def test_the_page_loads_and_runs_nothing() -> None:
    page = render_page()
    assert not re.findall(r"<(?:script|link|img|iframe|object)\b|\bsrc=|https?://(?!www\.w3\.org)", page)
    assert "default-src 'none'" in page


def test_every_picture_has_its_numbers_in_a_table() -> None:
    page = render_page()
    ids = re.findall(r'<figure id="picture-([a-z]+)"', page)
    assert ids == ["levels", "reasons", "trouble", "deciding"]
    for name in ids:
        assert f'<table aria-labelledby="{name}">' in page
        assert f'aria-describedby="picture-{name}-says"' in page


@pytest.mark.parametrize("width", [390, 1280])
def test_a_checker_for_every_reader_finds_nothing(width: int) -> None:
    with open_browser_page(width=width) as page:
        page.set_content(render_page())
        assert find_axe_faults_in_both_schemes(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_links_lead_to_places_on_the_page() -> None:
    page = render_page()
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (PortfolioCounts(0, {}, {}, {}, {}, {}), "Your table has no rows."),
        (PortfolioCounts(3, {}, {}, {}, {}, {}), "We advise 0 companies"),
        (PortfolioCounts(1, {("", OPEN): 2}, {}, {}, {}, {}), "We advise fewer than 5 companies"),
        (PortfolioCounts(0, {("defined", "stay"): 9}, {}, {}, {}, {}), "The verdict is settled in every company."),
        (PortfolioCounts(0, {("defined", OPEN): 9}, {}, {}, {}, {}), "No single question can decide"),
    ],
)
def test_a_portfolio_with_little_to_show_says_so(counts: PortfolioCounts, sentence: str) -> None:
    figures = build_figures(counts, load(), 5)
    assert sentence in render_text(figures)
    assert sentence in render_portfolio(figures, load(), "html")


def test_what_a_pack_wrote_is_marked() -> None:
    rulebase, figures = load(), build_example(load())
    from dataclasses import replace

    first = figures.reasons[0].id
    rules = [
        replace(rule, source=PackLocator(rule.source, "ours")) if rule.id == first else rule for rule in rulebase.rules
    ]
    view = build_portfolio_view(figures, replace(rulebase, rules=tuple(rules)))
    table = next(section.table for section in view.sections if section.id == "reasons")
    assert table is not None
    assert "[pack\N{NO-BREAK SPACE}ours]" in table.rows[0].text.marks


@pytest.mark.parametrize(("path", "form"), [("a.html", "html"), ("A.HTM", "html"), ("b.md", "md"), ("c.pdf", None)])
def test_the_ending_decides_the_form(path: str, form: str | None) -> None:
    assert detect_portfolio_format(path) == form
