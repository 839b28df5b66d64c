"""Which packs are behind what fired: rules that a pack wrote, and rules that would not have fired without one.

A rule of ours that reads what a pack inferred says something that the company never reported, so its sentences carry
the mark of that pack. A rule that would have fired anyway carries none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.model.answers import Answers, PartialChoice, Value, compare
from advisor.model.conditions import Lookup, Status, Test, evaluate, iter_supporting_leaves
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Firing, Rule
from advisor.model.vocabulary import Atom, Kind, Stage

Packs = frozenset[str]
_NO_PACKS: Packs = frozenset()
_SETTLED = (Status.HOLDS, Status.FAILS)


class Run(NamedTuple):
    """What one run read and what fired; `lookup` has the status of each leaf."""

    rulebase: RuleBase
    answers: Answers
    firings: tuple[Firing, ...]
    lookup: Lookup


class PackInfluence:
    """The packs behind each firing of one run, and behind each fact that nobody stated."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._builtin = run.rulebase.packs[0].name if run.rulebase.packs else ""
        self._is_mixed = len(run.rulebase.packs) > 1
        self._clean: set[str] = set()
        self._packs: dict[str, Packs] = {}
        self._by_atom: dict[Atom, list[Firing]] = {}
        if self._is_mixed:
            for firing in run.firings:
                for atom in firing.rule.then:
                    self._by_atom.setdefault(atom, []).append(firing)
            self._find_clean_firings()
            self._trace_packs()

    def find_packs(self, firings: Iterable[Firing]) -> Packs:
        """Return the packs without which no one of some firings would be there; none if one of them needs no pack."""
        packs = [self._packs.get(firing.rule.id, _NO_PACKS) for firing in firings] if self._is_mixed else []
        return _NO_PACKS.union(*packs) if packs and all(packs) else _NO_PACKS

    def find_fact_packs(self, name: str) -> Packs:
        """Return the packs behind the value of a fact; none if the company stated it, or rules of ours infer it."""
        firings = self._list_inferring_firings(name)
        return self.find_packs(firings) if firings else self._find_fillers(name)

    def find_failing_packs(self, rule: Rule) -> Packs:
        """Return the packs behind the facts that keep a rule from firing."""
        if not self._is_mixed:
            return _NO_PACKS
        leaves = iter_supporting_leaves(rule.condition, self._run.lookup, Status.FAILS)
        return _NO_PACKS.union(*(self.find_fact_packs(leaf.name) for leaf in leaves if self._is_fact(leaf)))

    def _is_fact(self, test: Test) -> bool:
        return test.name in self._run.rulebase.facts

    def _find_fillers(self, name: str) -> Packs:
        """Return the pack whose bands turn a count into this fact."""
        fact = self._run.rulebase.facts[name]
        is_filled = name in self._run.answers.filled and fact.filled_from is not None
        return frozenset(find_authors(fact.filled_from.source)) if is_filled and fact.filled_from else _NO_PACKS

    def _list_inferring_firings(self, name: str, values: Iterable[str] | None = None) -> list[Firing]:
        wanted = None if values is None else frozenset(values)
        return [
            firing
            for firing in self._run.firings
            if firing.rule.stage is Stage.INFER
            and any(atom.name == name and (wanted is None or atom.value in wanted) for atom in firing.rule.then)
        ]

    def _find_clean_firings(self) -> None:
        """Find the firings that need no pack: whatever the packs add, their conditions hold already."""
        waiting = [firing.rule for firing in self._run.firings if firing.rule.pack == self._builtin]
        while True:
            known = self._collect_clean_facts()
            held = [
                rule for rule in waiting if evaluate(rule.condition, self._build_clean_lookup(known)) is Status.HOLDS
            ]
            if not held:
                return
            self._clean.update(rule.id for rule in held)
            waiting = [rule for rule in waiting if rule not in held]

    def _collect_clean_facts(self) -> dict[str, Value | None]:
        """Return the derived facts as far as they need no pack; None if nothing is left of a fact."""
        answers, facts = self._run.answers, self._run.rulebase.facts
        clean: dict[str, Value | None] = {}
        for name in {*answers.filled, *answers.stated}:
            value = answers.known[name]
            if facts[name].kind is not Kind.MANY:
                clean[name] = None if self._is_from_packs(name) else value
                continue
            kept = answers.stated.get(name, frozenset())
            said = kept if isinstance(kept, frozenset) else frozenset()
            if isinstance(value, frozenset):
                clean[name] = frozenset(each for each in value if each in said or not self._is_from_packs(name, each))
            elif isinstance(value, PartialChoice):
                clean[name] = value._replace(yes=frozenset(e for e in value.yes if not self._is_from_packs(name, e)))
        return clean

    def _is_from_packs(self, name: str, value: str | None = None) -> bool:
        firings = self._list_inferring_firings(name, None if value is None else (value,))
        if firings:
            return all(firing.rule.id not in self._clean for firing in firings)
        return bool(self._find_fillers(name))

    def _build_clean_lookup(self, clean: Mapping[str, Value | None]) -> _CleanLookup:
        return _CleanLookup(self._run, self._builtin, self._clean, clean, self._by_atom)

    def _trace_packs(self) -> None:
        """Trace each firing that needs packs to the packs that it needs."""
        lookup = self._build_clean_lookup(self._collect_clean_facts())
        needy = [firing for firing in self._run.firings if firing.rule.id not in self._clean]
        for firing in needy:
            own = {firing.rule.pack} - {self._builtin}
            self._packs[firing.rule.id] = frozenset(own)
        grew = True
        while grew:
            grew = False
            for firing in needy:
                found = self._packs[firing.rule.id].union(*self._iter_packs_of_tests(firing, lookup))
                grew = grew or found != self._packs[firing.rule.id]
                self._packs[firing.rule.id] = found
        fired = _NO_PACKS.union(*self._packs.values())
        others = fired or frozenset(pack.name for pack in self._run.rulebase.packs[1:])
        self._packs = {name: packs or others for name, packs in self._packs.items()}  # packs that only stop other rules

    def _iter_packs_of_tests(self, firing: Firing, lookup: _CleanLookup) -> Iterator[Packs]:
        """Iterate over the packs behind each test of a firing that needs one."""
        for test in firing.uses:
            if lookup(test) in _SETTLED:
                continue
            if self._is_fact(test):
                yield self._find_fillers(test.name)
                supporters = self._list_inferring_firings(test.name)
            else:
                supporters = lookup.list_supporters(test)
            yield from (self._packs.get(each.rule.id, _NO_PACKS) for each in supporters)


