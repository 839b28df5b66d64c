"""Prompts for the missing options of a new rule; `?word` lists similar names with their values.

Each answer is checked when it is typed. A condition on an unknown fact, or an unknown step, can be created at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

import click

from advisor.authoring.pack_source.written_rules import iter_written_tests
from advisor.authoring.scaffold.draft import build_draft
from advisor.authoring.scaffold.new_entries import (
    FACT_NAME,
    SLUG,
    check_choice_value,
    check_choice_values,
    infer_move,
    parse_new_facts,
)
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.rule_options import NewRuleOptions, Vocabulary, normalize_text
from advisor.authoring.scaffold.rule_parts import build_condition_reader, check_because, check_source, parse_condition
from advisor.cli.echo import echo
from advisor.loading.documents.mapping_reader import YES_NO_WORDS
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.yaml_reader import try_read_yaml
from advisor.loading.documents.yaml_writer import quote_text
from advisor.model.knowledge import MOVES
from advisor.model.rulebase import STEP_CONCLUSIONS
from advisor.model.word_lists import MAX_LISTED


def prompt_for_missing(options: NewRuleOptions, vocabulary: Vocabulary, own_pack: str) -> NewRuleOptions:
    """Ask for the missing options, except for those that the overridden rule has.

    Args:
        options: The options given on the command line.
        vocabulary: The names that exist already.
        own_pack: The name of the pack to write to, if it exists.

    Returns:
        The complete options. Raises ScaffoldError at once if a given option is wrong.
    """
    _check_given(options, vocabulary, own_pack)
    is_new = options.overrides not in vocabulary.rulebase.rules_by_id
    prefixes = list(vocabulary.rulebase.works_by_prefix)
    if options.overrides and not options.reason:
        options = options._replace(reason=_prompt_text("Reason (why that rule is replaced)"))
    if not options.title and is_new:
        options = options._replace(title=_prompt_text("Title (what the rule says, in a few words)"))
    if not options.source:
        question = f"Source (a locator that begins with {', '.join(prefixes[:MAX_LISTED])}, …)"
        options = options._replace(source=_prompt_text(question, check_source))
    if not options.when and not options.new_facts and is_new:
        options = _prompt_values("When (as `fact: value`)", "when", options, vocabulary)
    if not options.then and not options.new_steps and is_new:
        options = _prompt_values("Then (as `step: ID`)", "then", options, vocabulary)
    if not options.because and is_new:
        question = "Because (`{grounds}` is replaced by the answers)"
        options = options._replace(because=_prompt_text(question, _build_because_check(options, vocabulary)))
    return options


def _check_given(options: NewRuleOptions, vocabulary: Vocabulary, own_pack: str) -> None:
    values = {"--source": options.source, "--when": options.when, "--then": options.then}
    answered = {"ID", "--overrides", "--new-fact", "--new-step", *(flag for flag, value in values.items() if value)}
    try:
        build_draft(options, vocabulary, own_pack)
    except ScaffoldError as error:
        findings = [finding for finding in error.findings if finding.place.file in answered]
        if findings:
            raise ScaffoldError(findings) from None


def _prompt_text(
    question: str, find_problems: Callable[[str], Iterable[str]] = lambda _text: (), default: str | None = None
) -> str:
    """Ask until an answer has no problems."""
    while True:
        text = normalize_text(click.prompt(question, default=default, value_proc=str))
        problems = list(find_problems(text)) if text else ["an answer is needed"]
        if not _print_lines(problems):
            return text


def _print_lines(lines: Iterable[str]) -> bool:
    """Print lines indented below a prompt; whether there are any."""
    texts = list(lines)
    for text in texts:
        echo(f"  {text}")
    return bool(texts)


def _prompt_values(question: str, field: str, options: NewRuleOptions, vocabulary: Vocabulary) -> NewRuleOptions:
    """Ask for at least one condition or conclusion, and check each; an empty answer ends."""
    echo("`?word` lists names; an empty line ends.")
    propose = _propose_new_facts if field == "when" else _propose_new_steps
    while True:
        values: tuple[str, ...] = getattr(options, field)
        text: str = click.prompt(question, default="", show_default=False).strip()
        if not text:
            if values:
                return options
            _print_lines(["an answer is needed"])
        elif text.startswith("?"):
            _print_lines(_find_similar_names(text[1:].strip(), field, vocabulary) or ["no similar name"])
        else:
            change: dict[str, Any] = {field: (*values, text)}
            extended = options._replace(**change)
            has_problems = _print_lines(_find_problems(extended, field, vocabulary))
            if has_problems and (completed := propose(extended, text, vocabulary)) != extended:
                extended = completed
                has_problems = _print_lines(_find_problems(extended, field, vocabulary))
            if not has_problems:
                options = extended


def _find_problems(options: NewRuleOptions, field: str, vocabulary: Vocabulary) -> list[str]:
    """Return what is wrong with the values of a field, or with new facts and steps."""
    try:
        build_draft(options._replace(title="t", source="s", because="b", overrides=None, reason=None), vocabulary)
    except ScaffoldError as error:
        flags = (f"--{field}", "--new-fact", "--new-step")
        return [finding.sentence for finding in error.findings if finding.place.file in flags]
    return []


def _build_because_check(options: NewRuleOptions, vocabulary: Vocabulary) -> Callable[[str], Iterable[str]]:
    findings = FindingList()
    reader = build_condition_reader(vocabulary, parse_new_facts(options, vocabulary, findings), findings)
    conditions = [node for text in options.when if (node := parse_condition(text, reader))]
    return lambda text: check_because(text, conditions, reader)


def _propose_new_facts(options: NewRuleOptions, text: str, vocabulary: Vocabulary) -> NewRuleOptions:
    """Offer to create the unknown facts in a condition, and add those that are wanted."""
    new_names = (fact.name for fact in parse_new_facts(options, vocabulary, FindingList()))
    known = {*vocabulary.rulebase.facts, *vocabulary.rulebase.conclusions, *new_names}
    node = try_read_yaml(text)
    for key, value in iter_written_tests(node) if node is not None else ():
        name = key.text
        if name in known or not FACT_NAME.fullmatch(name):
            continue
        kind, values = _infer_kind(value), _collect_texts(value)
        if not kind and _print_lines(problem for each in values if (problem := check_choice_value(each))):
            continue
        if click.confirm(f"  Create the new fact `{name}`?"):
            label = click.prompt("  Its label (a few words for lists)")
            spec = f"{name}: {{values: {kind or _prompt_choices(values)}, label: {quote_text(label)}}}"
            options = options._replace(new_facts=(*options.new_facts, spec))
    return options


def _infer_kind(value: Node) -> str:
    """Infer the kind of a new fact from the value in a condition: `count`, `yes_no`, or "" for a choice."""
    texts = _collect_texts(value)
    if isinstance(value, MappingNode) or (texts and all(text.isdigit() for text in texts)):
        return "count"
    return "yes_no" if all(text in YES_NO_WORDS for text in texts) else ""


def _collect_texts(value: Node) -> tuple[str, ...]:
    items = value.items if isinstance(value, ListNode) else (value,)
    return tuple(item.text for item in items if isinstance(item, ScalarNode))


def _prompt_choices(required: tuple[str, ...]) -> str:
    """Ask for all values of a new choice; the values in its condition must be among them."""

    def find_problems(text: str) -> Iterable[str]:
        values = tuple(value.strip() for value in text.split(","))
        yield from check_choice_values(values)
        yield from (f"`{each}` is missing; the condition uses it" for each in required if each not in values)

    default = ", ".join(required) if len(required) > 1 else None
    return f"[{_prompt_text('  All its values, with commas between them', find_problems, default)}]"


def _propose_new_steps(options: NewRuleOptions, text: str, vocabulary: Vocabulary) -> NewRuleOptions:
    """Offer to create the unknown steps in a conclusion, and add those that are wanted."""
    node = try_read_yaml(text)
    for key, value in node.items if isinstance(node, MappingNode) else ():
        for name in _collect_texts(value) if key.text in STEP_CONCLUSIONS else ():
            if name in vocabulary.rulebase.steps or not SLUG.fullmatch(name):
                continue
            if click.confirm(f"  Create the new step `{name}`?"):
                move = click.prompt("  Its move", type=click.Choice(MOVES), default=infer_move(options))
                options = options._replace(new_steps=(*options.new_steps, f"{name}: {move}"))
    return options


def _find_similar_names(word: str, field: str, vocabulary: Vocabulary) -> list[str]:
    """Find names similar to a word, each with its values or its title."""
    rulebase = vocabulary.rulebase
    lines = {
        name: f"{name}: {', '.join(list(fact.values)[:MAX_LISTED]) or fact.kind.value} ({fact.label})"
        for name, fact in rulebase.facts.items()
        if field == "when" and not fact.computed
    }
    for name, conclusion in rulebase.conclusions.items():
        values = sorted(conclusion.values or ())
        lines[name] = f"{name}: {', '.join(values)}" if 0 < len(values) <= MAX_LISTED else f"{name} (a conclusion)"
    if field == "then":
        lines |= {name: f"step: {name} ({step.title})" for name, step in rulebase.steps.items()}
    containing = [name for name, line in lines.items() if word.lower() in line.lower()]
    best = [name for name in containing if word in name]
    names = dict.fromkeys([*best, *containing, *get_close_matches(word, lines, MAX_LISTED)])
    return [lines[name] for name in list(names)[:MAX_LISTED]]
