"""What the shell offers when somebody presses Tab: levels, facts, their values, and names of rules.

Shells ask for it in the way of click (docs/shell.md). A rule base that cannot be loaded offers nothing: the command
itself says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from advisor.errors import AdvisorError
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.model.vocabulary import Fact, Kind

_FILES = frozenset(("FACTS", "FILE", "FILE...", "PATH...", "PLAN", "DOCX", "BEFORE", "AFTER"))
_FOLDERS = frozenset(("DIR",))
"""Names in the help that mean a file or a folder; `-` is one of them for most commands."""


def offer_files(command: click.Command) -> None:
    """Let the shell offer files and folders for all parameters whose name in the help is that of one."""
    for parameter in command.params:
        if parameter.metavar in _FILES:
            parameter.type = click.Path(readable=False)
        elif parameter.metavar in _FOLDERS:
            parameter.type = click.Path(readable=False, file_okay=False)


def complete_states(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the levels."""
    rulebase = _load(context)
    if rulebase is None or not rulebase.states:
        return []
    return _build_items(rulebase.facts[STATED_STATE].values.items(), incomplete)


def complete_facts(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the facts that can be stated, each with its question."""
    return _build_items(((fact.name, fact.question) for fact in _list_askable_facts(context)), incomplete)


def complete_settings(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer facts as `fact=`, and after the sign the values of the fact; after a comma further values of a list."""
    name, sign, typed = incomplete.partition("=")
    facts = {fact.name: fact for fact in _list_askable_facts(context)}
    if not sign:
        return _build_items(((f"{each}=", fact.question) for each, fact in facts.items()), incomplete)
    if name not in facts:
        return []
    fact = facts[name]
    begun, comma, _typed = typed.rpartition(",")
    start = f"{name}={begun}{comma}"
    chosen = begun.split(",")
    return _build_items(
        ((f"{start}{value}", words) for value, words in _iter_values(fact, is_first=not comma) if value not in chosen),
        incomplete,
    )


def complete_read_names(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the facts and conclusions that rules read."""
    rulebase = _load(context)
    if rulebase is None:
        return []
    pairs = [(fact.name, fact.label) for fact in rulebase.facts.values()]
    return _build_items([*pairs, *((name, "a conclusion") for name in rulebase.conclusions)], incomplete)


def complete_ids(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the ids of rules, facts and steps."""
    rulebase = _load(context)
    if rulebase is None:
        return []
    pairs = [(rule.id, rule.title) for rule in rulebase.rules]
    pairs += [(fact.name, fact.label) for fact in rulebase.facts.values()]
    return _build_items([*pairs, *((step.id, step.title) for step in rulebase.steps.values())], incomplete)


def complete_codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the codes of checks, whatever the case."""
    from advisor.authoring.check.catalogue import load_checks  # here, since this module is imported by all commands

    return _build_items(((code, check.title) for code, check in load_checks().items()), incomplete.upper())


def _iter_values(fact: Fact, *, is_first: bool) -> Iterable[tuple[str, str]]:
    yield from fact.values.items()
    if is_first:
        if fact.kind is Kind.MANY:
            yield "none", fact.empty
        yield "unknown", "you do not know it"


def _list_askable_facts(context: click.Context) -> list[Fact]:
    rulebase = _load(context)
    return [fact for fact in rulebase.facts.values() if not fact.computed] if rulebase else []


def _load(context: click.Context) -> RuleBase | None:
    from advisor.cli.pack_option import load_trusted_packs  # here, since this module is imported by all commands

    packs = context.params.get("packs") or ()
    try:
        return load_trusted_packs(packs)
    except AdvisorError:
        return None


def _build_items(pairs: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=" ".join(words.split())) for name, words in pairs if name.startswith(incomplete)]
