"""Targets: what an explanation is about, a conclusion with one of its values, such as `verdict:prepare`."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.consultation import UNDETERMINED, Consultation
from advisor.errors import AdvisorError, FactsError
from advisor.model.company import Company
from advisor.model.name_suggestion import find_similar_names, suggest_names
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.value_names import normalize_name
from advisor.model.vocabulary import Atom
from advisor.model.word_lists import join_quoted, join_some_quoted, join_words

_NAMES = {"move": MOVE_TO, "level": STATE}
"""What a person may write for the name of a conclusion."""
_FIRST_NAMES = (VERDICT, STATE, "step", "caution", MOVE_TO)
"""The conclusions that a bare value names first; a reader of the advice sees these."""


def parse_target(text: str, rulebase: RuleBase, place: str) -> Atom:
    """Return the conclusion that a text names: `step:colocation`, or a bare value that names one thing.

    Args:
        text: what the user wrote.
        rulebase: the rule base; a target is a conclusion of some rule.
        place: where the text comes from, for errors.

    Raises:
        FactsError: no conclusion has this name, or several have this value.
    """
    known = list_targets(rulebase)
    name, colon, value = text.strip().partition(":")
    if colon:
        name = _NAMES.get(normalize_name(name), normalize_name(name))
        found = [atom for atom in known if atom.name == name and _is_same(atom.value, value)]
    else:
        found = [atom for atom in known if _is_same(atom.value, name)]
        seen = [atom for atom in found if atom.name in _FIRST_NAMES]
        found = seen if len(seen) == 1 else found
    if len(found) == 1:
        return found[0]
    if found:
        names = join_some_quoted(format_target(atom) for atom in found)
        raise FactsError.at(place, f"`{text}` names several things; write {names}")
    raise FactsError.at(place, f"{_describe_unknown(text, name, colon, known, rulebase)}")


def parse_verdict(text: str, rulebase: RuleBase, place: str) -> str:
    """Return the verdict that a text names: `stay` or `verdict:stay`. Raises FactsError."""
    atom = parse_target(text if ":" in text else f"{VERDICT}:{text}", rulebase, place)
    if atom.name != VERDICT:
        raise FactsError.at(place, f"`{text}` is not a verdict; write one, such as `stay`")
    return atom.value


def choose_verdict(consultation: Consultation, company: Company, place: str) -> Atom:
    """Return the verdict of a company as a target. Raises AdvisorError if it is still open."""
    conclusions = consultation.conclude(company)
    if conclusions.verdict == UNDETERMINED:
        names = join_quoted(f"{VERDICT}:{verdict}" for verdict in conclusions.possible_verdicts)
        sentence = f"the verdict is still open, so there is nothing to explain; name a target, or ask why not {names}"
        raise AdvisorError.at(place, sentence)
    return Atom(VERDICT, conclusions.verdict)


def list_targets(rulebase: RuleBase) -> list[Atom]:
    """List every conclusion of some rule, in the order of stages and rules."""
    rank = {name: conclusion.stage.rank for name, conclusion in rulebase.conclusions.items()}
    return sorted(rulebase.rules_by_atom, key=lambda atom: rank.get(atom.name, 0))


def format_target(atom: Atom) -> str:
    """Return a target as a user writes it."""
    return f"{atom.name}:{atom.value}"


def describe_target(atom: Atom, rulebase: RuleBase) -> str:
    """Return the words for a target: the title of a step or verdict, the name of a level."""
    if atom.name == "step" and atom.value in rulebase.steps:
        return f'"{rulebase.steps[atom.value].title}"'
    section = {VERDICT: "verdicts", STATE: "relationships", MOVE_TO: "relationships"}.get(atom.name, "")
    entry = rulebase.entries.get(f"{section}/{atom.value}") or rulebase.entries.get(atom.value)
    if entry and entry.title:
        return f'"{entry.title.rstrip(".")}"'
    return f"{atom.name.replace('_', ' ')} {atom.value.replace('_', ' ')}"


def format_source(locator: str) -> str:
    """Return a locator, with the pack that wrote it if it is not the built-in one."""
    authors = find_authors(locator)
    return f"{locator}, pack {join_words(authors)}" if authors else locator


def _is_same(value: str, text: str) -> bool:
    return value == text.strip() or normalize_name(value) == normalize_name(text)


def _describe_unknown(text: str, name: str, colon: str, known: list[Atom], rulebase: RuleBase) -> str:
    if colon and name not in {atom.name for atom in known}:
        kinds = list(dict.fromkeys(atom.name for atom in known))
        near = find_similar_names(name, kinds, 1)
        ways = suggest_names(near) or f"; a target begins with {join_some_quoted(kinds)}"
        return f"no target begins with `{name}:`{ways}"
    near = list(_find_near(text, known, bare=not colon))
    if not near and colon:
        values = [format_target(atom) for atom in known if atom.name == name]
        return f"no rule leads to `{text}`; write {join_some_quoted(values)}"
    example = suggest_names(near) or "; examples are `verdict:tighten` and `step:colocation`, see `advisor rules list`"
    return f"no rule leads to `{text}`{example}"


def _find_near(text: str, known: list[Atom], *, bare: bool) -> Iterator[str]:
    names: dict[str, str] = {}
    for atom in known:
        full = format_target(atom)
        names.setdefault(full, full)
        if bare:
            names.setdefault(atom.value, full)
    for near in find_similar_names(text, names, 2):
        yield names[near]
