"""`advisor explain`: forms of output, targets, refusals with their places, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.command import EXAMPLES, ROOT, run

PREPARE = EXAMPLES / "prepare-ground-missing.yaml"
SURVEY = EXAMPLES / "survey-two-views.yaml"
OPEN = EXAMPLES / "undetermined-first-talk.yaml"
CALLS = (
    ("how", PREPARE),
    ("how", PREPARE, "step:common-funnel"),
    ("how", SURVEY, "state:defined"),
    ("why-not", PREPARE, "tighten", "--max", "3"),
    ("why-not", PREPARE, "prepare"),
    ("why-not", OPEN, "verdict:stay", "--max", "2"),
    ("what-if", PREPARE, "report_separately=no", "conflict_topics=pricing, product"),
    ("what-if", PREPARE, "sales_cycle=unknown"),
    ("change", PREPARE),
    ("change", SURVEY),
    ("change", PREPARE, "--to", "consolidate"),
)


def read_schema(name: str) -> Draft202012Validator:
    path = ROOT / "docs" / f"explain-{name}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(map(str, (call[0], *call[2:]))))
def test_the_data_follow_the_published_schema(call: tuple[str | Path, ...]) -> None:
    result = run("explain", *call, "--format", "json")
    assert (result.code, result.err) == (0, "")
    read_schema(str(call[0])).validate(json.loads(result.out))


@pytest.mark.parametrize("name", ["how", "why-not"])
@pytest.mark.parametrize(("ending", "start"), [("txt", ""), ("md", "# "), ("json", "{")])
def test_the_ending_of_the_file_decides_the_form(name: str, ending: str, start: str, tmp_path: Path) -> None:
    path = tmp_path / f"out.{ending}"
    target = ("tighten",) if name == "why-not" else ()
    assert run("explain", name, PREPARE, *target, "-o", path) == (0, "", "", "")
    assert path.read_text(encoding="utf-8").startswith(start)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_chain_of_rules_can_be_a_picture(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"how.{ending}"
    assert run("explain", "how", PREPARE, "-o", path).code == 0
    assert path.read_bytes().startswith(b"<svg" if ending == "svg" else b"\x89PNG")


def test_a_part_that_the_advice_does_not_have_ends_with_code_1() -> None:
    result = run("explain", "how", PREPARE, "step:colocation")
    assert result.code == 1
    assert "why-not" in result.out


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (("how", PREPARE, "step:colocatoin"), "TARGET"),
        (("how", PREPARE, "stp:colocation"), "TARGET"),
        (("how", PREPARE, "defined"), "TARGET"),
        (("why-not", PREPARE, "sideways"), "TARGET"),
        (("how", OPEN), str(OPEN)),
        (("what-if", PREPARE, "salescycle=short"), "salescycle=short"),
        (("what-if", PREPARE, "sales_cycle=shrt"), "sales_cycle=shrt"),
        (("what-if", PREPARE, "score_state=defined"), "score_state=defined"),
        (("what-if", PREPARE, "sales_cycle"), "sales_cycle"),
        (("change", PREPARE, "--to", "sideways"), "--to"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(call: tuple[str | Path, ...], place: str) -> None:
    result = run("explain", *call)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"{place}: ")


def test_all_errors_of_tried_answers_are_reported_at_once() -> None:
    result = run("explain", "what-if", PREPARE, "x=1", "sales_cycle=shrt", "employees=-3", "employees=2")
    assert result.code == 2
    assert len(result.err.splitlines()) == 4


def test_answers_that_exclude_each_other_are_refused() -> None:
    result = run("explain", "what-if", PREPARE, "common_funnel_in_use=yes", "common_funnel_possible=no")
    assert result.code == 2
    assert "common_funnel" in result.err


def test_facts_are_never_overwritten() -> None:
    before = PREPARE.read_bytes()
    assert run("explain", "how", PREPARE, "-o", PREPARE).code == 2
    assert PREPARE.read_bytes() == before


@pytest.mark.parametrize("ending", ["pdf", "svg"])
def test_a_form_that_a_command_does_not_have_is_refused(ending: str, tmp_path: Path) -> None:
    assert run("explain", "change", PREPARE, "-o", tmp_path / f"out.{ending}").code == 2
