"""A third reading of a rule base: as a program for CLIPS, with the patterns and the agenda of another engine.

Each rule becomes two: one asserts `certain` conclusions, one `possible` conclusions. A test of an answer asks which
values it could still have, so that CLIPS finds by itself what is certain for partly known answers. The later a stage,
the lower the salience of its rules: what they negate is complete by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import clips

from advisor.model.answers import OneOf, PartialChoice, Value
from advisor.model.conditions import All, Condition, Not, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind
from tests.plain_evaluator import Pairs

TEMPLATES = {
    "known": ("name",),
    "could-be": ("name", "value"),
    "chosen": ("name", "value"),
    "rejected": ("name", "value"),
    "certain": ("name", "value"),
    "possible": ("name", "value"),
    "fired": ("rule",),
}
ALWAYS, NEVER = "(start)", "(never)"


def pattern(template: str, *constraints: str) -> str:
    """Write a pattern with a constraint for each slot of a template."""
    slots = zip(TEMPLATES[template], constraints, strict=True)
    return f"({template} {' '.join(f'({slot} {constraint})' for slot, constraint in slots)})"


def quote(word: str) -> str:
    return f'"{word}"'


def join(operator: str, parts: Iterable[str], neutral: str) -> str:
    """Join conditional elements with `and` or `or`."""
    elements = list(parts)
    return elements[0] if len(elements) == 1 else f"({operator} {' '.join(elements)})" if elements else neutral


class ClipsReading:
    """A rule base in CLIPS, for one company after the other."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.environment = clips.Environment()
        for name, slots in TEMPLATES.items():
            self.environment.build(f"(deftemplate {name} {' '.join(f'(slot {slot})' for slot in slots)})")
        self.environment.build("(deftemplate start)")
        self.environment.build("(deftemplate never)")
        for number, rule in enumerate(rulebase.rules):
            atoms = [atom for atom in rule.then if atom.name not in rulebase.facts]  # facts are among the answers
            certain, possible = (
                [pattern(kind, quote(name), quote(value)) for name, value in atoms] for kind in ("certain", "possible")
            )
            fired = pattern("fired", quote(rule.id))
            self._build_rule(f"certain-{number}", rule, [fired, *certain, *possible], certainly=True)
            if possible:
                self._build_rule(f"possible-{number}", rule, possible, certainly=False)

    def _build_rule(self, name: str, rule: Rule, asserted: list[str], *, certainly: bool) -> None:
        condition = self._write(All((rule.guard, rule.when)), wanted=True, certainly=certainly)
        salience = f"(declare (salience {-rule.stage.rank}))"
        self.environment.build(f"(defrule {name} {salience} {ALWAYS} {condition} => (assert {' '.join(asserted)}))")

    def _write(self, condition: Condition, *, wanted: bool, certainly: bool) -> str:
        """Write a condition that should hold (or fail, if not `wanted`), certainly or possibly."""
        if isinstance(condition, Test):
            if condition.name not in self.rulebase.facts:
                return self._write_conclusion(condition, wanted=wanted, certainly=certainly)
            if certainly:
                return self._write_answer(condition, wanted=wanted)
            return f"(not {self._write_answer(condition, wanted=not wanted)})"
        if isinstance(condition, Not):
            return self._write(condition.part, wanted=not wanted, certainly=certainly)
        parts = (self._write(part, wanted=wanted, certainly=certainly) for part in condition.parts)
        return join("and", parts, ALWAYS) if isinstance(condition, All) is wanted else join("or", parts, NEVER)

    @staticmethod
    def _write_conclusion(test: Test, *, wanted: bool, certainly: bool) -> str:
        evidence = pattern("certain" if wanted is certainly else "possible", quote(test.name), _one_of(test.values))
        return evidence if wanted else f"(not {evidence})"

    def _write_answer(self, test: Test, *, wanted: bool) -> str:
        """Write that an answer makes a test hold for certain (or fail)."""
        name = quote(test.name)
        if getattr(test, "reported", False) and not wanted:
            return f"(not {self._write_answer(test, wanted=True)})"
        if self.rulebase.facts[test.name].kind is Kind.MANY:
            if wanted:
                return pattern("chosen", name, _one_of(test.values))
            return join("and", (pattern("rejected", name, quote(value)) for value in sorted(test.values)), ALWAYS)
        contrary = pattern("could-be", name, _none_of(test) if wanted else _within(test))
        return f"(and {pattern('known', name)} (not {contrary}))"

    def evaluate(self, known: Mapping[str, Value]) -> tuple[frozenset[str], Pairs, Pairs]:
        """Return the rules that fire for a company, and its certain and possible conclusions."""
        self.environment.reset()
        self.environment.assert_string(ALWAYS)
        for name, value in known.items():
            for fact in self._iter_facts(name, value):
                self.environment.assert_string(fact)
        self.environment.run()
        fired = frozenset(fact["rule"] for fact in self._list_facts("fired"))
        return fired, *(
            frozenset((fact["name"], fact["value"]) for fact in self._list_facts(kind))
            for kind in ("certain", "possible")
        )

    def _list_facts(self, template: str) -> list[clips.Fact]:
        return list(self.environment.find_template(template).facts())

    def _iter_facts(self, name: str, value: Value) -> Iterator[str]:
        if self.rulebase.facts[name].kind is Kind.MANY:
            everything = frozenset(self.rulebase.facts[name].values)
            yes, no = (value.yes, value.no) if isinstance(value, PartialChoice) else (value, everything - value)
            yield from (pattern("chosen", quote(name), quote(each)) for each in sorted(yes))
            yield from (pattern("rejected", quote(name), quote(each)) for each in sorted(no))
        else:
            yield pattern("known", quote(name))
            for each in value.values if isinstance(value, OneOf) else (value,):
                yield pattern("could-be", quote(name), str(each) if isinstance(each, int) else quote(each))


def _one_of(values: Iterable[str]) -> str:
    return "|".join(map(quote, sorted(values)))


def _within(test: Test) -> str:
    """Write the constraint on a value that a test accepts."""
    if test.values:
        return _one_of(test.values)
    return f"?n&:(and (>= ?n {_or(test.at_least, 0)}) (<= ?n {_or(test.at_most, 10**9)}))"


def _none_of(test: Test) -> str:
    """Write the constraint on a value that a test refuses."""
    if test.values:
        return "&".join(f"~{quote(value)}" for value in sorted(test.values))
    return f"?n&:(or (< ?n {_or(test.at_least, 0)}) (> ?n {_or(test.at_most, 10**9)}))"


def _or(bound: int | None, otherwise: int) -> int:
    return otherwise if bound is None else bound
