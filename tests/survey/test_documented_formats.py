"""docs/survey.md is correct: its German example, its tables and its other examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.loading.documents.nodes import FindingList
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.answer_scale import AnswerScale
from advisor.survey.mapping_file import read_mapping
from advisor.survey.reader import SurveyOptions, read_surveys
from advisor.survey.tool_formats import FORMAT_NAMES, FORMATS, PLAIN

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "survey.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def find_blocks(kind: str) -> list[str]:
    """Find the blocks of code of a kind."""
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


def test_reads_the_german_example(instrument: Instrument, tmp_path: Path) -> None:
    head, *rows = find_blocks("csv")[0].splitlines()
    more = range(4, 21)
    lines = [head + "".join(f";F{number}" for number in more), *(row + ";stimme zu" * len(more) for row in rows)]
    (tmp_path / "antworten.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "karte.yaml").write_text(find_blocks("yaml")[1], encoding="utf-8")
    survey = read_surveys(
        [str(tmp_path / "antworten.csv")], instrument, SurveyOptions(map=str(tmp_path / "karte.yaml"))
    )
    assert survey.respondents == (
        Respondent("sales", "head", (5, 2, None, *[4] * 17)),
        Respondent("marketing", "staff", (3, 1, 4, *[4] * 17)),
    )


def test_every_example_of_a_key_is_a_mapping(tmp_path: Path) -> None:
    keys = re.findall(r"^\| `(columns|answers|functions|roles|statuses)` \|.*\| `([^`]+)` \|$", GUIDE, re.MULTILINE)
    assert [key for key, _ in keys] == ["columns", "answers", "functions", "roles", "statuses"]
    for text in (*(f"{key}:\n  {example}\n" for key, example in keys), *find_blocks("yaml")):
        (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
        findings = FindingList()
        mapping = read_mapping(str(tmp_path / "map.yaml"), findings)
        assert not findings
        assert any((mapping.columns, mapping.answers, mapping.functions, mapping.roles, mapping.statuses))


def test_documents_every_tool_and_every_way_to_write_an_answer(instrument: Instrument) -> None:
    for form in FORMATS:
        assert form == PLAIN or f"\n| {FORMAT_NAMES[form]} |" in GUIDE
    ways = re.search(r"or both: (.*)\. If", GUIDE)
    assert ways
    assert [AnswerScale(instrument, {})[way] for way in re.findall("`([^`]+)`", ways[1])] == [4] * 5
