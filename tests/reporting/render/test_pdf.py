"""The recommendation as a PDF: the same contents as the Markdown, accessible, and a name is never code."""

from __future__ import annotations

import builtins
import dataclasses
import json
import os
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from advisor.errors import MissingExtraError, OutputError
from advisor.loading import finding_codes as codes
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from advisor.model.rulebase import Pack, RuleBase
from advisor.reporting.render.documents import pdf
from advisor.reporting.render.formats import render
from tests.profiles import examples
from tests.reporting.advised_examples import EXAMPLES as NAMED_EXAMPLES
from tests.reporting.advised_examples import advise_named_example
from tests.reporting.render.refusals import expect_refusal
from tests.reporting.render.report_sentences import list_sentences, strip_marks

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = ("prepare-ground-missing", "survey-two-views")
PLAIN = "Acme"
HOSTILE = '#panic("x") $1+1$ *b* _i_ @ref ] [ // /* \\ " <label> `raw` ~ --- {{ 7 }} #read("/etc/passwd")'


STAND_IN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="331" height="120" viewBox="0 0 9 9"><path d="M0 0H9V9z"/></svg>'
)


@pytest.fixture(autouse=True)
def _stand_ins_for_pictures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace drawings, whose strokes take long to read back, in tests that are not about them."""
    if "real_pictures" not in request.fixturenames:
        monkeypatch.setattr(pdf, "draw", lambda *_: STAND_IN)


@pytest.fixture
def real_pictures() -> None:
    """For tests that are about the pictures themselves."""


def build_advice_for(example: str, name: str | None = PLAIN) -> Advice:
    """Advise an example's company under another name."""
    return advise_named_example(example, name)


