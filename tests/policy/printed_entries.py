"""Law 7: the entries of the ten systems that a report prints. Law 8 on the printed page: the marks of its sentences."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache

from advisor.authoring.cases.case_files import Case
from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from advisor.reporting.view.report_view import ReportView
from advisor.reporting.view.text_layout import CitedText
from tests.policy.advised import Advised
from tests.policy.companies import Stated, build_case_company
from tests.policy.laws import Broken
from tests.policy.tables import ENTRY_SYSTEMS
from tests.reporting.html_text import Text
from tests.reporting.render.report_sentences import list_sentences, strip_marks

FORMATS = ("text", "md", "json")
"""The quick formats; other tests hold web page, PDF and Word equal to the Markdown, sentence by sentence."""
_MIN_TITLE = 12
"""Letters of a title that cannot be a word of another sentence."""


def list_entries(rulebase: RuleBase) -> dict[str, tuple[str, ...]]:
    """Map each entry of the ten systems to the texts that show it (one is enough).

    Decision table and summary are the rules that weigh; moves are the steps with their practices. The text of a reason
    is in the advice, with the answers filled in.
    """
    found: dict[str, tuple[str, ...]] = {}
    for section in ENTRY_SYSTEMS:
        for entry in rulebase.iter_entries(section):
            texts = (entry.title, entry.extra.get("friction", ""), entry.text)
            found[f"{section}/{entry.id.removeprefix(f'{section}/')}"] = texts
            for sign in entry.signs:
                found[f"{section}/{entry.id}/{sign.id}"] = (sign.text,)
    for step in rulebase.steps.values():
        found[f"steps/{step.id}"] = (step.title, *(each.title for each in step.variants.values()))
        for practice in step.practices.values():
            found[f"practices/{practice.id}"] = (practice.text,)
    for rule in rulebase.find_concluding_rules("favours", "on_balance"):
        if rule.source.split("/")[0] in ("table", "summary", "body"):
            found[f"reasons/{rule.id}"] = ()
    return found


def measure_shown_ids(advice: Advice) -> dict[str, int]:
    """Map the entries that an advice has as data, and what else makes it worth a report, to how crowded their place is.

    A report has room for a few practices of each step, so for these it is the number of practices of the step.
    """
    shown = {f"steps/{step.id}": 0 for step in advice.steps}
    for step in advice.steps:
        shown |= {detail.id if detail.title else f"practices/{detail.id}": len(step.details) for detail in step.details}
    others = {detail.id if detail.title else f"practices/{detail.id}" for detail in advice.context}
    others |= {f"reasons/{reason.rule}" for reason in advice.reasons if reason.status == "holds"}
    others |= {f"bands/{state}" for score in advice.scores for state in score.states}
    others |= {f"{advice.relationship.state} {advice.verdict}", "funnel/purchase" if advice.funnel else ""}
    if advice.survey and advice.survey.statements:
        widest = max(advice.survey.statements, key=lambda each: max(map(abs, each.gap)))
        others.add(f"statements/{widest.number}")
    others |= {"checklist"} if advice.checklist else set()
    return {**shown, **dict.fromkeys(others, 0)}


def print_bare(advice: Advice, rulebase: RuleBase, form: str) -> str:
    """Render an advice and reduce it to what all formats have in common."""
    made = render(advice, rulebase, form)
    if isinstance(made, bytes):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            xml = archive.read("word/document.xml").decode()
        return strip_marks(re.sub(r"\s*<[^>]+>\s*", " ", xml).replace("&amp;", "&").replace("&quot;", '"'))
    if form == "html":
        return strip_marks(Text(made).text)
    if form == "json":
        return strip_marks(made.replace('\\"', '"'))
    return "\n".join(list_sentences(made)) if form == "md" else strip_marks(re.sub(r"-\n\s*", "-", made))


def _split_reason(text: str) -> list[str]:
    """Split a reason into its bare clauses; a report may leave out "You report that" and say each as a sentence."""
    clauses = re.split(r"\bYou report that |,? and that |, that |[.;](?: |$)", text)
    return [bare.lower() for clause in clauses if (bare := strip_marks(clause).strip(".;,"))]


@cache
def _shorten(text: str) -> str:
    """Return the first sentence of a text, bare, without its end."""
    return strip_marks(re.split(r"(?<=[.;]) ", text)[0]).rstrip(".;")


def _has_title(title: str, page: str) -> bool:
    """Return whether a page has a short title as a line, a cell or a part of a list, not as a word of a sentence."""
    return bool(re.search(rf'(?m)(?:^|[-,:"]\s*){re.escape(title)}(?:$|[:,."])', page))


def find_printed(entries: Mapping[str, tuple[str, ...]], page: str, advice: Advice) -> Iterator[str]:
    """Yield the entries that the bare page of an advice prints."""
    lowered = page.lower()
    reasons = {f"reasons/{reason.rule}": reason.because for reason in advice.reasons if reason.status == "holds"}
    for entry, texts in entries.items():
        if entry in reasons and all(clause in lowered for clause in _split_reason(reasons[entry])):
            yield entry
        band = entry.removeprefix("bands/")
        if band != entry and re.search(rf'of100[^.]*{band}|"states":\["{band}"', lowered):
            yield entry
        shorts = [_shorten(text).lower() for text in texts if text]
        if any((short in lowered) if len(short) >= _MIN_TITLE else _has_title(short, lowered) for short in shorts):
            yield entry


def check_printed_answers(case: Advised) -> Broken:
    """Law 5 on the printed page: each answer of one word is printed as its clause, its step or its role."""
    page = " ".join(str(render(case.advice, case.rulebase, "text")).split()).lower()
    in_place = [case.list_facts_behind(ground.rule) for note in case.advice.done for ground in note.grounds]
    roles = [case.list_facts_behind(each.rule) for each in case.advice.context if each.id.startswith("growth/")]
    named = frozenset[str]().union({"relationship"}, *in_place, *roles)
    for name, value in case.stated.facts.items():
        clause = case.rulebase.facts[name].values.get(str(value), "")
        if clause and name not in named and clause.lower() not in page:
            yield f"{name}: {value} is not in the report", clause


def check_printed_marks(case: Advised, view: ReportView) -> Broken:
    """Law 8: every printed sentence has a mark, and no sentence mixes the article's mark with ours."""
    places: dict[str, list[CitedText]] = {
        "state": view.state,
        "steps.what": [step.what for group in view.steps for step in group.steps],
        "steps.bullets": [line for group in view.steps for step in group.steps for line in step.bullets],
        "done": view.done,
        "later": view.later,
        "cautions": view.cautions,
        "reasons": [*view.balance.fors, *view.balance.againsts] if view.balance else [],
    }
    titles = {f"{entry.title}." for entry in case.rulebase.iter_entries("relationships")}
    for place, lines in places.items():
        for line in lines:
            if not line.marks and line.text not in titles and not _joins_parts(case.rulebase, line.text):
                yield f"{place}: a sentence has no mark", line.text
            if "[J]" in line.marks and re.search(r"\[\d+\]", line.marks):
                yield f"{place}: one sentence has the article's mark and ours", f"{line.text} {line.marks}"


