"""What is still missing of a new rule, asked for at a terminal; `?word` lists what comes near a word, with its values.

Each answer is looked at when it is typed. A condition on a fact that is not there, or a step that is not, can be made
one there and then.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

import click

from advisor.authoring.pack_source.stubs import quoted
from advisor.authoring.pack_source.written_rules import tests_of
from advisor.authoring.scaffold.draft import condition_reader, draft_of, when, wrong_because, wrong_source
from advisor.authoring.scaffold.flags import Flags, Vocabulary
from advisor.authoring.scaffold.new_entries import FACT_NAME, SLUG, move_of, new_facts, wrong_value, wrong_values
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.loading.mapping_reader import YES_NO
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.model.knowledge import MOVES
from advisor.model.rulebase import OF_STEPS

_SHOWN = 12


def asked(flags: Flags, known: Vocabulary, pack: str) -> Flags:
    """The flags, with those that lack a value asked for; what the rule to be overridden has need not be said.

    Raises ScaffoldError at once where something is wrong with what is given already.
    """
    _check_given(flags, known, pack)
    old = known.rulebase.by_id.get(flags.overrides or "")
    prefixes = [prefix for work in known.rulebase.works for prefix in work.prefix]
    if flags.overrides and not flags.reason:
        flags = flags._replace(reason=_text("Reason (why that rule is overridden)"))
    if not flags.title and old is None:
        flags = flags._replace(title=_text("Title (what the rule says, in a few words)"))
    if not flags.source:
        question = f"Source (a locator that begins with {', '.join(prefixes[:_SHOWN])}, …)"
        flags = flags._replace(source=_text(question, lambda text: list(wrong_source(text))))
    if not flags.when and not flags.new_facts and old is None:
        flags = _several("When (as `fact: value`)", "when", flags, known)
    if not flags.then and not flags.new_steps and old is None:
        flags = _several("Then (as `step: ID`)", "then", flags, known)
    if not flags.because and old is None:
        question = "Because (`{grounds}` stands for the answers)"
        flags = flags._replace(because=_text(question, lambda text: _because(text, flags, known)))
    return flags


def _check_given(flags: Flags, known: Vocabulary, pack: str) -> None:
    given = {"--source": flags.source, "--when": flags.when, "--then": flags.then}
    concerned = {"ID", "--overrides", "--new-fact", "--new-step", *(flag for flag, value in given.items() if value)}
    try:
        draft_of(flags, known, pack)
    except ScaffoldError as error:
        wrong = [each for each in error.findings if each.place.file in concerned]
        if wrong:
            raise ScaffoldError(wrong) from None


def _text(question: str, look: Callable[[str], list[str]] = lambda text: []) -> str:
    while True:
        text: str = click.prompt(question, value_proc=lambda given: " ".join(given.split()))
        wrong = look(text) if text else ["one is needed"]
        for sentence in wrong:
            click.echo(f"  {sentence}")
        if not wrong:
            return text


def _several(question: str, what: str, flags: Flags, known: Vocabulary) -> Flags:
    """One value or more; each is looked at when it is typed, and nothing typed ends it."""
    click.echo("`?word` lists names; an empty line ends.")
    while True:
        given = flags.when if what == "when" else flags.then
        text: str = click.prompt(question, default="", show_default=False).strip()
        if not text and given:
            return flags
        if text.startswith("?"):
            for line in _near(text[1:].strip(), what, known) or ["no name comes near"]:
                click.echo(f"  {line}")
            continue
        more = flags._replace(when=(*given, text)) if what == "when" else flags._replace(then=(*given, text))
        wrong = _wrong(more, what, known) if text else ["one is needed"]
        for sentence in wrong:
            click.echo(f"  {sentence}")
        if wrong and text:
            made = _with_new_facts(more, text, known) if what == "when" else _with_new_steps(more, text, known)
            if made is not None:
                more, wrong = made, _wrong(made, what, known)
                for sentence in wrong:
                    click.echo(f"  {sentence}")
        if not wrong:
            flags = more


def _wrong(flags: Flags, what: str, known: Vocabulary) -> list[str]:
    """What is wrong with what was typed for a flag, or with what it brings along."""
    try:
        draft_of(flags._replace(title="t", source="s", because="b", overrides=None, reason=None), known)
    except ScaffoldError as error:
        concerned = (f"--{what}", "--new-fact", "--new-step")
        return [each.sentence for each in error.findings if each.place.file in concerned]
    return []


def _because(text: str, flags: Flags, known: Vocabulary) -> list[str]:
    findings = Findings()
    reader = condition_reader(known, new_facts(flags, known, findings), findings)
    return list(wrong_because(text, [when(each, reader) for each in flags.when], reader))


def _with_new_facts(flags: Flags, text: str, known: Vocabulary) -> Flags | None:
    """The flags with facts for the names in a condition that are none yet; None where that is not wanted."""
    made_before = (each.name for each in new_facts(flags, known, Findings()))
    there = {*known.rulebase.facts, *known.rulebase.conclusions, *made_before}
    made = flags
    node = _read(text)
    for name, value in tests_of(node) if node is not None else ():
        key = name.text
        if key in there or not FACT_NAME.fullmatch(key):
            continue
        kind = _kind(value)
        unusable = [] if kind else [wrong for each in _texts(value) if (wrong := wrong_value(each))]
        for sentence in unusable:
            click.echo(f"  {sentence}")
        if unusable or not click.confirm(f"  Make `{key}` a new fact?"):
            continue
        label = click.prompt("  Its label (a few words, as it stands in lists)")
        spec = f"{key}: {{values: {kind or _values(_texts(value))}, label: {quoted(label)}}}"
        made = made._replace(new_facts=(*made.new_facts, spec))
    return None if made is flags else made


def _kind(value: Node) -> str:
    """What a new fact is, told from the value it is compared with: `count`, `yes_no`, or empty for a choice."""
    texts = _texts(value)
    if isinstance(value, Mapped) or (texts and all(text.isdigit() for text in texts)):
        return "count"
    return "yes_no" if all(text in YES_NO for text in texts) else ""


def _texts(value: Node) -> tuple[str, ...]:
    items = value.items if isinstance(value, Listing) else (value,)
    return tuple(item.text for item in items if isinstance(item, Scalar))


def _values(compared: tuple[str, ...]) -> str:
    """The values of a choice, asked for until they can be some, and those that it is compared with are among them."""
    question = "  All values it can have, with commas between"
    while True:
        given: str = click.prompt(question, default=", ".join(compared) if len(compared) > 1 else None)
        values = tuple(each.strip() for each in given.split(","))
        lacking = [
            f"`{each}` must be one of them, as the condition names it" for each in compared if each not in values
        ]
        wrong = [*wrong_values(values), *lacking]
        for sentence in wrong:
            click.echo(f"  {sentence}")
        if not wrong:
            return f"[{', '.join(values)}]"


def _with_new_steps(flags: Flags, text: str, known: Vocabulary) -> Flags | None:
    """The flags with steps for the ids in a conclusion that are none yet; None where that is not wanted."""
    node = _read(text)
    made = flags
    for key, value in node.items if isinstance(node, Mapped) else ():
        for item in value.items if isinstance(value, Listing) else (value,):
            name = item.text if isinstance(item, Scalar) else ""
            if key.text not in OF_STEPS or name in known.rulebase.steps or not SLUG.fullmatch(name):
                continue
            if click.confirm(f"  Make `{name}` a new step?"):
                move = click.prompt("  Its move", type=click.Choice(MOVES), default=move_of(flags))
                made = made._replace(new_steps=(*made.new_steps, f"{name}: {move}"))
    return None if made is flags else made


def _read(text: str) -> Node | None:
    try:
        return read_yaml(text, "", Findings())
    except UnreadableError:
        return None


def _near(word: str, what: str, known: Vocabulary) -> list[str]:
    """Names that come near a word, each with the values it can have, or what it is called."""
    rulebase = known.rulebase
    told = {
        name: f"{name}: {', '.join(list(each.values)[:_SHOWN]) or each.kind.value} ({each.label})"
        for name, each in rulebase.facts.items()
        if what == "when" and not each.computed
    }
    for name, conclusion in rulebase.conclusions.items():
        values = sorted(conclusion.values or ())
        told[name] = f"{name}: {', '.join(values)}" if 0 < len(values) <= _SHOWN else f"{name} (a conclusion)"
    if what == "then":
        told |= {name: f"step: {name} ({step.title})" for name, step in rulebase.steps.items()}
    inside = [name for name, line in told.items() if word.lower() in line.lower()]
    names = dict.fromkeys([*(name for name in inside if word in name), *inside, *get_close_matches(word, told, _SHOWN)])
    return [told[name] for name in list(names)[:_SHOWN]]
