"""The ways to begin with a file: facts are read whole or refused whole, with every finding at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.errors import FactsError
from advisor.loading.facts.facts_file import read_facts, read_facts_data
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from tests.web.running import RunningSite, Visitor, read_text

EXAMPLES = Path(__file__).parents[2] / "examples"
WRONG = "relationship: definad\nnothing: 1\nmarket_customizing: perhaps\n"


def send_file(visitor: Visitor, path: str, name: str, data: bytes, **fields: str) -> str:
    """Send a file as a browser does; return the address where that leads."""
    visitor.go(path)
    parts = {"form_token": visitor.form_token, **fields}
    visitor.page = visitor.client.post(path, data=parts, files={"file": (name, data)})
    return visitor.page.url.path


@pytest.mark.parametrize("example", ["stay-settled-distributor", "hard-small-firm-in-conflict", "survey-two-views"])
def test_example_gives_the_report_of_the_command(
    example: str, builtin: RuleBase, running: RunningSite, visitor: Visitor
) -> None:
    data = (EXAMPLES / f"{example}.yaml").read_bytes()
    address = send_file(visitor, "/facts", f"{example}.yaml", data)
    assert address.endswith("/report")
    company = read_facts(EXAMPLES / f"{example}.yaml", builtin)
    expected = render(Consultation(builtin).advise(company), builtin, "html")
    assert visitor.go(f"{address}.html").text == expected


@pytest.mark.parametrize(
    ("ending", "text"), [("toml", 'relationship = "defined"'), ("json", '{"relationship": "defined"}')]
)
def test_other_languages(ending: str, text: str, visitor: Visitor) -> None:
    assert send_file(visitor, "/facts", f"facts.{ending}", text.encode()).endswith("/report")
    visitor.go("/facts")
    fields = {"text": text, "language": ending.upper()}
    visitor.page = visitor._send_file_form("/facts", fields)
    assert visitor.page.url.path.endswith("/report")


def test_all_findings_are_shown_with_their_places(
    builtin: RuleBase, running: RunningSite, visitor: Visitor, tmp_path: Path
) -> None:
    """The same findings as the command prints, the typed text kept, and nothing on disk."""
    (tmp_path / "facts.yaml").write_text(WRONG, encoding="utf-8")
    with pytest.raises(FactsError) as caught:
        read_facts(tmp_path / "facts.yaml", builtin)
    before = sorted(running.data.iterdir())
    send_file(visitor, "/facts", "../../facts.yaml", WRONG.encode())
    assert visitor.page.status_code == 422
    for finding in caught.value.findings:
        place = f"facts.yaml:{finding.place.line}:{finding.place.column}"
        assert f"{place}: {finding.sentence}" in read_text(visitor.page)
    visitor.send_facts(WRONG)
    assert visitor.page.status_code == 422
    assert f"\n{WRONG}</textarea>" in visitor.page.text
    assert sorted(running.data.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("facts.yaml", b""),
        ("facts.yaml", b"# nothing\n"),
        ("facts.yaml", b"relationship: unknown\n"),
        ("facts.yaml", b"\xff\xfe\x00"),
        ("facts.yaml", b"a: &a [*a]\n"),
        ("facts.exe", b"relationship: defined\n"),
        ("answers.csv", b"function,1\nsales,4\n"),
    ],
)
def test_unusable_file_is_refused(name: str, data: bytes, running: RunningSite, visitor: Visitor) -> None:
    before = sorted(running.data.iterdir())
    send_file(visitor, "/facts", name, data)
    assert visitor.page.status_code == 422
    assert 'class="problems"' in visitor.page.text
    assert sorted(running.data.iterdir()) == before


def test_saved_interview_goes_on_where_it_was(visitor: Visitor) -> None:
    home = visitor.begin("Acme")
    visitor.answer("defined")
    visitor.answer(unsure=True)
    asked = visitor.fact
    saved = visitor.go(f"{home}/facts.yaml").content
    address = send_file(visitor, "/facts", "answers.yaml", saved)
    other = address.removesuffix("/report")
    assert other != home
    visitor.go(f"{other}/question")
    assert visitor.fact == asked
    assert visitor.go(f"{other}/facts.yaml").content == saved


def build_table(people: int) -> bytes:
    """Return answers of some people from both teams as CSV."""
    head = "function," + ",".join(map(str, range(1, 21)))
    rows = [f"{('sales', 'marketing')[each % 2]}," + ",".join(["4"] * 20) for each in range(people)]
    return "\n".join([head, *rows, ""]).encode()


def test_survey_answers_become_a_consultation(builtin: RuleBase, running: RunningSite, visitor: Visitor) -> None:
    address = send_file(visitor, "/survey", "export.csv", build_table(12), team="", company="Acme", min_group="4")
    assert address.endswith("/report")
    name = address.removeprefix("/c/").removesuffix("/report")
    company = read_facts(running.data / f"{name}.yaml", builtin)
    assert (len(company.assessed), company.name, company.showing.min_group) == (12, "Acme", 4)
    assert "12 people" in read_text(visitor.go(f"/c/{name}/answers"))


def test_survey_findings_name_the_file_as_sent(running: RunningSite, visitor: Visitor) -> None:
    before = sorted(running.data.iterdir())
    table = build_table(6).replace(b"sales,4", b"sales,9", 1)
    send_file(visitor, "/survey", "../etc/export.csv", table, team="", company="<i>", min_group="4")
    text = read_text(visitor.page)
    assert visitor.page.status_code == 422
    assert "“9”, in row 2 of export.csv" in text
    assert "/tmp" not in text
    assert 'value="&lt;i&gt;"' in visitor.page.text
    assert sorted(running.data.iterdir()) == before


@pytest.mark.parametrize(
    ("field", "value"), [("min_group", "2"), ("min_group", "many"), ("team", "files"), ("company", "x" * 201)]
)
def test_survey_options_are_checked(field: str, value: str, visitor: Visitor) -> None:
    fields = {"team": "", "company": "", "min_group": "5", field: value}
    send_file(visitor, "/survey", "export.csv", build_table(6), **fields)
    assert visitor.page.status_code == 422
    assert 'class="problems"' in visitor.page.text


def test_a_file_and_a_pasted_text_are_not_both_taken(running: RunningSite, visitor: Visitor) -> None:
    before = sorted(running.data.iterdir())
    send_file(visitor, "/facts", "facts.yaml", b"relationship: defined\n", text="roles_defined: no", language="YAML")
    assert visitor.page.status_code == 422
    assert "you sent `facts.yaml` and pasted a text" in read_text(visitor.page)
    assert "\nroles_defined: no</textarea>" in visitor.page.text
    assert sorted(running.data.iterdir()) == before


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_form_says_what_to_do(text: str, visitor: Visitor) -> None:
    visitor.send_facts(text)
    assert visitor.page.status_code == 422
    assert "choose a file, or paste a text" in read_text(visitor.page)
    assert "pasted-text" not in visitor.page.text


def test_faults_of_a_pasted_text_are_named_by_line(visitor: Visitor) -> None:
    visitor.send_facts("# ours\nnothing: 1\n")
    assert "The pasted text, line 2: `nothing` is not a fact" in read_text(visitor.page)
    visitor.send_facts("# nothing\n")
    assert "The pasted text: there is no fact in it" in read_text(visitor.page)


@pytest.mark.parametrize("name", ["answers.csv", "answers.xlsx"])
def test_a_table_leads_to_the_page_for_tables(name: str, visitor: Visitor) -> None:
    send_file(visitor, "/facts", name, b"function,1\nsales,4\n")
    assert 'href="/survey"' in visitor.page.text
    assert "go back" not in read_text(visitor.page)


def test_a_report_is_recognized(visitor: Visitor, builtin: RuleBase) -> None:
    home = visitor.send_facts("relationship: defined\n")
    report = visitor.client.get(f"{home}/report.json").content
    send_file(visitor, "/facts", "report.json", report)
    assert "this is a report of the advisor" in read_text(visitor.page)
    assert "is not a fact;" not in read_text(visitor.page)
    with pytest.raises(FactsError, match="this is a report of the advisor") as caught:
        read_facts_data(report, "report.json", builtin)
    assert len(caught.value.findings) == 1


def test_a_deleted_consultation_is_called_so(visitor: Visitor) -> None:
    home = visitor.begin()
    visitor.go(f"{home}/delete")
    visitor.post(f"{home}/delete", {})
    for path in (home, f"{home}/report", f"/c/{'a' * 26}/answers"):
        page = visitor.go(f"{home}/answers") if path == home else visitor.go(path)
        assert page.status_code == 404
        assert "It was deleted, or the link is wrong." in page.text


def test_the_start_page_says_where_answers_are(visitor: Visitor) -> None:
    assert "saved on the computer that runs this page. Each consultation is one file." in read_text(visitor.go("/"))