def open_document(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def extract_text(reader: PdfReader, advice: Advice, rulebase: RuleBase) -> str:
    """Extract the text of the pages, bare, without headers, footers and titles of pictures."""
    content = pdf.build_template_data(advice, rulebase)
    ignored = {strip_marks(each["title"]) for each in content["pictures"]} | {
        strip_marks(content[name]) for name in ("timeline_note", "appendix_note")
    }
    text = []
    for number, page in enumerate(reader.pages, 1):
        lines = page.extract_text().splitlines()
        footer = f"{number} of {len(reader.pages)}"
        text += [line for line in lines if line not in (content["title"], footer) and strip_marks(line) not in ignored]
    return strip_marks("".join(text))


def iter_elements(reader: PdfReader) -> Iterator[Any]:
    """Yield every element of the structure for screen readers."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            yield each
            waiting += [each["/K"]] if "/K" in each else []


def list_drawings(reader: PdfReader) -> list[Any]:
    """List all objects on the pages, and the objects inside them."""
    found, waiting = [], [page["/Resources"] for page in reader.pages]
    while waiting:
        resources = waiting.pop().get_object()
        for each in resources.get("/XObject", {}).values():
            found.append(each.get_object())
            waiting += [found[-1]["/Resources"]] if "/Resources" in found[-1] else []
    return found


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_data_for_typst_is_as_approved(builtin: RuleBase, example: str) -> None:
    content = (
        json.dumps(pdf.build_template_data(build_advice_for(example), builtin), indent=1, ensure_ascii=False) + "\n"
    )
    golden = GOLDEN / f"{example}.pdf.json"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(content, encoding="utf-8", newline="\n")
    assert content == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 keeps it"


@pytest.mark.parametrize("example", [*EXAMPLES, "undetermined-first-talk", "stay-settled-distributor"])
def test_has_every_sentence_of_the_markdown(builtin: RuleBase, example: str) -> None:
    advice = build_advice_for(example)
    markdown = render(advice, builtin, "md")
    assert isinstance(markdown, str)
    text = extract_text(open_document(pdf.render_document(advice, builtin)), advice, builtin)
    titles = {strip_marks(each["title"]) for each in pdf.build_template_data(advice, builtin)["pictures"]}
    assert [each for each in list_sentences(markdown) if each not in text and each not in titles] == []


@pytest.mark.parametrize("example", NAMED_EXAMPLES)
def test_the_first_page_has_the_whole_answer_and_no_detail(builtin: RuleBase, example: str) -> None:
    advice = advise_named_example(example, PLAIN)
    first, second, *_ = (
        strip_marks(page.extract_text()) for page in open_document(render(advice, builtin, "pdf")).pages
    )
    review = builtin.entries[f"verdicts/{advice.verdict}"].extra["review"]
    assert strip_marks(advice.headline) in first
    assert strip_marks(review).rstrip(".") in first
    assert "Wheretherelationshipstands" not in first
    assert "Wheretherelationshipstands" in second


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_screen_reader_finds_headings_lists_tables_and_a_text_for_each_picture(
    builtin: RuleBase, example: str
) -> None:
    advice = build_advice_for(example)
    content = pdf.build_template_data(advice, builtin)
    reader = open_document(pdf.render_document(advice, builtin))
    found = list(iter_elements(reader))
    kinds = [each.get("/S") for each in found]
    has_table = any(each["has_own_figures"] for each in content["pictures"])
    optional = {"/H3"} if has_table else {"/H3", "/Table", "/TH"}
    assert {"/H1", "/H2", "/H3", "/L", "/Table", "/TH", "/Title"} - set(kinds) <= optional
    assert kinds.count("/Table") >= sum(each["has_own_figures"] for each in content["pictures"])
    alts = {each["/Alt"] for each in found if "/Alt" in each}
    assert {each["alt"] for each in content["pictures"]} <= alts
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == content["title"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert [each.title for each in reader.outline if not isinstance(each, list)][:2] == [
        "Verdict",
        "Where the relationship stands",
    ]


@pytest.mark.usefixtures("real_pictures")
def test_pictures_are_vector_drawings(builtin: RuleBase) -> None:
    reader = open_document(pdf.render_document(build_advice_for("survey-two-views"), builtin))
    assert list_drawings(reader) or sum(len(page.get_contents().get_data()) for page in reader.pages) > 100_000
    assert [each for each in list_drawings(reader) if each.get("/Subtype") == "/Image"] == []


def test_the_same_advice_gives_the_same_bytes_with_no_date(builtin: RuleBase) -> None:
    one, other = (pdf.render_document(build_advice_for(EXAMPLES[0]), builtin) for _ in range(2))
    assert one == other
    metadata = open_document(one).metadata
    assert metadata is not None
    assert metadata.creation_date is None


@pytest.mark.parametrize("name", [HOSTILE, "Zoë Ж חברה شركة", "W" * 200, None], ids=["code", "scripts", "long", "none"])
def test_a_name_changes_only_the_title(builtin: RuleBase, name: str | None) -> None:
    other = build_advice_for(EXAMPLES[0], name)
    markdown = render(build_advice_for(EXAMPLES[0], PLAIN), builtin, "md")
    assert isinstance(markdown, str)
    document = open_document(pdf.render_document(other, builtin))
    text = extract_text(document, other, builtin)
    titles = {strip_marks(each["title"]) for each in pdf.build_template_data(other, builtin)["pictures"]}
    missing = [each for each in list_sentences(markdown) if each not in text and each not in titles]
    assert missing == [f"SalesandMarketingat{PLAIN}"]
    assert document.metadata is not None
    assert document.metadata.title == ("Sales and Marketing" if name is None else f"Sales and Marketing at {name}")


def test_code_in_a_name_is_shown_letter_by_letter(builtin: RuleBase) -> None:
    advice = build_advice_for(EXAMPLES[0], HOSTILE)
    assert strip_marks(HOSTILE) in extract_text(open_document(pdf.render_document(advice, builtin)), advice, builtin)


def test_a_character_that_no_font_has_is_refused(builtin: RuleBase) -> None:
    advice = build_advice_for(EXAMPLES[0], "Acme \U0010fffd")  # for private use: no font has it
    with pytest.raises(OutputError) as caught:
        pdf.render_document(advice, builtin)
    assert [finding.code for finding in caught.value.findings] == [codes.MISSING_FONT]


@examples(25)
@given(st.text(min_size=1, max_size=60))
def test_only_the_company_and_the_title_contain_the_name(builtin: RuleBase, name: str) -> None:
    advice = _build_advice()
    plain, other = (pdf.build_template_data(advice._replace(company=each), builtin) for each in (PLAIN, name))
    assert {key for key in plain if plain[key] != other[key]} <= {"company", "title"}
    assert other["company"].replace("\u200b", "") == name.replace("\u200b", "")


@cache
def _build_advice() -> Advice:
    return build_advice_for(EXAMPLES[0])


def test_refuses_a_program_of_a_pack(builtin: RuleBase, tmp_path: Path) -> None:
    (tmp_path / pdf.TEMPLATE).write_text("#while true {}")
    pack = Pack("mine", "1", "0", str(tmp_path))
    rulebase = load()
    own = dataclasses.replace(rulebase, packs=(*rulebase.packs, pack))
    with expect_refusal(f"mine/templates/{pdf.TEMPLATE}", codes.UNSAFE_TEMPLATE):
        pdf.render_document(build_advice_for(EXAMPLES[0]), own)


def test_without_the_library_says_how_to_install_it(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def refuse_typst(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return usual(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse_typst)
    with pytest.raises(MissingExtraError, match=r"report\.pdf: .*alignment-advisor\[report\]"):
        pdf.render_document(build_advice_for(EXAMPLES[0]), builtin)


def test_prints_nothing_and_leaves_no_files(
    builtin: RuleBase, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pdf.render_document(build_advice_for(EXAMPLES[0], HOSTILE), builtin)
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []
