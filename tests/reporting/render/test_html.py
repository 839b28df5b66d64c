"""The recommendation as a page: the contents of the Markdown, nothing to load, for every reader, screen and printer.

`UPDATE_GOLDEN=1 pytest tests/reporting/render/test_html.py` rewrites the approved pages, without their style and their
drawings, which differ between versions of the drawing library; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import MissingExtraError
from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.selection import select_pictures
from advisor.reporting.render.documents import html_page as page
from advisor.reporting.render.formats import render
from advisor.reporting.render.html_markup import JOINER, build_note_anchor, render_inline_html
from advisor.reporting.render.templates import fill_report
from advisor.reporting.view.text_layout import CitedText
from tests.browser import COLOUR_RULES, find_axe_faults, find_axe_faults_in_both_schemes, open_browser_page
from tests.profiles import examples
from tests.reporting.advised_examples import EXAMPLES, advise_example, get_consultation, report_example

if TYPE_CHECKING:
    from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).parent / "golden"
FULL, GROUND = "survey-two-views", "prepare-ground-missing"
"""An example with every picture, and one with steps in two groups and reasons on both sides."""
APPROVED = (FULL, GROUND, "undetermined-first-talk")
NASTY = "</title><script>alert(1)</script> \"&amp;\" 'x' {{ 7 * 7 }} {% raw %} <!-- ]]> \\ Ünï"
LONG = "Donaudampfschifffahrtsgesellschaft" * 5
VOID = ("meta", "br", "hr", "img", "input", "link")
LEFT_OUT = re.compile(
    r"(?<=<style>).*?(?=</style>)| width=\"100%\"[^>]*(?=>)|(?<=>)<(?:g|defs)\b.*?(?=</svg>)", re.DOTALL
)
A4_LESS_MARGINS = 257 / 25.4 * 96
"""The height of a printed page without its margins, in CSS pixels."""


@cache
def render_page(example: str) -> str:
    """Render the page of an example, with its drawings."""
    return page.render_document(advise_example(example), get_consultation().rulebase)


@cache
def render_plain_page(example: str) -> str:
    """Render the page of an example with empty drawings."""
    return render_without_drawings(get_consultation().rulebase, advise_example(example))


def render_without_drawings(rulebase: RuleBase, advice: Advice) -> str:
    """Render the page of an advice with empty drawings, since drawing takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "draw", lambda *_: b'<svg viewBox="0 0 9 9"></svg>')
        return page.render_document(advice, rulebase)


class Elements(HTMLParser):
    """The elements of a page in order, with their attributes, and its text without style and drawings."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._pieces: list[str] = []
        self._open: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", source, flags=re.DOTALL))
        self.unclosed = [*self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    @property
    def text(self) -> str:
        """All text without spaces, so that only words count."""
        return remove_spaces("".join(self._pieces))

    def list_attributes(self, tag: str) -> list[dict[str, str]]:
        """List the attributes of each element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def remove_spaces(text: str) -> str:
    """Remove spaces and joiners from a text."""
    return re.sub(rf"[\s{JOINER}]", "", text)


def iter_markdown_texts(text: str) -> Iterator[str]:
    """Yield every line and every cell of a table, without Markdown markup."""
    for line in text.splitlines():
        if set(line) <= set("|- "):
            continue
        for words in re.split(r"(?<!\\)\|", line) if line.startswith("|") else [line]:
            bare = re.sub(r"\*|</?sup>|^#+ |^- |^\d+\. ", "", re.sub(r"\\(.)", r"\1", words))
            yield remove_spaces(unescape(bare)).removesuffix(":")


# Contents


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_page_has_every_text_of_the_markdown(builtin: RuleBase, example: str) -> None:
    page_text = Elements(render_plain_page(example)).text
    markdown = report_example(example, "md")
    texts = list(iter_markdown_texts(markdown))
    assert len(texts) > 20
    assert [each for each in texts if each not in page_text] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_verdict_with_its_reasons_and_first_steps_fits_one_screen(example: str, tmp_path: Path) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_text(render_plain_page(example), encoding="utf-8")
    with open_browser_page(width=1280, height=900) as page:
        page.goto(page_file.as_uri())
        box = page.locator("section.verdict").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 900


