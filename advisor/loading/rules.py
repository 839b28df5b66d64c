"""Rule files: a stage, an optional guard, and rules, read against the vocabulary and the knowledge they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import NamedTuple

from advisor.errors import nearest
from advisor.loading import finding_codes as codes
from advisor.loading.conditions import ConditionReader
from advisor.loading.dropped_parts import VARIANT
from advisor.loading.knowledge import check_slug
from advisor.loading.mapping_reader import EXEMPT, Table
from advisor.loading.nodes import SHAPES, Findings, Listing, Mapped, Node, Scalar
from advisor.model.conditions import ALWAYS, Condition, leaves, negated_leaves, required_leaves
from advisor.model.knowledge import Step
from advisor.model.rulebase import REASON
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Conclusion, Stage

_STAGES = tuple(stage.value for stage in Stage)
_STATUSES = tuple(status.value for status in RuleStatus)


class RuleFile(NamedTuple):
    """One rule file, opened but not yet understood: its rules' ids are known before any condition is read."""

    stage: Stage
    guard: Node | None
    rules: tuple[Mapped, ...]
    pack: str

    def ids(self) -> Iterator[Scalar]:
        """The ids of the rules, as written."""
        for rule in self.rules:
            key = rule.get("id")
            if isinstance(key, Scalar):
                yield key


def open_rule_file(node: Node, pack: str, findings: Findings) -> RuleFile | None:
    """The outer shape of a rule file, or None (said) where it has none."""
    if not isinstance(node, Mapped):
        findings.say(node, f"a rule file must be a mapping with `stage` and `rules`, not {SHAPES[type(node)]}")
        return None
    table = Table(node, "this rule file", findings)
    stage = table.choice("stage", _STAGES)
    guard = table.raw("guard")
    listed = table.raw("rules")
    table.close()
    rules: list[Mapped] = []
    if not isinstance(listed, Listing):
        findings.say(listed or node, "this rule file needs `rules`, a list of rules")
    else:
        for item in listed.items:
            if isinstance(item, Mapped):
                rules.append(item)
            else:
                findings.say(item, f"a rule must be a mapping with `id`, `when` and `then`, not {SHAPES[type(item)]}")
    return RuleFile(Stage(stage), guard, tuple(rules), pack) if stage else None


