"""A checked text: swaps of verdict, step, number, rule and source are caught, and faithful texts pass."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
import yaml

from advisor import Consultation, facts_from
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.programs.check_results import build_check_data
from advisor.programs.claim_check import ClaimChecker
from advisor.programs.claims import Claim, list_claims
from advisor.programs.marks import format_mark
from advisor.programs.mentions import MentionFinder
from advisor.programs.number_check import list_own_numbers
from advisor.programs.quantities import list_numbers
from tests.mappings import RandomMappings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
COUNT = 200
FRAMES = (
    "{text} {mark}",
    "{text}\n{mark}",
    "- {text} {mark}",
    "1. **{text}** {mark}",
    "For your company: {text} {mark}.",
    "We read this in the advice. {text} {mark}",
    "> {text} `{mark}`",
)
"""How an assistant may put a claim into prose."""
OPENINGS = ("", "Here is the advice for your company:\n\n", "# Advice\n\nThe advice follows from your answers.\n\n")


class Case(NamedTuple):
    """An advice to write about."""

    claims: list[Claim]
    checker: ClaimChecker


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.fixture(scope="module")
def cases(consultation: Consultation) -> list[Case]:
    """Build the examples, and some companies drawn at random."""
    rulebase, drawn = consultation.rulebase, RandomMappings(consultation.rulebase, Random(18))
    companies = [facts_from(yaml.safe_load(path.read_text("utf-8")), rulebase) for path in EXAMPLES]
    while len(companies) < len(EXAMPLES) + 20:
        mapping = {name: value for name, value in drawn.draw_mapping(0).items() if name != "assessment"}
        try:
            company = facts_from(mapping, rulebase)  # type: ignore[arg-type]
            consultation.advise(company)
        except Exception:  # answers that exclude each other
            continue
        companies.append(company)
    return [build_case(consultation, company) for company in companies]


def build_case(consultation: Consultation, company: Company) -> Case:
    advice = consultation.advise(company)
    claims = list_claims(advice, consultation.rulebase)
    own = list_own_numbers(company, consultation.rulebase)
    return Case(claims, ClaimChecker(claims, MentionFinder(consultation.rulebase), own, advice.possible_verdicts))


def write_text(claims: list[Claim], random: Random) -> str:
    """Write some claims as prose, in any order."""
    parts = [random.choice(FRAMES).format(text=claim.text, mark=claim.mark) for claim in claims]
    return random.choice(OPENINGS) + random.choice(("\n\n", "\n\n", "\n- ")).join(parts)


def choose_claims(case: Case, random: Random) -> list[Claim]:
    return random.sample(case.claims, random.randint(1, min(8, len(case.claims))))


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_faithful_text_passes(cases: list[Case], seed: int) -> None:
    random = Random(seed)
    case = random.choice(cases)
    text = write_text(choose_claims(case, random), random)
    check = case.checker.check(text)
    assert check.agrees, (text, [claim for claim in check.claims if claim.problems], check.uncited)


def swap_number(text: str, random: Random) -> str | None:
    """Replace one number of a text by another."""
    for word in random.sample(words := text.split(), len(words)):
        digits = word.strip(".,;:")
        if list_numbers(digits) and (digits.isdigit() or digits in ("two", "three", "twenty")):
            number = int(list_numbers(digits)[0])
            other = random.choice([n for n in (1, 2, 3, 4, 7, 8, 12, 20, 30, 52, number + 1) if n != number])
            written = {2: "two", 3: "three", 20: "twenty", 1: "one"}.get(other, str(other))
            return text.replace(word, word.replace(digits, str(other) if digits.isdigit() else written), 1)
    return None


def swap(kind: str, claims: list[Claim], random: Random, rulebase: RuleBase) -> str | None:
    """Write claims with one swap; None if nothing in them can be swapped."""
    parts = [[claim.text, claim.target, claim.rule, str(claim.source)] for claim in claims]
    verdicts = {entry.id: entry.title for entry in rulebase.iter_entries("verdicts")}
    for number in random.sample(range(len(claims)), len(claims)):
        claim, part = claims[number], parts[number]
        target_kind, _, value = claim.target.partition(":")
        if kind == "number" and (swapped := swap_number(claim.text, random)):
            part[0] = swapped
        elif kind == "source":
            part[3] = random.choice([s for c in rulebase.rules if (s := str(c.source)) != claim.source])
        elif kind == "rule":
            part[2] = random.choice([rule.id for rule in rulebase.rules if rule.id != claim.rule])
        elif kind == "verdict" and target_kind == "verdict":
            other = random.choice([name for name in verdicts if name not in (value, "none")])
            way = random.randrange(4)
            if way == 0:
                part[1] = f"verdict:{other}"
            elif way == 1:
                part[0] = claim.text.replace(verdicts[value], verdicts[other])
            elif way == 2:
                part[0] = f"The verdict is {other}. {claim.text}"
            else:
                part[0] = f"We advise you to {other}."
        elif kind == "step" and target_kind == "step":
            other_step = rulebase.steps[random.choice([name for name in rulebase.steps if name != value])]
            way = random.randrange(3)
            title = claim.text.partition(".")[0]
            if way == 0:
                part[1] = f"step:{other_step.id}"
            elif way == 1:
                part[0] = claim.text.replace(title, other_step.title)
            else:
                part[0] = f"First: {other_step.short}." if " " in other_step.short else f"{other_step.title}."
        else:
            continue
        return "\n\n".join(f"{text} {format_mark(*mark)}" for text, *mark in parts)
    return None


@pytest.mark.parametrize("kind", ["verdict", "step", "number", "source", "rule"])
def test_every_swap_is_caught(cases: list[Case], kind: str, builtin: RuleBase) -> None:
    caught, seed, missed = 0, 0, []
    while caught + len(missed) < COUNT:
        random = Random(f"{kind}{seed}")
        seed += 1
        case = random.choice(cases)
        text = swap(kind, choose_claims(case, random), random, builtin)
        if text is None:
            continue
        if case.checker.check(text).agrees:
            missed.append(text)
        else:
            caught += 1
    assert missed == []


def test_a_swap_of_the_marks_of_two_claims_is_caught(cases: list[Case]) -> None:
    for case in cases:
        steps = [claim for claim in case.claims if claim.part == "steps"]
        for one, other in pairwise(steps):
            assert not case.checker.check(f"{one.text} {other.mark}").agrees


@pytest.fixture(scope="module")
def tighten(consultation: Consultation) -> Case:
    facts = {"relationship": "defined", "change_rapid": True, "employees": 120}
    return build_case(consultation, facts_from(facts, consultation.rulebase))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Do not move up one level. {verdict}", "verdict"),
        ("Move up two levels. {verdict}", "number"),
        ("Your level today is aligned. {state}", "state"),
        ("Seat marketers and salespeople close together. {verdict_without_source}", "mark"),
        ("Seat marketers and salespeople close together. [step:colocation]", "mark"),
        ("You could also stay. {verdict}", "verdict"),
        ("Instead of regular meetings, do other things. {verdict}", "step"),
    ],
)
def test_what_differs_is_named(tighten: Case, text: str, what: str) -> None:
    marks = {claim.target.partition(":")[0]: claim.mark for claim in reversed(tighten.claims)}
    marks["verdict_without_source"] = marks["verdict"].partition("; source")[0] + "]"
    check = tighten.checker.check(text.format(**marks))
    assert what in {problem.what for claim in check.claims for problem in claim.problems}


def test_sentences_without_a_mark_are_checked_too(tighten: Case) -> None:
    begin = f"Move up one level. {tighten.claims[0].mark}\n\n"
    assert tighten.checker.check(f"{begin}You have 120 employees. Name a contact person in each team.").agrees
    wrong = tighten.checker.check(f"{begin}This takes 9 weeks. The verdict is stay. Build one funnel for both teams.")
    assert [problem.what for each in wrong.uncited for problem in each.problems] == ["number", "verdict", "step"]


def test_a_text_without_marks_does_not_pass(tighten: Case) -> None:
    assert not tighten.checker.check("Move up one level.").agrees
    assert not tighten.checker.check("").agrees


def test_a_mark_keeps_its_meaning_when_it_is_wrapped_or_escaped(tighten: Case) -> None:
    claim = tighten.claims[0]
    for mark in (claim.mark.replace("; ", ";\n"), f"\\{claim.mark[:-1]}\\]", claim.mark.replace("rule", "Rule")):
        assert tighten.checker.check(f"{claim.text} {mark}").agrees, mark


def test_the_data_name_the_right_mark(tighten: Case) -> None:
    claim = tighten.claims[0]
    wrong = format_mark(claim.target, claim.rule, "table/undefined/stay/1")
    data = build_check_data(tighten.checker.check(f"{claim.text} {wrong}"), tighten.claims)
    assert data["differing"][0]["right_mark"] == claim.mark
    assert data["differing"][0]["problems"] == [
        {"what": "source", "said": "table/undefined/stay/1", "advice": claim.source}
    ]
