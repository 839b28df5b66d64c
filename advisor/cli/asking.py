"""What is still missing of a new rule, asked for at a terminal; `?word` lists the names that come near a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

import click

from advisor.authoring.drafting import Flags, Vocabulary, draft_of
from advisor.authoring.scaffold import ScaffoldError

_SHOWN = 12


def asked(flags: Flags, known: Vocabulary) -> Flags:
    """The flags, with those that lack a value asked for."""
    rulebase = known.rulebase
    prefixes = [prefix for work in rulebase.works for prefix in work.prefix]
    if not flags.title:
        flags = flags._replace(title=_text("Title (what the rule says, in a few words)"))
    if not flags.source:
        flags = flags._replace(source=_text(f"Source (a locator that begins with {', '.join(prefixes[:_SHOWN])}, …)"))
    if not flags.when and not flags.new_facts:
        facts = [fact.name for fact in rulebase.facts.values() if not fact.computed]
        names = [*facts, *rulebase.conclusions]
        flags = flags._replace(when=_several("When (as `fact: value`)", names, _looked_at(flags, known, "when")))
    if not flags.then and not flags.new_steps:
        names = [*rulebase.conclusions, *rulebase.steps]
        flags = flags._replace(then=_several("Then (as `step: ID`)", names, _looked_at(flags, known, "then")))
    if not flags.because:
        flags = flags._replace(because=_text("Because (`{grounds}` stands for the answers)"))
    return flags


def _text(question: str) -> str:
    text: str = click.prompt(question, value_proc=lambda given: " ".join(given.split()))
    return text


def _several(question: str, names: Iterable[str], look: Callable[[str], list[str]]) -> tuple[str, ...]:
    """One value or more; each is looked at when it is typed, and nothing typed ends it."""
    known = list(names)
    found: list[str] = []
    click.echo("`?word` lists names; an empty line ends.")
    while True:
        text: str = click.prompt(question, default="", show_default=False).strip()
        if not text and found:
            return tuple(found)
        if text.startswith("?"):
            click.echo(f"  {', '.join(_near(text[1:].strip(), known)) or 'no name comes near'}")
            continue
        wrong = look(text) if text else ["one is needed"]
        for sentence in wrong:
            click.echo(f"  {sentence}")
        if not wrong:
            found.append(text)


def _near(word: str, names: list[str]) -> list[str]:
    inside = [name for name in names if word in name]
    return list(dict.fromkeys([*inside, *get_close_matches(word, names, _SHOWN)]))[:_SHOWN]


def _looked_at(flags: Flags, known: Vocabulary, what: str) -> Callable[[str], list[str]]:
    def look(text: str) -> list[str]:
        try:
            tried = flags._replace(title="t", source="s", because="b")
            draft_of(tried._replace(when=(text,)) if what == "when" else tried._replace(then=(text,)), known)
        except ScaffoldError as error:
            return [each.sentence for each in error.findings if each.place.file == f"--{what}"]
        return []

    return look
