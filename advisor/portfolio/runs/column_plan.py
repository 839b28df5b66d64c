"""Which columns of a table answer facts, and which are keys that pass through. A name is never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from advisor.errors import BatchError, Finding, Place
from advisor.loading import finding_codes as codes
from advisor.model.name_suggestion import find_similar_names, suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.value_names import normalize_name
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_some_quoted
from advisor.portfolio.core.table_answers import PART_SIGN

_SAME_NAME = 0.8
"""The least similarity of two names that can differ by a slip only."""
_MAX_COMPARED = 1_000
"""Maximum number of columns whose names are compared with facts; nobody mistypes more."""
_RESPONSES = ("assessment", "respondents", "respondent", "totals", "answers")
"""Sections of a facts file that a row of a table cannot hold."""
_USE_SURVEY = "a row cannot hold; use `advisor survey read` for one company at a time, or remove or rename this column"


class ColumnPlan(NamedTuple):
    """The columns of a table: those of facts, by fact (or `fact=value`), and the keys, in their order.

    `questions` are sentences about columns that may be misspelt facts.
    """

    facts: Mapping[str, str]
    keys: tuple[str, ...]
    questions: tuple[str, ...]


def plan_columns(names: Sequence[str], pairs: Sequence[tuple[str, str]], rulebase: RuleBase, file: str) -> ColumnPlan:
    """Decide for each column whether it answers a fact or is a key.

    Args:
        names: the columns of the table.
        pairs: what the user said: fact and column, or fact and `value=column`.
        rulebase: the facts.
        file: the name of the table, for findings.

    Raises:
        BatchError: all findings about columns that cannot be used.
    """
    mapping = dict(_split_pair(*pair, names) for pair in pairs)
    findings = [*_check_double_pairs(pairs, names), *_check_mapping(mapping, names, rulebase)]
    mapped = set(mapping.values())
    facts = dict(mapping)
    for name in names:
        if name in mapped:
            continue
        if sentence := _refuse_column(name, rulebase):
            findings.append(Finding(Place(f"{file}: column `{name}`"), sentence, codes.UNKNOWN_COLUMN))
        elif name in facts:
            sentence = f"`--map {name}={facts[name]}` uses another column for this fact; rename one of the two"
            findings.append(Finding(Place(f"{file}: column `{name}`"), sentence, codes.AMBIGUOUS_COLUMN))
        elif name in rulebase.facts or _is_part(name, rulebase):
            facts[name] = name
    findings += _check_parts(facts)
    if not names:
        findings = [Finding(Place(file), "this table has no columns; name another file", codes.EMPTY_FILE)]
    elif not facts and not findings:
        findings.append(_report_no_facts(names, rulebase, file))
    if findings:
        raise BatchError(findings)
    used = set(facts.values())
    keys = tuple(name for name in names if name not in used)
    return ColumnPlan(facts, keys, tuple(_ask_about_names(keys, facts, rulebase)))


def _report_no_facts(names: Sequence[str], rulebase: RuleBase, file: str) -> Finding:
    near = next(_iter_near_facts(names, {}, rulebase), None)
    if near:
        hint = f"did you mean `{near.fact}` by column `{near.column}`? Then rename it, or add `--map {near}`"
    else:
        hint = "name columns as facts (`advisor facts` lists them), or add `--map FACT=COLUMN`"
    return Finding(Place(file), f"no column is named as a fact; {hint}", codes.MISSING_COLUMN)


def _split_pair(fact: str, rest: str, names: Sequence[str]) -> tuple[str, str]:
    """Return the fact (or `fact=value`) and the column that the user named."""
    value, sign, column = rest.partition(PART_SIGN)
    if sign and rest not in names and column:
        return f"{fact}{PART_SIGN}{value}", column
    return fact, rest


def _check_double_pairs(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> list[Finding]:
    keys = [_split_pair(*pair, names)[0] for pair in pairs]
    sentence = "this fact has two columns; leave one of the two out"
    return [
        Finding(Place(f"--map {key}"), sentence, codes.DUPLICATE_KEY)
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1
    ]


def _check_mapping(mapping: Mapping[str, str], names: Sequence[str], rulebase: RuleBase) -> list[Finding]:
    findings = []
    askable = [name for name, fact in rulebase.facts.items() if not fact.computed]
    for key, column in mapping.items():
        place = Place(f"--map {key}={column}")
        fact, _, value = key.partition(PART_SIGN)
        if fact not in rulebase.facts:
            hint = suggest_name(fact, askable) or "; `advisor facts` lists the facts"
            findings.append(Finding(place, f"`{fact}` is not a fact{hint}", codes.UNKNOWN_NAME))
        elif rulebase.facts[fact].computed:
            sentence = f"`{fact}` is worked out by the program; leave it out"
            findings.append(Finding(place, sentence, codes.UNKNOWN_NAME))
        elif value and not _is_part(key, rulebase):
            sentence = f"`{value}` is no value that a column of its own can say for `{fact}`"
            hint = suggest_name(value, rulebase.facts[fact].values)
            findings.append(Finding(place, f"{sentence}{hint}", codes.UNKNOWN_VALUE))
        if column not in names:
            hint = suggest_name(column, names) or f"; its columns are {join_some_quoted(names, ' and ')}"
            findings.append(Finding(place, f"the table has no column `{column}`{hint}", codes.UNKNOWN_COLUMN))
    columns = list(mapping.values())
    for column in dict.fromkeys(each for each in columns if columns.count(each) > 1):
        sentence = f"column `{column}` is mapped to several facts; copy the column if it answers both"
        findings.append(Finding(Place("--map"), sentence, codes.AMBIGUOUS_COLUMN))
    return findings


def _is_part(name: str, rulebase: RuleBase) -> bool:
    """Return whether a name is that of one value of a list: `conflict_topics=pricing`."""
    fact, _, value = name.partition(PART_SIGN)
    known = rulebase.facts.get(fact)
    return known is not None and known.kind is Kind.MANY and value in known.values


def _refuse_column(name: str, rulebase: RuleBase) -> str:
    """Return why a column cannot be used, and what to do instead; "" if it can."""
    fact = rulebase.facts.get(name)
    if fact is not None and fact.computed:
        if name.startswith(("score_", "statement.")):
            return f"scores are computed from the answers of people, which {_USE_SURVEY}"
        return "this fact is worked out by the program; remove or rename this column"
    if name in _RESPONSES or name.startswith(tuple(f"{each}." for each in _RESPONSES)):
        return f"the answers of people are something that {_USE_SURVEY}"
    if name.startswith("advisor:"):
        return "names that begin with `advisor:` are ours; rename your column"
    return ""


def _check_parts(facts: Mapping[str, str]) -> list[Finding]:
    findings = []
    for key in facts:
        fact, sign, _ = key.partition(PART_SIGN)
        if sign and fact in facts:
            sentence = f"column `{facts[fact]}` answers the whole fact `{fact}` already; remove one of the two"
            findings.append(Finding(Place(f"column `{facts[key]}`"), sentence, codes.AMBIGUOUS_COLUMN))
    return findings


class _NearFact(NamedTuple):
    """A column whose name is nearly that of a fact, or of a fact with one of its values."""

    column: str
    fact: str

    def __str__(self) -> str:
        return f"{self.fact}{PART_SIGN}{self.column}"


def _iter_near_facts(names: Sequence[str], facts: Mapping[str, str], rulebase: RuleBase) -> Iterator[_NearFact]:
    free = [name for name, fact in rulebase.facts.items() if not fact.computed and name not in facts]
    for key in islice(names, _MAX_COMPARED):
        if ":" in key:
            continue  # such as a result column of an earlier run
        name, sign, value = key.partition(PART_SIGN)
        normal = normalize_name(name)
        near = [normal] if normal in free else find_similar_names(normal, free, 1, _SAME_NAME)
        if not near and sign and normal in rulebase.facts:
            near = [normal]
        if near:
            values = _suggest_part(value, rulebase.facts[near[0]]) if sign else ""
            yield _NearFact(key, f"{near[0]}{values}")


def _suggest_part(value: str, fact: Fact) -> str:
    """Return `=value` for a value of a list that a column may mean; "" if none is near."""
    near = find_similar_names(normalize_name(value), fact.values, 1) if fact.kind is Kind.MANY else []
    return f"{PART_SIGN}{near[0]}" if near else ""


def _ask_about_names(keys: Sequence[str], facts: Mapping[str, str], rulebase: RuleBase) -> list[str]:
    return [
        f"column `{near.column}` is not a fact and stays as it is; did you mean `{near.fact}`? Then rename it, or add "
        f"`--map {near}`"
        for near in _iter_near_facts(keys, facts, rulebase)
    ]
