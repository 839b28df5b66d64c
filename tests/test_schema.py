"""The published schema (docs/advice.schema.json) describes the printed advice, and no key is renamed."""

from __future__ import annotations

import copy
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model import advice as model
from advisor.model import funnel_checklist, survey_result
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, Respondent
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render

ROOT = Path(__file__).parents[1]
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "advice.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
PARTS = {
    name: kind
    for part in (model, funnel_checklist, survey_result)
    for name, kind in inspect.getmembers(part, inspect.isclass)
    if kind.__module__ == part.__name__
}

# Definitions whose names in the published schema are not the names of the classes.
DEFINITION_NAMES = {
    "Advice": "",
    "AlphaScore": "alpha",
    "FunctionReading": "reading",
    "FunctionScore": "side_score",
    "RespondentCount": "heard",
    "StageLeader": "stage",
    "SurveyResult": "survey",
    "UsedOverride": "override_used",
    "UsedPack": "pack_used",
    "UsedRuleBase": "rule_base_used",
    "VerdictAlternative": "would_change",
}
# The keys that were promised when the format was first described; "" is the advice itself.
PROMISED = {
    "": "schema company relationship verdict possible_verdicts move reasons steps cautions open_questions trace "
    "rulebase",
    "relationship": "state basis",
    "move": "from to",
    "reason": "rule favours status facts source",
    "step_advice": "id title rule because source",
    "caution": "id text rule source",
    "open_question": "fact question decides",
    "trace_entry": "rule stage uses concludes",
    "rule_base_used": "packs engine",
    "pack_used": "name version sha256",
}
PEOPLE = tuple(
    Respondent(function, role, tuple(1 + (person * 7 + number * base) % (3 + person % 3) for number in range(20)))
    for function, base in (("sales", 2), ("marketing", 3))
    for person, role in enumerate(["head", *["staff"] * 11])
)
STATED = {
    "funnel_led_by_sales": frozenset({"purchase"}),
    "funnel_led_by_marketing": frozenset({"brand_awareness"}),
    "marketing_absent_at": frozenset({"needs"}),
    "checklist_done": frozenset({"culture_1"}),
}
SCORED = Company({}, "Two Views", (FunctionTotal("sales", 30), FunctionTotal("marketing", 70)))
SURVEYED = Company(STATED, "Many Views", PEOPLE)


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.fixture(scope="module")
def printed(consultation: Consultation) -> dict[str, dict[str, Any]]:
    """Print as JSON every example, a company with no known facts, and companies with scores."""
    rulebase = consultation.rulebase
    companies = {path.stem: read_facts(str(path), rulebase) for path in EXAMPLES}
    companies |= {"nothing known": Company({}), "scores": SCORED, "survey": SURVEYED}
    return {name: json.loads(render(consultation.advise(each), rulebase, "json")) for name, each in companies.items()}


