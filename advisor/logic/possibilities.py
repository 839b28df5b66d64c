"""Exact answers about what unknown facts leave open: which values a conclusion can still take, and which facts decide.

The three-valued meaning is sound but can leave open what every completion agrees on. These searches branch on the
facts that still matter, prune wherever the meaning is settled already, and so come to what all completions together
would say (knowledge: "Unknowns are exact").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.logic.carriers import carriers
from advisor.logic.completeness import leaves_no_gap
from advisor.logic.meaning import Meaning
from advisor.model.answers import Answers, Chosen, OneOf, Value, is_settled
from advisor.model.conditions import Status, Test, leaves, open_leaves
from advisor.model.rulebase import STATE, RuleBase
from advisor.model.rules import Evidence, Rule, lookup_in, narrowed
from advisor.model.vocabulary import Fact, Kind

MAX_REMEMBERED = 20_000
_Looked = tuple[frozenset[str], frozenset[str], tuple[str, ...], str | None]
Values = frozenset[str | None]
"""Possible values of a conclusion; None where some completion concludes nothing."""


class Change(NamedTuple):
    """Answers that would have to be others, and the values the conclusion could then take."""

    facts: tuple[tuple[str, Value], ...]
    values: Values


class Possibilities:
    """Exact possible values of one single conclusion (`state`, `verdict`, `move_to`) of a rule base."""

    def __init__(self, rulebase: RuleBase, name: str) -> None:
        self.rulebase = rulebase
        self.name = name
        self.rules = _slice(rulebase, name)
        self.meaning = Meaning(rulebase, rulebase.conclusions[name].stage, self.rules)
        self._thresholds = _thresholds(self.rules)
        self._mentioned = _mentioned(self.rules)
        names = dict.fromkeys(leaf.name for rule in self.rules for leaf in leaves(rule.condition))
        self._read = tuple(name for name in names if name in rulebase.facts)
        self._no_gap: dict[str | None, bool] = {}
        self._remembered: dict[tuple[Value | None, ...], _Looked] = {}
        self._classifying = {
            leaf.name for rule in self.rules if rule.concludes(STATE) for leaf in leaves(rule.condition)
        }

    def values(self, answers: Answers) -> Values:
        """The values over all ways to fill in what is unknown."""
        found: set[str | None] = set()
        self._gather(answers, found)
        return frozenset(found)

    def forget(self) -> None:
        """Let go of what was remembered of the last company."""
        self._remembered.clear()

    def _gather(self, answers: Answers, found: set[str | None]) -> None:
        certain, possible = self._outcome(answers)
        if certain == possible:
            found.update(certain or {None})
            return
        if possible <= found and (certain or None in found or self._always_concludes(answers)):
            return
        fact = self.open_facts(answers)[0]
        for value in self.candidates(fact, answers):
            self._gather(answers.with_value(fact, value), found)

    def _always_concludes(self, answers: Answers) -> bool:
        """Whether something is concluded whatever the open facts turn out to be, proved once for each state."""
        state = self._look(answers)[3]
        if state not in self._no_gap:
            singles = {STATE: state}
            rules = [rule for rule in self.rules if rule.concludes(self.name)]
            left = narrowed(rules, lambda test: _settled(test, singles))
            self._no_gap[state] = state is not None and leaves_no_gap(condition for _, condition in left)
        return self._no_gap[state]

    def _outcome(self, answers: Answers) -> tuple[frozenset[str], frozenset[str]]:
        """The certain and the possible values of the conclusion."""
        return self._look(answers)[:2]

    def open_facts(self, answers: Answers) -> tuple[str, ...]:
        """The open facts that some rule behind this conclusion still waits for, in the order of stages and rules."""
        return self._look(answers)[2]

    def _look(self, answers: Answers) -> _Looked:
        """The searches come to the same partial answers again and again, so what was found for them is remembered."""
        known = answers.known
        key = tuple(known.get(name) for name in self._read)
        looked = self._remembered.get(key)
        if looked is None:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            evidence, open_rules = self.meaning.read(answers)
            certain, possible = evidence.values(self.name), evidence.values(self.name, certain=False)
            waiting = (
                () if certain == possible else tuple(dict.fromkeys(self._open_facts(answers, evidence, open_rules)))
            )
            states = evidence.values(STATE)
            state = next(iter(states)) if len(states) == 1 and self.name != STATE else None
            looked = self._remembered[key] = certain, possible, waiting, state
        return looked

    def _open_facts(self, answers: Answers, evidence: Evidence, open_rules: tuple[Rule, ...]) -> Iterator[str]:
        """Open facts that the rules still wait for, in the order of the rules; a fact may come more than once."""
        lookup = lookup_in(answers, evidence, self.rulebase.facts)
        for rule in open_rules:
            for leaf in open_leaves(rule.condition, lookup):
                if leaf.name in self.rulebase.facts:
                    yield leaf.name

    def decides(self, fact: str, answers: Answers) -> bool:
        """Whether two companies that agree with the answers and differ in this open fact alone come to differ."""
        waiting = self.open_facts(answers)
        if fact not in waiting:
            return False
        outcomes = []
        for value in self.candidates(fact, answers):
            certain, possible = self._outcome(answers.with_value(fact, value))
            outcomes.append(certain if certain == possible else None)
        settled = {outcome for outcome in outcomes if outcome is not None}
        if len(settled) > 1:
            return True
        if None not in outcomes:
            return self._decides_within(fact, answers)
        other = next((name for name in waiting if name != fact), None)
        if other is None:
            return self._decides_within(fact, answers)
        return any(self.decides(fact, answers.with_value(other, value)) for value in self.candidates(other, answers))

    def _decides_within(self, fact: str, answers: Answers) -> bool:
        """For a `many` fact, whose values are open one by one: whether a later one decides."""
        if self.rulebase.facts[fact].kind is not Kind.MANY:
            return False
        parts = [answers.with_value(fact, value) for value in self.candidates(fact, answers)]
        return len({self.values(part) for part in parts}) > 1 or any(self.decides(fact, part) for part in parts)

    def candidates(self, name: str, answers: Answers) -> list[Value]:
        """Values that stand for all the ways an open fact can turn out, as far as these rules can tell them apart."""
        fact, value = self.rulebase.facts[name], answers.known.get(name)
        if isinstance(value, OneOf):
            return [*sorted(value.values)]
        if fact.kind is Kind.MANY:
            known = value if isinstance(value, Chosen) else Chosen()
            undecided = next(v for v in self._mentioned[name] if v not in known.yes and v not in known.no)
            return [Chosen(known.yes | {undecided}, known.no), Chosen(known.yes, known.no | {undecided})]
        return self.alternatives(fact)

    def alternatives(self, fact: Fact) -> list[Value]:
        """Every value a choice can have, or a count in each stretch between the bounds that rules compare it with."""
        if fact.kind is Kind.COUNT:
            return [fact.minimum, *(n for n in self._thresholds.get(fact.name, ()) if n > fact.minimum)]
        return list(fact.values)

    def changes(self, answers: Answers, most: int = 2) -> list[Change]:
        """The smallest sets of known answers (up to `most`) that, were they others, would change the conclusion.

        A change is one after which the value of now is no longer the only one possible. The state a company is in is
        left alone: another state is another question. Empty where the conclusion is not settled now.

        Whatever changes the conclusion must touch every set of answers that alone carries it. So only answers of one
        such set are tried, and then, where that is not enough, those of a set that carries it after the first change
        (the hitting-set tree of Reiter, A Theory of Diagnosis from First Principles, 1987).
        """
        now = self.values(answers)
        if len(now) != 1:
            return []
        found: dict[frozenset[tuple[str, Value]], Change] = {}
        level: list[tuple[tuple[str, Value], ...]] = [()]
        for _ in range(most):
            deeper: list[tuple[tuple[str, Value], ...]] = []
            for flips in level:
                for flip in self._flips(answers, flips):
                    change = self._changed(answers, (*flips, flip), now)
                    if change is None:
                        deeper.append((*flips, flip))
                    else:
                        found.setdefault(frozenset(change.facts), change)
            if found:
                break
            level = deeper
        order = {name: number for number, name in enumerate(self.rulebase.facts)}
        return sorted(found.values(), key=lambda change: [(order[name], str(value)) for name, value in change.facts])

    def _flips(self, answers: Answers, flips: tuple[tuple[str, Value], ...]) -> Iterator[tuple[str, Value]]:
        """Other values for the answers that carry the conclusion once `flips` are made."""
        taken = {name for name, _ in flips}
        for name, value in flips:
            answers = answers.with_value(name, value)
        for name in carriers(self.meaning, self.rules, self.name, answers):
            known = answers.known.get(name)
            if name not in taken and name not in self._classifying and known is not None and is_settled(known):
                yield from ((name, other) for other in self._others(name, known))

    def _others(self, name: str, value: Value) -> list[Value]:
        fact = self.rulebase.facts[name]
        if isinstance(value, frozenset):
            mentioned = self._mentioned.get(name, [])
            none_left = value.difference(mentioned)
            toggled: list[Value] = [value ^ {each} for each in mentioned]
            return toggled if none_left in (value, *toggled) else [*toggled, none_left]
        return [other for other in self.alternatives(fact) if other != value]

    def _changed(self, answers: Answers, flips: tuple[tuple[str, Value], ...], now: Values) -> Change | None:
        for name, value in flips:
            answers = answers.with_value(name, value)
        values = self.values(answers)
        return None if values == now else Change(flips, values)


def _settled(test: Test, singles: Mapping[str, str | None]) -> Status | None:
    if test.name not in singles:
        return None
    return Status.HOLDS if singles[test.name] in test.values else Status.FAILS


def _slice(rulebase: RuleBase, name: str) -> tuple[Rule, ...]:
    """The rules that bear on a conclusion, by stage: those that conclude it, or what such a rule reads, and so on."""
    chosen: dict[str, Rule] = {}
    read: set[tuple[str, str]] = set()
    grown = True
    while grown:
        grown = False
        for rule in rulebase.rules:
            if rule.id not in chosen and any(atom.name == name or atom in read for atom in rule.then):
                chosen[rule.id] = rule
                read.update((leaf.name, value) for leaf in leaves(rule.condition) for value in leaf.values)
                grown = True
    return tuple(sorted((rule for rule in rulebase.rules if rule.id in chosen), key=lambda rule: rule.stage.rank))


def _thresholds(rules: tuple[Rule, ...]) -> dict[str, list[int]]:
    cuts: dict[str, set[int]] = {}
    for rule in rules:
        for leaf in leaves(rule.condition):
            if leaf.at_least is not None:
                cuts.setdefault(leaf.name, set()).add(leaf.at_least)
            if leaf.at_most is not None:
                cuts.setdefault(leaf.name, set()).add(leaf.at_most + 1)
    return {name: sorted(numbers) for name, numbers in cuts.items()}


def _mentioned(rules: tuple[Rule, ...]) -> dict[str, list[str]]:
    values: dict[str, set[str]] = {}
    for rule in rules:
        for leaf in leaves(rule.condition):
            values.setdefault(leaf.name, set()).update(leaf.values)
    return {name: sorted(each) for name, each in values.items()}
