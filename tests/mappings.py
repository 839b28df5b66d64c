"""Mappings as programs give them for facts: some fit the rule base, most have a slip or something absurd.

`python tests/mappings.py 1000000` runs a million of them by hand; `--seed` gives other ones.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import AdvisorError, Company, Consultation, facts_from, load
from advisor.consultation import UNDETERMINED
from advisor.model.answers import OneOf, PartialChoice
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind

JUNK: tuple[object, ...] = (
    None, True, False, 0, 1, -1, 12.0, 12.5, float("nan"), float("inf"), 10**12, 10**13, 10**5000, "", " ", "12",
    "1,200", "none", "unknown", "null", "yes", "Yes", "no", "true", "y", "defined", "Defined", "alligned", "aligned ",
    "\ud800", "\x00", "\x1b[31mred", "\u202eabc", "ａｌｉｇｎｅｄ", "'" * 70, "x" * 300, b"defined", b"\xff",
    bytearray(b"a"), [], [[]], [None], {}, {"a": 1}, {1: {2: 3}}, (), ("defined",), {"defined"}, frozenset({"yes"}),
    frozenset({1, "a"}), object(), type, len, 1j, Decimal("12"), Decimal("NaN"), Fraction(1, 2),
    datetime.date(2026, 1, 1), datetime.datetime(2026, 1, 1, 12), range(3), Ellipsis, NotImplemented, Kind.COUNT,
    OneOf(frozenset({"defined", "aligned"})), OneOf(frozenset()), PartialChoice(),
    PartialChoice(frozenset({"pricing"})),
)  # fmt: skip
"""Values that programs pass by mistake."""
KEYS: tuple[object, ...] = (
    "", " ", "compny", "relatonship", "Relationship", "company", "assessment", "interview", "score_state",
    "state_basis", "statement.1", "route", "respondents", "x" * 300, "\ud800", "a\nb", 1, 1.5, None, True, (),
    frozenset(), b"relationship", Kind.MANY,
)  # fmt: skip
"""Keys that programs pass by mistake, and those with a meaning of their own."""
FAULTS = (0, *(1, 2) * 6, *(3, 4, 5, 8) * 5)
"""How many faults the mappings of a run by hand have; those without take a hundred times as long as others."""


class RandomMappings:
    """Mappings drawn with a `Random`, which may be one that Hypothesis controls."""

    def __init__(self, rulebase: RuleBase, random: Random) -> None:
        self._random = random
        self._facts = [fact for fact in rulebase.facts.values() if not fact.computed]
        self._level = rulebase.facts["relationship"]

    def draw_mapping(self, faults: int) -> dict[object, object]:
        """Draw a mapping with up to a number of faults; none at all usually fits the rule base."""
        random = self._random
        chosen = random.sample(self._facts, random.randint(0, random.choice((2, 6, len(self._facts)))))
        if random.random() < 0.98:  # an open level takes thirty times as long
            chosen.append(self._level)
        mapping: dict[object, object] = {fact.name: self._draw_value(fact) for fact in chosen}
        if random.random() < 0.1:
            mapping["company"] = "Acme"
        if random.random() < 0.1:
            mapping["assessment"] = self._draw_assessment(faults)
        for _ in range(faults):
            self._spoil(mapping)
        return mapping

    def draw_company(self, faults: int) -> Company:
        """Draw a company that a program made itself, with faults in all its parts."""
        random = self._random
        stated: dict[object, object] = {
            name: frozenset(value) if isinstance(value, list | set | tuple) else value
            for name, value in self.draw_mapping(0).items()
            if name not in ("company", "assessment")
        }
        parts: list[object] = [stated, random.choice((None, "Acme")), self._draw_responses(faults), PrivacyLimits()]
        for _ in range(faults):
            place = random.choice((0, 0, 0, 0, 1, 2, 3, 4))
            if place == 0:
                self._spoil(stated)
            elif place < 4:
                parts[place] = random.choice(JUNK)
            else:
                parts[3] = PrivacyLimits(random.choice(JUNK), random.choice(JUNK))  # type: ignore[arg-type]
        if faults and random.random() < 0.05:
            parts[0] = random.choice(JUNK)
        return Company(*parts)  # type: ignore[arg-type]

    def _spoil(self, mapping: dict[object, object]) -> None:
        random = self._random
        keys = list(mapping)
        way = random.randrange(5)
        if way == 0 or not keys:
            mapping[random.choice(KEYS)] = self._draw_junk()
        elif way == 1:  # a slip in a key
            key = str(random.choice(keys))
            position = random.randrange(len(key) + 1)
            mapping[key[:position] + random.choice(("", "x", "_")) + key[position + 1 :]] = "yes"
        elif way == 2:  # a value of another fact
            mapping[random.choice(keys)] = self._draw_value(random.choice(self._facts))
        else:
            mapping[random.choice(keys)] = self._draw_junk()

    def _draw_junk(self) -> object:
        random = self._random
        junk = random.choice(JUNK)
        return random.choice((junk, junk, [junk, random.choice(JUNK)], {"pricing": junk}))

    def _draw_value(self, fact: Fact) -> object:
        random = self._random
        if fact.kind is Kind.COUNT:
            return random.randint(fact.minimum, 400)
        if fact.kind is Kind.YES_NO and random.random() < 0.1:
            return random.choice((True, False))
        if fact.kind is Kind.MANY:
            values = random.sample(list(fact.values), random.randint(0, len(fact.values)))
            return random.choice((list, tuple, set, frozenset))(values)
        return random.choice(list(fact.values))

    def _draw_assessment(self, faults: int) -> object:
        random = self._random
        if random.random() < 0.5:
            given: dict[object, object] = {
                "totals": {each: random.randint(20, 100) for each in random.sample(("sales", "marketing"), 2)}
            }
        else:
            people = [self._draw_person() for _ in range(random.randint(1, 12))]
            given = {"respondents": [dict(zip(("function", "answers"), each, strict=True)) for each in people]}
        for _ in range(faults if random.random() < 0.5 else 0):
            inside = random.choice([given, *(each for each in given.values() if isinstance(each, dict))])
            inside[random.choice([*inside, "min_group", "show_heads", "totals"])] = self._draw_junk()
        return given

    def _draw_person(self) -> tuple[str, list[object]]:
        random = self._random
        answers: list[object] = [random.choice((1, 2, 3, 4, 5, "unknown")) for _ in range(20)]
        return random.choice(("sales", "marketing", "both")), answers

    def _draw_responses(self, faults: int) -> tuple[object, ...]:
        random = self._random
        if random.random() < 0.8:
            return ()
        people = []
        for _ in range(random.randint(1, 4)):
            function, answers = self._draw_person()
            known: list[object] = [None if each == "unknown" else each for each in answers]
            if faults and random.random() < 0.3:
                known[random.randrange(20)] = random.choice(JUNK)
            people.append(Respondent(function, random.choice((None, "head", "staff")), tuple(known)))  # type: ignore[arg-type]
        if faults and random.random() < 0.2:
            return (*people, FunctionTotal(random.choice(("sales", "boss")), random.choice(JUNK)))  # type: ignore[arg-type]
        return tuple(people)


def try_mapping(consultation: Consultation, mapping: object) -> str:
    """Advise a mapping; return the verdict, or "refused". Any other error than an AdvisorError is a fault."""
    try:
        company = facts_from(mapping, consultation.rulebase)  # type: ignore[arg-type]
    except AdvisorError as error:
        return check_refusal(error)
    return try_company(consultation.advise, company)


def try_company(advise: Callable[[Company], object], company: object) -> str:
    """Advise a company, or conclude about it; return the verdict, or "refused"."""
    try:
        advice = advise(company)  # type: ignore[arg-type]
    except AdvisorError as error:
        return check_refusal(error)
    possible = advice.possible_verdicts  # type: ignore[attr-defined]
    assert possible, company
    assert advice.verdict == (possible[0] if len(possible) == 1 else UNDETERMINED), company  # type: ignore[attr-defined]
    return str(advice.verdict)  # type: ignore[attr-defined]


def check_refusal(refusal: AdvisorError) -> str:
    """Check that a refusal names faults, each in one line that a terminal can show."""
    lines = [str(each) for each in refusal.findings]
    assert lines
    assert all(line.isprintable() for line in lines), lines
    return "refused"


def main() -> None:
    """Run many mappings and companies, and print what became of them."""
    parser = argparse.ArgumentParser(description="advise very many mappings; each must end in an advice or be refused")
    parser.add_argument("count", type=int, help="how many mappings and companies")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rulebase = load()
    consultation = Consultation(rulebase)
    random = Random(arguments.seed)
    mappings, results, began = RandomMappings(rulebase, random), Counter[str](), time.perf_counter()
    for _ in range(arguments.count):
        faults = random.choice(FAULTS)
        if random.random() < 0.5:
            results[try_mapping(consultation, mappings.draw_mapping(faults))] += 1
        else:
            advise = random.choice((consultation.advise, consultation.conclude))
            results[try_company(advise, mappings.draw_company(faults))] += 1
    print(f"{arguments.count:,} in {time.perf_counter() - began:.0f} s:", dict(results.most_common()))  # noqa: T201


if __name__ == "__main__":
    main()
