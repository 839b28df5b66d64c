"""Whose words: every sentence with a source that a pack wrote carries the pack's mark, whatever it cites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading import finding_codes as codes
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from tests.loading.findings import check_findings

MARK = "[pack mine]"
CAUTION = """\
stage: caution
rules:
  - id: mine/note
    title: Note
    status: test
    source: %s
    when: {state: defined}
    then: {caution: own-note}
    because: Kotler warns of this.
"""
WORK = "sources:\n  fake: {title: Ending the War, authors: Kotler, published_in: HBR, year: '2006', prefix: [kotler]}\n"
COMPANY = Company({"relationship": "defined", "market_customizing": "yes"}, "Acme")


def report(folder: Path, form: str = "text", **files: str) -> str:
    """Write a pack and report on a company with it."""
    rulebase = load_pack(folder, **files)
    text = render(Consultation(rulebase).advise(COMPANY), rulebase, form)
    assert isinstance(text, str)
    return text


def load_pack(folder: Path, **files: str) -> RuleBase:
    """Write a pack whose files are named with `_` for the slash, and load it."""
    (folder / "pack.yaml").write_text("name: mine\nversion: 1.0.0\n")
    for name, text in files.items():
        path = folder / f"{name.replace('_', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return load(folder)


@pytest.mark.parametrize("source", ["table/defined/stay/3", "policy/mine", "kotler/1"])
def test_a_sentence_of_a_pack_is_marked_whatever_it_cites(source: str, tmp_path: Path) -> None:
    text = report(tmp_path, rules_own=CAUTION % source, knowledge_own=WORK)
    (line,) = [line for line in text.splitlines() if "Kotler warns of this." in line]
    assert line.endswith(MARK)
    assert text.count(MARK) == 1


@pytest.mark.parametrize("form", ["md", "html", "summary"])
def test_every_form_has_the_marks(form: str, tmp_path: Path) -> None:
    text = report(tmp_path, form, rules_own=CAUTION % "text/aligned")
    assert (MARK in text.replace("\N{NO-BREAK SPACE}", " ")) is (form != "summary")


def test_the_data_name_the_author_next_to_the_source(tmp_path: Path) -> None:
    data = json.loads(report(tmp_path, "json", rules_own=CAUTION % "text/aligned"))
    (caution,) = [each for each in data["cautions"] if each["id"] == "own-note"]
    assert (caution["source"], caution["source_pack"]) == ("text/aligned", "mine")
    assert data["notice"][0] == "Guidance used: core 1.0.0 and mine 1.0.0."
    assert all("source_pack" not in each for each in data["cautions"] if each is not caution)


def test_a_pack_that_changes_a_sentence_of_ours_is_its_author(tmp_path: Path) -> None:
    wording = "wording:\n  untested: {overrides: untested, reason: ours, text: Kotler says that this is right.}\n"
    (line,) = [each for each in report(tmp_path, knowledge_own=wording).splitlines() if MARK in each]
    assert "right" in line


INFERENCE = """\
stage: infer
rules:
  - id: mine/roles
    title: Roles
    status: test
    source: policy/mine
    when: {market_customizing: yes}
    then: {roles_defined: no}
    because: "You report that {grounds}."
"""
VERDICT = """\
verdicts:
  tighten: {overrides: tighten, reason: ours, title: Stop all meetings, text: Do it., source: policy/mine}
"""


@pytest.mark.parametrize("form", ["text", "md", "html", "summary"])
def test_a_report_marks_what_follows_from_a_pack_and_lists_it(form: str, tmp_path: Path) -> None:
    text = report(tmp_path, form, rules_own=INFERENCE).replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")
    assert f"Prepare first, then move up. {MARK}" in text
    assert f"from now to week 6) {MARK}" in " ".join(text.split())
    assert "from packs where [pack …] says so" in " ".join(text.split())
    assert "You did not report this." in text[-400:]


def test_the_data_list_what_a_pack_concludes(tmp_path: Path) -> None:
    data = json.loads(report(tmp_path, "json", rules_own=INFERENCE))
    assert data["notice"][-1].endswith("You did not report this.")
    assert {each["source_pack"] for each in data["grounds"]} == {"mine"}


@pytest.mark.parametrize("form", ["text", "md", "html", "summary"])
def test_a_verdict_of_a_pack_has_its_mark_and_a_full_stop(form: str, tmp_path: Path) -> None:
    text = report(tmp_path, form, knowledge_own=VERDICT).replace("\N{NO-BREAK SPACE}", " ")
    assert f"Stop all meetings. {MARK}" in text
    lines = [line.strip() for line in text.splitlines()]
    assert not [line for line in lines if line.startswith("[") and line.endswith(MARK)]


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_a_possible_verdict_of_a_pack_has_its_mark_wherever_it_is_named(form: str, tmp_path: Path) -> None:
    rulebase = load_pack(tmp_path, knowledge_own=VERDICT)
    company = Company({"relationship": "defined"})
    text = str(render(Consultation(rulebase).advise(company), rulebase, form)).replace("&#34;", '"')
    words = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("&quot;", '"').split())
    named = words.count('"Stop all meetings"')
    assert named >= 2
    assert words.count(f'"Stop all meetings" {MARK}') == named


@pytest.mark.parametrize(
    "name",
    ["guidance", "guidance-inferred", "guidance-infers", "guidance-marks", "guidance-changes", "guidance-overrides"],
)
def test_no_pack_changes_the_notice(name: str, builtin: RuleBase, tmp_path: Path) -> None:
    text = f"wording:\n  {name}: {{overrides: {name}, reason: ours, text: '{builtin.wording[name]}'}}\n"
    with pytest.raises(PackError) as error:
        load_pack(tmp_path, knowledge_own=text)
    check_findings(error.value.findings, [f"knowledge/own.yaml:2:3 {codes.INVALID_OVERRIDE}"], tmp_path)


def test_our_own_report_has_no_marks_and_no_notice(builtin: RuleBase) -> None:
    for form in ("text", "md", "json", "html"):
        text = render(Consultation(builtin).advise(COMPANY), builtin, form)
        assert isinstance(text, str)
        assert "[pack" not in text
        assert "Guidance used" not in text
        assert '"notice"' not in text
