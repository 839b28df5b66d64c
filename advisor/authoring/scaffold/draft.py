"""The draft of a new rule, built from its options; everything missing or not understood is reported at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.authoring.pack_source.stubs import NewFact, NewStep
from advisor.authoring.scaffold.new_entries import SLUG, parse_new_facts, parse_new_steps
from advisor.authoring.scaffold.overridden_rule import read_overridden_rule
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.rule_options import NewRuleOptions, Vocabulary, normalize_text, report_flag
from advisor.authoring.scaffold.rule_parts import (
    build_condition_reader,
    check_because,
    check_source,
    determine_stage,
    parse_conclusions,
    parse_condition,
)
from advisor.errors import Place
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.finding_codes import DUPLICATE_ID, INVALID_LOCATOR, INVALID_PLACEHOLDER, MISSING_OPTION
from advisor.model.vocabulary import Kind

_NOWHERE = Place("")


class Draft(NamedTuple):
    """A rule to write. All conditions in `when` must hold; `file` is a name below `rules/`.

    `new_work`: no known work has the first part of the locator. `overrides` is the rule of an earlier pack that this
    rule replaces, and `reason` says why.
    """

    id: str
    title: str
    stage: str
    status: str
    source: str
    when: tuple[MappingNode, ...]
    then: tuple[MappingNode, ...]
    because: str
    file: str = ""
    facts: tuple[NewFact, ...] = ()
    steps: tuple[NewStep, ...] = ()
    new_work: bool = False
    overrides: str = ""
    reason: str = ""


def build_draft(options: NewRuleOptions, vocabulary: Vocabulary, own_pack: str = "") -> Draft:
    """Build the draft of a rule; if it overrides another rule, it starts with the parts of that rule.

    Args:
        options: The options of the new rule.
        vocabulary: The names that exist already.
        own_pack: The name of the pack of the new rule, if it exists.

    Returns:
        The draft. Raises ScaffoldError with everything that is missing or not understood.
    """
    findings = FindingList()
    facts = tuple(parse_new_facts(options, vocabulary, findings))
    steps = tuple(parse_new_steps(options, vocabulary, findings))
    old = read_overridden_rule(options, vocabulary, own_pack, findings)
    if old is not None:
        options = options._replace(title=options.title or old.title, because=options.because or old.because)
    reader = build_condition_reader(vocabulary, facts, findings)
    when = [node for text in options.when if (node := parse_condition(text, reader))]
    then = [node for text in options.then if (node := parse_conclusions(text, vocabulary, steps, findings))]
    if not options.when:
        when = [_build_default_condition(facts)] if facts else list(old.when) if old else []
    if not options.then:
        then = [_build_mapping("step", *(step.id for step in steps))] if steps else list(old.then) if old else []
    _check_id(options, vocabulary, findings)
    _report_missing(options, findings)
    source, because = normalize_text(options.source), normalize_text(options.because)
    for sentence in check_source(source):
        report_flag(findings, "--source", sentence, INVALID_LOCATOR)
    stage = determine_stage(then, options.stage or (old.stage if old else ""), vocabulary, findings)
    if not findings:
        for sentence in [*check_because(because, when, reader)]:
            report_flag(findings, "--because", sentence, INVALID_PLACEHOLDER)
    if findings:
        raise ScaffoldError(findings)
    return Draft(
        id=options.id,
        title=normalize_text(options.title),
        stage=stage,
        status=options.status,
        source=source,
        when=tuple(when),
        then=tuple(then),
        because=because,
        file=options.file,
        facts=facts,
        steps=steps,
        new_work=vocabulary.rulebase.cite(source).work is None,
        overrides=options.overrides or "",
        reason=normalize_text(options.reason),
    )


def _check_id(options: NewRuleOptions, vocabulary: Vocabulary, findings: FindingList) -> None:
    if not SLUG.fullmatch(options.id):
        sentence = f"`{options.id}` cannot be an id; use lower-case letters, digits, `-`, `_` and `/`"
        report_flag(findings, "ID", sentence)
    elif options.id in vocabulary.rulebase.rules_by_id and options.id != options.overrides:
        report_flag(findings, "ID", f"a rule `{options.id}` already exists; choose another id", DUPLICATE_ID)


def _report_missing(options: NewRuleOptions, findings: FindingList) -> None:
    """Report missing options; a rule that overrides another only needs its own source."""
    is_given = {
        "--title": normalize_text(options.title),
        "--source": normalize_text(options.source),
        "--when": options.when or options.new_facts,
        "--then": options.then or options.new_steps,
        "--because": normalize_text(options.because),
    }
    for flag, value in is_given.items():
        if not value and (flag == "--source" or not options.overrides):
            reason = "; your rule needs its own source" if options.overrides else ""
            sentence = f"this is missing{reason}; add `{flag} …`, or answer at a terminal"
            report_flag(findings, flag, sentence, MISSING_OPTION)


def _build_default_condition(facts: Iterable[NewFact]) -> MappingNode:
    """Build the condition that each new fact has its first value, or a count of at least 1."""
    items: list[tuple[ScalarNode, Node]] = []
    for fact in facts:
        value = ScalarNode(fact.values[0] if fact.values else "yes", _NOWHERE)
        node = _build_mapping("at_least", "1") if fact.kind is Kind.COUNT else value
        items.append((ScalarNode(fact.name, _NOWHERE), node))
    return MappingNode(tuple(items), _NOWHERE)


def _build_mapping(key: str, *values: str) -> MappingNode:
    nodes = tuple(ScalarNode(value, _NOWHERE) for value in values)
    node = nodes[0] if len(nodes) == 1 else ListNode(nodes, _NOWHERE)
    return MappingNode(((ScalarNode(key, _NOWHERE), node),), _NOWHERE)
