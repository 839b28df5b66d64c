"""What is still missing of a new rule, asked for at a terminal; `?word` lists what comes near a word, with its values.

Each answer is looked at when it is typed. A condition on a fact that is not there, or a step that is not, can be made
one there and then.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

import click

from advisor.authoring.pack_source.stubs import quote_text
from advisor.authoring.pack_source.written_rules import iter_written_tests
from advisor.authoring.scaffold.draft import (
    build_condition_reader,
    build_draft,
    check_because,
    check_source,
    parse_condition,
)
from advisor.authoring.scaffold.flags import NewRuleOptions, Vocabulary
from advisor.authoring.scaffold.new_entries import (
    FACT_NAME,
    SLUG,
    check_choice_value,
    check_choice_values,
    infer_move,
    parse_new_facts,
)
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.loading.mapping_reader import YES_NO_WORDS
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.model.knowledge import MOVES
from advisor.model.rulebase import STEP_CONCLUSIONS

_MAX_LISTED = 12


def prompt_for_missing(flags: NewRuleOptions, vocabulary: Vocabulary, pack: str) -> NewRuleOptions:
    """The flags, with those that lack a value asked for; what the rule to be overridden has need not be said.

    Raises ScaffoldError at once where something is wrong with what is given already.
    """
    _check_flags(flags, vocabulary, pack)
    old = vocabulary.rulebase.rules_by_id.get(flags.overrides or "")
    prefixes = [prefix for work in vocabulary.rulebase.works for prefix in work.prefix]
    if flags.overrides and not flags.reason:
        flags = flags._replace(reason=_prompt_text("Reason (why that rule is overridden)"))
    if not flags.title and old is None:
        flags = flags._replace(title=_prompt_text("Title (what the rule says, in a few words)"))
    if not flags.source:
        question = f"Source (a locator that begins with {', '.join(prefixes[:_MAX_LISTED])}, …)"
        flags = flags._replace(source=_prompt_text(question, lambda text: list(check_source(text))))
    if not flags.when and not flags.new_facts and old is None:
        flags = _prompt_values("When (as `fact: value`)", "when", flags, vocabulary)
    if not flags.then and not flags.new_steps and old is None:
        flags = _prompt_values("Then (as `step: ID`)", "then", flags, vocabulary)
    if not flags.because and old is None:
        question = "Because (`{grounds}` stands for the answers)"
        flags = flags._replace(because=_prompt_text(question, lambda text: _check_because(text, flags, vocabulary)))
    return flags


def _check_flags(flags: NewRuleOptions, vocabulary: Vocabulary, pack: str) -> None:
    given = {"--source": flags.source, "--when": flags.when, "--then": flags.then}
    concerned = {"ID", "--overrides", "--new-fact", "--new-step", *(flag for flag, value in given.items() if value)}
    try:
        build_draft(flags, vocabulary, pack)
    except ScaffoldError as error:
        wrong = [each for each in error.findings if each.place.file in concerned]
        if wrong:
            raise ScaffoldError(wrong) from None


def _prompt_text(question: str, validate: Callable[[str], list[str]] = lambda text: []) -> str:
    while True:
        text: str = click.prompt(question, value_proc=lambda given: " ".join(given.split()))
        wrong = validate(text) if text else ["one is needed"]
        for sentence in wrong:
            click.echo(f"  {sentence}")
        if not wrong:
            return text


def _prompt_values(question: str, flag_name: str, flags: NewRuleOptions, vocabulary: Vocabulary) -> NewRuleOptions:
    """One value or more; each is looked at when it is typed, and nothing typed ends it."""
    click.echo("`?word` lists names; an empty line ends.")
    while True:
        given = flags.when if flag_name == "when" else flags.then
        text: str = click.prompt(question, default="", show_default=False).strip()
        if not text and given:
            return flags
        if text.startswith("?"):
            for line in _find_similar_names(text[1:].strip(), flag_name, vocabulary) or ["no name comes near"]:
                click.echo(f"  {line}")
            continue
        more = flags._replace(when=(*given, text)) if flag_name == "when" else flags._replace(then=(*given, text))
        wrong = _find_problems(more, flag_name, vocabulary) if text else ["one is needed"]
        for sentence in wrong:
            click.echo(f"  {sentence}")
        if wrong and text:
            made = (
                _propose_new_facts(more, text, vocabulary)
                if flag_name == "when"
                else _propose_new_steps(more, text, vocabulary)
            )
            if made is not None:
                more, wrong = made, _find_problems(made, flag_name, vocabulary)
                for sentence in wrong:
                    click.echo(f"  {sentence}")
        if not wrong:
            flags = more


def _find_problems(flags: NewRuleOptions, flag_name: str, vocabulary: Vocabulary) -> list[str]:
    """What is wrong with what was typed for a flag, or with what it brings along."""
    try:
        build_draft(flags._replace(title="t", source="s", because="b", overrides=None, reason=None), vocabulary)
    except ScaffoldError as error:
        concerned = (f"--{flag_name}", "--new-fact", "--new-step")
        return [each.sentence for each in error.findings if each.place.file in concerned]
    return []


def _check_because(text: str, flags: NewRuleOptions, vocabulary: Vocabulary) -> list[str]:
    findings = FindingList()
    reader = build_condition_reader(vocabulary, parse_new_facts(flags, vocabulary, findings), findings)
    return list(check_because(text, [parse_condition(each, reader) for each in flags.when], reader))


def _propose_new_facts(flags: NewRuleOptions, text: str, vocabulary: Vocabulary) -> NewRuleOptions | None:
    """The flags with facts for the names in a condition that are none yet; None where that is not wanted."""
    made_before = (each.name for each in parse_new_facts(flags, vocabulary, FindingList()))
    there = {*vocabulary.rulebase.facts, *vocabulary.rulebase.conclusions, *made_before}
    made = flags
    node = _parse_text(text)
    for name, value in iter_written_tests(node) if node is not None else ():
        key = name.text
        if key in there or not FACT_NAME.fullmatch(key):
            continue
        kind = _infer_kind(value)
        unusable = [] if kind else [wrong for each in _collect_texts(value) if (wrong := check_choice_value(each))]
        for sentence in unusable:
            click.echo(f"  {sentence}")
        if unusable or not click.confirm(f"  Make `{key}` a new fact?"):
            continue
        label = click.prompt("  Its label (a few words, as it stands in lists)")
        spec = f"{key}: {{values: {kind or _prompt_choices(_collect_texts(value))}, label: {quote_text(label)}}}"
        made = made._replace(new_facts=(*made.new_facts, spec))
    return None if made is flags else made


def _infer_kind(value: Node) -> str:
    """What a new fact is, told from the value it is compared with: `count`, `yes_no`, or empty for a choice."""
    texts = _collect_texts(value)
    if isinstance(value, MappingNode) or (texts and all(text.isdigit() for text in texts)):
        return "count"
    return "yes_no" if all(text in YES_NO_WORDS for text in texts) else ""


def _collect_texts(value: Node) -> tuple[str, ...]:
    items = value.items if isinstance(value, ListNode) else (value,)
    return tuple(item.text for item in items if isinstance(item, ScalarNode))


def _prompt_choices(required: tuple[str, ...]) -> str:
    """The values of a choice, asked for until they can be some, and those that it is compared with are among them."""
    question = "  All values it can have, with commas between"
    while True:
        given: str = click.prompt(question, default=", ".join(required) if len(required) > 1 else None)
        values = tuple(each.strip() for each in given.split(","))
        lacking = [
            f"`{each}` must be one of them, as the condition names it" for each in required if each not in values
        ]
        wrong = [*check_choice_values(values), *lacking]
        for sentence in wrong:
            click.echo(f"  {sentence}")
        if not wrong:
            return f"[{', '.join(values)}]"


def _propose_new_steps(flags: NewRuleOptions, text: str, vocabulary: Vocabulary) -> NewRuleOptions | None:
    """The flags with steps for the ids in a conclusion that are none yet; None where that is not wanted."""
    node = _parse_text(text)
    made = flags
    for key, value in node.items if isinstance(node, MappingNode) else ():
        for item in value.items if isinstance(value, ListNode) else (value,):
            name = item.text if isinstance(item, ScalarNode) else ""
            if key.text not in STEP_CONCLUSIONS or name in vocabulary.rulebase.steps or not SLUG.fullmatch(name):
                continue
            if click.confirm(f"  Make `{name}` a new step?"):
                move = click.prompt("  Its move", type=click.Choice(MOVES), default=infer_move(flags))
                made = made._replace(new_steps=(*made.new_steps, f"{name}: {move}"))
    return None if made is flags else made


def _parse_text(text: str) -> Node | None:
    try:
        return read_yaml(text, "", FindingList())
    except UnreadableError:
        return None


def _find_similar_names(word: str, flag_name: str, vocabulary: Vocabulary) -> list[str]:
    """Names that come near a word, each with the values it can have, or what it is called."""
    rulebase = vocabulary.rulebase
    told = {
        name: f"{name}: {', '.join(list(each.values)[:_MAX_LISTED]) or each.kind.value} ({each.label})"
        for name, each in rulebase.facts.items()
        if flag_name == "when" and not each.computed
    }
    for name, conclusion in rulebase.conclusions.items():
        values = sorted(conclusion.values or ())
        told[name] = f"{name}: {', '.join(values)}" if 0 < len(values) <= _MAX_LISTED else f"{name} (a conclusion)"
    if flag_name == "then":
        told |= {name: f"step: {name} ({step.title})" for name, step in rulebase.steps.items()}
    inside = [name for name, line in told.items() if word.lower() in line.lower()]
    names = dict.fromkeys(
        [*(name for name in inside if word in name), *inside, *get_close_matches(word, told, _MAX_LISTED)]
    )
    return [told[name] for name in list(names)[:_MAX_LISTED]]
