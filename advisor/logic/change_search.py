"""Which answers would have to be different for a company to get a conclusion: every smallest set of them.

Each such set changes an answer among the facts that block the conclusion. So only these are changed, then those that
block it after the first change, and so on, smallest sets first (the hitting-set tree of Reiter, A Theory of Diagnosis
from First Principles, 1987). The facts that block one set of answers also block every other set that agrees with it
there, so most sets need no trial.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from heapq import heappop, heappush
from typing import NamedTuple

from advisor.logic.supports import Facts
from advisor.logic.trials import Target
from advisor.model.answers import Answers, Value
from advisor.model.vocabulary import Fact, Kind

MAX_SETS_TRIED, MAX_TRIALS = 10_000, 400
"""Maximum number of sets of changes that one search looks at, and of those that it runs the rules for."""
Changes = Mapping[str, Value]


class FoundChanges(NamedTuple):
    """The smallest sets of changed answers, each the new answers by fact; smallest set first.

    `is_complete` says whether these are all, `is_complete_up_to_size` whether these are all within the size that was
    asked for.
    """

    changes: tuple[Changes, ...]
    is_complete: bool
    is_complete_up_to_size: bool

    @property
    def is_possible(self) -> bool | None:
        """Whether some change brings the target about; None if that is not known."""
        return True if self.changes else False if self.is_complete else None


class _Obstacles:
    """The facts that block some sets of changes, by the changes among them.

    An obstacle blocks every set that has these changes and none of its other facts.
    """

    def __init__(self) -> None:
        self._by_changes: dict[frozenset[tuple[str, Value]], list[Facts]] = {}

    def add(self, facts: Facts, changes: Changes) -> Facts:
        """Add the facts that block a set of changes."""
        inside = frozenset((name, value) for name, value in changes.items() if name in facts)
        self._by_changes.setdefault(inside, []).append(facts)
        return facts

    def find_matching(self, changes: Changes) -> list[Facts]:
        """Find the obstacles that block a set of changes, too."""
        items, names = frozenset(changes.items()), frozenset(changes)
        return [
            facts
            for inside, obstacles in self._by_changes.items()
            if inside <= items
            for facts in obstacles
            if len(facts & names) == len(inside)
        ]


class ChangeSearch:
    """The search for one company and one target.

    Args:
        target: what the company is to get.
        stated: the answers of the company.
        build_answers: builds all that is known from the answers that are stated.
        list_influences: lists the facts whose answers can give a fact another value than the one in some answers.
        changeable: the facts whose answers may change.
        max_trials: the maximum number of runs of the rules; by default MAX_TRIALS.
        useful: for some choices, the only values that can bring the target about.
    """

    def __init__(
        self,
        target: Target,
        stated: Changes,
        build_answers: Callable[[Changes], Answers],
        list_influences: Callable[[str, Answers], Collection[str]],
        changeable: Collection[str],
        max_trials: int | None = None,
        useful: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.target = target
        self._useful = useful or {}
        self._max_trials = MAX_TRIALS if max_trials is None else max_trials
        self.stated = dict(stated)
        self.sets_tried = self.trials = 0
        self._facts = target.rulebase.facts
        self._build_answers = build_answers
        self._list_influences = list_influences
        self._changeable = frozenset(changeable)
        base = build_answers(self.stated)
        self._own = {
            name: value
            for name in self._facts
            if isinstance(value := self.stated.get(name, base.known.get(name)), str | int | frozenset)
        }
        self._values = target.relevant_values
        self._list_alternatives = cache(self._list_all_alternatives)
        self._obstacles = _Obstacles()

    def find_changes(self, max_sets: int, max_size: int | None = None, *, only_smallest: bool = False) -> FoundChanges:
        """Find the smallest sets of changed answers that bring the target about.

        Args:
            max_sets: the maximum number of sets.
            max_size: the maximum number of facts in a set.
            only_smallest: find only sets of the smallest size that there is.

        Raises:
            TooManyCasesError: the unknown facts leave too many cases open.
        """
        found: list[Changes] = []
        waiting: list[tuple[int, int, int, Changes]] = [(0, 0, 0, {})]
        seen: set[frozenset[tuple[str, Value]]] = set()
        limit = max_size
        while waiting:
            size, parts, _, changes = heappop(waiting)
            if limit is not None and size > limit:
                return FoundChanges(tuple(found), is_complete=False, is_complete_up_to_size=True)
            if any(self._is_part(each, changes) for each in found):
                continue
            self.sets_tried += 1
            if self.sets_tried > MAX_SETS_TRIED or self.trials >= self._max_trials:
                break
            obstacle = self._find_obstacle(changes)
            if obstacle is None:
                if len(found) == max_sets:
                    break
                found.append(changes)
                limit = size if only_smallest else limit
                continue
            for name in obstacle:
                for value in self._list_next_values(name, changes):
                    grown = {**changes, name: value}
                    key = frozenset(grown.items())
                    if key not in seen:
                        seen.add(key)
                        heappush(waiting, (len(grown), parts + 1, len(seen), grown))
        else:
            return FoundChanges(tuple(found), is_complete=True, is_complete_up_to_size=True)
        return FoundChanges(tuple(found), is_complete=False, is_complete_up_to_size=False)

    def get_own_value(self, name: str) -> Value | None:
        """Return the company's own answer to a fact; None if it is not fully known."""
        return self._own.get(name)

    def list_equal_values(self, name: str, value: Value) -> list[str]:
        """List the values of a choice that no rule distinguishes from one of them, which is among them."""
        fact = self._facts[name]
        return self._values.list_equal_values(fact, value) if isinstance(value, str) else []

    def _find_obstacle(self, changes: Changes) -> list[str] | None:
        """Find changeable facts of which one must get another answer; None if the changes bring the target about."""
        known = self._obstacles.find_matching(changes)
        if not known:
            self.trials += 1
            blocking = self._find_blocking_facts({**self.stated, **changes}, changes)
            if blocking is None:
                return None
            known = [self._obstacles.add(blocking, changes)]
        return min(
            (sorted(names & self._changeable) for names in known),
            key=lambda names: sum(len(self._list_next_values(name, changes)) for name in names),
        )

    def _find_blocking_facts(self, stated: Changes, changes: Changes) -> Facts | None:
        """Find facts that block the target, or that make answers exclude each other; None if there are none."""
        answers, rulebase = self._build_answers(stated), self.target.rulebase
        clashes = rulebase.find_clashes(stated)
        if clashes:
            names = {clashes[0].fact, *rulebase.list_condition_facts(clashes[0].rule.condition)}
            return self._add_influences(names, answers)

        @cache
        def weigh(name: str) -> int:
            every = self._add_influences([name], answers) & self._changeable
            return sum(len(self._list_next_values(each, changes)) for each in every)

        trial = self.target.try_answers(answers, lambda facts: sum(map(weigh, facts)))
        return None if trial.is_met else self._add_influences(trial.find_blocking_facts(), answers)

    def _add_influences(self, names: Iterable[str], answers: Answers) -> Facts:
        found = set(names)
        while more := {each for name in found for each in self._list_influences(name, answers)} - found:
            found |= more
        return frozenset(found)

    def _list_next_values(self, name: str, changes: Changes) -> list[Value]:
        """List the answers that are one step further from the company's own answer to a fact."""
        if self._facts[name].kind is not Kind.MANY:
            return [] if name in changes else self._list_alternatives(name)
        own, parts = self._own.get(name), self._values.list_mentioned_values(name)
        present = changes.get(name, own)
        if not isinstance(present, frozenset):
            return [*(frozenset({part}) for part in parts), frozenset()]
        if own is None and not present:  # "none of them" leads no further: a list of one value is a first step, too
            return []
        start = own if isinstance(own, frozenset) else frozenset()
        return [present ^ {part} for part in parts if (part in present) is (part in start)]

    def _list_all_alternatives(self, name: str) -> list[Value]:
        """List the other answers to a fact, of several that no rule distinguishes only one.

        Of each interval of a count, that is the one nearest to the company's own answer.
        """
        fact, own = self._facts[name], self._own.get(name)
        if fact.kind is Kind.COUNT:
            return list(self._iter_counts(fact, own))
        useful = self._useful.get(name, fact.values)
        return [value for value in self._values.list_distinct_values(fact) if value != own and value in useful]

    def _iter_counts(self, fact: Fact, own: Value | None) -> Iterable[int]:
        starts = [start for start in self._values.list_alternatives(fact) if isinstance(start, int)]
        for start, end in zip(starts, [*(start - 1 for start in starts[1:]), fact.maximum], strict=True):
            if not isinstance(own, int) or start > own:
                yield start
            elif end < own:
                yield end

    def _is_part(self, part: Changes, changes: Changes) -> bool:
        """Return whether one set of changes is part of another."""
        return all(
            name in changes and _is_on_the_way(self._own.get(name), value, changes[name])
            for name, value in part.items()
        )


def _is_on_the_way(own: Value | None, value: Value, further: Value) -> bool:
    if value == further or not (isinstance(value, frozenset) and isinstance(further, frozenset)):
        return value == further
    if not isinstance(own, frozenset):
        return bool(value) and value <= further
    return own & further <= value <= own | further
