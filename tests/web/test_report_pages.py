"""The report on the page: the command's own page with controls, under a policy that allows nothing foreign."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from advisor.consultation import Consultation
from advisor.explain.what_if import explain_what_if
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from advisor.reporting.view.report_view import build_report_view
from advisor.web.pages.report_page import build_report_page
from advisor.web.pages.what_if_page import build_comparison
from advisor.web.security.file_names import build_disposition
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


def list_links(page: str) -> dict[str, str]:
    """Return the addresses of the links beside sentences of a report, with what the sentences say."""
    items = re.findall(r"<li>((?:(?!</li>).)*class=\"advisor-link\".*?)</li>", page, re.DOTALL)
    return {
        unescape(address): " ".join(unescape(re.sub(r"<[^>]*>", "", item)).split())
        for item in items
        for address in re.findall(r'class="advisor-link" href="([^"]*)"', item)
    }


def test_open_questions_lead_to_their_pages(builtin: RuleBase, visitor: Visitor) -> None:
    """Each item of `Still open` leads to a question that it names, and only on the page."""
    home = visitor.send_facts("relationship: defined\nmarket_customizing: yes\n")
    links = list_links(visitor.page.text)
    facts = {address: re.findall(r"fact=(\w+)&from=report$", address) for address in links}
    named = {names[0]: links[address] for address, names in facts.items() if names}
    assert "roles_defined" in named
    for name, item in named.items():
        fact = builtin.facts[name]
        said = [fact.question, *fact.values.values(), "answer the questions again with another level"]
        assert any(words in item for words in said), (name, item)
    still_open = visitor.page.text.partition("<h3>Still open</h3>")[2].partition("</ul>")[0]
    assert still_open.count("<li>") == sum("advisor-link" in each for each in still_open.split("<li>")) > 0
    visitor.go(f"{home}/question?fact=roles_defined&from=report")
    assert visitor.fact == "roles_defined"
    visitor.answer("yes")
    assert visitor.page.url.path == f"{home}/report"
    for ending in ("html", "md", "txt"):
        assert "/c/" not in visitor.go(f"{home}/report.{ending}").text


def test_sentences_that_ask_for_more_lead_there(visitor: Visitor) -> None:
    home = visitor.send_facts("relationship: defined\nmarket_customizing: yes\n")
    item = list_links(visitor.page.text)[f"{home}/question?fact=relationship&from=report"]
    assert "answer the questions again with another level" in item
    home = visitor.begin()
    visitor.answer("signs")
    for _ in range(6):
        visitor.answer("yes")
    visitor.go(f"{home}/report")
    assert "let both teams fill in the questionnaire" in list_links(visitor.page.text)[f"{home}/round"]


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
    assert page.headers["content-disposition"] == f'attachment; filename="recommendation-Acme.{ending}"'
    if ending in ("md", "txt", "json", "html"):
        company = read_facts(running.data / f"{home.removeprefix('/c/')}.yaml", builtin)
        form = {"txt": "text"}.get(ending, ending)
        assert page.text == render(Consultation(builtin).advise(company), builtin, form)
    else:
        assert page.content.startswith(b"%PDF" if ending == "pdf" else b"PK")


def test_download_without_a_font_says_so_on_a_page(visitor: Visitor) -> None:
    home = visitor.send_facts(FACTS.replace("Acme", "Acme \U0001f680"))
    assert " download" not in re.sub(r">[^<]*<", "><", visitor.page.text)  # else a browser shows no message
    page = visitor.go(f"{home}/report.pdf")
    assert page.status_code == 422
    text = read_text(page)
    assert "This download does not work" in text
    assert "No font on this computer has" in text
    assert "answers or the rules have errors" not in text
    for other in ("report", "report.docx", "report.html"):
        assert f'<a class="button" href="{home}/{other}"' in page.text
    assert visitor.go(f"{home}/report.docx").content.startswith(b"PK")


def test_downloads_have_the_name_of_the_company(visitor: Visitor) -> None:
    home = visitor.send_facts(FACTS.replace("Acme", "Müller & Söhne"))
    for path, stem, ending in (("report.md", "recommendation", "md"), ("facts.yaml", "answers", "yaml")):
        sent = visitor.go(f"{home}/{path}").headers["content-disposition"]
        assert sent == (
            f'attachment; filename="{stem}-Muller-Sohne.{ending}"; '
            f"filename*=UTF-8''{stem}%20M%C3%BCller%20%26%20S%C3%B6hne.{ending}"
        )


@pytest.mark.parametrize(
    ("name", "fallback", "whole"),
    [
        ("", "report.pdf", ""),
        ("Acme", "report-Acme.pdf", ""),
        ("\u65e5\u672c", "report.pdf", "report \u65e5\u672c.pdf"),
        ('../"a\\b";\r\nX: 1', "report-a-b-X-1.pdf", "report a b ; X 1.pdf"),
        ("a\u202efdp", "report-a-fdp.pdf", "report a fdp.pdf"),
        ("x" * 200, f"report-{'x' * 80}.pdf", ""),
        ("Acme Inc.", "report-Acme-Inc.pdf", "report Acme Inc.pdf"),
    ],
)
def test_file_names_are_safe(name: str, fallback: str, whole: str) -> None:
    header, _, encoded = build_disposition("report", name, ".pdf").partition("; filename*=UTF-8''")
    assert header == f'attachment; filename="{fallback}"'
    assert unquote(encoded) == whole
    assert not set(encoded) & set('"\r\n; ')


@pytest.mark.parametrize("ending", ["exe", "summary", "text", "yaml"])
def test_other_endings_do_not_exist(ending: str, visitor: Visitor) -> None:
    assert visitor.go(f"{visitor.send_facts(FACTS)}/report.{ending}").status_code == 404


def test_try_keeps_nothing(builtin: RuleBase, running: RunningSite, visitor: Visitor) -> None:
    home = visitor.send_facts(FACTS)
    path = running.data / f"{home.removeprefix('/c/')}.yaml"
    before = path.read_bytes()
    text = read_text(visitor.go(f"{home}/try?fact=roles_defined&value=no&go=answer"))
    found = explain_what_if(Consultation(builtin), read_facts(path, builtin), {"roles_defined": "no"})
    assert found.differences
    for part in build_comparison(found, builtin).parts:
        assert f"{part.name} As it is {part.before} As it would be {part.after}" in text
    assert path.read_bytes() == before


TRIED = [
    ("stay-settled-distributor", "effort_duplicated", "yes"),
    ("stay-settled-distributor", "roles_defined", "no"),
    ("tighten-changing-market", "relationship", "aligned"),
    ("prepare-ground-missing", "relationship", "undefined"),
    ("hard-small-firm-in-conflict", "current_conflicts", "none"),
    ("undetermined-first-talk", "change_rapid", "yes"),
]


@pytest.mark.parametrize(("example", "fact", "value"), TRIED)
def test_comparison_has_the_words_of_both_reports(example: str, fact: str, value: str, builtin: RuleBase) -> None:
    """What would be new is in the report as it would be and not in the one as it is, and the other way round."""
    company = read_facts(str(Path(__file__).parents[2] / "examples" / f"{example}.yaml"), builtin)
    found = explain_what_if(Consultation(builtin), company, {fact: value})
    now, then = (_join_report(advice, builtin) for advice in (found.now, found.then))
    shown = build_comparison(found, builtin)
    assert shown.lists
    words = " ".join((*map(str, shown.parts), *map(str, shown.lists)))
    assert not re.search(r"slight|Caution|short table|not there|speaks for", words)
    for each in shown.lists:
        assert len(set(each.gained)) == len(each.gained)
        if each.heading.startswith(("Reasons", "Please")):
            assert [text for text in each.gained if text not in then] == []
            assert [text for text in each.lost if text not in now] == []
        if each.heading.startswith("Please"):
            assert [text for text in each.gained if text in now] == []


def _join_report(advice: Advice, rulebase: RuleBase) -> str:
    report = render(advice, rulebase, "md")
    assert isinstance(report, str)
    view = build_report_view(advice, rulebase)
    reasons = (*view.balance.fors, *view.balance.againsts) if view.balance else ()
    return " ".join((re.sub(r"<sup>.*?</sup>|\*\*", "", report), *(each.text for each in reasons)))


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
    assert page.text.count('aria-label="Consultation"') == 1
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
