"""Rule files: a stage, an optional guard, and rules, read against the vocabulary and the knowledge they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import NamedTuple

from advisor.loading import finding_codes as codes
from advisor.loading.conditions import ConditionReader
from advisor.loading.dropped_parts import VARIANT
from advisor.loading.knowledge import check_slug
from advisor.loading.mapping_reader import EXEMPT_KEY, MappingReader
from advisor.loading.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.model.conditions import ALWAYS, Condition, iter_leaves, iter_negated_leaves, iter_required_leaves
from advisor.model.knowledge import Step
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import REASON
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Conclusion, Stage

_STAGES = tuple(stage.value for stage in Stage)
_STATUSES = tuple(status.value for status in RuleStatus)


class RuleFile(NamedTuple):
    """One rule file, opened but not yet understood: its rules' ids are known before any condition is read."""

    stage: Stage
    guard: Node | None
    rules: tuple[MappingNode, ...]
    pack: str

    def iter_ids(self) -> Iterator[ScalarNode]:
        """The ids of the rules, as written."""
        for rule in self.rules:
            key = rule.get("id")
            if isinstance(key, ScalarNode):
                yield key


def open_rule_file(node: Node, pack: str, findings: FindingList) -> RuleFile | None:
    """The outer shape of a rule file, or None (said) where it has none."""
    if not isinstance(node, MappingNode):
        findings.add(node, f"a rule file must be a mapping with `stage` and `rules`, not {SHAPE_NAMES[type(node)]}")
        return None
    table = MappingReader(node, "this rule file", findings)
    stage = table.read_choice("stage", _STAGES)
    guard = table.read_node("guard")
    listed = table.read_node("rules")
    table.report_unknown_keys()
    rules: list[MappingNode] = []
    if not isinstance(listed, ListNode):
        findings.add(listed or node, "this rule file needs `rules`, a list of rules")
    else:
        for item in listed.items:
            if isinstance(item, MappingNode):
                rules.append(item)
            else:
                findings.add(
                    item, f"a rule must be a mapping with `id`, `when` and `then`, not {SHAPE_NAMES[type(item)]}"
                )
    return RuleFile(Stage(stage), guard, tuple(rules), pack) if stage else None


