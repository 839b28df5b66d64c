"""The rule base as a DMN model: valid, whole, and saying what the rules say; other engines come to the same."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from advisor.authoring.cases.case_files import read_cases
from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.export.complete_company import completed
from advisor.authoring.dmn.export.decision_model import Decision, Model, Table, model_of, rules_in
from advisor.authoring.dmn.export.dmn_writer import DMN, OURS, dmn_of
from advisor.authoring.dmn.export.expected_outcomes import Given, in_dmn, outcome
from advisor.authoring.dmn.export.tck_cases import TESTS, Examined, cases_of, examined, examined_complete
from advisor.authoring.dmn.table_rows import FALSE, TRUE, Cell, Column
from advisor.consultation import Consultation
from advisor.loading.packs import builtin_folder, load
from advisor.model.answers import Chosen, OneOf, Value, is_settled
from advisor.model.company import Company
from advisor.model.conditions import Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Fact, Kind, Stage
from tests import plain_evaluator, strategies
from tests.authoring.dmn import engines as dmn_engines

DATA = dmn_engines.DATA
SEED = 20230324
KNOWN_STATE = st.none() | st.sampled_from(["low", "middle", "high"])


@pytest.fixture(scope="session")
def model(builtin: RuleBase) -> Model:
    return model_of(builtin)


@pytest.fixture(scope="session")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.fixture(scope="session")
def exported(model: Model, consultation: Consultation, builtin: RuleBase) -> list[Examined]:
    return examined(model, consultation, read_cases(Path(builtin_folder()), builtin))


@pytest.fixture(scope="session")
def complete(model: Model, consultation: Consultation, exported: list[Examined]) -> list[Examined]:
    return examined_complete(model, consultation, exported)


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dmn_engines.fetched(tmp_path_factory.mktemp("engines"))


@pytest.fixture(scope="session")
def dmn_schema() -> Any:
    return etree.XMLSchema(etree.parse(DATA / "DMN15.xsd"))


def valid(schema: Any, written: bytes) -> None:
    assert schema.validate(etree.fromstring(written)), schema.error_log


def test_the_model_is_valid_dmn_1_5(model: Model, dmn_schema: Any) -> None:
    valid(dmn_schema, dmn_of(model))


def test_the_model_of_a_further_pack_is_valid_too(dmn_schema: Any) -> None:
    valid(dmn_schema, dmn_of(model_of(load([str(Path(__file__).parents[3] / "packs" / "revops")]))))


def test_the_cases_have_the_form_of_the_test_kit(exported: list[Examined], complete: list[Examined]) -> None:
    valid(etree.XMLSchema(etree.parse(DATA / "test-cases.xsd")), cases_of([*exported, *complete], "advisor.dmn"))


def test_rules_of_more_tests_than_a_model_holds_are_refused(builtin: RuleBase) -> None:
    weighing = builtin.by_stage[Stage.WEIGH][0]
    more = tuple(replace(weighing, id=f"more/{number}") for number in range(500))
    with pytest.raises(TableError, match=r"they have 1,101 tests, and a model of decision tables holds 1,000"):
        model_of(replace(builtin, rules=builtin.rules + more))


def test_the_same_rules_give_the_same_bytes(builtin: RuleBase, model: Model, exported: list[Examined]) -> None:
    assert dmn_of(model_of(builtin)) == dmn_of(model)
    assert cases_of(exported, "advisor.dmn") == cases_of(list(exported), "advisor.dmn")


def test_every_rule_that_weighs_or_decides_is_in_the_model(builtin: RuleBase, model: Model) -> None:
    root = etree.fromstring(dmn_of(model))
    marked = {element.get("id") for element in root.iter(f"{{{OURS}}}rule")}
    rows = root.iter(f"{{{DMN}}}rule")
    annotated = {row.findtext(f"{{{DMN}}}annotationEntry/{{{DMN}}}text") for row in rows} - {None}
    wanted = {rule.id for stage in (Stage.WEIGH, Stage.DECIDE) for rule in builtin.by_stage[stage]}
    assert marked | annotated == wanted == {rule.id for rule in rules_in(model)}


def test_words_and_locators_go_with_the_rules(builtin: RuleBase, model: Model) -> None:
    root = etree.fromstring(dmn_of(model))
    decisions = {each.get("id"): each.getparent().getparent() for each in root.iter(f"{{{OURS}}}rule")}
    for rule in builtin.by_stage[Stage.WEIGH]:
        element = decisions[rule.id]
        assert element.get("label") == rule.title
        assert rule.title in element.findtext(f"{{{DMN}}}question")
        assert f"Source: {rule.source}." in element.findtext(f"{{{DMN}}}description")
        assert element.find(f"{{{DMN}}}authorityRequirement") is not None
    for each in root.iter(f"{{{DMN}}}inputData"):
        if each.get("name") in builtin.facts:
            fact = builtin.facts[each.get("name")]
            assert each.get("label") == fact.label
            assert fact.question in each.findtext(f"{{{DMN}}}description")


def test_most_cases_come_to_a_verdict_and_little_is_left_out(exported: list[Examined]) -> None:
    assert len(exported) > 150
    assert sum(case.outcome.settled.get("verdict") is not None for case in exported) > 120
    assert sum(bool(case.outcome.more) for case in exported) < 15


def read_value(element: Any) -> Given:
    """A value of a case file, read without any help of the exporter."""
    if (listed := element.find(f"{{{TESTS}}}list")) is not None:
        return [read_value(item) for item in listed]  # type: ignore[return-value]
    value = element.find(f"{{{TESTS}}}value")
    if value.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true":
        return None
    kind, text = value.get("{http://www.w3.org/2001/XMLSchema-instance}type"), value.text or ""
    return {"xsd:boolean": lambda: text == "true", "xsd:decimal": lambda: int(text), "xsd:string": lambda: text}[kind]()


def test_every_case_is_exported_once_more_with_everything_known(
    model: Model, exported: list[Examined], complete: list[Examined]
) -> None:
    assert [each.case.name for each in complete] == [each.case.name for each in exported]
    assert len({str(each.outcome.inputs) for each in complete}) == len(complete)  # another company in each case
    for before, each in zip(exported, complete, strict=True):
        assert None not in each.outcome.inputs.values()
        assert each.outcome.inputs.items() >= {
            (name, value) for name, value in before.outcome.inputs.items() if value is not None
        }
        assert not each.outcome.more
        undecided = {name for name, value in each.outcome.settled.items() if value is None}
        assert undecided <= {"move_to"}  # which is no move
    for decision in model.decisions:
        assert len({each.outcome.settled[decision.name] for each in complete}) > 1


@given(strategies.agreeing_rule_bases(), strategies.companies())
def test_a_company_is_completed_as_the_known_answers_allow(drawn: RuleBase, known: dict[str, Value]) -> None:
    try:
        model = model_of(drawn)
    except TableError:
        return
    consultation = Consultation(drawn)
    company = completed(model, consultation, Company(known), "A case.")
    assert company == completed(model, consultation, Company(known), "A case.")
    for given_ in model.inputs:
        if isinstance(given_.subject, Fact):
            value, before = company.stated[given_.subject.name], known.get(given_.subject.name)
            assert is_settled(value)
            if isinstance(before, OneOf):
                assert value in before.values
            elif isinstance(before, Chosen):
                assert isinstance(value, frozenset)
                assert before.yes <= value
                assert not before.no & value
            elif before is not None:
                assert value == before


def exported_cases(cases: list[Examined]) -> list[Any]:
    return list(etree.fromstring(cases_of(cases, "advisor.dmn")).iter(f"{{{TESTS}}}testCase"))


def refuse_differences(cases: list[Any], engines: Path, engine: str, model: Path) -> None:
    """Run exported cases by an engine, and compare what came with what the file expects."""
    inputs = [{node.get("name"): read_value(node) for node in case.iter(f"{{{TESTS}}}inputNode")} for case in cases]
    for case, came in zip(cases, dmn_engines.run(engines, engine, model, inputs), strict=True):
        for node in case.iter(f"{{{TESTS}}}resultNode"):
            expected = read_value(node.find(f"{{{TESTS}}}expected"))
            assert came[node.get("name")] == expected, (case.findtext(f"{{{TESTS}}}description"), node.get("name"))


def test_another_engine_passes_every_case_that_is_exported(
    model: Model, exported: list[Examined], engines: Path, tmp_path: Path
) -> None:
    (tmp_path / "advisor.dmn").write_bytes(dmn_of(model))
    refuse_differences(exported_cases(exported), engines, "feelin", tmp_path / "advisor.dmn")


def test_an_engine_that_reads_the_file_itself_passes_every_completed_case(
    model: Model, complete: list[Examined], engines: Path, tmp_path: Path
) -> None:
    (tmp_path / "advisor.dmn").write_bytes(dmn_of(model))
    cases = exported_cases(complete)
    assert len(cases) > 150
    refuse_differences(cases, engines, "imicros", tmp_path / "advisor.dmn")


def a_company(model: Model, chance: random.Random, known: float) -> Company:
    """A company that states each of the model's facts with some probability, and some of them in part."""
    rulebase = model.rulebase
    stated: dict[str, Value] = {}
    if chance.random() < known + 0.3:
        stated["relationship"] = chance.choice(rulebase.states)
    elif chance.random() < 0.7:
        stated["score_state"] = OneOf(frozenset(chance.sample(rulebase.states, 2)))
    for each in model.inputs:
        if isinstance(each.subject, Fact) and chance.random() < known:
            value = a_value(each.subject, chance)
            if isinstance(value, frozenset) and chance.random() > known:
                value = Chosen(value, frozenset(chance.sample(sorted({*each.values} - value), 1)))
            stated[each.subject.name] = value
    return Company(stated)


