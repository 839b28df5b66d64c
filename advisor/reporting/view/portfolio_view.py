"""The view of a portfolio, in reading order and ready for a template: many companies on one page, none by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.pack_locators import add_authors, find_authors
from advisor.model.portfolio_figures import GroupCount, PortfolioFigures, Showing, Shown
from advisor.model.rulebase import TROUBLE, UNDETERMINED, RuleBase
from advisor.model.rules import Rule
from advisor.model.word_lists import join_words
from advisor.reporting.view.numbered_notes import CitationNotes, CitedWork
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup, capitalize, quote_headline

PRIVACY_LOCATOR = "policy/privacy"
_WORDS = {Showing.FEW: "few", Showing.MOST: "most", Showing.HELD: "held"}


class CountRow(NamedTuple):
    """A row of a table: what is counted, with its sources, then words and numbers."""

    text: CitedText
    cells: tuple[str, ...]


class CountTable(NamedTuple):
    """A table of numbers of companies; its first column has sources."""

    headers: tuple[str, ...]
    rows: tuple[CountRow, ...]


class PortfolioSection(NamedTuple):
    """A section: its lines, and its table if there is one. `id` also names its picture."""

    id: str
    heading: str
    lines: tuple[CitedText, ...]
    table: CountTable | None = None


class PortfolioView(NamedTuple):
    """Everything that a page about a portfolio says, apart from its pictures."""

    title: str
    based_on: str
    sections: list[PortfolioSection]
    sources: list[CitedWork]


class PortfolioContext(NamedTuple):
    """What every part of the page is built from."""

    figures: PortfolioFigures
    rulebase: RuleBase
    wording: WordingLookup
    notes: CitationNotes

    def say(self, name: str, **values: object) -> str:
        """Return the wording `portfolio-NAME`."""
        return self.wording(f"portfolio-{name}", **values)

    def cite(self, name: str, *locators: str, **values: object) -> CitedText:
        """Build a line from the wording `portfolio-NAME`, with its sources; a pack that changed it is its author."""
        authors = [each.by for each in self.rulebase.overrides if each.what == f"wording/portfolio-{name}"][:1]
        return CitedText(self.say(name, **values), self.notes.cite(*(add_authors(each, authors) for each in locators)))

    def format_count(self, count: Shown) -> str:
        """Format a number of companies for a table: `1,250`, `fewer than 5`."""
        if count.how is Showing.NUMBER:
            return f"{count.number:,}" if count.number else self.say("number-none")
        return self.say(f"number-{_WORDS[count.how]}", least=self.figures.least)

    def count_companies(self, count: Shown) -> str:
        """Format a number of companies for a sentence: `1,250 companies`."""
        if count == Shown.at(1):
            return self.say("one")
        return self.say("companies", count=self.format_count(count)) if count.number else self.format_count(count)

    def name_level(self, state: str | None) -> str:
        """Return the name of a level."""
        entry = self.rulebase.entries.get(f"relationships/{state}")
        return self.say("level-unknown") if state is None else entry.title if entry else state

    def name_fact(self, name: str) -> CitedText:
        """Return the question of a fact, with its source."""
        fact = self.rulebase.facts[name]
        return CitedText(fact.question, self.notes.cite(fact.source))


def build_portfolio_context(figures: PortfolioFigures, rulebase: RuleBase) -> PortfolioContext:
    """Build the context of one page, with no note cited yet."""
    return PortfolioContext(figures, rulebase, build_wording_lookup(rulebase), CitationNotes(rulebase))


def build_portfolio_view(figures: PortfolioFigures, rulebase: RuleBase) -> PortfolioView:
    """Build the view of a portfolio.

    Args:
        figures: the figures as they may be shown.
        rulebase: the rule base whose wording, rules and works are used.
    """
    context = build_portfolio_context(figures, rulebase)
    sections = [PortfolioSection("glance", context.say("glance"), tuple(_describe_whole(context)))]
    if figures.rows > figures.refused and figures.advised.how is Showing.NUMBER:
        sections += _iter_sections(context)
    return PortfolioView(context.say("title"), context.say("based-on"), sections, context.notes.list_works())


def _describe_whole(context: PortfolioContext) -> Iterator[CitedText]:
    figures = context.figures
    if not figures.rows:
        yield context.cite("rows-none")
        return
    advised = figures.rows - figures.refused
    yield context.cite("rows-one" if figures.rows == 1 else "rows", rows=f"{figures.rows:,}", advised=f"{advised:,}")
    if figures.refused:
        yield context.cite("refused-one" if figures.refused == 1 else "refused", refused=f"{figures.refused:,}")
    if not advised:
        return
    if figures.advised.how is not Showing.NUMBER:
        yield context.cite("too-few", PRIVACY_LOCATOR, least=figures.least)
        return
    numbers = zip(figures.verdicts, figures.verdict_totals, strict=True)
    settled = [(total.number, name) for name, total in numbers if total.number and name != UNDETERMINED]
    if settled:
        number, name = max(settled, key=lambda each: each[0])
        entry = context.rulebase.entries.get(f"verdicts/{name}")
        headline, count = quote_headline(context.rulebase, name), context.count_companies(Shown.at(number))
        yield context.cite("top-verdict", entry.source if entry else "", headline=headline, count=count)
    if figures.open.is_none:
        yield context.cite("open-none")
    else:
        yield context.cite("open", count=context.count_companies(figures.open))
        best = figures.deciding[0] if figures.deciding else None
        if best and (best.decides.number or best.decides.how is Showing.MOST):
            fact = context.rulebase.facts[best.fact]
            count = context.count_companies(best.decides)
            yield context.cite("top-fact", fact.source, count=count, question=fact.question)
    yield (
        context.cite("held", PRIVACY_LOCATOR, least=figures.least)
        if figures.least > 1
        else context.cite("all-shown", PRIVACY_LOCATOR)
    )


def _iter_sections(context: PortfolioContext) -> Iterator[PortfolioSection]:
    figures = context.figures
    yield _build_levels(context)
    yield _build_case(context)
    yield _build_list(context, "reasons", ("reason", "for", "companies"), list(_iter_reasons(context)))
    steps = [_build_step(context, each) for each in figures.steps]
    yield _build_list(context, "steps", ("step", "companies"), steps)
    trouble = list(_iter_concluded(context, TROUBLE, figures.trouble))
    yield _build_list(context, "trouble", ("trouble", "companies"), trouble)
    yield _build_deciding(context)
    if figures.cautions:
        cautions = list(_iter_concluded(context, "caution", figures.cautions))
        yield _build_list(context, "cautions", ("caution", "companies"), cautions)


def _build_levels(context: PortfolioContext) -> PortfolioSection:
    figures = context.figures
    verdicts = [quote_headline(context.rulebase, verdict) for verdict in figures.verdicts]
    rows = []
    for row in figures.table:
        entry = context.rulebase.entries.get(f"relationships/{row.state}")
        text = CitedText(context.name_level(row.state), context.notes.cite(entry.source if entry else ""))
        rows.append(CountRow(text, tuple(map(context.format_count, (*row.counts, row.total)))))
    totals = tuple(map(context.format_count, (*figures.verdict_totals, figures.advised)))
    rows.append(CountRow(CitedText(context.say("all-levels")), totals))
    table = CountTable((context.say("level"), *verdicts, context.say("total")), tuple(rows))
    return PortfolioSection("levels", context.say("levels"), (context.cite("levels-lead"),), table)


def _build_case(context: PortfolioContext) -> PortfolioSection:
    figures = context.figures
    rows = [
        *((context.say(f"strength-{each.id}"), each.companies) for each in figures.strengths),
        *((context.say("move", level=context.name_level(each.id)), each.companies) for each in figures.moves),
    ]
    lead = context.cite("case-lead" if rows else "case-none", "policy/strength" if rows else "")
    shown = tuple(CountRow(CitedText(capitalize(words)), (context.format_count(count),)) for words, count in rows)
    heads = (context.say("strength"), context.say("head-companies"))
    return PortfolioSection("case", context.say("case"), (lead,), CountTable(heads, shown) if shown else None)


def _build_list(context: PortfolioContext, name: str, heads: Iterable[str], rows: list[CountRow]) -> PortfolioSection:
    if not rows:
        return PortfolioSection(name, context.say(name), (context.cite("none"),))
    table = CountTable(tuple(context.say(f"head-{head}") for head in heads), tuple(rows))
    return PortfolioSection(name, context.say(name), (context.cite(f"{name}-lead"),), table)


def _iter_reasons(context: PortfolioContext) -> Iterator[CountRow]:
    for each in context.figures.reasons:
        rule = context.rulebase.rules_by_id[each.id]
        sides = [side for name in ("favours", "on_balance") for side in rule.list_concluded_values(name)]
        words = [
            context.say(f"for-{side}") if side in ("tighten", "stay") else context.say("for-other", id=side)
            for side in sides
        ]
        text = CitedText(rule.title, context.notes.cite(rule.source))
        yield CountRow(text, (join_words(dict.fromkeys(words)), context.format_count(each.companies)))


def _build_step(context: PortfolioContext, each: GroupCount) -> CountRow:
    step = context.rulebase.steps[each.id]
    locator = _sign(step.source, _find_rules(context.rulebase, "step", each.id))
    return CountRow(CitedText(step.title, context.notes.cite(locator)), (context.format_count(each.companies),))


def _iter_concluded(context: PortfolioContext, name: str, groups: Iterable[GroupCount]) -> Iterator[CountRow]:
    """Iterate over groups of a conclusion, each in the words of the rules that conclude it."""
    for each in groups:
        rules = _find_rules(context.rulebase, name, each.id)
        titles = dict.fromkeys(rule.title for rule in rules)
        marks = context.notes.cite(*dict.fromkeys(rule.source for rule in rules))
        yield CountRow(CitedText("; ".join(titles), marks), (context.format_count(each.companies),))


def _build_deciding(context: PortfolioContext) -> PortfolioSection:
    figures, heading = context.figures, context.say("deciding")
    left_out: tuple[CitedText, ...] = ()
    if figures.left_out:
        labels = join_words(context.rulebase.facts[name].label for name in figures.left_out)
        left_out = (context.cite("left-out", labels=labels),)
    if not figures.deciding:
        lead = context.cite("no-open" if figures.open.is_none else "deciding-none")
        return PortfolioSection("deciding", heading, (lead, *left_out))
    rows = tuple(
        CountRow(context.name_fact(each.fact), tuple(map(context.format_count, each[1:]))) for each in figures.deciding
    )
    heads = tuple(context.say(f"head-{name}") for name in ("question", "unknown", "decides", "can"))
    lines = (context.cite("deciding-lead", "policy/open-questions"), *left_out)
    return PortfolioSection("deciding", heading, lines, CountTable(heads, rows))


def _find_rules(rulebase: RuleBase, name: str, value: str) -> list[Rule]:
    return [rule for rule in rulebase.find_concluding_rules(name) if value in rule.list_concluded_values(name)]


def _sign(locator: str, rules: Iterable[Rule]) -> str:
    """Return a locator that also names the packs whose rules lead to the words."""
    return add_authors(locator, [pack for rule in rules for pack in find_authors(rule.source)])
