"""Two rule bases asked about the same companies, and what was found of each kept.

Facts or values that one of the rule bases does not know are unknown to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.assessment.derived_facts import compute_score_facts
from advisor.authoring.diff.advice_differences import REFUSAL_PREFIX, AdviceDifference, compare_advice
from advisor.consultation import Consultation
from advisor.errors import ContradictionError, TooManyCasesError
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind, Stage

MAX_CACHED_ADVICE = 500
"""So many pieces of advice of one side are kept at a time."""
MAX_ENDLESS_COMPANIES = 2
"""For so many companies rules may leave open more than can be gone through; then the whole is refused."""
_LAST_STAGES = {"state": Stage.CLASSIFY, "basis of the state": Stage.CLASSIFY, "reason": Stage.WEIGH}


class CausingRules(NamedTuple):
    """Ids of the rules behind a difference: those that stand in one guidance only and fired or wait for an answer,
    those that are not alike in both and did so in one of them, and those that are alike, yet fired in one of them only.
    """

    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()


class FiringDifference(NamedTuple):
    """The rules that fired for a company in the old guidance only, in the new only, and in both though not alike."""

    before: frozenset[str]
    after: frozenset[str]
    changed: frozenset[str]


class RuleBasePair:
    """Both rule bases, ready for company after company. `asked` counts the companies for which advice was compared."""

    def __init__(self, old: RuleBase, new: RuleBase) -> None:
        self.consultations = Consultation(old), Consultation(new)
        self.changed = find_changed_rules(old, new)
        self.comparison_count = 0
        self.companies_by_difference: dict[AdviceDifference, list[Company]] = {}
        """The companies asked about, by the differences that they show."""
        self._endless = 0
        self._found: dict[object, tuple[tuple[AdviceDifference, ...], FiringDifference]] = {}
        self._kept: tuple[dict[object, Advice | str], dict[object, Advice | str]] = {}, {}

    def find_differences(self, company: Company) -> tuple[AdviceDifference, ...]:
        """The differences for one company; that one side gives it no advice is one, too."""
        return self._compare_company(company)[0]

    def compare_firings(self, company: Company) -> FiringDifference:
        """The rules that one side fired for a company and the other did not, or not alike."""
        return self._compare_company(company)[1]

    def _compare_company(self, company: Company) -> tuple[tuple[AdviceDifference, ...], FiringDifference]:
        key = compute_company_key(company)
        if key not in self._found:
            self.comparison_count += 1
            old, new = (self._get_advice(side, company) for side in (0, 1))
            found: tuple[AdviceDifference, ...]
            if isinstance(old, str) or isinstance(new, str):
                refusals = [REFUSAL_PREFIX + each if isinstance(each, str) else "" for each in (old, new)]
                found = () if all(refusals) else (AdviceDifference("advice", "", *refusals),)
            else:
                found = compare_advice(old, new)
            before, after = self._find_fired_rules(old, 0), self._find_fired_rules(new, 1)
            self._found[key] = found, FiringDifference(before - after, after - before, before & after & self.changed)
            for each in found:
                self.companies_by_difference.setdefault(each, []).append(company)
        return self._found[key]

    def _find_fired_rules(self, advice: Advice | str, side: int) -> frozenset[str]:
        """The rules that fired; where no advice is given, those that are named as the reason."""
        if not isinstance(advice, str):
            return frozenset(entry.rule for entry in advice.trace)
        return frozenset(name for name in self.consultations[side].rulebase.rules_by_id if f"`{name}`" in advice)

    def _get_advice(self, side: int, company: Company) -> Advice | str:
        """The advice of one side, or for which reason it gives none."""
        consultation, kept = self.consultations[side], self._kept[side]
        company = _fill_computed_facts(company, consultation)
        known = {
            name: value for name, value in company.stated.items() if _is_known_value(consultation.rulebase, name, value)
        }
        company = company._replace(stated=known, name=None)
        key = compute_company_key(company)
        if key not in kept:
            if len(kept) >= MAX_CACHED_ADVICE:
                kept.clear()
            try:
                kept[key] = consultation.advise(company)
            except ContradictionError as error:
                kept[key] = "; ".join(str(each) for each in error.findings)
            except TooManyCasesError as error:
                self._endless += 1
                if self._endless > MAX_ENDLESS_COMPANIES:  # it takes seconds to find out, for each company anew
                    raise
                kept[key] = "; ".join(str(each) for each in error.findings)
        return kept[key]

    def find_causing_rules(self, company: Company, difference: AdviceDifference) -> CausingRules:
        """The rules behind a difference that a company shows, as far as they bear on it."""
        before, after, changed = self.compare_firings(company)
        old, new = (side.rulebase.rules_by_id for side in self.consultations)
        waiting = [_find_waiting_rules(self._get_advice(side, company)) for side in (0, 1)]
        either = (before | after | changed | waiting[0] | waiting[1]) & self.changed & old.keys() & new.keys()
        return CausingRules(
            _select_relevant_rules((before | waiting[0]) - new.keys(), old, difference),
            _select_relevant_rules((after | waiting[1]) - old.keys(), new, difference),
            _select_relevant_rules(either, new, difference),
            _select_relevant_rules((before & new.keys()) - self.changed, old, difference),
            _select_relevant_rules((after & old.keys()) - self.changed, new, difference),
        )


def _fill_computed_facts(company: Company, consultation: Consultation) -> Company:
    """The company with what its answers to the 20 statements come to, where a rule base does not know all of that."""
    if not company.assessed:
        return company
    if not consultation.bands:
        return company._replace(assessed=(), showing=PrivacyLimits())
    facts = compute_score_facts(company.assessed, company.showing, consultation.bands)
    if facts.keys() <= consultation.rulebase.facts.keys():
        return company
    return company._replace(stated={**facts, **company.stated}, assessed=(), showing=PrivacyLimits())


def find_changed_rules(old: RuleBase, new: RuleBase) -> frozenset[str]:
    """Ids of the rules that do not stand alike in both."""
    either = old.rules_by_id.keys() | new.rules_by_id.keys()
    return frozenset(
        name
        for name in either
        if _extract_rule_content(old.rules_by_id.get(name)) != _extract_rule_content(new.rules_by_id.get(name))
    )


def _extract_rule_content(rule: Rule | None) -> tuple[object, ...] | None:
    if rule is None:
        return None
    return rule.stage, rule.condition, rule.guard, rule.then, rule.because, rule.source, rule.title


def compute_company_key(company: Company) -> object:
    """What of a company bears on its advice."""
    return frozenset(company.stated.items()), company.assessed, company.showing if company.assessed else None


def _select_relevant_rules(
    names: Iterable[str], rules: Mapping[str, Rule], difference: AdviceDifference
) -> tuple[str, ...]:
    bearing = [rules[name] for name in names if _can_affect(rules[name], difference)]
    bearing.sort(key=lambda rule: (rule.stage.rank, rule.id))
    return tuple(rule.id for rule in bearing)


def _find_waiting_rules(advice: Advice | str) -> frozenset[str]:
    """The rules that an open answer keeps open, since of them a verdict may come undone."""
    if isinstance(advice, str):
        return frozenset()
    return frozenset(rule for question in advice.open_questions for rule in question.waiting)


def _can_affect(rule: Rule, difference: AdviceDifference) -> bool:
    """Whether a rule can bear on a difference: by its stage, or for steps and cautions by what it concludes."""
    if difference.part == "advice":
        return any(f"`{rule.id}`" in (each or "") for each in (difference.before, difference.after))
    if rule.stage in (Stage.PLAN, Stage.CAUTION):
        return any(atom.value == difference.id for atom in rule.then)
    return rule.stage.rank <= _LAST_STAGES.get(difference.part, Stage.DECIDE).rank


def _is_known_value(rulebase: RuleBase, name: str, value: Value) -> bool:
    """Whether a rule base knows a fact and this value of it."""
    fact = rulebase.facts.get(name)
    if fact is None:
        return False
    if isinstance(value, int):
        return fact.kind is Kind.COUNT and value >= fact.minimum
    if isinstance(value, str):
        return fact.kind in (Kind.CHOICE, Kind.YES_NO) and value in fact.values
    return not isinstance(value, frozenset) or (fact.kind is Kind.MANY and value <= fact.values.keys())
