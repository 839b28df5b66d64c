"""Two rule bases asked about the same companies, and what was found of each kept.

Facts or values that one of the rule bases does not know are unknown to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.assessment.derived_facts import computed_facts
from advisor.authoring.diff.advice_differences import REFUSED, Difference, differences
from advisor.consultation import Consultation
from advisor.errors import ContradictionError, TooManyCasesError
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.responses import Showing
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind, Stage

MOST_KEPT = 500
"""So many pieces of advice of one side are kept at a time."""
MOST_ENDLESS = 2
"""For so many companies rules may leave open more than can be gone through; then the whole is refused."""
_LAST = {"state": Stage.CLASSIFY, "basis of the state": Stage.CLASSIFY, "reason": Stage.WEIGH}


class Behind(NamedTuple):
    """Ids of the rules behind a difference: those that stand in one guidance only and fired or wait for an answer,
    those that are not alike in both and did so in one of them, and those that are alike, yet fired in one of them only.
    """

    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()


class Fired(NamedTuple):
    """The rules that fired for a company in the old guidance only, in the new only, and in both though not alike."""

    before: frozenset[str]
    after: frozenset[str]
    changed: frozenset[str]


class Twofold:
    """Both rule bases, ready for company after company. `asked` counts the companies for which advice was compared."""

    def __init__(self, old: RuleBase, new: RuleBase) -> None:
        self.sides = Consultation(old), Consultation(new)
        self.changed = changed_rules(old, new)
        self.asked = 0
        self.showing: dict[Difference, list[Company]] = {}
        """The companies asked about, by the differences that they show."""
        self._endless = 0
        self._found: dict[object, tuple[tuple[Difference, ...], Fired]] = {}
        self._kept: tuple[dict[object, Advice | str], dict[object, Advice | str]] = {}, {}

    def differences(self, company: Company) -> tuple[Difference, ...]:
        """The differences for one company; that one side gives it no advice is one, too."""
        return self._of(company)[0]

    def fired(self, company: Company) -> Fired:
        """The rules that one side fired for a company and the other did not, or not alike."""
        return self._of(company)[1]

    def _of(self, company: Company) -> tuple[tuple[Difference, ...], Fired]:
        key = key_of(company)
        if key not in self._found:
            self.asked += 1
            old, new = (self._advice(side, company) for side in (0, 1))
            found: tuple[Difference, ...]
            if isinstance(old, str) or isinstance(new, str):
                refusals = [REFUSED + each if isinstance(each, str) else "" for each in (old, new)]
                found = () if all(refusals) else (Difference("advice", "", *refusals),)
            else:
                found = differences(old, new)
            before, after = self._fired(old, 0), self._fired(new, 1)
            self._found[key] = found, Fired(before - after, after - before, before & after & self.changed)
            for each in found:
                self.showing.setdefault(each, []).append(company)
        return self._found[key]

    def _fired(self, advice: Advice | str, side: int) -> frozenset[str]:
        """The rules that fired; where no advice is given, those that are named as the reason."""
        if not isinstance(advice, str):
            return frozenset(entry.rule for entry in advice.trace)
        return frozenset(name for name in self.sides[side].rulebase.by_id if f"`{name}`" in advice)

    def _advice(self, side: int, company: Company) -> Advice | str:
        """The advice of one side, or for which reason it gives none."""
        consultation, kept = self.sides[side], self._kept[side]
        company = _scored(company, consultation)
        known = {name: value for name, value in company.stated.items() if _fits(consultation.rulebase, name, value)}
        company = company._replace(stated=known, name=None)
        key = key_of(company)
        if key not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            try:
                kept[key] = consultation.advise(company)
            except ContradictionError as error:
                kept[key] = "; ".join(str(each) for each in error.findings)
            except TooManyCasesError as error:
                self._endless += 1
                if self._endless > MOST_ENDLESS:  # it takes seconds to find out, for each company anew
                    raise
                kept[key] = "; ".join(str(each) for each in error.findings)
        return kept[key]

    def behind(self, company: Company, difference: Difference) -> Behind:
        """The rules behind a difference that a company shows, as far as they bear on it."""
        before, after, changed = self.fired(company)
        old, new = (side.rulebase.by_id for side in self.sides)
        waiting = [_waiting(self._advice(side, company)) for side in (0, 1)]
        either = (before | after | changed | waiting[0] | waiting[1]) & self.changed & old.keys() & new.keys()
        return Behind(
            _bearing((before | waiting[0]) - new.keys(), old, difference),
            _bearing((after | waiting[1]) - old.keys(), new, difference),
            _bearing(either, new, difference),
            _bearing((before & new.keys()) - self.changed, old, difference),
            _bearing((after & old.keys()) - self.changed, new, difference),
        )


def _scored(company: Company, consultation: Consultation) -> Company:
    """The company with what its answers to the 20 statements come to, where a rule base does not know all of that."""
    if not company.assessed:
        return company
    if not consultation.bands:
        return company._replace(assessed=(), showing=Showing())
    facts = computed_facts(company.assessed, company.showing, consultation.bands)
    if facts.keys() <= consultation.rulebase.facts.keys():
        return company
    return company._replace(stated={**facts, **company.stated}, assessed=(), showing=Showing())


def changed_rules(old: RuleBase, new: RuleBase) -> frozenset[str]:
    """Ids of the rules that do not stand alike in both."""
    either = old.by_id.keys() | new.by_id.keys()
    return frozenset(name for name in either if _text(old.by_id.get(name)) != _text(new.by_id.get(name)))


def _text(rule: Rule | None) -> tuple[object, ...] | None:
    if rule is None:
        return None
    return rule.stage, rule.condition, rule.guard, rule.then, rule.because, rule.source, rule.title


def key_of(company: Company) -> object:
    """What of a company bears on its advice."""
    return frozenset(company.stated.items()), company.assessed, company.showing if company.assessed else None


def _bearing(names: Iterable[str], rules: Mapping[str, Rule], difference: Difference) -> tuple[str, ...]:
    bearing = [rules[name] for name in names if _bears(rules[name], difference)]
    bearing.sort(key=lambda rule: (rule.stage.rank, rule.id))
    return tuple(rule.id for rule in bearing)


def _waiting(advice: Advice | str) -> frozenset[str]:
    """The rules that an open answer keeps open, since of them a verdict may come undone."""
    if isinstance(advice, str):
        return frozenset()
    return frozenset(rule for question in advice.open_questions for rule in question.waiting)


def _bears(rule: Rule, difference: Difference) -> bool:
    """Whether a rule can bear on a difference: by its stage, or for steps and cautions by what it concludes."""
    if difference.part == "advice":
        return any(f"`{rule.id}`" in (each or "") for each in (difference.before, difference.after))
    if rule.stage in (Stage.PLAN, Stage.CAUTION):
        return any(atom.value == difference.id for atom in rule.then)
    return rule.stage.rank <= _LAST.get(difference.part, Stage.DECIDE).rank


def _fits(rulebase: RuleBase, name: str, value: Value) -> bool:
    """Whether a rule base knows a fact and this value of it."""
    fact = rulebase.facts.get(name)
    if fact is None:
        return False
    if isinstance(value, int):
        return fact.kind is Kind.COUNT and value >= fact.minimum
    if isinstance(value, str):
        return fact.kind in (Kind.CHOICE, Kind.YES_NO) and value in fact.values
    return not isinstance(value, frozenset) or (fact.kind is Kind.MANY and value <= fact.values.keys())
