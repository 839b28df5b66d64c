"""The wording of the rule base, and helpers that join its parts into sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.name_suggestion import suggest_name
from advisor.model.pack_locators import add_authors, find_authors
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.vocabulary import Atom, Fact, Kind
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.numbered_notes import CitationNotes, format_pack_marks
from advisor.reporting.view.text_layout import CitedText, format_decimal

WordingLookup = Callable[..., str]
"""A function that returns the wording for an id, with values filled in: `wording("step", number=2)`."""
_THAT_CLAUSE = re.compile(r"(, |; |and )that ")
_SEVERAL_ANSWERS = re.compile(r"[,;]? and that |, that |; (?:and )?(?:that )?")
_LONG_LIST = re.compile(r"; (?:and )?")
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_CAPITALIZED_NAMES = ("Sales ", "Marketing ", "Marketing's ", "Sales' ")


class ReportContext(NamedTuple):
    """The data that every part of a report is built from.

    `facts_by_rule` holds the reported facts behind each fired rule.
    """

    advice: Advice
    rulebase: RuleBase
    wording: WordingLookup
    notes: CitationNotes
    facts_by_rule: dict[str, frozenset[str]]

    def cite_text(self, text: str, *locators: str, strong: Sequence[str] = ()) -> CitedText:
        """Build a line with the marks of its sources; an answer is a sentence of its own, without "You report that"."""
        if not text:
            return CitedText("")
        text = drop_attribution(self.wording, text)
        starts = {words: capitalize(words) for words in strong if text.startswith(capitalize(words))}
        return CitedText(text, self.notes.cite(*locators), tuple(starts.get(words, words) for words in strong))

    def cite_wording(self, name: str, *locators: str, **values: object) -> CitedText:
        """Build a line from a wording, with the marks of its sources; a pack that changed it is its author."""
        authors = [each.by for each in self.rulebase.overrides if each.what == f"wording/{name}"][:1]
        return self.cite_text(self.wording(name, **values), *(add_authors(each, authors) for each in locators))

    def sign_by_rule(self, locator: str, rule_id: str) -> str:
        """Return a locator for words of which a rule gives a part; a pack that wrote the rule is their author too."""
        return add_authors(locator, find_authors(self.rulebase.rules_by_id[rule_id].source))

    def join_verdicts(self, verdicts: Iterable[str]) -> str:
        """Join verdicts as their headlines in quotation marks: `"Leave it as it is" or "Move up one level"`."""
        return join_alternatives([format_verdict(self.rulebase, verdict) for verdict in verdicts])

    def get_statement_title(self, number: int) -> str:
        """Return the short title of a statement."""
        return self.rulebase.entries[f"statements/{number}"].title


def build_context(advice: Advice, rulebase: RuleBase) -> ReportContext:
    """Build the context of one report, with no note cited yet."""
    facts_by_rule = {
        entry.rule: frozenset(
            str(use["fact"]) for use in entry.uses if "fact" in use and _is_reported(rulebase.facts[str(use["fact"])])
        )
        for entry in advice.trace
    }
    return ReportContext(advice, rulebase, build_wording_lookup(rulebase), CitationNotes(rulebase), facts_by_rule)


def _is_reported(fact: Fact) -> bool:
    """Check whether a person reported the fact; scores of single statements count as reported."""
    return not fact.computed or fact.kind is Kind.COUNT


def build_wording_lookup(rulebase: RuleBase) -> WordingLookup:
    """Build a function that returns a wording by its id, with values filled in."""

    def look_up(name: str, **values: object) -> str:
        if name not in rulebase.wording:
            raise LookupError(f"there is no wording `{name}`{suggest_name(name, rulebase.wording)}")
        return rulebase.wording[name].format_map({key: str(value) for key, value in values.items()})

    return look_up


def list_wordings(wording: WordingLookup, prefix: str, *names: str) -> tuple[str, ...]:
    """Look up several wordings whose ids begin with `prefix`, such as table headers."""
    return tuple(wording(f"{prefix}{name}") for name in names)


def format_interval(
    wording: WordingLookup, name: str, interval: Iterable[float], format_end: Callable[[float], str] = format_decimal
) -> str:
    """Format an interval, or one figure if its ends look the same: `2.0 to 3.5`, `3.0`.

    Args:
        wording: looks up the words.
        name: the id of the wording that joins the ends.
        interval: the two ends.
        format_end: formats one end; the default gives one decimal.
    """
    low, high = map(format_end, interval)
    return low if low == high else wording(name, low=low, high=high)


def format_verdict(rulebase: RuleBase, verdict: str) -> str:
    """Return the headline of a verdict in quotation marks, with the packs without which nobody could get it."""
    marks = mark_verdict(rulebase, verdict)
    return f'"{quote_headline(rulebase, verdict)}"{f" {marks}" if marks else ""}'


def mark_verdict(rulebase: RuleBase, verdict: str) -> str:
    """Return the marks of the packs that wrote a verdict, or whose rules alone conclude it; "" for all others."""
    entry = rulebase.entries.get(f"verdicts/{verdict}")
    rules = [find_authors(rule.source) for rule in rulebase.rules_by_atom.get(Atom(VERDICT, verdict), ())]
    return format_pack_marks(
        [*find_authors(entry.source if entry else ""), *(pack for packs in rules if all(rules) for pack in packs)]
    )


def quote_headline(rulebase: RuleBase, verdict: str) -> str:
    """Return the headline of a verdict without its full stop: `Move up one level`."""
    entry = rulebase.entries.get(f"verdicts/{verdict}")
    return entry.title.removesuffix(".") if entry else verdict


def decapitalize(sentence: str) -> str:
    """Return a sentence without its capital letter, unless it begins with a name."""
    return sentence if sentence.startswith(_CAPITALIZED_NAMES) else sentence[:1].lower() + sentence[1:]


def capitalize(words: str) -> str:
    """Return words with a capital first letter."""
    return words[:1].upper() + words[1:]


def drop_attribution(wording: WordingLookup, text: str) -> str:
    """Return a text whose sentences say an answer directly: `Conflicts are frequent.`, not `You report that …`.

    A report says once that everything about the company comes from its answers.
    """
    lead = f"{wording('reported')} "
    if lead not in text:
        return text
    return " ".join(_drop_lead(sentence, lead) for sentence in _SENTENCE_END.split(text))


def drop_answers(wording: WordingLookup, text: str) -> str:
    """Return a text without the sentences that only repeat an answer: `You report that …`."""
    lead = f"{wording('reported')} "
    return " ".join(sentence for sentence in _SENTENCE_END.split(text) if not sentence.startswith(lead))


def list_answers(wording: WordingLookup, text: str) -> list[str]:
    """List the answers that a reason repeats, each as a clause; `drop_answers` returns the rest."""
    lead = f"{wording('reported')} "
    answers = []
    for sentence in _SENTENCE_END.split(text):
        if sentence.startswith(lead):
            answers += _SEVERAL_ANSWERS.split(sentence.removeprefix(lead).removesuffix("."))
    return answers


def join_disputes(wording: WordingLookup, clauses: Iterable[str]) -> list[str]:
    """Join the clauses on topics of disagreement into one: `the teams disagree about prices and forecasts`."""
    lead = decapitalize(wording("trouble-topics", topics="").removesuffix("."))
    joined: dict[str, list[str]] = {}
    for clause in clauses:
        is_dispute = clause.startswith(lead)
        joined.setdefault(lead if is_dispute else clause, []).append(clause.removeprefix(lead))
    return [f"{lead}{join_words(topics)}" if key == lead else key for key, topics in joined.items()]


def _drop_lead(sentence: str, lead: str) -> str:
    if not sentence.startswith(lead):
        return sentence
    answers = _THAT_CLAUSE.sub(r"\1", sentence.removeprefix(lead))
    return ". ".join(map(capitalize, _LONG_LIST.split(answers)))


def is_one_sentence(text: str) -> bool:
    """Return whether a text is a single sentence."""
    return _SENTENCE_END.search(text) is None


def join_action_and_reason(wording: WordingLookup, action: str, because: str) -> str:
    """Join an action and its reason: `Act, because a and b.`.

    Args:
        wording: looks up the words.
        action: the action, with or without its full stop.
        because: the reason as a sentence: `You report that a and that b.`.
    """
    lead = f"{wording('reported')} "
    reported = because.startswith(lead)
    reason = _THAT_CLAUSE.sub(r"\1", because.removeprefix(lead)) if reported else decapitalize(because)
    return wording("because", action=action.removesuffix("."), reason=reason)


def format_step_numbers(wording: WordingLookup, numbers: Sequence[int]) -> str:
    """Format rising step numbers: `step 2`, `steps 1 and 3`, `steps 4 to 7`."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return wording("step", number=first)
    if len(numbers) > 2 and list(numbers) == list(range(first, last + 1)):
        return wording("steps-range", first=first, last=last)
    return wording("steps", numbers=join_words(map(str, numbers)))
