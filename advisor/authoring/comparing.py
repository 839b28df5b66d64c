"""Two rule bases on the same companies: what differs, for which of them, and the smallest company that shows it.

A company that shows a difference is made smaller by leaving out one answer after the other for as long as it still
does. Facts or values that one of the rule bases does not know are unknown to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import NamedTuple

from advisor.authoring.changes import Difference, differences
from advisor.authoring.shares import Share, verdict_share
from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.clauses import plain
from advisor.model.company import Company
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind, Stage

CANDIDATES = 2
"""So many of the companies with the fewest answers are made smaller for each kind of difference."""


class Named(NamedTuple):
    """A company to be looked at, and the words by which a reader finds it."""

    name: str
    company: Company


class Rules(NamedTuple):
    """Ids of rules that stand (or fired) only in the old guidance, only in the new, and in both but not alike."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]


class Kinds(NamedTuple):
    """One kind of difference: the companies that show it, the smallest one found, and the rules responsible there.

    `companies` is empty where none of those looked at shows it, and only some possible company does. `scored` tells
    that the smallest one also has answers to the 20 statements.
    """

    difference: Difference
    companies: tuple[str, ...]
    example: Mapping[str, str | int | list[str]]
    scored: bool
    rules: Rules


class Comparison(NamedTuple):
    """What a change of guidance changes. `share` is None where it cannot be told."""

    looked_at: int
    differing: tuple[str, ...]
    kinds: tuple[Kinds, ...]
    rules: Rules
    share: Share | None

    @property
    def alike(self) -> bool:
        """Whether no company that was looked at, or is possible, gets other advice."""
        return not self.kinds and (self.share is None or not self.share.share)


def compare(old: RuleBase, new: RuleBase, companies: Iterable[Named]) -> Comparison:
    """Compare two rule bases on some companies, each looked at once, and their verdicts on all that are possible."""
    distinct = {_key(each.company): each for each in reversed(tuple(companies))}
    looked_at = tuple(reversed(distinct.values()))
    rules = _changed(old.by_id, new.by_id)
    if _same(old, new):
        return Comparison(len(looked_at), (), (), rules, Share(0, 0, 0, 0, {}, {}, {}))
    both = _Both(old, new)
    share = verdict_share(old, new)
    by_kind: dict[Difference, list[Named]] = {}
    differing: list[str] = []
    for each in looked_at:
        found = both.differences(each.company)
        differing += [each.name] if found else []
        for difference in found:
            by_kind.setdefault(difference, []).append(each)
    kinds = [_kind(both, difference, shown, counted=True) for difference, shown in by_kind.items()]
    for (before, after), facts in (share.examples if share else {}).items():
        turn, company = Difference(VERDICT, "", before, after), Company(dict(facts))
        if turn not in by_kind and turn in both.differences(company):
            kinds.append(_kind(both, turn, [Named("", company)], counted=False))
    kinds.sort(key=lambda each: (_PARTS.get(each.difference.part, len(_PARTS)), -len(each.companies)))
    return Comparison(len(looked_at), tuple(differing), tuple(kinds), rules, share)


_PARTS = {part: place for place, part in enumerate(("contradiction", "verdict", "possible verdicts", "state", "move"))}


_LAST = {"state": Stage.CLASSIFY, "reason": Stage.WEIGH}


def _same(old: RuleBase, new: RuleBase) -> bool:
    """Whether nothing that advice is made from differs."""
    skipped = {"packs", "overrides"}
    parts = [field.name for field in fields(RuleBase) if field.name not in skipped]
    return all(getattr(old, part) == getattr(new, part) for part in parts)


def _changed(old: Mapping[str, Rule], new: Mapping[str, Rule]) -> Rules:
    return Rules(
        tuple(name for name in old if name not in new),
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name in new and _text(old[name]) != _text(new[name])),
    )


def _text(rule: Rule) -> tuple[object, ...]:
    return rule.stage, rule.condition, rule.then, rule.because, rule.source


