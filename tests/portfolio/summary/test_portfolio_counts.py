"""The counts of a portfolio are those of its companies one by one, and they add up."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, combinations

import narwhals as nw
import polars as pl
import pytest

from advisor.consultation import Consultation
from advisor.errors import ContradictionError, FactsError
from advisor.loading.packs.load_rulebase import load
from advisor.logic.relevant_values import find_relevant_rules, list_interval_starts
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import TROUBLE, VERDICT
from advisor.model.vocabulary import Fact, Kind
from advisor.portfolio.core.table_advice import TableAdvice
from advisor.portfolio.summary.portfolio_counts import Cell, DecidingCounts, PortfolioCounts, count_portfolio
from tests.portfolio.core.one_by_one import advise_row
from tests.portfolio.core.tables import build_table, draw_companies

COMPANIES, SEED = 60, 6
OPEN = "undetermined"
ANSWERED = 6
"""The number of companies of which every unknown fact is answered in turn."""


@cache
def get_consultation() -> Consultation:
    return Consultation(load())


def draw(count: int, without: Sequence[str] = ()) -> list[dict[str, Value]]:
    """Draw companies with an open verdict, of which most know nearly all that it depends on."""
    source, found = random.Random(SEED), list[dict[str, Value]]()
    for company in draw_companies(load(), 100 * count, SEED):
        forgotten = {*without, *source.sample(sorted(company), min(len(company), source.randint(0, 8)))}
        kept = {name: value for name, value in company.items() if name not in forgotten}
        row = advise_row(get_consultation(), kept)
        if row and row["verdict"] == OPEN and (len(kept) > 20 or len(found) % 6 == 0):
            found.append(kept)
        if len(found) == count:
            break
    return found


def count_table(companies: Sequence[Mapping[str, Value]], without: Sequence[str] = ()) -> PortfolioCounts:
    """Count a portfolio; the table has no columns for the facts `without`."""
    table = build_table(load(), companies, SEED).drop(without)
    frame = nw.from_native(table.lazy())
    advice = TableAdvice(load(), {name: name for name in table.columns}, frame.collect_schema(), wanted=("state",))
    return count_portfolio(frame, advice)


def list_answers(fact: Fact, counts: Sequence[int]) -> Iterator[Value]:
    """List answers to a fact that stand for all answers."""
    if fact.kind is Kind.COUNT:
        yield from counts
    elif fact.kind is Kind.MANY:
        read = _list_read_values(fact.name)
        others = [value for value in fact.values if value not in read]  # that they do not matter is checked, too
        for number, chosen in enumerate(chain.from_iterable(combinations(read, size) for size in range(len(read) + 1))):
            yield frozenset((*chosen, *others[: number % (len(others) + 1)]))
    else:
        yield from fact.values


@cache
def _list_read_values(name: str) -> list[str]:
    """List the values of a list that a rule behind the verdict reads, or that rules infer."""
    rules = (*load().fact_rules, *find_relevant_rules(load(), load().list_concluded_atoms(VERDICT)))
    read = {
        value for rule in rules for leaf in iter_leaves(rule.condition) if leaf.name == name for value in leaf.values
    }
    read |= {value for rule in load().fact_rules for other, value in rule.then if other == name}
    return sorted(read)


def settle(company: Mapping[str, Value]) -> str | None:
    """Return the verdict of a company; None if its answers exclude each other."""
    try:
        return get_consultation().conclude(Company(company)).verdict
    except (FactsError, ContradictionError):
        return None


def decide_one_by_one(companies: Sequence[Mapping[str, Value]], name: str) -> DecidingCounts:
    """Answer a fact in each open company that does not know it."""
    consultation, fact = get_consultation(), load().facts[name]
    tests = [leaf for rule in load().rules for leaf in iter_leaves(rule.condition) if leaf.name == name]
    counts = list_interval_starts(fact, tests) if fact.kind is Kind.COUNT else []
    found = (Counter[Cell](), Counter[Cell](), Counter[Cell]())
    for company in companies:
        before = consultation.conclude(Company(company))
        is_inferred = name in before.record.answers.known and fact.kind is not Kind.MANY
        if before.verdict != OPEN or name in company or is_inferred:
            continue
        cell = (before.relationship.state or "", OPEN)
        after = [settle({**company, name: answer}) for answer in list_answers(fact, counts)]
        allowed = [verdict for verdict in after if verdict is not None]
        found[0][cell] += 1
        found[1][cell] += bool(allowed) and OPEN not in allowed
        found[2][cell] += any(verdict != OPEN for verdict in allowed)
    return DecidingCounts(*({cell: count for cell, count in sorted(each.items()) if count} for each in found))


def test_each_group_has_the_companies_that_are_advised_so_one_by_one() -> None:
    companies = list(draw_companies(load(), COMPANIES, SEED))
    counts = count_table(companies)
    groups: dict[str, Counter[Cell]] = {}
    advised: Counter[Cell] = Counter()
    for company in companies:
        row = advise_row(get_consultation(), company)
        if row is None:
            continue
        cell = (str(row["state"] or ""), str(row["verdict"]))
        advised[cell] += 1
        true = set(row["true"])
        reported = get_consultation().conclude(Company(company)).record.firings
        true |= {f"trouble:{value}" for each in reported for value in each.rule.list_concluded_values(TROUBLE)}
        for name in (*true, f"strength={row['strength']}", f"move_to={row['move_to']}"):
            groups.setdefault(name, Counter())[cell] += 1
    assert counts.advised == advised
    assert counts.refused == COMPANIES - advised.total()
    assert {name: group for name, group in counts.flags.items() if group} == {
        name: dict(group) for name, group in groups.items() if ":" in name
    }
    for name, group in counts.strengths.items():
        assert group == groups.get(f"strength={name}", {})
    for name, group in counts.moves.items():
        assert group == groups.get(f"move_to={name}", {})


@pytest.mark.parametrize("without", [(), ("current_conflicts", "employees", "checklist_done", "effort_duplicated")])
def test_a_fact_decides_the_companies_that_each_of_its_answers_decides(without: tuple[str, ...]) -> None:
    companies = draw(ANSWERED, without)
    counts = count_table(companies, without)
    assert len(counts.deciding) == 29
    assert any(each.decides for each in counts.deciding.values())
    assert counts.left_out == ()
    for name, each in counts.deciding.items():
        assert each == decide_one_by_one(companies, name), name


def test_a_table_without_columns_about_facts_is_counted() -> None:
    frame = nw.from_native(pl.LazyFrame({"name": ["a", "b", "c"]}))
    counts = count_portfolio(frame, TableAdvice(load(), {}, frame.collect_schema()))
    assert (counts.advised, counts.refused) == ({("", OPEN): 3}, 0)
    assert counts.deciding["relationship"].unknown == {("", OPEN): 3}


def test_an_empty_table_has_no_companies() -> None:
    frame = nw.from_native(pl.LazyFrame(schema={"relationship": pl.String}))
    counts = count_portfolio(frame, TableAdvice(load(), {"relationship": "relationship"}, frame.collect_schema()))
    assert (counts.advised, counts.refused, counts.rows) == ({}, 0, 0)


def test_columns_can_have_the_names_of_results() -> None:
    frame = nw.from_native(pl.LazyFrame({"state": ["defined", "aligned"], "verdict": ["yes", "no"]}))
    columns = {"relationship": "state", "roles_defined": "verdict"}
    counts = count_portfolio(frame, TableAdvice(load(), columns, frame.collect_schema()))
    assert counts.rows == 2
    assert {state for state, _ in counts.advised} == {"defined", "aligned"}