def a_value(fact: Fact, chance: random.Random) -> Value:
    if fact.kind is Kind.COUNT:
        return chance.choice([fact.minimum, 49, 50, 249, 250, 10_000])
    if fact.kind is Kind.MANY:
        return frozenset(value for value in fact.values if chance.random() < 0.3)
    return chance.choice(list(fact.values))


@pytest.mark.parametrize(("engine", "known"), [("feelin", 1.0), ("feelin", 0.5), ("imicros", 1.0)])
def test_other_engines_agree_with_experta_on_generated_companies(
    model: Model, consultation: Consultation, engines: Path, tmp_path: Path, engine: str, known: float
) -> None:
    (tmp_path / "advisor.dmn").write_bytes(dmn_of(model))
    chance = random.Random(SEED)
    wanted = [outcome(model, consultation, a_company(model, chance, known)) for _ in range(60)]
    results = dmn_engines.run(engines, engine, tmp_path / "advisor.dmn", [each.inputs for each in wanted])
    for each, came in zip(wanted, results, strict=True):
        assert {name: came[name] for name in each.settled} == each.settled
        assert all(came[name] is None for name in each.more)
        assert known < 1 or not each.more
    assert known == 1 or any(each.more for each in wanted)
    assert len({each.settled.get("verdict") for each in wanted}) > 3


