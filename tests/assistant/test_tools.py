"""The tools: answers of at most 8 KB that fit their schemas, whole items only, and errors an assistant can act on."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest

from advisor import load
from advisor.assistant.answers import Answer, has_room
from advisor.assistant.tool_list import TOOLS
from advisor.assistant.tools import MAX_TEXT_LENGTH, Tools
from advisor.model.rulebase import RuleBase
from advisor.programs.claims import PARTS, list_claims
from advisor.programs.given_facts import read_given_facts
from advisor.programs.marks import find_marks
from tests.mappings import RandomMappings

ROOT = Path(__file__).resolve().parents[2]
FACTS = {"relationship": "defined", "change_rapid": "yes", "employees": 120, "effort_duplicated": "yes"}
COUNT = 25


@pytest.fixture(scope="module")
def tools(builtin: RuleBase) -> Tools:
    return Tools(builtin)


def call(tools: Tools, name: str, **arguments: Any) -> Answer:
    """Call a tool; its answer is small enough and fits its schema."""
    answer = tools.call(name, arguments)
    assert has_room(answer)
    json.dumps(answer.data, ensure_ascii=False).encode()
    if not answer.is_error:
        jsonschema.validate(answer.data, TOOLS[name].answer)
    return answer


@pytest.mark.parametrize("seed", range(COUNT))
def test_every_answer_has_room_and_fits_its_schema(tools: Tools, seed: int) -> None:
    drawn = RandomMappings(tools.rulebase, Random(seed)).draw_mapping(0)
    facts = json.loads(json.dumps(drawn, default=list))
    advice = call(tools, "advise", facts=facts)
    if advice.is_error:  # answers that exclude each other
        assert advice.data
        assert advice.data["findings"]
        return
    assert advice.data
    assert all(claim["rule"] and claim["source"] for claim in advice.data["claims"])
    assert len(find_marks(advice.text)) == len(advice.data["claims"])
    assert call(tools, "check_claims", facts=facts, text=advice.text.partition("\nLeft out")[0]).data["agrees"]  # type: ignore[index]
    call(tools, "next_question", facts=facts)
    call(tools, "explain", facts=facts, kind="how", target=f"verdict:{advice.data['possible_verdicts'][0]}")
    call(tools, "explain", facts=facts, kind="what-if", tried={"relationship": "aligned"})


def test_the_parts_together_have_every_claim(tools: Tools) -> None:
    company = read_given_facts(FACTS, tools.rulebase).company
    claims = list_claims(tools.consultation.advise(company), tools.rulebase)
    seen = []
    for part in PARTS:
        skip = 0
        while True:
            answer = call(tools, "advise", facts=FACTS, part=part, skip=skip)
            assert answer.data
            seen += [(each["target"], each["text"]) for each in answer.data["claims"]]
            skip += len(answer.data["claims"])
            if not answer.data["left_out"]:
                break
    assert sorted(seen) == sorted((claim.target, claim.text) for claim in claims)


def test_what_is_left_out_is_counted(tools: Tools) -> None:
    company = read_given_facts(FACTS, tools.rulebase).company
    claims = list_claims(tools.consultation.advise(company), tools.rulebase)
    data = call(tools, "advise", facts=FACTS).data
    assert data
    assert len(data["claims"]) + sum(data["left_out"].values()) == len(claims)
    texts = {claim.text for claim in claims}
    assert all(each["text"] in texts for each in data["claims"])


def test_the_pages_of_facts_together_have_every_fact(tools: Tools) -> None:
    seen, skip = [], 0
    while skip is not None:
        data = call(tools, "list_facts", search="e", skip=skip).data
        assert data
        seen += [fact["name"] for fact in data["facts"]]
        skip = data["next_skip"]
    assert len(seen) == len(set(seen)) == data["total"]


def test_a_part_of_the_text_never_decides_alone(tools: Tools) -> None:
    """A long text with many wrong marks gets a short answer that counts the rest."""
    text = "\n\n".join(f"Step {number}. [step:none-{number}; rule a/b; source c/d]" for number in range(400))
    data = call(tools, "check_claims", facts=FACTS, text=text).data
    assert data
    assert not data["agrees"]
    assert data["checked"] == 400
    assert len(data["differing"]) + data["left_out"] == 400


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("advice", {}, "did you mean `advise`"),
        ("advise", {}, "`facts` is missing"),
        ("advise", {"facts": []}, "`facts` must be an object"),
        ("advise", {"facts": FACTS, "part": "step"}, "did you mean `steps`"),
        ("advise", {"facts": FACTS, "part": "steps", "skip": -1}, "out of range"),
        ("advise", {"facts": {"employes": 3}}, "did you mean `employees`"),
        ("explain", {"facts": FACTS, "kind": "why"}, "did you mean `why-not`"),
        ("explain", {"facts": FACTS, "kind": "why-not"}, "target"),
        ("explain", {"facts": FACTS, "kind": "how", "target": "step:colocatio"}, "did you mean `step:colocation`"),
        ("explain", {"facts": FACTS, "kind": "what-if", "tried": {"employes": 3}}, "did you mean `employees`"),
        ("explain", {"facts": FACTS, "kind": "what-if"}, "nothing is tried"),
        ("list_facts", {"names": ["employes"]}, "did you mean `employees`"),
        ("list_facts", {"level": "alligned"}, "did you mean `aligned`"),
        ("check_claims", {"facts": FACTS, "text": "x" * (MAX_TEXT_LENGTH + 1)}, "check it in parts"),
        ("check_claims", {"facts": FACTS, "text": 3}, "`text` must be a text"),
        ("advise", {"facts": FACTS, "skip": 3}, "`skip` needs `part`"),
        ("advise", {"facts": {"qqq": 1}}, "`list_facts` lists the facts"),
        ("explain", {"facts": FACTS, "kind": "how", "target": "x" * 20_000}, "no rule leads to `xxx"),
        ("explain", {"facts": FACTS, "kind": "change", "to": "x" * 20_000}, "no rule leads to `verdict:xxx"),
        ("list_facts", {"level": "x" * 20_000}, "is not a level"),
        ("explain", {"facts": FACTS, "kind": "how", "target": "`" * 20_000}, "target"),
    ],
)
def test_a_wrong_call_says_what_to_correct(tools: Tools, name: str, arguments: dict[str, Any], said: str) -> None:
    answer = tools.call(name, arguments)
    assert answer.is_error
    assert has_room(answer)
    assert said in answer.text


@pytest.mark.parametrize(
    ("name", "arguments", "places"),
    [
        ("list_facts", {"names": ["employes"], "level": "alligned", "skip": -1}, {"names", "level", "skip"}),
        (
            "explain",
            {"facts": {"employes": 1}, "kind": "what-if", "tried": {"x": 1}, "max": 0},
            {"facts.employes", "tried.x", "max"},
        ),
        (
            "explain",
            {"facts": {"employees": 0}, "kind": "why-not", "target": "x", "keep": ["y"], "z": 1},
            {"facts.employees", "target", "keep[0]", "z"},
        ),
    ],
)
def test_all_arguments_are_checked_at_once(
    tools: Tools, name: str, arguments: dict[str, Any], places: set[str]
) -> None:
    answer = tools.call(name, arguments)
    assert answer.data
    assert {each["place"] for each in answer.data["findings"]} == places
    assert len(answer.data["findings"]) == len(places)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("how", {}), ("why-not", {"target": "stay"}), ("what-if", {"tried": {"employees": 9}}), ("change", {})],
)
def test_the_schema_of_explain_declares_every_part(tools: Tools, kind: str, options: dict[str, Any]) -> None:
    data = call(tools, "explain", facts=FACTS, kind=kind, **options).data
    assert data
    assert set(data) <= set(TOOLS["explain"].answer["properties"])


def test_scores_are_said_in_a_sentence(tools: Tools) -> None:
    people = [{"function": "sales", "role": "head", "answers": [4] * 20} for _ in range(5)]
    text = call(tools, "advise", facts={"assessment": {"respondents": people}}, part="level").text
    assert "Company scores" not in text
    assert "Heads scores" not in text
    assert "Your company scores 80 of 100 points (answers: 5)." in text


def test_all_findings_come_at_once(tools: Tools) -> None:
    facts = {f"employees{number}": number for number in range(300)}
    answer = tools.call("advise", {"facts": facts, "prt": "x"})
    assert answer.is_error
    assert has_room(answer)
    assert answer.data
    assert len(answer.data["findings"]) + answer.data["left_out"] == 301


def test_the_packs_in_use_are_named_and_the_text_still_agrees() -> None:
    tools = Tools(load([ROOT / "packs" / "revops"]))
    answer = call(tools, "advise", facts=FACTS)
    assert answer.data
    assert [each.partition(" ")[0] for each in answer.data["packs"]] == ["core", "revops"]
    assert "revops" in answer.text
    check = call(tools, "check_claims", facts=FACTS, text=answer.text.partition("\nLeft out")[0])
    assert check.data
    assert check.data["agrees"]


def test_differences_of_what_if_carry_rule_and_source(tools: Tools) -> None:
    answer = call(tools, "explain", facts=FACTS, kind="what-if", tried={"effort_duplicated": "no"})
    assert answer.data
    cited = [each for each in answer.data["differences"] if each["part"] in ("steps", "cautions", "reasons")]
    assert cited
    assert all(each["rule"] and each["source"] for each in cited)
