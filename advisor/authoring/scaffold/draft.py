"""What somebody says of a new rule, flag by flag, to a draft; all that is missing or not understood is said at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from advisor.authoring.pack_source.stubs import NewFact, NewStep
from advisor.authoring.scaffold.flags import NewRuleOptions, Vocabulary, add_flag_finding, parse_flag
from advisor.authoring.scaffold.new_entries import SLUG, parse_new_facts, parse_new_steps
from advisor.authoring.scaffold.overridden_rule import read_overridden_rule
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.scaffold import Draft
from advisor.errors import Finding, Place
from advisor.loading.conditions import ConditionReader
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.model.conditions import iter_leaves, iter_required_leaves
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import STEP_CONCLUSIONS
from advisor.model.vocabulary import Conclusion, Fact, Kind
from advisor.model.word_lists import join_quoted

_LOCATOR = re.compile(r"[a-z0-9][a-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def build_draft(flags: NewRuleOptions, vocabulary: Vocabulary, own_pack: str = "") -> Draft:
    """The draft of a rule for the pack `own_pack`; one that overrides another begins as that one is written.

    Raises ScaffoldError with everything that is missing or not understood.
    """
    findings = FindingList()
    facts = tuple(parse_new_facts(flags, vocabulary, findings))
    steps = tuple(parse_new_steps(flags, vocabulary, findings))
    old = read_overridden_rule(flags, vocabulary, own_pack, findings)
    if old is not None:
        flags = flags._replace(title=flags.title or old.title, because=flags.because or old.because)
    reader = build_condition_reader(vocabulary, facts, findings)
    whens = [parse_condition(each, reader) for each in flags.when]
    thens = [parse_conclusions(each, vocabulary, steps, findings) for each in flags.then]
    if not flags.when:
        whens = [_build_default_condition(facts)] if facts else list(old.when) if old else []
    if not flags.then:
        thens = [_build_mapping("step", *(step.id for step in steps))] if steps else list(old.then) if old else []
    if not SLUG.fullmatch(flags.id):
        add_flag_finding(
            findings, "ID", f"`{flags.id}` cannot be an id; use lower-case letters, digits, `-`, `_` and `/`"
        )
    elif flags.id in vocabulary.rulebase.rules_by_id and flags.id != flags.overrides:
        add_flag_finding(findings, "ID", f"there is a rule `{flags.id}` already; give this one its own id")
    _report_missing(flags, bool(whens or flags.new_facts) or old is not None, bool(thens or flags.new_steps), findings)
    source = _normalize_text(flags.source)
    findings += [Finding(Place("--source"), each) for each in check_source(source)]
    stage = determine_stage(thens, flags.stage or (old.stage if old else ""), vocabulary, findings)
    if not findings:
        findings += [
            Finding(Place("--because"), each) for each in check_because(_normalize_text(flags.because), whens, reader)
        ]
    if findings:
        raise ScaffoldError(findings)
    return Draft(
        id=flags.id,
        title=_normalize_text(flags.title),
        stage=stage,
        status=flags.status,
        source=source,
        when=tuple(each for each in whens if each is not None),
        then=tuple(each for each in thens if each is not None),
        because=_normalize_text(flags.because),
        file=flags.file,
        facts=facts,
        steps=steps,
        new_work=all(source.split("/")[0] not in work.prefix for work in vocabulary.rulebase.works),
        overrides=flags.overrides or "",
        reason=_normalize_text(flags.reason),
    )


def check_source(source: str) -> Iterator[str]:
    """What is wrong with a locator."""
    if source and not _LOCATOR.fullmatch(source):
        way_out = "write the work and the place in it in lower case, joined by `/`, as in `policy/our-rule`"
        yield f"`{source}` is no locator; {way_out}"


def check_because(text: str, when_nodes: Iterable[MappingNode | None], reader: ConditionReader) -> Iterator[str]:
    """What is wrong with the placeholders of a sentence, for a rule with these conditions (and no guard)."""
    before = len(reader.findings)
    conditions = [reader.read(each) for each in when_nodes if each is not None]
    if len(reader.findings) > before:
        return
    tests = [leaf.name for each in conditions for leaf in iter_leaves(each)]
    sure = {leaf.name for each in conditions for leaf in iter_required_leaves(each)}
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        yield "a brace in it does not close"
        return
    for name in names:
        if name == "grounds" and not any(each in reader.facts for each in tests):
            yield "it has `{grounds}`, but the condition reads no fact"
        elif name != "grounds" and name not in reader.facts:
            yield f"it names `{name}`, which is not a fact{suggest_name(name, reader.facts)}"
        elif name in tests and name not in sure:
            yield f"it names `{name}`, which may be unknown when the rule fires; write `{{grounds}}`"


def _report_missing(flags: NewRuleOptions, has_condition: bool, has_conclusion: bool, findings: FindingList) -> None:
    """Say what is missing. With `--overrides` that can be the source only, which no other rule can lend."""
    needed = {
        "--title": bool(_normalize_text(flags.title)),
        "--source": bool(_normalize_text(flags.source)),
        "--when": has_condition,
        "--then": has_conclusion,
        "--because": bool(_normalize_text(flags.because)),
    }
    for flag, given in needed.items():
        if given or (flags.overrides and flag != "--source"):
            continue
        why = "" if not flags.overrides else "; that of the rule overridden is not taken, as yours has its own"
        add_flag_finding(findings, flag, f"this is missing{why}; say `{flag} …`, or answer at a terminal")


def _normalize_text(text: str | None) -> str:
    return " ".join((text or "").split())


def build_condition_reader(vocabulary: Vocabulary, facts: Iterable[NewFact], findings: FindingList) -> ConditionReader:
    """Reads conditions on what is known and on facts to be added."""
    rulebase = vocabulary.rulebase
    added: Mapping[str, Fact] = {fact.name: _build_fact(fact) for fact in facts}
    return ConditionReader({**rulebase.facts, **added}, rulebase.conclusions, findings)


def _build_fact(new_fact: NewFact) -> Fact:
    values = ("yes", "no") if new_fact.kind is Kind.YES_NO else new_fact.values
    return Fact(new_fact.name, new_fact.kind, "", "", "", dict.fromkeys(values, ""))


def parse_condition(text: str, reader: ConditionReader) -> MappingNode | None:
    """A condition as given; what is not understood is said."""
    node = parse_flag(text, "--when", reader.findings)
    if node is None:
        return None
    if not isinstance(node, MappingNode):
        add_flag_finding(
            reader.findings, "--when", f"`{text}` is no condition; write, for instance, `--when 'sales_cycle: short'`"
        )
        return None
    reader.read(node)
    return node


def parse_conclusions(
    text: str, vocabulary: Vocabulary, steps: Iterable[NewStep], findings: FindingList
) -> MappingNode | None:
    """Conclusions as given; what is not understood is said."""
    node = parse_flag(text, "--then", findings)
    if node is None:
        return None
    if not isinstance(node, MappingNode) or not node.items:
        add_flag_finding(
            findings, "--then", f"`{text}` concludes nothing; write, for instance, `--then 'favours: stay'`"
        )
        return None
    new = frozenset(step.id for step in steps)
    for key, value in node.items:
        conclusion = vocabulary.rulebase.conclusions.get(key.text)
        if conclusion is None:
            near = (
                suggest_name(key.text, vocabulary.rulebase.conclusions)
                or f"; there are {_format_names(vocabulary.rulebase.conclusions)}"
            )
            add_flag_finding(findings, "--then", f"`{key.text}` is not a conclusion{near}")
            continue
        for item in value.items if isinstance(value, ListNode) else (value,):
            _check_conclusion_value(item, conclusion, new, findings)
    return node


def _check_conclusion_value(
    item: Node, conclusion: Conclusion, new_step_ids: frozenset[str], findings: FindingList
) -> None:
    if not isinstance(item, ScalarNode):
        add_flag_finding(findings, "--then", f"`{conclusion.name}` takes a value or a list of values")
        return
    allowed = conclusion.values
    if allowed is None or item.text in allowed or (item.text in new_step_ids and conclusion.name in STEP_CONCLUSIONS):
        return
    near = suggest_name(item.text, allowed) or (
        f"; it can be {join_quoted(sorted(allowed))}" if len(allowed) < 13 else ""
    )
    add_flag_finding(findings, "--then", f"`{item.text}` is not a value of `{conclusion.name}`{near}")


def _format_names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _build_default_condition(facts: Iterable[NewFact]) -> MappingNode:
    """The condition that new facts have the first of their values."""
    found = []
    for fact in facts:
        name, value = ScalarNode(fact.name, Place("")), fact.values[0] if fact.values else "yes"
        at_least = MappingNode(((ScalarNode("at_least", Place("")), ScalarNode("1", Place(""))),), Place(""))
        found.append((name, at_least if fact.kind is Kind.COUNT else ScalarNode(value, Place(""))))
    return MappingNode(tuple(found), Place(""))


def _build_mapping(key: str, *values: str) -> MappingNode:
    nodes = tuple(ScalarNode(value, Place("")) for value in values)
    return MappingNode(
        ((ScalarNode(key, Place("")), nodes[0] if len(nodes) == 1 else ListNode(nodes, Place(""))),), Place("")
    )


def determine_stage(
    then_nodes: Iterable[MappingNode | None], stage: str, vocabulary: Vocabulary, findings: FindingList
) -> str:
    """The stage of what a rule concludes (`stage`, if that is given). Said, where something is of another one."""
    names = dict.fromkeys(key.text for each in then_nodes if each is not None for key, _ in each.items)
    stages = {
        name: vocabulary.rulebase.conclusions[name].stage for name in names if name in vocabulary.rulebase.conclusions
    }
    if not stage and len(set(stages.values())) > 1:
        told = ", ".join(f"`{name}` is concluded in stage {each}" for name, each in stages.items())
        add_flag_finding(findings, "--then", f"a rule concludes for one stage, but {told}; make a rule for each")
    for name, each in stages.items():
        if stage and each != stage:
            add_flag_finding(findings, "--then", f"a rule of stage {stage} cannot conclude `{name}` of stage {each}")
    return stage or next((each.value for each in stages.values()), "")
