"""Links next to sentences of a report that name a question or a page. The downloads have none of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from typing import NamedTuple

from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import ROUTE
from advisor.model.rulebase import STATED_STATE, RuleBase

_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_NOTE_OR_TAG = re.compile(r"<sup\b.*?</sup>|<[^>]*>", re.DOTALL)
_OPEN_PARTS = re.compile(r'(?:<h3>Still open</h3>|<h2 id="unknown">).*?</section>', re.DOTALL)
_TOGETHER, _ANOTHER_LEVEL = "decide-together", "marks-if-not"
"""The wordings of an item with the labels of open questions, and of one that asks for another level."""
_FROM_SIGNS = "read-from-signs"
"""The caution that asks both teams to rate the statements."""


class OpenFact(NamedTuple):
    """A question without an answer, in all words in which a report can name it."""

    name: str
    label: str
    question: str
    clauses: tuple[str, ...]


class ReportLinks(NamedTuple):
    """What the links of one report need: the address of its consultation, and what they can lead to.

    `again` is the question with the level. `another_level` and `both_teams` are the sentences that ask for these;
    `together` is the beginning of a sentence that lists labels.
    """

    home: str
    open_facts: tuple[OpenFact, ...]
    again: str
    another_level: str
    both_teams: str
    together: str


def collect_links(home: str, dialogue: Dialogue) -> ReportLinks:
    """Collect what the links of the report of a consultation need."""
    rulebase = dialogue.planner.rulebase
    open_facts = tuple(
        OpenFact(fact.name, fact.label, fact.question, tuple(fact.values.values()))
        for fact in rulebase.facts.values()
        if not fact.computed and dialogue.find_answer(fact.name) is None
    )
    is_stated = dialogue.find_answer(STATED_STATE) is not None
    wording = rulebase.wording
    return ReportLinks(
        home,
        open_facts,
        STATED_STATE if is_stated else ROUTE,
        wording.get(_ANOTHER_LEVEL, ""),
        _find_caution(rulebase, _FROM_SIGNS),
        wording.get(_TOGETHER, "").partition("{")[0],
    )


def _find_caution(rulebase: RuleBase, name: str) -> str:
    rules = (rule for rule in rulebase.rules if name in rule.list_concluded_values("caution"))
    return next((rule.because or "" for rule in rules), "")


def add_links(page: str, links: ReportLinks) -> str:
    """Add the links to the page of a report."""
    page = _OPEN_PARTS.sub(lambda part: _ITEM.sub(lambda item: _extend(item, _link_open_facts, links), part[0]), page)
    return _ITEM.sub(lambda item: _extend(item, _link_pages, links), page)


def _extend(item: re.Match[str], find: Callable[[str, ReportLinks], Iterable[str]], links: ReportLinks) -> str:
    text = " ".join(unescape(_NOTE_OR_TAG.sub("", item[1])).split())
    found = "".join(f" {each}" for each in find(text, links))
    return f"<li>{item[1]}{found}</li>" if found else item[0]


def _link_open_facts(text: str, links: ReportLinks) -> Iterator[str]:
    named = _find_named(text, [(each, each.question) for each in links.open_facts])
    named = named or _find_named(text, [(each, clause) for each in links.open_facts for clause in each.clauses])
    if not named and links.together and text.startswith(links.together):
        named = _find_named(text, [(each, each.label) for each in links.open_facts])
    for fact in named:
        words = f"Answer: {escape(fact.label)}"
        if len(named) == 1:
            words = f'Answer this question<span class="hidden">: {escape(fact.label)}</span>'
        yield _build_link(f"{links.home}/question?fact={fact.name}&amp;from=report", words)


def _find_named(text: str, phrases: Iterable[tuple[OpenFact, str]]) -> list[OpenFact]:
    """Find the facts that a text names, in the order of the text; a phrase inside a longer one does not count."""
    places: dict[int, OpenFact] = {}
    for fact, phrase in sorted(phrases, key=lambda pair: -len(pair[1])):
        start = text.find(phrase) if phrase else -1
        if start >= 0:
            places[start] = fact
            text = text.replace(phrase, "\0" * len(phrase), 1)
    return list(dict.fromkeys(places[start] for start in sorted(places)))


def _link_pages(text: str, links: ReportLinks) -> Iterator[str]:
    if links.another_level and links.another_level in text:
        yield _build_link(f"{links.home}/question?fact={links.again}&amp;from=report", "Choose another level")
    if links.both_teams and links.both_teams in text:
        yield _build_link(f"{links.home}/round", "Ask both teams")


def _build_link(address: str, words: str) -> str:
    return f'<a class="advisor-link" href="{address}">{words}</a>'
