"""The report on the page: the command's own page with controls, under a policy that allows nothing foreign."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.explain.what_if import explain_what_if
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from advisor.web.pages.report_page import build_report_page
from tests.web.running import RunningSite, Visitor, read_text

FACTS = "company: Acme\nrelationship: defined\nmarket_customizing: yes\nroles_defined: yes\n"


class _Shape(HTMLParser):
    """The text of a page, and what a policy would have to allow."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.words: list[str] = []
        self.styles = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.inline += [name for name in names if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag in ("script", "iframe", "object", "embed", "base") else []
        self.styles += tag == "style"

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def test_page_is_the_report_of_the_command_with_controls(
    builtin: RuleBase, running: RunningSite, visitor: Visitor
) -> None:
    home = visitor.send_facts(FACTS)
    company = read_facts(running.data / f"{home.removeprefix('/c/')}.yaml", builtin)
    report = render(Consultation(builtin).advise(company), builtin, "html")
    assert isinstance(report, str)
    served, own = _Shape(visitor.page.text), _Shape(report)
    assert served.inline == []
    assert set(own.words) <= set(served.words)
    policy = visitor.page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == served.styles == 2
    controls = visitor.page.text.partition('<aside class="advisor-controls"')[2].partition("</aside>")[0]
    for fact in ("relationship", "market_customizing", "roles_defined"):
        assert f'href="{home}/try?fact={fact}"' in controls


def test_styles_keep_their_meaning() -> None:
    """Each attribute becomes a rule with its exact text, whatever sign it has; text that looks like one stays."""
    report = (
        "<html><head><style>a{}</style></head><body><p style=\"color: &quot;x&quot;\" title='a > b'>"
        'He wrote style="red"</p><b style="color: &quot;x&quot;">c</b></body></html>'
    )
    page = build_report_page(report, "<aside></aside>")
    assert page.text.count('data-style="0"') == 3  # two elements and their rule
    assert '{ color: "x" }' in page.text
    assert 'He wrote style="red"' in page.text
    assert page.policy.count("'sha256-") == 2


def test_style_cannot_leave_its_rule() -> None:
    page = build_report_page('<html><head></head><body><p style="} body { display: none">a</p></body></html>', "")
    assert "display: none" not in page.text.partition("@media print")[0]


@pytest.mark.parametrize("ending", ["html", "docx", "pdf", "md", "txt", "json"])
def test_downloads_are_the_forms_of_the_command(
    ending: str, builtin: RuleBase, running: RunningSite, visitor: Visitor
) -> None:
    home = visitor.send_facts(FACTS)
    page = visitor.go(f"{home}/report.{ending}")
    assert page.headers["content-disposition"] == f'attachment; filename="recommendation.{ending}"'
    if ending in ("md", "txt", "json", "html"):
        company = read_facts(running.data / f"{home.removeprefix('/c/')}.yaml", builtin)
        form = {"txt": "text"}.get(ending, ending)
        assert page.text == render(Consultation(builtin).advise(company), builtin, form)
    else:
        assert page.content.startswith(b"%PDF" if ending == "pdf" else b"PK")


@pytest.mark.parametrize("ending", ["exe", "summary", "text", "yaml"])
def test_other_endings_do_not_exist(ending: str, visitor: Visitor) -> None:
    assert visitor.go(f"{visitor.send_facts(FACTS)}/report.{ending}").status_code == 404


def test_try_shows_what_the_command_shows_and_keeps_nothing(
    builtin: RuleBase, running: RunningSite, visitor: Visitor
) -> None:
    home = visitor.send_facts(FACTS)
    path = running.data / f"{home.removeprefix('/c/')}.yaml"
    before = path.read_bytes()
    visitor.go(f"{home}/try?fact=roles_defined&value=no&go=answer")
    found = explain_what_if(Consultation(builtin), read_facts(path, builtin), {"roles_defined": "no"})
    assert found.differences
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", visitor.page.text)
    assert len(rows) == len(found.differences)
    for each in found.differences:
        assert (each.before or "not there") in read_text(visitor.page)
    assert path.read_bytes() == before


def test_tried_answer_can_be_kept(builtin: RuleBase, running: RunningSite, visitor: Visitor) -> None:
    home = visitor.send_facts(FACTS)
    page = visitor.go(f"{home}/try?fact=roles_defined&value=no&go=answer")
    visitor.page = page.__class__(200, text=page.text.partition('id="differences"')[2], request=page.request)
    visitor.answer("no")
    assert visitor.page.url.path == f"{home}/report"
    company = read_facts(running.data / f"{home.removeprefix('/c/')}.yaml", builtin)
    assert company.stated["roles_defined"] == "no"


@pytest.mark.parametrize("fact", ["nothing", "score_state", "route", "statement_1", ""])
def test_only_facts_can_be_tried(fact: str, visitor: Visitor) -> None:
    assert visitor.go(f"{visitor.send_facts(FACTS)}/try?fact={fact}").status_code == 404


def test_report_without_pictures_is_text(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra `report`, the page shows the advice as text."""
    home = visitor.send_facts(FACTS)
    monkeypatch.setattr("advisor.web.app.report_routes.list_installed_formats", lambda: [".md", ".txt"])
    page = visitor.go(f"{home}/report")
    assert "<pre>" in page.text
    assert "Move up one level" in read_text(page)
    assert visitor.go(f"{home}/report.pdf").status_code == 404


def test_page_of_a_pack_needs_no_inline_style(tmp_path: Path) -> None:
    """The notice of packs has its style in attributes, and a template of a pack its own: all become rules."""
    rulebase = load([str(Path(__file__).parents[2] / "packs" / "revops")])
    report = render(Consultation(rulebase).advise(Company({"relationship": "defined"})), rulebase, "html")
    assert isinstance(report, str)
    assert ' style="' in report
    page = build_report_page(report, "<aside></aside>")
    served = _Shape(page.text)
    assert served.inline == []
    assert page.policy.count("'sha256-") == served.styles
    assert "!important" in page.text
