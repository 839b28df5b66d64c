"""What stands behind a case that fails: the rules that could have brought what was expected, with what they lack, those
that brought something else, with what they rest on, and those that may yet bring it, with what they wait for.

From what was expected and did not come, the way goes back: to the rules that conclude it, to what these lack, and to
the rules that conclude that. Further back only rules that lack one thing are told. Rules whose guard fails (mostly
those of another state) are told only where no others conclude the same, and nothing is looked for behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from advisor.authoring.cases.case_files import CaseResult
from advisor.authoring.cases.unmet_conditions import Lack, Outcome, lacks, resting_on
from advisor.consultation import Consultation
from advisor.model.company import Company
from advisor.model.conditions import Status, Test, evaluate, leaves, required_leaves
from advisor.model.rulebase import STATE, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

FURTHEST = 2
"""So many rules behind one another are looked at."""
MOST_BESIDE = 3
"""So many rules that fired in the place of one that had to fire are told."""
MOST_PARTS = 4
"""So many things that a rule lacks are told."""


class Almost(NamedTuple):
    """A rule that did not fire, and all that it lacks by the nearest way; `depth` is 0 if it was expected itself."""

    rule: str
    stage: str
    lacks: tuple[Lack, ...]
    depth: int = 0

    def __str__(self) -> str:
        if len(self.lacks) == 1:
            return f"rule `{self.rule}` needs {self.lacks[0].needs}; {self.lacks[0].got}"
        parts = [f"{each.needs} ({each.got})" for each in self.lacks[:MOST_PARTS]]
        more = len(self.lacks) - len(parts)
        last = f"{more} {'thing' if more == 1 else 'things'} more" if more else parts.pop()
        return f"rule `{self.rule}` needs {', '.join(parts)} and {last}"


class Fired(NamedTuple):
    """A rule that fired, and what it rests on."""

    rule: str
    stage: str
    since: tuple[str, ...]

    def __str__(self) -> str:
        since = self.since[:MOST_PARTS]
        more = len(self.since) - len(since)
        told = [*since, f"{more} {'thing' if more == 1 else 'things'} more"] if more else list(since)
        words = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}" if told else ""
        return f"rule `{self.rule}`, since {words}" if words else f"rule `{self.rule}`, which always does"


class Behind(NamedTuple):
    """The rules that did not fire but could have brought what was expected, and those that brought something else.

    `open` are those that keep something else possible, since what they wait for is unknown.
    """

    almost: tuple[Almost, ...]
    fired: tuple[Fired, ...]
    open: tuple[Almost, ...] = ()


def outcome(consultation: Consultation, company: Company) -> Outcome:
    """What the rules conclude for a company, with single conclusions made exact, as the advice has them."""
    answers = consultation.answers(company)
    settled = {name: possibilities.values(answers) for name, possibilities in consultation.exact.items()}
    return Outcome(answers, consultation.meaning.evidence(answers, settled))


def behind(consultation: Consultation, result: CaseResult) -> Behind:
    """What stands behind a case that failed."""
    return _Search(consultation, result).found()


class _Search:
    def __init__(self, consultation: Consultation, result: CaseResult) -> None:
        self.rulebase: RuleBase = consultation.rulebase
        self.result = result
        self.outcome = outcome(consultation, result.case.company)
        self.lookup = self.outcome.lookup(self.rulebase)
        self.almost: dict[str, Almost] = {}
        self.fired: dict[str, Fired] = {}
        self.open: dict[str, Almost] = {}

    def found(self) -> Behind:
        expect, by_id = self.result.case.expect, self.rulebase.by_id
        if "silent" in self.result.missed:
            self._add_fired(by_id[name] for name in expect["silent"])
        expected = [name for name in expect.get("fires", ()) if "fires" in self.result.missed]
        behind = [test for name in expected for test in self._add_silent(by_id[name], 0)]
        behind += self._conclude(self.result.absent, 0)
        for atom in self.result.instead:
            self._add_fired(self._concluding([atom]))
        for name in expected:
            self._add_beside(by_id[name])
        for depth in range(1, FURTHEST + 1):
            behind = [test for needed in behind for test in self._further(needed, depth)]
        self._add_open()
        if not self.fired:
            self._add_before()
        return Behind(tuple(self._ordered(expected)), tuple(self.fired.values()), tuple(self.open.values()))

    def _ordered(self, expected: list[str]) -> Iterator[Almost]:
        """The rules expected themselves; the nearest one for each thing expected, the second ones, and so on."""
        told = dict.fromkeys(name for name in expected if name in self.almost)
        near: list[list[str]] = []
        for atom in self.result.absent:
            names = [rule.id for rule in self._concluding([atom]) if rule.id in self.almost]
            here = [name for name in names if self._is_own(name) or not self._elsewhere(self.rulebase.by_id[name])]
            near.append(sorted(here or names, key=self._rank))
        further = [name for name, each in self.almost.items() if each.depth]
        near.append(sorted(further, key=self._rank))
        told |= dict.fromkeys(name for turn in zip_longest(*near) for name in turn if name is not None)
        return (self.almost[name] for name in told)

    def _rank(self, name: str) -> tuple[int, int, bool]:
        almost = self.almost[name]
        return almost.depth, len(almost.lacks), not self._is_own(name)

    def _is_own(self, name: str) -> bool:
        """Whether a rule belongs to the pack whose case this is, if that is not the built-in one."""
        return len(self.rulebase.packs) > 1 and self.rulebase.by_id[name].pack == self.rulebase.packs[-1].name

    def _elsewhere(self, rule: Rule) -> bool:
        """Whether a rule speaks of companies of another kind, mostly of another state."""
        of_state = (leaf for leaf in required_leaves(rule.condition) if leaf.name == STATE)
        return any(evaluate(each, self.lookup) is Status.FAILS for each in (rule.guard, *of_state))

    def _further(self, needed: tuple[Test, bool], depth: int) -> Iterator[tuple[Test, bool]]:
        """What lies behind a test of a conclusion that had to come out otherwise."""
        test, holds = needed
        atoms = [Atom(test.name, value) for value in sorted(test.values)]
        if test.name in self.rulebase.facts or test.name == STATE:
            return
        if holds:
            yield from self._conclude(atoms, depth)
        else:
            self._add_fired(self._concluding(atoms))

    def _conclude(self, atoms: Iterable[Atom], depth: int) -> Iterator[tuple[Test, bool]]:
        for rule in self._concluding(atoms):
            if depth == 0 or not self._elsewhere(rule):
                yield from self._add_silent(rule, depth)

    def _concluding(self, atoms: Iterable[Atom]) -> list[Rule]:
        wanted = frozenset(atoms)
        return [rule for rule in self.rulebase.rules if not wanted.isdisjoint(rule.then)] if wanted else []

    def _add_silent(self, rule: Rule, depth: int) -> Iterator[tuple[Test, bool]]:
        """Note a rule unless it fired; what it lacks, for the next one behind it."""
        if self._has_fired(rule) or rule.id in self.almost:
            return
        lacking = lacks(rule.condition, self.lookup)
        if depth == 0 or len(lacking) == 1:
            self.almost[rule.id] = self._lacking(rule, depth)
        if not self._elsewhere(rule):
            yield from lacking

    def _lacking(self, rule: Rule, depth: int) -> Almost:
        lacking = lacks(rule.condition, self.lookup)
        told = tuple(self.outcome.lack(test, holds, self.rulebase) for test, holds in lacking)
        return Almost(rule.id, rule.stage.value, told, depth)

    def _add_fired(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            if self._has_fired(rule):
                since = resting_on(rule, self.lookup, self.outcome, self.rulebase)
                self.fired[rule.id] = Fired(rule.id, rule.stage.value, since)

    def _add_beside(self, rule: Rule) -> None:
        """The few rules that fired where a rule had to: those that conclude the same, then others of the same name."""
        names = {atom.name for atom in rule.then}
        fired = [each for each in self.rulebase.by_stage[rule.stage] if self._has_fired(each)]
        beside = [each for each in fired if any(atom.name in names for atom in each.then)]
        beside.sort(key=lambda each: {*rule.then}.isdisjoint(each.then))
        self._add_fired(beside[:MOST_BESIDE])

    def _add_before(self) -> None:
        """Where nothing else fired that matters: the few rules that concluded what the rules told of go on from."""
        told = [self.rulebase.by_id[name] for name, each in {**self.almost, **self.open}.items() if not each.depth]
        names = dict.fromkeys(leaf.name for rule in told for leaf in leaves(rule.condition))
        fired = [rule for rule in self.rulebase.concluding(*names) if self._has_fired(rule)]
        self._add_fired(fired[:MOST_BESIDE])

    def _add_open(self) -> None:
        """The rules that keep a verdict or state possible which was not expected."""
        unexpected = [atom for atom in self.result.instead if atom.name in (VERDICT, STATE)]
        for rule in self._concluding(unexpected):
            if rule.id in self.almost or self._has_fired(rule):
                continue
            if evaluate(rule.condition, self.lookup) is Status.OPEN:
                self.open[rule.id] = self._lacking(rule, 0)

    def _has_fired(self, rule: Rule) -> bool:
        if self.result.verdict is None:  # the rules contradict each other, so that there is no advice to tell
            return evaluate(rule.condition, self.lookup) is Status.HOLDS
        return rule.id in self.result.fired