@cache
def _compile_wordings(wordings: tuple[str, ...]) -> re.Pattern[str]:
    texts = [text for text in wordings if len(re.sub(r"\{[^}]*\}", "", text)) >= _MIN_TITLE]
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in texts))


def _joins_parts(rulebase: RuleBase, text: str) -> bool:
    """Return whether a sentence is one of the report's own, which joins answers and says nothing about guidance."""
    return _compile_wordings(tuple(rulebase.wording.values())).fullmatch(text) is not None


class PrintedEntries:
    """The entries that reports print in some formats; a report is made only where an entry is still missing."""

    def __init__(self, consultation: Consultation, forms: Iterable[str]) -> None:
        self._consultation = consultation
        self.missing = {form: list_entries(consultation.rulebase) for form in forms}

    def add(self, advice: Advice, wanted: str = "") -> None:
        """Print an advice in each format that misses the wanted entry (without one, any entry); note what it prints."""
        for form, entries in self.missing.items():
            if wanted in entries or (entries and not wanted):
                page = print_bare(advice, self._consultation.rulebase, form)
                for entry in list(find_printed(entries, page, advice)):
                    entries.pop(entry, None)

    def add_smallest(self, smallest: Mapping[str, Stated]) -> None:
        """Print, for each entry that is missing, a company whose advice has it as data."""
        for entry, stated in smallest.items():
            if self._is_missing(entry):
                self.add(self._consultation.advise(stated.build_company()), entry)

    def add_with_fewer_answers(self, smallest: Mapping[str, Stated]) -> None:
        """Print, for each entry that is still missing, its company without most other answers.

        A report has room for a few practices of each step. Each answer to drop needs an advice, so this comes last.
        """
        for entry, stated in smallest.items():
            if self._is_missing(entry):
                self.add(self._consultation.advise(self._drop_answers(entry, stated).build_company()), entry)

    def add_cases(self, cases: Iterable[Case]) -> None:
        """Print, for each detail that is missing, the companies of the cases that see a rule with it fire.

        Such a company has few answers, so its report has room for it.
        """
        rulebase = self._consultation.rulebase
        for case in cases:
            details = {
                detail
                for rule in case.expect.get("fires", ())
                for detail in rulebase.rules_by_id[rule].list_concluded_values("detail")
            }
            for entry in sorted(details | {f"practices/{detail}" for detail in details}):
                if self._is_missing(entry):
                    with suppress(AdvisorError):  # a case may state a fact that no company can state
                        self.add(
                            self._consultation.advise(build_case_company(case.company.stated).build_company()), entry
                        )

    def _is_missing(self, entry: str) -> bool:
        return any(entry in entries for entries in self.missing.values())

    def _drop_answers(self, entry: str, stated: Stated) -> Stated:
        """Drop answers, many at once while that works, as long as the advice has the entry."""
        size = len(stated.facts) // 2
        while size:
            names = list(stated.facts)
            for start in range(0, len(names), size):
                dropped = names[start : start + size]
                facts = {name: value for name, value in stated.facts.items() if name not in dropped}
                fewer = stated._replace(facts=facts)
                if entry in measure_shown_ids(self._consultation.advise(fewer.build_company())):
                    stated = fewer
            size //= 2
        return stated