def test_pictures_keep_the_size_of_their_text_on_a_phone(tmp_path: Path) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_text(render_page(FULL), encoding="utf-8")
    with open_browser_page(width=375, height=800, touch=True) as phone:
        phone.goto(page_file.as_uri())
        drawn = phone.eval_on_selector_all(
            ".picture svg", "all => all.map(each => [each.viewBox.baseVal.width, each.getBoundingClientRect().width])"
        )
        assert phone.evaluate("document.documentElement.scrollWidth") <= 375
    assert len(drawn) >= 4
    assert [natural for natural, shown in drawn if shown < natural] == []  # the smallest text is 9 points


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_sections_have_the_order_of_the_markdown(builtin: RuleBase, example: str) -> None:
    headings = re.findall(r"<h2 id=[^>]*>(.*?)</h2>", render_plain_page(example))
    markdown = report_example(example, "md")
    own = (builtin.wording["page-contents"], builtin.wording["section-work"], "Appendix: the figures")
    in_markdown = re.findall("^## (.*)", markdown, re.MULTILINE)
    assert [unescape(each) for each in headings if each not in own] == [each for each in in_markdown if each not in own]


@pytest.mark.parametrize("example", APPROVED)
def test_a_page_is_as_approved(builtin: RuleBase, example: str) -> None:
    html = LEFT_OUT.sub("", render_page(example))
    golden = GOLDEN / f"{example}.html"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(html, encoding="utf-8", newline="\n")
    assert html == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 keeps it"


def test_every_approved_page_is_used() -> None:
    assert {path.stem for path in GOLDEN.glob("*.html")} == set(APPROVED)


def test_the_full_example_has_every_picture_but_a_balance_with_one_side(builtin: RuleBase) -> None:
    names = [*select_pictures(advise_example(FULL), builtin)]
    assert names == ["ladder", "dumbbell", "timeline", "funnel", "checklist"]
    assert re.findall(r'<figure id="picture-(\w+)"', render_page(FULL)) == names


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_picture_is_in_its_section_and_links_to_its_table_and_back(builtin: RuleBase, example: str) -> None:
    source = render_plain_page(example)
    place = {"ladder": "state", "dumbbell": "views", "balance": "reasons", "timeline": "steps"}
    for name, each in select_pictures(advise_example(example), builtin).items():
        before, figure = source.split(f'<figure id="picture-{name}"')
        assert re.findall(r'<section[^>]*aria-labelledby="([^"]*)"', before)[-1] == place.get(name, "work")
        figure = figure.split("</figure>")[0]
        assert 'role="img"' in figure
        assert f'href="#table-{name}"' in figure
        assert remove_spaces(each.alt) in Elements(figure.split("</svg>", 1)[1]).text
        table = source.split(f'<h3 id="table-{name}"')[1].split("</section>")[0]
        assert f'href="#picture-{name}"' in table
        assert table.count("<tr>") == len(each.table.rows) + 1


# Markup


@pytest.mark.parametrize("example", [FULL, GROUND])
def test_ids_are_unique_and_every_link_has_its_target(example: str) -> None:
    source = render_page(example)
    ids = re.findall(r'\sid="([^"]*)"', source)
    assert len(set(ids)) == len(ids)
    assert all(ids)
    targets = re.findall(r'href="([^"]*)"', source) + re.findall(r"url\(([^)]*)\)", source)
    assert all(each.startswith("#") for each in targets)
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]*)"', source)
    assert {each.removeprefix("#") for each in targets} | set(named) <= set(ids)