class RuleReader:
    """Reads the rules of opened files into the model."""

    def __init__(self, conditions: ConditionReader, steps: Mapping[str, Step], findings: FindingList) -> None:
        self.conditions = conditions
        self.conclusions: Mapping[str, Conclusion] = conditions.conclusions
        self.dropped = conditions.dropped
        self.steps = steps
        self.findings = findings

    def iter_rules(self, file: RuleFile) -> Iterator[Rule]:
        """Every rule of one file."""
        self.conditions.pack = file.pack
        guard = self.conditions.read(file.guard) if file.guard else ALWAYS
        for node in file.rules:
            yield self._read_rule(node, file, guard)

    def _read_rule(self, node: MappingNode, file: RuleFile, guard: Condition) -> Rule:
        table = MappingReader(node, "this rule", self.findings)
        rule_id = table.read_text("id")
        table.label = f"rule `{rule_id}`"
        if isinstance(key := node.get("id"), ScalarNode) and rule_id:
            check_slug(key, self.findings)
        when_node = table.read_node("when")
        before = len(self.findings)
        when = self.conditions.read(when_node) if when_node else ALWAYS
        understood = len(self.findings) == before
        then = self._read_conclusions(table, file.stage)
        if file.stage is Stage.WEIGH:
            then = (*then, Atom(REASON, rule_id))
        rule = Rule(
            id=rule_id,
            title=table.read_text("title"),
            status=RuleStatus(table.read_choice("status", _STATUSES) or "experimental"),
            source=table.read_text("source"),
            stage=file.stage,
            when=when,
            then=then,
            because=table.read_text("because"),
            guard=guard,
            pack=file.pack,
        )
        table.read_node(EXEMPT_KEY)
        table.report_unknown_keys()
        self._check_stage_order(rule, when_node or node)
        if understood:
            self._check_because(rule, node)
        return rule

    def _read_conclusions(self, table: MappingReader, stage: Stage) -> tuple[Atom, ...]:
        node = table.read_mapping("then")
        if node is None or not node.items:
            if node is not None or not table.has_key("then"):
                self.findings.add(node or table.node, f"{table.label} concludes nothing; give it a `then`")
            return ()
        atoms: list[Atom] = []
        for key, value in node.items:
            conclusion = self.conclusions.get(key.text)
            if conclusion is None:
                near = suggest_name(key.text, self.conclusions)
                sentence = f"{table.label} concludes `{key.text}`, which is not a conclusion{near}"
                self.findings.add(key, sentence, codes.UNKNOWN_CONCLUSION)
                continue
            moved = conclusion.stage is not stage and self.dropped.note_changed_stage(key.text, self.conditions.pack)
            if key.text == REASON or (conclusion.stage is not stage and not moved):
                self.findings.add(
                    key,
                    f"{table.label} of stage {stage} cannot conclude `{key.text}` of stage {conclusion.stage}",
                    codes.UNKNOWN_CONCLUSION,
                )
            for item in value.items if isinstance(value, ListNode) else (value,):
                if isinstance(item, ScalarNode):
                    self.conditions.check_value(item, key.text, item.text, conclusion.values)
                    atoms.append(Atom(key.text, item.text))
                else:
                    self.findings.add(item, f"`{key.text}` in `then` must be a value or a list of values")
        if stage is Stage.PLAN:
            self._check_plan(table, atoms)
        return tuple(atoms)

    def _check_plan(self, table: MappingReader, atoms: list[Atom]) -> None:
        steps = [self.steps[atom.value] for atom in atoms if atom.name == "step" and atom.value in self.steps]
        variants = {name for step in steps for name in step.variants}
        for atom in atoms:
            if atom.name in ("detail", "variant", "place") and not any(other.name == "step" for other in atoms):
                self.findings.add(table.node, f"{table.label} gives a `{atom.name}` but no `step` that it belongs to")
            if atom.name == "variant" and steps and atom.value not in variants:
                lost = (
                    self.dropped.note_dropped_value(VARIANT, f"{step.id}/{atom.value}", self.conditions.pack)
                    for step in steps
                )
                if any(lost):
                    continue
                near = suggest_name(atom.value, variants)
                sentence = f"{table.label}: step `{steps[0].id}` has no variant `{atom.value}`{near}"
                self.findings.add(table.node, sentence, codes.UNKNOWN_ENTRY)

    def _check_stage_order(self, rule: Rule, node: Node) -> None:
        for leaf in dict.fromkeys(iter_leaves(rule.condition)):
            conclusion = self.conclusions.get(leaf.name)
            too_late = conclusion and conclusion.stage.rank > rule.stage.rank
            if conclusion and too_late and not self.dropped.note_changed_stage(leaf.name, rule.pack):
                self.findings.add(
                    node,
                    f"rule `{rule.id}` of stage {rule.stage} reads `{leaf.name}`, concluded later ({conclusion.stage})",
                    codes.READ_TOO_EARLY,
                )
        for leaf in dict.fromkeys(iter_negated_leaves(rule.condition)):
            conclusion = self.conclusions.get(leaf.name)
            own = conclusion and conclusion.stage is rule.stage
            if own and not self.dropped.note_changed_stage(leaf.name, rule.pack):
                self.findings.add(
                    node,
                    f"rule `{rule.id}` negates `{leaf.name}`, concluded in its own stage {rule.stage}; move one",
                    codes.READ_TOO_EARLY,
                )

    def _check_because(self, rule: Rule, node: MappingNode) -> None:
        place = node.get("because") or node
        facts = self.conditions.facts
        sure = {leaf.name for leaf in iter_required_leaves(rule.condition)}
        reads = {leaf.name for leaf in iter_leaves(rule.when) if leaf.name in facts and not facts[leaf.name].computed}
        try:
            names = [name for _, name, _, _ in Formatter().parse(rule.because) if name is not None]
        except ValueError:
            sentence = f"`because` of rule `{rule.id}` has a brace that does not close"
            self.findings.add(place, sentence, codes.INVALID_PLACEHOLDER)
            return
        for name in names:
            if name == "grounds":
                if not reads:
                    self.findings.add(
                        place,
                        f"`because` of rule `{rule.id}` has `{{grounds}}`, but its condition reads no fact",
                        codes.INVALID_PLACEHOLDER,
                        "leave `{grounds}` out",
                    )
            elif name not in facts:
                sentence = (
                    f"`because` of rule `{rule.id}` names `{name}`, which is not a fact{suggest_name(name, facts)}"
                )
                self.findings.add(place, sentence, codes.INVALID_PLACEHOLDER)
            elif name not in sure:
                self.findings.add(
                    place,
                    f"`because` of rule `{rule.id}` names `{name}`, which may be unknown then; use `{{grounds}}`",
                    codes.INVALID_PLACEHOLDER,
                )


def fill_conclusion_values(
    declared: Mapping[str, tuple[Conclusion, str]], ids: Mapping[str, frozenset[str]]
) -> dict[str, Conclusion]:
    """Conclusions with the values that come from a section put in (`ids`: the ids of each section)."""
    closed: dict[str, Conclusion] = {}
    for name, (conclusion, section) in declared.items():
        values = ids.get(section, frozenset()) if section else conclusion.values
        closed[name] = Conclusion(name, conclusion.stage, conclusion.source, values, conclusion.single)
    return closed