def meets(cell: Cell, value: Given) -> bool:
    """Whether a known value lies in a cell: the meaning of unary tests, once more and plainly."""
    if value is None:
        return False
    if isinstance(cell, tuple):
        return any((low is None or value >= low) and (high is None or value <= high) for low, high in cell)  # type: ignore[operator]
    return {True: TRUE, False: FALSE}.get(value, value) in cell  # type: ignore[call-overload, arg-type]


def asked(model: Model, column: Column, text: str, found: Mapping[str, Given]) -> Given:
    value = found[text.removeprefix("list contains(").partition(",")[0]]
    fact = model.rulebase.facts.get(column.name)
    if text.startswith("list contains("):
        return None if value is None else column.value in value  # type: ignore[operator]
    if fact is not None and fact.kind is Kind.YES_NO and value is not None:
        return "yes" if value else "no"
    return value


def worked_out(model: Model, decision: Decision, found: Mapping[str, Given]) -> Given:
    """What a decision comes to, by the meaning of a table alone."""
    if not isinstance(decision.logic, Table):
        return {"true": True, "false": False, "null": None}.get(decision.logic, decision.logic.strip('"'))
    columns = zip(decision.logic.columns, decision.logic.asks, strict=True)
    values = {column: asked(model, column, text, found) for column, text in columns}
    outputs = {
        line.output
        for line in decision.logic.lines
        if all(meets(cell, values[column]) for column, cell in line.cells.items())
    }
    assert len(outputs) < 2, "rows that differ are met at once"
    output = next(iter(outputs), None)
    return {None: None, "true": True, "false": False}.get(output, (output or "").strip('"'))


