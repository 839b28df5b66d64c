"""What a reader of the advice sees, for which companies, and by which rules.

The conditions are those of `reasoning`: a step that is done, held back or left out is not advised, for example.
`advice_ids` lists the same for one finished advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.authoring.diff.affected_rules import AffectedParts
from advisor.errors import TooManyCasesError
from advisor.logic.conclusion_formulas import ConclusionFormulas
from advisor.logic.decision_diagrams import Node
from advisor.model.conditions import Test
from advisor.model.rulebase import CHECKLIST_DONE, LEAVE_OUT, MOVE_TO, STATE, TROUBLE, VERDICT, WITHDRAWING_CONCLUSIONS
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage
from advisor.reasoning.reasons import FAVOURING_CONCLUSIONS

STEP, DONE, LATER, CAUTION, READING = "step", "step in place", "step for later", "caution", "further reading"
PRACTICE, VARIANT, PLACE, REASON, TROUBLE_PART = "practice", "variant", "place", "reason", "trouble"
LEVEL, VERDICT_PART, MOVE = "level", "verdict", "move"
OF = ": "
"""Between a step and its practice, variant or place."""


class ShownId(NamedTuple):
    """A part of the advice, and the id of the entry in it; for parts of a step, `step: id`."""

    part: str
    id: str


class ShownConclusion(NamedTuple):
    """For which companies something is shown, and which rules then give it; None if there are too many cases."""

    where: Node | None
    rules: dict[str, Node | None]


class ShownConclusions:
    """What the advice of one rule base shows of some parts for the companies of one population.

    `entries` has verdicts, levels and moves, and everything else that is affected.
    """

    def __init__(self, conclusions: ConclusionFormulas, rules: Iterable[Rule], affected: AffectedParts) -> None:
        self._conclusions = conclusions
        self._formulas = conclusions.formulas
        self._rules = list(rules)
        self._affected = affected
        self.entries: dict[ShownId, ShownConclusion] = {}
        self._add_values()
        for step in conclusions.answers.rulebase.steps:
            if step in affected.steps:
                self._add_step(step)

    def _get(self, name: str, value: str) -> Node | None:
        truth = self._conclusions.get_truth(Atom(name, value))
        return truth and truth.certain

    def _conjoin(self, *nodes: Node | None) -> Node | None:
        known = [node for node in nodes if node is not None]
        try:
            return self._formulas.conjoin(*known) if len(known) == len(nodes) else None
        except TooManyCasesError:
            return None

    def _disjoin(self, *nodes: Node | None) -> Node | None:
        return self._negate(self._conjoin(*map(self._negate, nodes)))

    def _negate(self, node: Node | None) -> Node | None:
        try:
            return node and self._formulas.negate(node)
        except TooManyCasesError:
            return None

    def _iter_concluding(self, stage: Stage, name: str) -> Iterator[tuple[str, Rule]]:
        for rule in self._rules:
            if rule.stage is stage:
                yield from ((value, rule) for value in rule.list_concluded_values(name))

    def _add(self, part: str, name: str, where: Node | None, rules: Iterable[Rule]) -> None:
        given = {rule.id: self._conjoin(where, self._conclusions.get_firing(rule.id)) for rule in rules}
        self.entries[ShownId(part, name)] = ShownConclusion(where, given)

    def _add_group(self, part: str, stage: Stage, name: str) -> None:
        """Add each value that rules of a stage conclude for a name, shown where one of them fires."""
        by_value: dict[str, list[Rule]] = {}
        for value, rule in self._iter_concluding(stage, name):
            by_value.setdefault(value, []).append(rule)
        for value, rules in by_value.items():
            if Atom(name, value) not in self._affected.atoms:
                continue
            self._add(part, value, self._disjoin(*(self._conclusions.get_firing(rule.id) for rule in rules)), rules)

    def _add_values(self) -> None:
        for part, name in ((LEVEL, STATE), (VERDICT_PART, VERDICT), (MOVE, MOVE_TO)):
            for atom in self._conclusions.answers.rulebase.list_concluded_atoms(name):
                rules = [rule for rule in self._rules if atom in rule.then]
                self._add(part, atom.value, self._get(*atom), rules)
        for rule in self._rules:
            if rule.id in self._affected.rules and any(map(rule.list_concluded_values, FAVOURING_CONCLUSIONS)):
                self._add(REASON, rule.id, self._conclusions.get_firing(rule.id), [rule])
        self._add_group(TROUBLE_PART, Stage.WEIGH, TROUBLE)
        self._add_group(CAUTION, Stage.CAUTION, "caution")
        self._add_group(READING, Stage.CAUTION, "context")

    def _add_step(self, step: str) -> None:
        advising = [rule for value, rule in self._iter_concluding(Stage.PLAN, "step") if value == step]
        withdrawn = self._disjoin(*(self._get(name, step) for name in WITHDRAWING_CONCLUSIONS))
        fires = self._disjoin(*(self._conclusions.get_firing(rule.id) for rule in advising))
        where = self._conjoin(fires, self._negate(withdrawn))
        self._add(STEP, step, where, advising)
        self._add_step_parts(step, where, advising)
        self._add_notes(step)

    def _add_step_parts(self, step: str, where: Node | None, advising: list[Rule]) -> None:
        for part, name in ((PRACTICE, "detail"), (PLACE, "place")):
            for value in dict.fromkeys(value for rule in advising for value in rule.list_concluded_values(name)):
                rules = [rule for rule in advising if value in rule.list_concluded_values(name)]
                fires = self._disjoin(*(self._conclusions.get_firing(rule.id) for rule in rules))
                left = self._negate(self._find_done_task(value)) if part == PRACTICE else self._formulas.true
                self._add(part, f"{step}{OF}{value}", self._conjoin(where, fires, left), rules)
        self._add_variants(step, where, advising)

    def _add_variants(self, step: str, where: Node | None, advising: list[Rule]) -> None:
        """Add the variants of a step; of several that rules conclude, the first is shown."""
        known = self._conclusions.answers.rulebase.steps[step].variants
        earlier: Node | None = self._formulas.false
        shown: dict[str, Node | None] = {}
        for rule in advising:
            for value in rule.list_concluded_values("variant"):
                if value in known:
                    fires = self._conclusions.get_firing(rule.id)
                    first = self._conjoin(where, fires, self._negate(earlier))
                    shown[value] = self._disjoin(shown[value], first) if value in shown else first
                    earlier = self._disjoin(earlier, fires)
        for value, node in shown.items():
            rules = [rule for rule in advising if value in rule.list_concluded_values("variant")]
            self._add(VARIANT, f"{step}{OF}{value}", node, rules)

    def _find_done_task(self, practice: str) -> Node:
        """Return where a practice is a task of the checklist that is done, which is not advised again."""
        fact = self._conclusions.answers.rulebase.facts.get(CHECKLIST_DONE)
        tasks = [each for each in fact.values if f"checklist/{each.replace('_', '/')}" == practice] if fact else []
        tests = [self._conclusions.answers.read_test(Test(CHECKLIST_DONE, frozenset({each}))) for each in tasks]
        return self._formulas.disjoin(*(truth.certain for truth in tests))

    def _add_notes(self, step: str) -> None:
        """Add a step in place and a step for later, as `build_waiting_steps` has them."""
        done = [rule for value, rule in self._iter_concluding(Stage.PLAN, "done") if value == step]
        self._add(DONE, step, self._get("done", step), done)
        names = ("done", LEAVE_OUT, "hold_back", "step", "not_yet")
        is_done, left_out, held_back, advised, later = (self._get(name, step) for name in names)
        stays = self._negate(self._disjoin(is_done, left_out))
        held = self._conjoin(held_back, stays)
        waits = self._conjoin(later, stays, self._negate(self._disjoin(advised, held_back)))
        holding = [rule for value, rule in self._iter_concluding(Stage.PLAN, "hold_back") if value == step]
        waiting = [rule for value, rule in self._iter_concluding(Stage.PLAN, "not_yet") if value == step]
        given = {rule.id: self._conjoin(held, self._conclusions.get_firing(rule.id)) for rule in holding}
        for rule in waiting:
            here = self._conjoin(waits, self._conclusions.get_firing(rule.id))
            given[rule.id] = self._disjoin(given[rule.id], here) if rule.id in given else here
        self.entries[ShownId(LATER, step)] = ShownConclusion(self._disjoin(held, waits), given)
