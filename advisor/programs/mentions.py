"""What a text names: verdicts, levels, steps and persons, in the words that reports use for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.model.rulebase import MOVE_TO, NO_VERDICT, STATE, VERDICT, RuleBase
from advisor.programs.polarity import Span

_LIST_NUMBER = re.compile(r"^\s{0,8}(?:[-*+]\s+)?\(?\d{1,3}[.)]\s+", re.MULTILINE)
_NAMED = (
    r"\b{}\b(?:\W+(?:is|are|was|would be|should be|remains|here|now|not|n't|today|for you|of|the|already|still|"
    r"currently|as))*"
    r"\W+({})(?![\w-])"
)
"""The verdict or level after its kind: "the verdict is `tighten`"."""
_TEAMS_ARE = (
    r"\b(?:teams?|you|they|we|company|relationship|departments?|functions?|marketing|sales|both|it)"
    r"(?:\s+(?:are|is|were|was|have|has|been|be|remain|remains|seem|seems|count|counts|as|not|never|now|today|already|"
    r"fully|quite|very|well|still|currently|both|all|closely|at|the|level|really|truly|largely|mostly|too)|'re|'s)+\s+({})(?![\w-])"
)
"""The level of the company as an adjective: "your teams are already integrated"."""
_LEVEL_THING = r"(?<![\w-])({})\s+(?:level|stage|state|relationship|teams?|company|type)\b"
_BECOME = r"\b(?:become|becoming|becomes|get|move to|moving to|go to|reach|up to|next is|be)\s+(?:the\s+)?({})(?![\w-])"
_PERSONS = {
    "chief executive": r"chief executives?|ceos?|managing directors?|general managers?|presidents?|"
    r"top management|the boss",
    "both heads": r"both heads|(?:the )?two heads|both the heads|the heads|heads of (?:both|the two|the) teams",
    "head of sales": r"heads? of sales|sales heads?|sales directors?|vps? (?:of )?sales|chief sales officers?|"
    r"sales leaders?|cso",
    "head of marketing": r"heads? of marketing|marketing heads?|marketing directors?|vps? (?:of )?marketing|"
    r"chief marketing officers?|marketing leaders?|cmo",
    "one head": r"one head|a head|either head",
    "one person from each team": r"one (?:\w+ )?person from each team",
    "one person": r"one person|a single person|one employee",
    "organizer": r"organi[sz]ers?",
    "owner of the company": r"the owner|founders?",
    "board": r"(?:the )?board",
    "finance": r"cfos?|finance (?:head|director|team|department)|finance|controllers?",
    "revenue officer": r"chief revenue officers?|cro|revenue officers?",
    "others": r"consultants?|agency|hr|human resources|the it department|coo|chief operating officers?|"
    r"project managers?|"
    r"secretar(?:y|ies)|assistants?|interns?",
}
_PERSON = re.compile(
    "|".join(rf"(?P<p{number}>\b(?:{words})\b)" for number, words in enumerate(_PERSONS.values())), re.IGNORECASE
)
_OWNS = re.compile(
    r"\b(?:owns?|owners?|owned|owning|ownership|responsib\w+|accountab\w+|in charge|leads?|led by|takes? the lead|"
    r"belongs? to|"
    r"in the hands of|up to the|job of|duty of|task of|takes? care|looks? after|drives?)\b"
)


_IRREGULAR = {"leave": "left", "hold": "held", "build": "built", "give": "given"}


class Mention(NamedTuple):
    """A verdict, level or step that a sentence names: its kind and id, and its place in the sentence."""

    kind: str
    id: str
    words: str
    span: Span


def remove_list_numbers(text: str) -> str:
    """Return a text without the numbers of its list items, which say nothing about a company."""
    return _LIST_NUMBER.sub("", text)


def normalize(text: str) -> str:
    """Return a text in lower case with single spaces, straight apostrophes, and without emphasis."""
    plain = re.sub('[*_`"“”«»„|]', " ", re.sub(r"(?<=\w)[*_`]+(?=\w)", "", text.replace("’", "'").replace("‘", "'")))
    return " ".join(re.sub(r"\s+(?=[.,;:!?)])", "", " ".join(plain.lower().split())).split())


def list_persons(sentence: str) -> frozenset[str]:
    """List who is named in a sentence in lower case, under one name for each person."""
    names = tuple(_PERSONS)
    found = (match.lastgroup or "" for match in _PERSON.finditer(sentence))
    return frozenset(names[int(group[1:])] for group in found)


def speaks_of_owner(sentence: str) -> bool:
    """Return whether a sentence says who is responsible."""
    return _OWNS.search(sentence) is not None


class MentionFinder:
    """Finds the verdicts, levels and steps of one rule base in sentences."""

    def __init__(self, rulebase: RuleBase) -> None:
        entries = {entry.id: entry.title for entry in rulebase.iter_entries("verdicts")}
        known = dict.fromkeys((*entries, *(rulebase.conclusions[VERDICT].values or ())))
        verdict_names = [name for name in known if name != NO_VERDICT]
        self.levels = rulebase.states
        self._phrases: dict[str, tuple[str, str]] = {}
        for name, title in entries.items():
            self._add("verdict", name, title)
        for step in rulebase.steps.values():
            for words in (step.title, step.short, *(variant.title for variant in step.variants.values())):
                self._add("step", step.id, words)
            if "-" in step.id:
                self._phrases.setdefault(step.id.lower(), ("step", step.id))
        self._ids: list[tuple[str, str]] = []
        patterns: list[str] = []
        for phrase in sorted(self._phrases, key=len, reverse=True):
            self._ids.append(self._phrases[phrase])
            patterns.append(f"(?P<p{len(patterns)}>{_build_pattern(phrase)})")
        self._known = re.compile(rf"(?<![\w-])(?:{'|'.join(patterns) or '(?!)'})(?![\w-])")
        levels = "|".join(map(re.escape, rulebase.conclusions[STATE].values or ())) or "(?!)"
        verdicts = "|".join(map(re.escape, verdict_names)) or "(?!)"
        self._bare = {VERDICT: _compile_words(verdicts), STATE: _compile_words(levels), MOVE_TO: _compile_words(levels)}
        self._named = [
            (VERDICT, re.compile(_NAMED.format("verdict", verdicts))),
            (MOVE_TO, re.compile(_NAMED.format("next level", levels))),
            (MOVE_TO, re.compile(_BECOME.format(levels))),
            (STATE, re.compile(_NAMED.format(r"(?<!next )(?<!other )level", levels))),
            (STATE, re.compile(_TEAMS_ARE.format(levels))),
            (STATE, re.compile(_LEVEL_THING.format(levels))),
        ]

    def _add(self, kind: str, name: str, words: str) -> None:
        phrase = normalize(words).rstrip(".")
        if " " in phrase:  # a single word is too common to be a mention
            self._phrases.setdefault(phrase, (kind, name))

    def find_mentions(self, sentence: str, covered: Sequence[Span] = (), bare: str = "") -> list[Mention]:
        """Find the verdicts, levels and steps that a sentence names, in order.

        Args:
            sentence: the sentence, normalized.
            covered: the places that are not looked at.
            bare: the kind whose ids alone count: "verdict", "state" or "move_to"; in other sentences, "prepare" is an
                ordinary word.
        """
        taken, found = list(covered), []
        for mention in self._iter_all(sentence, bare):
            start, end = mention.span
            if not any(start < other[1] and other[0] < end for other in taken):
                taken.append(mention.span)
                found.append(mention)
        return sorted(found, key=lambda mention: mention.span)

    def _iter_all(self, sentence: str, bare: str) -> Iterator[Mention]:
        for match in self._known.finditer(sentence):
            kind, name = self._ids[int((match.lastgroup or "p0")[1:])]
            yield Mention(kind, name, match[0], match.span())
        for kind, pattern in self._named:
            for match in pattern.finditer(sentence):
                yield Mention(kind, match[1], match[1], match.span(1))
        if bare in self._bare:
            for match in self._bare[bare].finditer(sentence):
                yield Mention(bare, match[0], match[0], match.span())


def _compile_words(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")


def _build_pattern(phrase: str) -> str:
    """Build the pattern of a phrase; its verbs can have endings, and commas can be between its words."""
    words = phrase.replace(",", "").split()
    parts = []
    for number, word in enumerate(words):
        is_verb = word.isalpha() and (number == 0 or words[number - 1] in ("then", "and"))
        parts.append(f"(?:{'|'.join(map(re.escape, _list_forms(word)))})" if is_verb else re.escape(word))
    return r"[\s,]+".join(parts)


def _list_forms(verb: str) -> list[str]:
    """List a verb with its endings; a word that is no verb gets forms that nobody writes."""
    stem = verb.removesuffix("e")
    doubled = f"{verb}{verb[-1]}" if re.fullmatch(r"(?:.*[^aeiou])?[aeiou][^aeiouwxy]", verb) else stem
    past = f"{verb[:-1]}ied" if re.search(r"[^aeiou]y$", verb) else f"{doubled}ed"
    third = f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"
    forms = [verb, third, f"{verb}es", f"{stem}ing", f"{doubled}ing", past, f"{stem}ed", _IRREGULAR.get(verb, verb)]
    return sorted(set(forms), key=len, reverse=True)