CLOUD = strategies.a_fact("cloud", Kind.YES_NO, "yes", "no")


def with_state(rules: tuple[Rule, ...], state: str | None, signs: frozenset[str] | None) -> RuleBase:
    """Rules that weigh and decide, in a state and with signs that are known or (None) not at all."""

    def concluding(name: str, known: frozenset[str] | None) -> list[Rule]:
        clouded = Test("cloud", frozenset({"yes"}))
        values = sorted(strategies.CONCLUSIONS[name].values or ()) if known is None else sorted(known)
        make = partial(strategies.a_rule, stage=Stage.CLASSIFY)
        when = strategies.ALWAYS if known is not None else clouded
        return [make(hash_of(name, value), when=when, then=(Atom(name, value),)) for value in values]

    def hash_of(name: str, value: str) -> int:
        return -sum(map(ord, name + value))

    facts = {**strategies.FACTS, "cloud": CLOUD}
    more = [*concluding("state", frozenset({state}) if state else None), *concluding("sign", signs)]
    return RuleBase((), facts, strategies.CONCLUSIONS, (*rules, *more), {}, {}, {}, ())


def settled_companies() -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries(
        {}, optional={name: strategies.settled_values(fact) for name, fact in strategies.FACTS.items()}
    )


@given(
    strategies.rule_bases(6),
    settled_companies(),
    KNOWN_STATE,
    st.none() | st.frozensets(st.sampled_from(["seen", "heard"])),
)
def test_tables_say_what_the_rules_say_whatever_is_unknown(
    drawn: RuleBase, known: dict[str, Value], state: str | None, signs: frozenset[str] | None
) -> None:
    rules = tuple(rule for rule in drawn.rules if rule.stage in (Stage.WEIGH, Stage.DECIDE))
    rulebase = with_state(rules, state, signs)
    try:
        model = model_of(rulebase)
    except TableError as error:
        assert "lean on each other" in str(error)  # noqa: PT017
        return
    found: dict[str, Given] = {
        name: in_dmn(rulebase.facts[name], known[name]) if name in known else None for name in rulebase.facts
    }
    found["state"], found["sign"] = state, None if signs is None else tuple(sorted(signs))
    came = plain_evaluator.evaluate(rulebase, known)
    truth = {**dict.fromkeys(came.holding, True), **dict.fromkeys(came.open, None)}
    for decision in model.decisions:
        assert not isinstance(decision.subject, Fact)
        if isinstance(decision.subject, Rule):
            found[decision.name] = worked_out(model, decision, found)
            assert found[decision.name] is truth.get(decision.subject.id, False)
            continue
        conclusion, value = decision.subject
        certain = {each for name, each in came.certain if name == conclusion.name}
        if value:
            found[decision.name] = worked_out(model, decision, found)
            possible = (conclusion.name, value) in came.possible
            assert found[decision.name] is (True if value in certain else None if possible else False)
        elif len(certain) < 2:
            found[decision.name] = worked_out(model, decision, found)
            assert found[decision.name] == next(iter(certain), None)
    assert {rule.id for rule in rules_in(model)} == {rule.id for rule in rules}


@given(strategies.rule_bases(6))
def test_the_model_of_any_rules_is_valid(dmn_schema: Any, drawn: RuleBase) -> None:
    try:
        model = model_of(drawn)
    except TableError:
        return
    valid(dmn_schema, dmn_of(model))


def test_rules_that_lean_on_each_other_are_refused() -> None:
    def leaning(number: int, on: str, to: str) -> Rule:
        return strategies.a_rule(number, Stage.WEIGH, Test("favours", frozenset({on})), (Atom("favours", to),))

    with pytest.raises(TableError, match="lean on each other, which DMN cannot say"):
        model_of(strategies.a_rule_base([leaning(1, "stay", "tighten"), leaning(2, "tighten", "stay")]))