class RuleReader:
    """Reads the rules of opened files into the model."""

    def __init__(self, conditions: ConditionReader, steps: Mapping[str, Step], findings: Findings) -> None:
        self.conditions = conditions
        self.conclusions: Mapping[str, Conclusion] = conditions.conclusions
        self.losses = conditions.losses
        self.steps = steps
        self.findings = findings

    def read(self, file: RuleFile) -> Iterator[Rule]:
        """Every rule of one file."""
        self.conditions.pack = file.pack
        guard = self.conditions.read(file.guard) if file.guard else ALWAYS
        for node in file.rules:
            yield self._rule(node, file, guard)

    def _rule(self, node: Mapped, file: RuleFile, guard: Condition) -> Rule:
        table = Table(node, "this rule", self.findings)
        rule_id = table.text("id")
        table.what = f"rule `{rule_id}`"
        if isinstance(key := node.get("id"), Scalar) and rule_id:
            check_slug(key, self.findings)
        when_node = table.raw("when")
        before = len(self.findings)
        when = self.conditions.read(when_node) if when_node else ALWAYS
        understood = len(self.findings) == before
        then = self._then(table, file.stage)
        if file.stage is Stage.WEIGH:
            then = (*then, Atom(REASON, rule_id))
        rule = Rule(
            id=rule_id,
            title=table.text("title"),
            status=RuleStatus(table.choice("status", _STATUSES) or "experimental"),
            source=table.text("source"),
            stage=file.stage,
            when=when,
            then=then,
            because=table.text("because"),
            guard=guard,
            pack=file.pack,
        )
        table.raw(EXEMPT)
        table.close()
        self._check_reads(rule, when_node or node)
        if understood:
            self._check_because(rule, node)
        return rule

    def _then(self, table: Table, stage: Stage) -> tuple[Atom, ...]:
        node = table.table("then")
        if node is None or not node.items:
            if node is not None or not table.has("then"):
                self.findings.say(node or table.node, f"{table.what} concludes nothing; give it a `then`")
            return ()
        atoms: list[Atom] = []
        for key, value in node.items:
            conclusion = self.conclusions.get(key.text)
            if conclusion is None:
                near = nearest(key.text, self.conclusions)
                sentence = f"{table.what} concludes `{key.text}`, which is not a conclusion{near}"
                self.findings.say(key, sentence, codes.UNKNOWN_CONCLUSION)
                continue
            moved = conclusion.stage is not stage and self.losses.explains_stage(key.text, self.conditions.pack)
            if key.text == REASON or (conclusion.stage is not stage and not moved):
                self.findings.say(
                    key,
                    f"{table.what} of stage {stage} cannot conclude `{key.text}` of stage {conclusion.stage}",
                    codes.UNKNOWN_CONCLUSION,
                )
            for item in value.items if isinstance(value, Listing) else (value,):
                if isinstance(item, Scalar):
                    self.conditions.check_value(item, key.text, item.text, conclusion.values)
                    atoms.append(Atom(key.text, item.text))
                else:
                    self.findings.say(item, f"`{key.text}` in `then` must be a value or a list of values")
        if stage is Stage.PLAN:
            self._check_plan(table, atoms)
        return tuple(atoms)

    def _check_plan(self, table: Table, atoms: list[Atom]) -> None:
        steps = [self.steps[atom.value] for atom in atoms if atom.name == "step" and atom.value in self.steps]
        variants = {name for step in steps for name in step.variants}
        for atom in atoms:
            if atom.name in ("detail", "variant", "place") and not any(other.name == "step" for other in atoms):
                self.findings.say(table.node, f"{table.what} gives a `{atom.name}` but no `step` that it belongs to")
            if atom.name == "variant" and steps and atom.value not in variants:
                lost = (self.losses.explain(VARIANT, f"{step.id}/{atom.value}", self.conditions.pack) for step in steps)
                if any(lost):
                    continue
                near = nearest(atom.value, variants)
                sentence = f"{table.what}: step `{steps[0].id}` has no variant `{atom.value}`{near}"
                self.findings.say(table.node, sentence, codes.UNKNOWN_ENTRY)

    def _check_reads(self, rule: Rule, node: Node) -> None:
        for leaf in dict.fromkeys(leaves(rule.condition)):
            conclusion = self.conclusions.get(leaf.name)
            too_late = conclusion and conclusion.stage.rank > rule.stage.rank
            if conclusion and too_late and not self.losses.explains_stage(leaf.name, rule.pack):
                self.findings.say(
                    node,
                    f"rule `{rule.id}` of stage {rule.stage} reads `{leaf.name}`, concluded later ({conclusion.stage})",
                    codes.READ_TOO_EARLY,
                )
        for leaf in dict.fromkeys(negated_leaves(rule.condition)):
            conclusion = self.conclusions.get(leaf.name)
            own = conclusion and conclusion.stage is rule.stage
            if own and not self.losses.explains_stage(leaf.name, rule.pack):
                self.findings.say(
                    node,
                    f"rule `{rule.id}` negates `{leaf.name}`, concluded in its own stage {rule.stage}; move one",
                    codes.READ_TOO_EARLY,
                )

    def _check_because(self, rule: Rule, node: Mapped) -> None:
        place = node.get("because") or node
        facts = self.conditions.facts
        sure = {leaf.name for leaf in required_leaves(rule.condition)}
        reads = {leaf.name for leaf in leaves(rule.when) if leaf.name in facts and not facts[leaf.name].computed}
        try:
            names = [name for _, name, _, _ in Formatter().parse(rule.because) if name is not None]
        except ValueError:
            sentence = f"`because` of rule `{rule.id}` has a brace that does not close"
            self.findings.say(place, sentence, codes.PLACEHOLDER)
            return
        for name in names:
            if name == "grounds":
                if not reads:
                    self.findings.say(
                        place,
                        f"`because` of rule `{rule.id}` has `{{grounds}}`, but its condition reads no fact",
                        codes.PLACEHOLDER,
                        "leave `{grounds}` out",
                    )
            elif name not in facts:
                sentence = f"`because` of rule `{rule.id}` names `{name}`, which is not a fact{nearest(name, facts)}"
                self.findings.say(place, sentence, codes.PLACEHOLDER)
            elif name not in sure:
                self.findings.say(
                    place,
                    f"`because` of rule `{rule.id}` names `{name}`, which may be unknown then; use `{{grounds}}`",
                    codes.PLACEHOLDER,
                )


def closed_conclusions(
    declared: Mapping[str, tuple[Conclusion, str]], ids: Mapping[str, frozenset[str]]
) -> dict[str, Conclusion]:
    """Conclusions with the values that come from a section put in (`ids`: the ids of each section)."""
    closed: dict[str, Conclusion] = {}
    for name, (conclusion, section) in declared.items():
        values = ids.get(section, frozenset()) if section else conclusion.values
        closed[name] = Conclusion(name, conclusion.stage, conclusion.source, values, conclusion.single)
    return closed
