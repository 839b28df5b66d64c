"""The rule bases and the tables that `benchmarks/batch.py` measures: the built-in rules, and generated ones."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import polars as pl

from advisor.model.conditions import All, Condition, Not, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Conclusion, Fact, Kind, Stage

YES_NO_FACTS, CHOICE_FACTS, CHOICES = 30, 10, ("first", "second", "third", "fourth")
KNOWN = 0.8
"""How likely a cell is known."""


def build_generated_rules(count: int) -> RuleBase:
    """Build rules of three tests each, over 40 facts; each concludes a caution of its own. The same in every run."""
    source = random.Random(count)
    facts = {}
    for number in range(YES_NO_FACTS + CHOICE_FACTS):
        name = f"fact_{number}"
        values = ("yes", "no") if number < YES_NO_FACTS else CHOICES
        kind = Kind.YES_NO if number < YES_NO_FACTS else Kind.CHOICE
        facts[name] = Fact(name, kind, name, name, "policy/benchmark", dict.fromkeys(values, name))
    rules = []
    for number in range(count):
        tests: list[Condition] = []
        for name in source.sample(list(facts), 3):
            values = frozenset(source.sample(list(facts[name].values), 1 if facts[name].kind is Kind.YES_NO else 2))
            test = Test(name, values)
            tests.append(Not(test) if source.random() < 0.2 else test)
        then = (Atom("caution", f"c{number}"),)
        rules.append(
            Rule(
                f"rule/{number}", "", RuleStatus.STABLE, "policy/benchmark", Stage.CAUTION, All(tuple(tests)), then, ""
            )
        )
    conclusions = {
        conclusion.name: conclusion
        for conclusion in (
            Conclusion("state", Stage.CLASSIFY, "", frozenset({"any"}), single=True),
            Conclusion("verdict", Stage.DECIDE, "", frozenset({"stay"}), single=True),
            Conclusion("move_to", Stage.DECIDE, "", frozenset({"any"}), single=True),
            Conclusion("caution", Stage.CAUTION, ""),
        )
    }
    return RuleBase((), facts, conclusions, tuple(rules), {}, {}, {}, ())


def list_columns(rulebase: RuleBase) -> list[Fact]:
    """List the facts that are columns: those with one value."""
    kinds = (Kind.YES_NO, Kind.CHOICE)
    return [fact for fact in rulebase.facts.values() if fact.kind in kinds and not fact.computed]


def build_table(rulebase: RuleBase, rows: int, seed: int = 1) -> pl.DataFrame:
    """Build a table with a key, a boolean column for each yes/no fact and a column of categories for each choice."""
    generator = np.random.default_rng(seed)
    columns = [pl.Series("company", np.arange(rows))]
    for fact in list_columns(rulebase):
        is_known = pl.Series(generator.random(rows) < KNOWN)
        drawn = generator.integers(0, len(fact.values), rows)
        if fact.kind is Kind.YES_NO:
            values = pl.Series(fact.name, drawn == 0)
        else:
            values = pl.Series(fact.name, list(fact.values), dtype=pl.Enum(list(fact.values))).gather(drawn)
        columns.append(pl.select(pl.when(is_known).then(values).alias(fact.name)).to_series())
    return pl.DataFrame(columns)


def write_table(rulebase: RuleBase, rows: int, folder: Path, *, as_text: bool = False) -> Path:
    """Write such a table as Parquet, in pieces of at most a million rows; as texts, `yes` and `no` are words."""
    path = folder / f"companies-{len(rulebase.rules)}-{rows}{'-text' if as_text else ''}.parquet"
    table = build_table(rulebase, rows)
    if as_text:
        yes_no = [fact.name for fact in list_columns(rulebase) if fact.kind is Kind.YES_NO]
        words = [pl.when(pl.col(name)).then(pl.lit("yes")).when(~pl.col(name)).then(pl.lit("no")) for name in yes_no]
        table = table.with_columns(word.alias(name) for word, name in zip(words, yes_no, strict=True))
        table = table.with_columns(pl.col(pl.Enum).cast(pl.String))
    table.write_parquet(path, row_group_size=131_072)
    return path
