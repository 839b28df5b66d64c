"""Two rule bases, asked for advice on the same companies, with a cache of the results.

A fact or value that one of the rule bases does not know is unknown to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.assessment.derived_facts import compute_score_facts
from advisor.authoring.diff.advice_differences import REFUSAL_PREFIX, AdviceDifference, compare_advice
from advisor.consultation import Consultation
from advisor.errors import TOO_MANY_CASES, ContradictionError, FactsError, TooManyCasesError
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind, Stage

MAX_CACHED_ADVICE = 500
"""Maximum number of pieces of advice kept for each side."""
MAX_UNDECIDED_COMPANIES = 2
"""Maximum number of companies for which the rules may leave open too many cases; then the comparison is refused."""
_TOO_MANY_CASES = (
    "the facts that are unknown in the cases and in possible companies leave too many cases open to compare them; "
    "describe companies whose facts you know in facts files, name each with `--facts`, and add `--only-named`"
)
_LAST_STAGES = {"state": Stage.CLASSIFY, "basis of the state": Stage.CLASSIFY, "reason": Stage.WEIGH}


class CausingRules(NamedTuple):
    """Ids of the rules that cause a difference.

    `gone` and `new` exist in one rule base only, `changed` in both. They fired, or wait for an answer. `only_before`
    and `only_after` are the same in both rule bases, but fired in one only.
    """

    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()


class FiringDifference(NamedTuple):
    """The rules that fired for a company in the old rule base only, in the new only, and changed rules in both.

    `old_waiting` and `new_waiting` are the rules that wait for an answer.
    """

    before: frozenset[str]
    after: frozenset[str]
    changed: frozenset[str]
    old_waiting: frozenset[str]
    new_waiting: frozenset[str]


class RuleBasePair:
    """Two rule bases to compare company by company.

    `comparison_count` is the number of companies compared. `companies_by_difference` has the companies that show each
    difference.
    """

    def __init__(self, old: RuleBase, new: RuleBase) -> None:
        self.consultations = Consultation(old), Consultation(new)
        self.changed = find_changed_rules(old, new)
        self.comparison_count = 0
        self.companies_by_difference: dict[AdviceDifference, list[Company]] = {}
        self._undecided_count = 0
        self._comparisons: dict[object, tuple[tuple[AdviceDifference, ...], FiringDifference]] = {}
        self._advice_caches: tuple[dict[object, Advice | str], dict[object, Advice | str]] = {}, {}

    def find_differences(self, company: Company) -> tuple[AdviceDifference, ...]:
        """Return the differences for one company, also if one side can give it no advice."""
        return self._compare_company(company)[0]

    def list_differing_rules(self, company: Company) -> frozenset[str]:
        """Return the rules that fired for a company on one side only, or on both but are changed."""
        firings = self._compare_company(company)[1]
        return firings.before | firings.after | firings.changed

    def _compare_company(self, company: Company) -> tuple[tuple[AdviceDifference, ...], FiringDifference]:
        key = compute_company_key(company)
        if key not in self._comparisons:
            self.comparison_count += 1
            old, new = (self.get_advice(side, company) for side in (0, 1))
            differences: tuple[AdviceDifference, ...]
            if isinstance(old, str) or isinstance(new, str):
                refusals = [REFUSAL_PREFIX + each if isinstance(each, str) else "" for each in (old, new)]
                differences = () if all(refusals) else (AdviceDifference("advice", "", *refusals),)
            else:
                differences = compare_advice(old, new)
            before, after = self._find_fired_rules(old, 0), self._find_fired_rules(new, 1)
            waiting = _find_waiting_rules(old), _find_waiting_rules(new)
            firings = FiringDifference(before - after, after - before, before & after & self.changed, *waiting)
            self._comparisons[key] = differences, firings
            for difference in differences:
                self.companies_by_difference.setdefault(difference, []).append(company)
        return self._comparisons[key]

    def _find_fired_rules(self, advice: Advice | str, side: int) -> frozenset[str]:
        """Return the rules that fired, or the rules named in the reason why there is no advice."""
        if not isinstance(advice, str):
            return frozenset(entry.rule for entry in advice.trace)
        return frozenset(name for name in self.consultations[side].rulebase.rules_by_id if f"`{name}`" in advice)

    def get_advice(self, side: int, company: Company) -> Advice | str:
        """Return the advice of one side, or the reason why it gives none."""
        consultation, cache = self.consultations[side], self._advice_caches[side]
        company = _fill_computed_facts(company, consultation)
        rulebase = consultation.rulebase
        known = {name: value for name, value in company.stated.items() if is_known_value(rulebase, name, value)}
        company = company._replace(stated=known, name=None)
        key = compute_company_key(company)
        if key not in cache:
            if len(cache) >= MAX_CACHED_ADVICE:
                cache.clear()
            try:
                cache[key] = consultation.advise(company)
            except (ContradictionError, FactsError, TooManyCasesError) as error:
                self._undecided_count += isinstance(error, TooManyCasesError)
                if self._undecided_count > MAX_UNDECIDED_COMPANIES:  # finding out takes seconds for each company
                    raise TooManyCasesError.at("rules", _TOO_MANY_CASES, TOO_MANY_CASES) from None
                cache[key] = "; ".join(str(each) for each in error.findings)
        return cache[key]

    def find_causing_rules(self, companies: Iterable[Company], difference: AdviceDifference) -> CausingRules:
        """Return the rules that can cause a difference for any of the companies that show it."""
        firings = [self._compare_company(company)[1] for company in companies]
        before, after, changed, old_waiting, new_waiting = (
            frozenset[str]().union(*rules) for rules in zip(*firings, strict=True)
        )
        old, new = (side.rulebase.rules_by_id for side in self.consultations)
        active = before | after | changed | old_waiting | new_waiting
        return CausingRules(
            _select_rules((before | old_waiting) - new.keys(), old, difference),
            _select_rules((after | new_waiting) - old.keys(), new, difference),
            _select_rules(active & self.changed & old.keys() & new.keys(), new, difference),
            _select_rules((before & new.keys()) - self.changed, old, difference),
            _select_rules((after & old.keys()) - self.changed, new, difference),
        )


def _fill_computed_facts(company: Company, consultation: Consultation) -> Company:
    """State the facts computed from survey answers, if a rule base does not know all of them."""
    if not company.assessed:
        return company
    if not consultation.bands:
        return company._replace(assessed=(), showing=PrivacyLimits())
    facts = compute_score_facts(company.assessed, company.showing, consultation.bands)
    if facts.keys() <= consultation.rulebase.facts.keys():
        return company
    return company._replace(stated={**facts, **company.stated}, assessed=(), showing=PrivacyLimits())


def find_changed_rules(old: RuleBase, new: RuleBase) -> frozenset[str]:
    """Return the ids of the rules that are not the same in both rule bases."""
    before, after = ({rule.id: _extract_rule_content(rule) for rule in each.rules} for each in (old, new))
    return frozenset(name for name in before | after if before.get(name) != after.get(name))


def _extract_rule_content(rule: Rule) -> tuple[object, ...]:
    return rule.stage, rule.condition, rule.guard, rule.then, rule.because, rule.source, rule.title


def compute_company_key(company: Company) -> object:
    """Return everything of a company that can affect its advice, as a key."""
    return frozenset(company.stated.items()), company.assessed, company.showing if company.assessed else None


def _select_rules(names: Iterable[str], rules: Mapping[str, Rule], difference: AdviceDifference) -> tuple[str, ...]:
    relevant = [rules[name] for name in names if _can_affect(rules[name], difference)]
    relevant.sort(key=lambda rule: (rule.stage.rank, rule.id))
    return tuple(rule.id for rule in relevant)


def _find_waiting_rules(advice: Advice | str) -> frozenset[str]:
    """Return the rules that wait for an answer; they can still change the verdict."""
    if isinstance(advice, str):
        return frozenset()
    return frozenset(rule for question in advice.open_questions for rule in question.waiting)


def _can_affect(rule: Rule, difference: AdviceDifference) -> bool:
    """Whether a rule can cause a difference, by its stage or, for steps and cautions, by its conclusions."""
    if difference.part == "advice":
        return any(f"`{rule.id}`" in (each or "") for each in (difference.before, difference.after))
    if rule.stage in (Stage.PLAN, Stage.CAUTION):
        return any(atom.value == difference.id for atom in rule.then)
    return rule.stage.rank <= _LAST_STAGES.get(difference.part, Stage.DECIDE).rank


def is_known_value(rulebase: RuleBase, name: str, value: Value) -> bool:
    """Whether a rule base knows a fact and this value of it."""
    fact = rulebase.facts.get(name)
    if fact is None:
        return False
    if isinstance(value, int):
        return fact.kind is Kind.COUNT and fact.takes_count(value)
    if isinstance(value, str):
        return fact.kind in (Kind.CHOICE, Kind.YES_NO) and value in fact.values
    return not isinstance(value, frozenset) or (fact.kind is Kind.MANY and value <= fact.values.keys())
