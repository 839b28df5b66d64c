"""The parts of a new rule: its conditions, conclusions, stage, locator and sentence, parsed and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import Formatter

from advisor.authoring.pack_source.stubs import NewFact, NewStep
from advisor.authoring.scaffold.rule_options import Vocabulary, parse_flag, report_flag
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.finding_codes import (
    NO_CONCLUSION,
    NO_CONDITION,
    NOT_IN_ONE_STAGE,
    UNKNOWN_CONCLUSION,
    UNKNOWN_VALUE,
)
from advisor.loading.packs.conditions import ConditionReader
from advisor.model.conditions import iter_leaves, iter_required_leaves
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import STEP_CONCLUSIONS
from advisor.model.vocabulary import Conclusion, Fact, Kind
from advisor.model.word_lists import MAX_LISTED, join_quoted

_LOCATOR = re.compile(r"[a-z0-9][a-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def check_source(source: str) -> Iterator[str]:
    """Yield what is wrong with a locator, such as `policy/our-rule`."""
    if source and not _LOCATOR.fullmatch(source):
        way_out = "write the work and the place in it in lower case, separated by `/`, such as `policy/our-rule`"
        yield f"`{source}` is not a locator; {way_out}"


def check_because(text: str, when_nodes: Iterable[MappingNode], reader: ConditionReader) -> Iterator[str]:
    """Check the placeholders in the sentence of a rule.

    Args:
        text: The sentence, such as `You report that {grounds}.`
        when_nodes: The conditions of the rule; nothing is checked if they are not valid.
        reader: Reads the conditions, and knows the facts.

    Yields:
        What is wrong with each placeholder.
    """
    finding_count = len(reader.findings)
    conditions = [reader.read(node) for node in when_nodes]
    if len(reader.findings) > finding_count:
        return
    read_names = [leaf.name for condition in conditions for leaf in iter_leaves(condition)]
    required = {leaf.name for condition in conditions for leaf in iter_required_leaves(condition)}
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        yield "a brace is not closed; write placeholders such as `{grounds}`"
        return
    for name in names:
        if name == "grounds" and not any(each in reader.facts for each in read_names):
            yield "`{grounds}` needs a condition that reads a fact; leave it out"
        elif name != "grounds" and name not in reader.facts:
            yield f"the placeholder `{name}` is not a fact{suggest_name(name, reader.facts)}"
        elif name in read_names and name not in required:
            yield f"`{name}` may be unknown when the rule fires; write `{{grounds}}`"


def build_condition_reader(vocabulary: Vocabulary, facts: Iterable[NewFact], findings: FindingList) -> ConditionReader:
    """Build a reader of conditions that knows the vocabulary and the new facts."""
    rulebase = vocabulary.rulebase
    added = {}
    for fact in facts:
        values = ("yes", "no") if fact.kind is Kind.YES_NO else fact.values
        added[fact.name] = Fact(fact.name, fact.kind, "", "", "", dict.fromkeys(values, ""))
    return ConditionReader({**rulebase.facts, **added}, rulebase.conclusions, findings)


def parse_condition(text: str, reader: ConditionReader) -> MappingNode | None:
    """Parse a condition such as `sales_cycle: short`; None, with a finding in the reader, if it is not understood."""
    node = parse_flag(text, "--when", reader.findings)
    if isinstance(node, MappingNode):
        reader.read(node)
        return node
    if node is not None:
        sentence = f"`{text}` is not a condition; write it like `--when 'sales_cycle: short'`"
        report_flag(reader.findings, "--when", sentence, NO_CONDITION)
    return None


def parse_conclusions(
    text: str, vocabulary: Vocabulary, steps: Iterable[NewStep], findings: FindingList
) -> MappingNode | None:
    """Parse conclusions such as `favours: stay`.

    Args:
        text: The value of `--then`.
        vocabulary: The conclusions and values that exist already.
        steps: The new steps.
        findings: Receives everything that is not understood.

    Returns:
        The conclusions; None, with a finding, if the text has none.
    """
    node = parse_flag(text, "--then", findings)
    if node is None:
        return None
    if not isinstance(node, MappingNode) or not node.items:
        sentence = f"`{text}` concludes nothing; write it like `--then 'favours: stay'`"
        report_flag(findings, "--then", sentence, NO_CONCLUSION)
        return None
    new_step_ids = frozenset(step.id for step in steps)
    conclusions = vocabulary.rulebase.conclusions
    for key, value in node.items:
        if key.text not in conclusions:
            hint = suggest_name(key.text, conclusions) or f"; use {join_quoted(conclusions)}"
            report_flag(findings, "--then", f"`{key.text}` is not a conclusion{hint}", UNKNOWN_CONCLUSION)
            continue
        for item in value.items if isinstance(value, ListNode) else (value,):
            _check_value(item, conclusions[key.text], new_step_ids, findings)
    return node


def _check_value(item: Node, conclusion: Conclusion, new_step_ids: frozenset[str], findings: FindingList) -> None:
    if not isinstance(item, ScalarNode):
        report_flag(findings, "--then", f"`{conclusion.name}` needs a value or a list of values")
        return
    allowed = conclusion.values
    if allowed is None or item.text in allowed or (item.text in new_step_ids and conclusion.name in STEP_CONCLUSIONS):
        return
    values = f"; use {join_quoted(sorted(allowed))}" if len(allowed) <= MAX_LISTED else ""
    sentence = f"`{item.text}` is not a value of `{conclusion.name}`{suggest_name(item.text, allowed) or values}"
    report_flag(findings, "--then", sentence, UNKNOWN_VALUE)


def determine_stage(
    then_nodes: Iterable[MappingNode], stage: str, vocabulary: Vocabulary, findings: FindingList
) -> str:
    """Determine the stage of a rule from its conclusions.

    Args:
        then_nodes: The conclusions.
        stage: The stage that the author gives, or "".
        vocabulary: The conclusions that exist, with their stages.
        findings: Receives the conclusions that belong to another stage.

    Returns:
        The stage; "" if no conclusion is known.
    """
    names = dict.fromkeys(key.text for node in then_nodes for key, _ in node.items)
    conclusions = vocabulary.rulebase.conclusions
    stages = {name: conclusions[name].stage for name in names if name in conclusions}
    if not stage and len(set(stages.values())) > 1:
        parts = ", ".join(f"`{name}` is of stage {each}" for name, each in stages.items())
        sentence = f"a rule can only have conclusions of one stage, but {parts}; create a rule for each stage"
        report_flag(findings, "--then", sentence, NOT_IN_ONE_STAGE)
    for name, own_stage in stages.items():
        if stage and own_stage != stage:
            sentence = f"a rule of stage {stage} cannot conclude `{name}` of stage {own_stage}"
            report_flag(findings, "--then", sentence, NOT_IN_ONE_STAGE)
    return stage or next((each.value for each in stages.values()), "")