def _key(company: Company) -> object:
    return frozenset(company.stated.items()), company.assessed


def _kind(both: _Both, difference: Difference, shown: Sequence[Named], *, counted: bool) -> Kinds:
    fewest = sorted(shown, key=lambda each: len(each.company.stated) + bool(each.company.assessed))[:CANDIDATES]
    smaller = [both.smallest(each.company, difference) for each in fewest]
    example = min(smaller, key=lambda each: len(each.stated) + bool(each.assessed))
    facts = {name: plain(value) for name, value in example.stated.items()}
    names = tuple(each.name for each in shown) if counted else ()
    return Kinds(difference, names, facts, bool(example.assessed), both.responsible(example, difference))


class _Both:
    """Both rule bases, ready for company after company; what was found of one is kept."""

    def __init__(self, old: RuleBase, new: RuleBase) -> None:
        self.sides = Consultation(old), Consultation(new)
        self._changed = frozenset(name for names in _changed(old.by_id, new.by_id) for name in names)
        self._found: dict[object, tuple[Difference, ...]] = {}
        self._fired: dict[object, tuple[set[str], set[str]]] = {}

    def differences(self, company: Company) -> tuple[Difference, ...]:
        """The differences for one company; that one side contradicts itself is one, too."""
        key = _key(company)
        if key not in self._found:
            old, new = (_advised(side, company) for side in self.sides)
            if old is not None and new is not None:
                self._found[key] = differences(old, new)
            else:
                words = ["contradictory" if each is None else "sound" for each in (old, new)]
                self._found[key] = () if words[0] == words[1] else (Difference("contradiction", "rules", *words),)
            before, after = ({entry.rule for entry in each.trace} if each else set() for each in (old, new))
            self._fired[key] = before, after
        return self._found[key]

    def responsible(self, company: Company, difference: Difference) -> Rules:
        """The rules that fired in one rule base only, or in both but not alike, as far as they bear on a difference.

        Those that stand in one rule base only, or not alike in both, come first: they are where the change was made.
        """
        self.differences(company)
        before, after = self._fired[_key(company)]
        old, new = (side.rulebase.by_id for side in self.sides)
        return Rules(
            self._bearing(before - after, old, difference),
            self._bearing(after - before, new, difference),
            self._bearing((before & after) & self._changed, new, difference),
        )

    def _bearing(self, names: Iterable[str], rules: Mapping[str, Rule], difference: Difference) -> tuple[str, ...]:
        bearing = [rules[name] for name in names if _bears(rules[name], difference)]
        bearing.sort(key=lambda rule: (rule.id not in self._changed, rule.stage.rank, rule.id))
        return tuple(rule.id for rule in bearing)

    def smallest(self, company: Company, difference: Difference) -> Company:
        """The company with as few answers as still show a difference; none of them can be left out alone."""
        if company.assessed:
            without = company._replace(assessed=())
            company = without if difference in self.differences(without) else company
        again = True  # leaving one out may let another go that was tried before
        while again:
            again = False
            for name in company.stated:
                stated = {each: value for each, value in company.stated.items() if each != name}
                less = company._replace(stated=stated)
                if difference in self.differences(less):
                    company, again = less, True
        return company


def _bears(rule: Rule, difference: Difference) -> bool:
    """Whether a rule can bear on a difference: by its stage, or for steps and cautions by what it concludes."""
    if rule.stage in (Stage.PLAN, Stage.CAUTION):
        return any(atom.value == difference.id for atom in rule.then)
    return rule.stage.rank <= _LAST.get(difference.part, Stage.DECIDE).rank


def _advised(side: Consultation, company: Company) -> Advice | None:
    """The advice of one side; None where its rules contradict each other for this company."""
    known = {name: value for name, value in company.stated.items() if _fits(side.rulebase, name, value)}
    try:
        return side.advise(company._replace(stated=known, name=None))
    except ContradictionError:
        return None


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