@pytest.mark.parametrize("example", [FULL, GROUND])
def test_a_page_loads_and_runs_nothing(example: str) -> None:
    source = render_page(example)
    policy = next(each["content"] for each in Elements(source).list_attributes("meta") if "http-equiv" in each)
    assert policy.split("; ")[0] == "default-src 'none'"
    assert policy.split("; ")[1] == "style-src 'unsafe-inline'"
    assert not re.search(r"<(?:script|link|img|iframe|object|embed|form|base)\b|\ssrc=|\son\w+=|@import", source)
    assert set(re.findall(r"\w+://[^\s\"<]*", source)) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_heading_skips_a_level_and_every_element_is_closed(builtin: RuleBase, example: str) -> None:
    page_elements = Elements(render_plain_page(example))
    levels = [int(tag[1]) for tag, _ in page_elements.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page_elements.unclosed == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_contents_link_to_every_section(builtin: RuleBase, example: str) -> None:
    source = render_plain_page(example)
    listed = re.findall(r'href="#(\w+)"', source.split("<nav", 1)[1].split("</nav>")[0])
    assert listed == re.findall(r'<h2 id="(\w+)"', source.split("<main", 1)[1])


def test_every_colour_of_a_picture_can_follow_the_page() -> None:
    for drawing in re.findall(r"<svg role.*?</svg>", render_page(FULL), re.DOTALL):
        assert "var(--ink, " in drawing
        assert not re.search(r"#[0-9a-f]{6}\b", re.sub(r"var\(--\w+, #[0-9a-f]{6}\)", "", drawing))


def test_a_page_with_every_picture_is_less_than_half_of_the_maximum() -> None:
    assert 50_000 < len(render_page(FULL)) < 1_000_000


def test_without_the_drawing_library_there_is_a_plain_error(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError):
        render(advise_example(GROUND), builtin, "html")


# Typed texts


@cache
def render_with_name(company: str) -> str:
    """Render a page without pictures about a company of this name."""
    return fill_report(
        page.TEMPLATE,
        advise_example("maintain-integrated")._replace(company=company),
        get_consultation().rulebase,
        figures={},
    )


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40) | st.sampled_from((NASTY, LONG)))
@examples(10)
def test_any_name_is_literal_text(name: str) -> None:
    elements = Elements(render_with_name(name))
    assert elements.elements == Elements(render_with_name("Plain")).elements
    assert elements.text.count(remove_spaces(f"Sales and Marketing at {name}")) == 2


def test_a_page_without_a_name_has_a_title(builtin: RuleBase) -> None:
    assert "<title>Sales and Marketing</title>" in render_without_drawings(
        builtin, advise_example(GROUND)._replace(company=None)
    )


@given(
    st.text(st.sampled_from("ab <>&\"'[]/strong"), max_size=30),
    st.lists(st.text(st.sampled_from("ab <>&/strong"), max_size=6), max_size=3),
)
def test_a_line_keeps_every_character_and_sets_only_strong_words_in_bold(text: str, strong: list[str]) -> None:
    html = render_inline_html(CitedText(text, "", tuple(strong)))
    bold = [unescape(each) for each in re.findall("<strong>(.*?)</strong>", html, re.DOTALL)]
    assert unescape(re.sub("</?strong>", "", html)) == text
    assert set(bold) <= set(strong)
    assert len(bold) <= len(strong)
    assert bool(bold) == any(words and words in text for words in strong)


def test_marks_are_superscript_and_numbers_link_to_their_notes() -> None:
    assert (
        render_inline_html(CitedText("So it is.", "[2][J]"))
        == f'So it is.{JOINER}<sup><a href="#note-2">[2]</a>[J]</sup>'
    )
    assert render_inline_html("A plain text. [J]") == f"A plain text.{JOINER}<sup>[J]</sup>"
    assert render_inline_html("[J] in front <stays>") == "[J] in front &lt;stays&gt;"
    assert build_note_anchor("[12] text, the four types") == "note-12"
    assert build_note_anchor("no mark") == build_note_anchor('["]') == ""


# In a browser


