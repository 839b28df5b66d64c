"""A number of people as the size of a company: it falls into a band of the rule base, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import FactsError
from advisor.interview.answer_options import build_options
from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.facts.facts_mapping import facts_from
from advisor.model.rulebase import RuleBase
from tests.cli.command import run

SIZES = {
    "1": "small",
    "49": "small",
    "50": "medium",
    "180": "medium",
    "180 people": "medium",
    "249": "medium",
    "250": "large",
    "1,200": "large",
    "1.200": "large",
    "1'200 employees": "large",
    "12 000": "large",
    "1_200": "large",
}
NO_SIZES = ("0", "-5", "180.5", "1.20", "about 180", "200-300", "180.000", "1,20", "1,200.500", "12345678901", "180 k")


def write_facts(folder: Path, size: str) -> Path:
    path = folder / "acme.yaml"
    path.write_text(f"relationship: defined\ncompany_size: {size}\n")
    return path


@pytest.mark.parametrize(("text", "size"), SIZES.items())
def test_a_number_falls_into_its_band_and_this_is_said(text: str, size: str, tmp_path: Path, builtin: RuleBase) -> None:
    company = read_facts(str(write_facts(tmp_path, text)), builtin)
    assert company.stated["company_size"] == size
    (note,) = company.notes
    assert note.startswith(f"{tmp_path / 'acme.yaml'}:2:15: ")
    assert size in note
    fact = builtin.facts["company_size"]
    assert parse_answer(fact, f"{text} people" if text == "1" else text, build_options(fact)) == size


@pytest.mark.parametrize("text", NO_SIZES)
def test_other_texts_are_refused(text: str, tmp_path: Path, builtin: RuleBase) -> None:
    with pytest.raises(FactsError, match="company_size"):
        read_facts(str(write_facts(tmp_path, text)), builtin)
    fact = builtin.facts["company_size"]
    with pytest.raises(AnswerError):
        parse_answer(fact, text, build_options(fact))


def test_a_word_needs_no_note(tmp_path: Path, builtin: RuleBase) -> None:
    company = read_facts(str(write_facts(tmp_path, "medium")), builtin)
    assert (company.stated["company_size"], company.notes) == ("medium", ())


def test_a_program_can_state_a_number(builtin: RuleBase) -> None:
    company = facts_from({"relationship": "defined", "company_size": 180}, builtin)
    assert (company.stated["company_size"], len(company.notes)) == ("medium", 1)


@pytest.mark.parametrize(
    "args", [("advise",), ("plan",), ("facts", "check"), ("interview", "--resume")], ids=lambda args: args[0]
)
def test_each_command_says_how_it_understood_the_number(args: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*args, write_facts(tmp_path, "180"), given="quit\n")
    assert "180 is from 50 to 249, so your company is medium-sized" in result.err


def test_the_interview_says_how_it_understood_the_number(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    result = run("interview", "--save", path, given="defined\ncompany_size: 1,200\nquit\n")
    assert "1,200 is 250 or more, so your company is large." in result.out
    assert "company_size: large" in path.read_text()