def list_errors(data: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def get_definition(name: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["$defs"][name] if name else SCHEMA
    return found


def find_definition_name(class_name: str) -> str:
    """Return the name under which the schema describes a class of the model; "" for the advice itself."""
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in class_name).lstrip("_")
    return DEFINITION_NAMES.get(class_name, words)


def iter_schemas(node: object, place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of an object, with its place."""
    if isinstance(node, dict):
        if "properties" in node and "required" in node:
            yield place, node
        for key, value in node.items():
            yield from iter_schemas(value, f"{place}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from iter_schemas(value, f"{place}/{index}")


def iter_places(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every key that belongs to the format, with its path; keys that are facts or conclusions are left out."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield path, key
            if key not in ("facts", "outcomes", "concludes"):
                yield from iter_places(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data[:2]):
            yield from iter_places(value, (*path, index))


def rename_key(data: dict[str, Any], path: tuple[str | int, ...], key: str) -> dict[str, Any]:
    changed: Any = copy.deepcopy(data)
    target = changed
    for each in path:
        target = target[each]
    target[f"{key}_renamed"] = target.pop(key)
    return dict(changed)


def test_the_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == SCHEMA["properties"]["schema"]["const"] == model.ADVICE_SCHEMA


@pytest.mark.parametrize("name", [*(path.stem for path in EXAMPLES), "nothing known", "scores", "survey"])
def test_printed_advice_is_valid(printed: dict[str, dict[str, Any]], name: str) -> None:
    assert list_errors(printed[name]) == []


def test_the_printed_advice_includes_scores_and_readings(printed: dict[str, dict[str, Any]]) -> None:
    assert printed["scores"]["scores"]
    assert printed["scores"]["readings"]
    survey = printed["survey"]["survey"]
    assert survey["statements"]
    assert survey["themes"]
    assert survey["statements"][0]["chance"]
    assert survey["reliability"]
    assert printed["survey"]["funnel"]
    assert printed["survey"]["checklist"]


@pytest.mark.parametrize("name", PROMISED)
def test_promised_keys_are_required(name: str) -> None:
    assert set(PROMISED[name].split()) <= set(get_definition(name)["required"])


@pytest.mark.parametrize("name", PARTS)
def test_the_schema_has_every_key_of_the_model_and_no_other(name: str) -> None:
    fields = [field.rstrip("_") for field in PARTS[name]._fields]
    written = ["notice"] if name == "Advice" else []  # only the report has it, and only if there are packs
    described = get_definition(find_definition_name(name))
    assert described["required"] == fields
    assert [key for key in described["properties"] if key not in written] == fields


def test_every_key_is_described() -> None:
    bare = [
        f"{place}/{key}"
        for place, schema in iter_schemas(SCHEMA)
        for key, each in schema["properties"].items()
        if not ("description" in each or "$ref" in each)
    ]
    assert bare == []


def test_every_referenced_definition_exists() -> None:
    text = json.dumps(SCHEMA)
    used = {piece.split('"')[0] for piece in text.split("#/$defs/")[1:]}
    assert used == set(SCHEMA["$defs"])


def test_refuses_a_renamed_key(printed: dict[str, dict[str, Any]]) -> None:
    distinct: dict[tuple[object, ...], tuple[str, tuple[str | int, ...], str]] = {}
    for name in ("tighten-changing-market", "scores", "survey"):
        for path, key in iter_places(printed[name]):
            distinct.setdefault((*(step for step in path if isinstance(step, str)), key), (name, path, key))
    accepted = {
        (name, *path, key)
        for name, path, key in distinct.values()
        if VALIDATOR.is_valid(rename_key(printed[name], path, key))
    }
    assert accepted == set()


def test_accepts_an_added_key(printed: dict[str, dict[str, Any]]) -> None:
    data = printed["tighten-changing-market"]
    data = {**data, "later": 1, "relationship": {**data["relationship"], "later": 1}}
    data["steps"] = [{**step, "later": 1} for step in data["steps"]]
    assert list_errors(data) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), "wait"),
        (("possible_verdicts",), ["undetermined"]),
        (("relationship", "basis"), "guessed"),
        (("relationship", "state"), "Defined"),
        (("reasons", 0, "status"), "unknown"),
        (("reasons", 0, "favours"), "prepare"),
        (("move", "to"), None),
        (("steps", 0, "because"), "one sentence"),
        (("rulebase", "packs", 0, "sha256"), "abc"),
        (("schema",), "advice/2"),
    ],
    ids=lambda each: "/".join(map(str, each)) if isinstance(each, tuple) else None,
)
def test_refuses_a_wrong_value(printed: dict[str, dict[str, Any]], path: tuple[str | int, ...], value: object) -> None:
    data: Any = copy.deepcopy(printed["tighten-changing-market"])
    target = data
    for each in path[:-1]:
        target = target[each]
    target[path[-1]] = value
    assert list_errors(data) != []