class _CleanLookup:
    """The status of a test without what packs add; open if it needs a pack."""

    def __init__(
        self,
        run: Run,
        builtin: str,
        clean: set[str],
        facts: Mapping[str, Value | None],
        by_atom: Mapping[Atom, list[Firing]],
    ) -> None:
        self._run = run
        self._by_atom = by_atom
        self._builtin = builtin
        self._clean = clean
        self._facts = facts
        self._statuses: dict[str, Status] = {}

    def __call__(self, test: Test) -> Status:
        """Return the status of a test."""
        if test.name in self._run.rulebase.facts:
            if test.name not in self._facts:
                return self._run.lookup(test)
            is_same = compare(test, self._facts[test.name]) is self._run.lookup(test)
            return self._run.lookup(test) if is_same else Status.OPEN
        status, supporters = self._run.lookup(test), self.list_supporters(test)
        if status is Status.OPEN:
            return status
        if supporters and status is Status.HOLDS:
            needs_pack = all(firing.rule.id not in self._clean for firing in supporters)
        elif status is Status.HOLDS:  # several rules together settle it, and none of them fired
            needs_pack = any(map(self._is_changed, self._list_rules(test)))
        else:
            needs_pack = any(map(self._is_stopped, self._list_rules(test)))
        return Status.OPEN if needs_pack else status

    def list_supporters(self, test: Test) -> list[Firing]:
        """List the firings that concluded a value of a test, once for each value."""
        return [firing for value in test.values for firing in self._by_atom.get(Atom(test.name, value), ())]

    def _list_rules(self, test: Test) -> list[Rule]:
        """List the rules that conclude a value of a test."""
        by_atom = self._run.rulebase.rules_by_atom
        return [rule for value in test.values for rule in by_atom.get(Atom(test.name, value), ())]

    def _is_changed(self, rule: Rule) -> bool:
        """Check whether a rule that might hold is a pack's, or has another status without the packs."""
        status = evaluate(rule.condition, self._run.lookup)
        if rule.pack != self._builtin:
            return status is not Status.FAILS
        return self._find_status(rule) is not status

    def _is_stopped(self, rule: Rule) -> bool:
        """Check whether a rule of ours fails, and might not fail without the packs."""
        if rule.pack != self._builtin or self._find_status(rule) is Status.FAILS:
            return False
        return evaluate(rule.condition, self._run.lookup) is Status.FAILS

    def _find_status(self, rule: Rule) -> Status:
        if rule.id not in self._statuses:
            self._statuses[rule.id] = Status.OPEN  # a rule that depends on itself
            self._statuses[rule.id] = evaluate(rule.condition, self)
        return self._statuses[rule.id]