@contextmanager
def open_page(
    tmp_path: Path, source: str, *, width: int = 1280, scheme: Scheme = "light"
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page in a browser; also yield every further address it loads and every error it logs."""
    file = tmp_path / "report.html"
    file.write_text(source, encoding="utf-8")
    with open_browser_page(width=width, scheme=scheme) as tab:
        problems: list[str] = []
        tab.on("request", lambda request: problems.append(request.url))
        tab.on("console", lambda message: problems.append(message.text))
        tab.on("pageerror", lambda error: problems.append(str(error)))
        tab.goto(file.as_uri())
        problems.remove(file.as_uri())
        yield tab, problems


@pytest.mark.parametrize("example", [FULL, GROUND])
def test_axe_finds_nothing_wrong(tmp_path: Path, example: str) -> None:
    with open_page(tmp_path, render_plain_page(example)) as (tab, problems):
        assert find_axe_faults_in_both_schemes(tab) == []
    assert problems == []


@pytest.mark.parametrize("example", [FULL, GROUND])
def test_axe_finds_nothing_wrong_on_a_phone(tmp_path: Path, example: str) -> None:
    with open_page(tmp_path, render_plain_page(example), width=360) as (tab, problems):
        assert find_axe_faults(tab, without=COLOUR_RULES) == []
    assert problems == []


def test_axe_finds_nothing_wrong_with_drawings(tmp_path: Path) -> None:
    # They have thousands of paths and no words, whose contrast axe could check.
    with open_page(tmp_path, render_page(FULL)) as (tab, problems):
        assert find_axe_faults(tab, without=COLOUR_RULES) == []
    assert problems == []


@pytest.mark.parametrize(("example", "company"), [(FULL, LONG), (FULL, NASTY), (GROUND, LONG)])
def test_a_phone_needs_no_sideways_scrolling(tmp_path: Path, example: str, company: str) -> None:
    name = advise_example(example).company or ""
    source = render_page(example).replace(name, company.replace("&", "&amp;").replace("<", "&lt;"))
    with open_page(tmp_path, source, width=360) as (tab, problems):
        assert tab.evaluate("document.documentElement.scrollWidth") == 360
        beyond = "all => all.filter(one => one.getBoundingClientRect().right > 360 && !one.closest('.scroll'))"
        assert tab.locator("body *:not(svg *)").evaluate_all(f"{beyond}.map(one => one.outerHTML)") == []
    assert problems == []


def test_a_dark_page_has_other_colours_in_its_pictures_too(tmp_path: Path) -> None:
    colours: dict[Scheme, list[str]] = {}
    for scheme in ("light", "dark"):
        with open_page(tmp_path, render_page(FULL), scheme=scheme) as (tab, _):
            style = "each => [...new Set(each.map(one => getComputedStyle(one).fill))]"
            colours[scheme] = tab.locator("figure svg path, figure svg use").evaluate_all(style)
    assert len(colours["light"]) > 4
    assert set(colours["light"]) & set(colours["dark"]) <= {"none", "rgb(0, 0, 0)"}


def test_a_printed_page_has_light_colours_and_pictures_fit_it(tmp_path: Path) -> None:
    with open_page(tmp_path, render_page(FULL), width=567, scheme="dark") as (tab, problems):
        tab.emulate_media(media="print", color_scheme="dark")
        heights = tab.locator("figure").evaluate_all("each => each.map(one => one.getBoundingClientRect().height)")
        ink = tab.locator("h1").evaluate("each => getComputedStyle(each).color")
        hidden = [tab.locator(each).first.is_visible() for each in ("nav", ".skip", ".back")]
        split = tab.locator("figure, .step").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    assert all(100 < height < A4_LESS_MARGINS for height in heights)
    assert ink == "rgb(34, 38, 42)"
    assert hidden == [False, False, False]
    assert set(split) == {"avoid"}
    assert problems == []


def test_the_keyboard_can_skip_the_contents_and_return_from_a_table(tmp_path: Path) -> None:
    with open_page(tmp_path, render_page(FULL)) as (tab, problems):
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "main"
        tab.locator("#picture-funnel a").press("Enter")
        assert tab.locator("#table-funnel").evaluate("each => each.getBoundingClientRect().top") < 900
        tab.locator("section[aria-labelledby=table-funnel] .back a").press("Enter")
        assert tab.url.endswith("#picture-funnel")
    assert problems == []
