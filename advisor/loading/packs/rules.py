"""A reader of rule files: a stage, an optional guard, and rules, checked against vocabulary and knowledge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import EXEMPT_KEY, MappingReader
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.slips import CONDITION_SLIPS, RULE_SLIPS, find_right_key, format_right_condition
from advisor.loading.packs.because_check import check_because
from advisor.loading.packs.conditions import ConditionReader
from advisor.loading.packs.dropped_parts import VARIANT
from advisor.loading.packs.knowledge import check_slug
from advisor.model.conditions import (
    ALWAYS,
    Condition,
    Test,
    iter_leaves,
    iter_negated_leaves,
    join_conditions,
    mark_reported,
)
from advisor.model.inferred_facts import can_be_inferred
from advisor.model.knowledge import Step
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import REASON
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Conclusion, Fact, Kind, Stage


class RuleFile(NamedTuple):
    """One rule file whose shape is checked: the ids of its rules are known, but no condition is read yet."""

    stage: Stage
    guard: Node | None
    rules: tuple[MappingNode, ...]
    pack: str

    def iter_ids(self) -> Iterator[ScalarNode]:
        """Yield the ids of the rules, as written."""
        for rule in self.rules:
            key = rule.get("id")
            if isinstance(key, ScalarNode):
                yield key


def open_rule_file(node: Node, pack: str, findings: FindingList) -> RuleFile | None:
    """Read the outer shape of a rule file, as `{stage: plan, rules: […]}`.

    Args:
        node: the document.
        pack: the name of its pack.
        findings: receives what does not have the right shape.

    Returns:
        The file, or None (reported) if it has no stage.
    """
    if not isinstance(node, MappingNode):
        findings.add_wrong_shape(node, "a rule file", "a mapping with `stage` and `rules`")
        return None
    reader = MappingReader(node, "this rule file", findings)
    stage = reader.read_choice("stage", tuple(Stage))
    guard = reader.read_node("guard")
    rule_list = reader.read_node("rules")
    reader.report_unknown_keys()
    rules: list[MappingNode] = []
    if not isinstance(rule_list, ListNode):
        findings.add(rule_list or node, "this rule file needs `rules`, a list of rules")
    for item in rule_list.items if isinstance(rule_list, ListNode) else ():
        if isinstance(item, MappingNode):
            rules.append(item)
        else:
            findings.add_wrong_shape(item, "a rule", "a mapping with `id`, `when` and `then`")
    return RuleFile(Stage(stage), guard, tuple(rules), pack) if stage else None


class RuleReader:
    """A reader of the rules of opened files."""

    def __init__(self, conditions: ConditionReader, steps: Mapping[str, Step], findings: FindingList) -> None:
        self.conditions = conditions
        self.conclusions: Mapping[str, Conclusion] = conditions.conclusions
        self.dropped = conditions.dropped
        self.steps = steps
        self.findings = findings

    def iter_rules(self, file: RuleFile) -> Iterator[Rule]:
        """Yield every rule of one file."""
        self.conditions.pack = file.pack
        guard = self.conditions.read(file.guard) if file.guard else ALWAYS
        for node in file.rules:
            yield self._read_rule(node, file, guard)

    def _read_rule(self, node: MappingNode, file: RuleFile, guard: Condition) -> Rule:
        reader = MappingReader(node, "this rule", self.findings)
        rule_id = reader.read_text("id")
        reader.label = f"rule `{rule_id}`"
        if isinstance(key := node.get("id"), ScalarNode) and rule_id:
            check_slug(key, self.findings)
        finding_count = len(self.findings)
        misplaced = tuple(self._iter_misplaced_conditions(reader))
        reader.accept_slips(RULE_SLIPS)
        when_node = reader.read_node("when")
        when = join_conditions(self.conditions.read(when_node) if when_node else ALWAYS, *misplaced)
        is_valid_condition = len(self.findings) == finding_count
        then = self._read_conclusions(reader, file.stage)
        if any(self.conclusions[atom.name].reported for atom in then if atom.name in self.conclusions):
            when, guard = (mark_reported(each, self.conditions.facts) for each in (when, guard))
        if file.stage is Stage.WEIGH:
            then = (*then, Atom(REASON, rule_id))
        rule = Rule(
            id=rule_id,
            title=reader.read_text("title"),
            status=RuleStatus(reader.read_choice("status", tuple(RuleStatus)) or "experimental"),
            source=reader.read_text("source"),
            stage=file.stage,
            when=when,
            then=then,
            because=reader.read_text("because"),
            guard=guard,
            pack=file.pack,
        )
        reader.report_unknown_keys(EXEMPT_KEY)
        self._check_stage_order(rule, when_node or node)
        place = (node.get("because") or node).place
        check_because(rule, place, self.conditions.facts, self.findings, is_valid_condition=is_valid_condition)
        return rule

    def _iter_misplaced_conditions(self, reader: MappingReader) -> Iterator[Condition]:
        """Yield the conditions next to `when` that belong inside it, and report each."""
        for key, value in reader.node.items:
            right = find_right_key(key.text, CONDITION_SLIPS) or key.text
            if right not in ("all", "any", "not", "not any"):
                continue
            reader.read_node(key.text)
            own = format_right_condition(right, value)
            sentence = f"`{key.text}` is not a key of {reader.label}; write it as `when: {{{own}}}`"
            self.findings.add(key, sentence, codes.UNKNOWN_KEY)
            yield self.conditions.read_parts(right, value)

    def _read_conclusions(self, reader: MappingReader, stage: Stage) -> tuple[Atom, ...]:
        node = reader.read_mapping("then")
        if node is None or not node.items:
            if node is not None or not reader.has_key("then"):
                self.findings.add(node or reader.node, f"{reader.label} concludes nothing; add `then`")
            return ()
        atoms: list[Atom] = []
        for key, value in node.items:
            conclusion = self.conclusions.get(key.text)
            if stage is Stage.INFER and key.text in self.conditions.facts:
                atoms += self._read_inferred_fact(self.conditions.facts[key.text], key, value)
                continue
            if conclusion is None:
                suggestion = suggest_name(key.text, self.conclusions)
                sentence = f"{reader.label} concludes `{key.text}`, which is not a conclusion{suggestion}"
                self.findings.add(key, sentence, codes.UNKNOWN_CONCLUSION)
                continue
            is_other_stage = conclusion.stage is not stage
            moved = is_other_stage and self.dropped.note_changed_stage(key.text, self.conditions.pack)
            if key.text == REASON or (is_other_stage and not moved):
                sentence = f"{reader.label} of stage {stage} cannot conclude `{key.text}` of stage {conclusion.stage}"
                self.findings.add(key, sentence, codes.UNKNOWN_CONCLUSION)
            for item in value.items if isinstance(value, ListNode) else (value,):
                if isinstance(item, ScalarNode):
                    self.conditions.check_value(item, key.text, item.text, conclusion.values)
                    atoms.append(Atom(key.text, item.text))
                else:
                    self.findings.add(item, f"`{key.text}` in `then` must be a value or a list of values")
        if stage is Stage.PLAN:
            self._check_plan(reader, atoms)
        return tuple(atoms)

    def _read_inferred_fact(self, fact: Fact, key: ScalarNode, node: Node) -> list[Atom]:
        """Read a fact that a rule of the stage `infer` concludes, as `common_funnel_possible: yes`."""
        if not can_be_inferred(fact):
            self.findings.add(key, f"a rule cannot infer `{fact.name}`; name a choice, a yes/no fact or a list")
            return []
        test = self.conditions.read_fact_test(fact, key, node)
        values = sorted(test.values) if isinstance(test, Test) else []
        if len(values) > 1 and fact.kind is not Kind.MANY:
            self.findings.add(node, f"a rule can infer only one value of `{fact.name}`")
        return [Atom(fact.name, value) for value in values]

    def _check_plan(self, reader: MappingReader, atoms: list[Atom]) -> None:
        """Check that details, variants and places have a step, and that the step has the variants."""
        has_step = any(atom.name == "step" for atom in atoms)
        steps = [self.steps[atom.value] for atom in atoms if atom.name == "step" and atom.value in self.steps]
        variants = {name for step in steps for name in step.variants}
        for atom in atoms:
            if atom.name in ("detail", "variant", "place") and not has_step:
                sentence = f"{reader.label} has a `{atom.name}` but no `step` that it belongs to"
                fix = f"name the step, as in `then: {{step: liaison, {atom.name}: {atom.value}}}`"
                self.findings.add(reader.node, sentence, fix=fix)
            if atom.name == "variant" and steps and atom.value not in variants:
                names = (f"{step.id}/{atom.value}" for step in steps)
                if not any(self.dropped.note_dropped_value(VARIANT, name, self.conditions.pack) for name in names):
                    suggestion = suggest_name(atom.value, variants)
                    sentence = f"{reader.label}: step `{steps[0].id}` has no variant `{atom.value}`{suggestion}"
                    self.findings.add(reader.node, sentence, codes.UNKNOWN_ENTRY)

    def _check_stage_order(self, rule: Rule, node: Node) -> None:
        """Check that a rule reads no later conclusion, and negates none of its own stage.

        Rules of the first stage read facts only. A rule with a `reported` conclusion negates no fact, because what was
        not reported is not denied.
        """
        if rule.stage is Stage.INFER and any(leaf.name in self.conclusions for leaf in iter_leaves(rule.condition)):
            sentence = f"rule `{rule.id}` of stage {rule.stage} reads a conclusion; it can read only facts"
            self.findings.add(node, sentence, codes.READ_TOO_EARLY)
        if any(leaf.reported for leaf in iter_negated_leaves(rule.condition)):
            sentence = f"rule `{rule.id}` negates a fact, but concludes only what was reported; name the other value"
            self.findings.add(node, sentence, codes.READ_TOO_EARLY)
        leaves = [(leaf, False) for leaf in iter_leaves(rule.condition)]
        leaves += [(leaf, True) for leaf in iter_negated_leaves(rule.condition)]
        for leaf, is_negated in dict.fromkeys(leaves):
            stage = self.conclusions[leaf.name].stage if leaf.name in self.conclusions else None
            is_wrong = stage and (stage is rule.stage if is_negated else stage.rank > rule.stage.rank)
            if not is_wrong or self.dropped.note_changed_stage(leaf.name, rule.pack):
                continue
            if is_negated:
                order = f"negates `{leaf.name}`, a conclusion of its own stage {stage}; move the rule to a later stage"
            else:
                order = f"of stage {rule.stage} reads `{leaf.name}`, a conclusion of the later stage {stage}"
            self.findings.add(node, f"rule `{rule.id}` {order}", codes.READ_TOO_EARLY)


def fill_conclusion_values(
    declared: Mapping[str, tuple[Conclusion, str]], ids: Mapping[str, frozenset[str]]
) -> dict[str, Conclusion]:
    """Return the conclusions with the values that come from a section (`ids`: the ids of each section)."""
    return {
        name: conclusion._replace(values=ids.get(section, frozenset())) if section else conclusion
        for name, (conclusion, section) in declared.items()
    }
