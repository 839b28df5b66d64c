"""Export as a DMN model: it is valid and complete, means what the rules mean, and other engines agree."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from advisor.authoring.cases.case_files import read_cases
from advisor.authoring.dmn.export.decision_model import (
    DecisionModel,
    DecisionTable,
    ModelDecision,
    build_decision_model,
)
from advisor.authoring.dmn.export.dmn_writer import ADVISOR_NAMESPACE, DMN_NAMESPACE, render_dmn
from advisor.authoring.dmn.export.expected_outcomes import DmnValue, compute_expected_outcome, to_dmn_value
from advisor.authoring.dmn.export.tck_cases import (
    TCK_NAMESPACE,
    TckCase,
    build_completed_cases,
    build_tck_cases,
    complete_company,
    render_tck_cases,
)
from advisor.authoring.dmn.table_rows import FALSE, TRUE, Cell, InputColumn
from advisor.consultation import Consultation
from advisor.errors import TableError
from advisor.loading.finding_codes import CIRCULAR_RULES, TOO_LARGE
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.answers import OneOf, PartialChoice, Value, is_settled
from advisor.model.company import Company
from advisor.model.conditions import Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Fact, Kind, Stage
from tests import plain_evaluator, strategies
from tests.authoring.dmn import engines as dmn_engines

DATA = dmn_engines.DATA
SEED = 20230324
NO_TROUBLE: dict[str, Value] = {
    "current_conflicts": "none",
    "resources_contested": "no",
    "effort_duplicated": "no",
    "tasks_neglected": "no",
}
REPORTED = {name for name, conclusion in load().conclusions.items() if conclusion.reported}
KNOWN_STATE = st.none() | st.sampled_from(["low", "middle", "high"])


def iter_model_rules(model: DecisionModel) -> Iterator[Rule]:
    """Yield every rule that is in the model, each once."""
    rules: dict[Rule, None] = {}
    for decision in model.decisions:
        if isinstance(decision.subject, Rule):
            rules[decision.subject] = None
        if isinstance(decision.logic, DecisionTable):
            rules.update((row.rule, None) for row in decision.logic.rows if row.rule is not None)
    return iter(rules)


@pytest.fixture(scope="session")
def model(builtin: RuleBase) -> DecisionModel:
    return build_decision_model(builtin)


@pytest.fixture(scope="session")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.fixture(scope="session")
def exported(model: DecisionModel, consultation: Consultation, builtin: RuleBase) -> list[TckCase]:
    return build_tck_cases(model, consultation, read_cases(Path(find_builtin_folder()), builtin))


@pytest.fixture(scope="session")
def completed(model: DecisionModel, consultation: Consultation, exported: list[TckCase]) -> list[TckCase]:
    return build_completed_cases(model, consultation, exported)


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dmn_engines.install_engines(tmp_path_factory.mktemp("engines"))


@pytest.fixture(scope="session")
def dmn_schema() -> Any:
    return etree.XMLSchema(etree.parse(DATA / "DMN15.xsd"))


def check_schema(schema: Any, document: bytes) -> None:
    assert schema.validate(etree.fromstring(document)), schema.error_log


def test_the_model_is_valid_dmn_1_5(model: DecisionModel, dmn_schema: Any) -> None:
    check_schema(dmn_schema, render_dmn(model))


def test_the_model_of_another_pack_is_valid(dmn_schema: Any) -> None:
    check_schema(
        dmn_schema, render_dmn(build_decision_model(load([str(Path(__file__).parents[3] / "packs" / "revops")])))
    )


def test_the_cases_are_valid_tck_cases(exported: list[TckCase], completed: list[TckCase]) -> None:
    check_schema(
        etree.XMLSchema(etree.parse(DATA / "test-cases.xsd")), render_tck_cases([*exported, *completed], "advisor.dmn")
    )


def test_refuses_rules_with_too_many_tests(builtin: RuleBase) -> None:
    weighing = builtin.rules_by_stage[Stage.WEIGH][0]
    more = tuple(replace(weighing, id=f"more/{number}") for number in range(500))
    with pytest.raises(TableError, match=r"1,1\d\d tests .* 1,000") as caught:
        build_decision_model(replace(builtin, rules=builtin.rules + more))
    assert [finding.code for finding in caught.value.findings] == [TOO_LARGE]


def test_the_same_rules_give_the_same_bytes(builtin: RuleBase, model: DecisionModel, exported: list[TckCase]) -> None:
    assert render_dmn(build_decision_model(builtin)) == render_dmn(model)
    assert render_tck_cases(exported, "advisor.dmn") == render_tck_cases(list(exported), "advisor.dmn")


def test_every_rule_up_to_the_verdict_is_in_the_model(builtin: RuleBase, model: DecisionModel) -> None:
    root = etree.fromstring(render_dmn(model))
    marked = {element.get("id") for element in root.iter(f"{{{ADVISOR_NAMESPACE}}}rule")}
    rows = root.iter(f"{{{DMN_NAMESPACE}}}rule")
    annotated = {row.findtext(f"{{{DMN_NAMESPACE}}}annotationEntry/{{{DMN_NAMESPACE}}}text") for row in rows} - {None}
    wanted = {rule.id for stage in (Stage.WEIGH, Stage.DECIDE) for rule in builtin.rules_by_stage[stage]}
    assert marked | annotated == wanted == {rule.id for rule in iter_model_rules(model)}


def test_the_model_has_titles_labels_and_locators(builtin: RuleBase, model: DecisionModel) -> None:
    root = etree.fromstring(render_dmn(model))
    decisions = {mark.get("id"): mark.getparent().getparent() for mark in root.iter(f"{{{ADVISOR_NAMESPACE}}}rule")}
    for rule in builtin.rules_by_stage[Stage.WEIGH]:
        element = decisions[rule.id]
        assert element.get("label") == rule.title
        assert rule.title in element.findtext(f"{{{DMN_NAMESPACE}}}question")
        assert f"Source: {rule.source}." in element.findtext(f"{{{DMN_NAMESPACE}}}description")
        assert element.find(f"{{{DMN_NAMESPACE}}}authorityRequirement") is not None
    for element in root.iter(f"{{{DMN_NAMESPACE}}}inputData"):
        if element.get("name") in builtin.facts:
            fact = builtin.facts[element.get("name")]
            assert element.get("label") == fact.label
            assert fact.question in element.findtext(f"{{{DMN_NAMESPACE}}}description")


def test_most_cases_expect_a_verdict_and_few_leave_decisions_out(exported: list[TckCase]) -> None:
    assert len(exported) > 150
    assert sum(case.outcome.expected_values.get("verdict") is not None for case in exported) > 120
    assert sum(bool(case.outcome.advisor_only_values) for case in exported) < len(exported) / 30


def read_value(element: Any) -> DmnValue:
    """Return a value of a case file, read without the exporter."""
    if (listed := element.find(f"{{{TCK_NAMESPACE}}}list")) is not None:
        return [read_value(item) for item in listed]  # type: ignore[return-value]
    value = element.find(f"{{{TCK_NAMESPACE}}}value")
    if value.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true":
        return None
    kind, text = value.get("{http://www.w3.org/2001/XMLSchema-instance}type"), value.text or ""
    return {"xsd:boolean": lambda: text == "true", "xsd:decimal": lambda: int(text), "xsd:string": lambda: text}[kind]()


def test_every_case_is_exported_again_with_all_answers(
    model: DecisionModel, exported: list[TckCase], completed: list[TckCase]
) -> None:
    assert [case.case.name for case in completed] == [case.case.name for case in exported]
    assert len({str(case.outcome.inputs) for case in completed}) == len(completed)  # another company in each case
    reported = {data.name for data in model.inputs if data.subject.name in REPORTED}
    assert reported == {"denied"}
    for before, after in zip(exported, completed, strict=True):
        known = {name: value for name, value in before.outcome.inputs.items() if value is not None}
        assert None not in after.outcome.inputs.values()
        for name in reported:  # more answers can deny more, and never less
            assert set(known.pop(name)) <= set(after.outcome.inputs[name])  # type: ignore[arg-type]
        assert after.outcome.inputs.items() >= known.items()
        assert not after.outcome.advisor_only_values
        undecided = {name for name, value in after.outcome.expected_values.items() if value is None}
        assert undecided <= {"move_to"}  # null is no move
    for decision in model.decisions:
        assert len({case.outcome.expected_values[decision.name] for case in completed}) > 1


@given(strategies.agreeing_rule_bases(), strategies.companies())
def test_completing_a_company_keeps_known_answers(drawn: RuleBase, known: dict[str, Value]) -> None:
    try:
        model = build_decision_model(drawn)
    except TableError:
        return
    consultation = Consultation(drawn)
    company = complete_company(model, consultation, Company(known), "A case.")
    assert company == complete_company(model, consultation, Company(known), "A case.")
    for data in model.inputs:
        if isinstance(data.subject, Fact):
            value, before = company.stated[data.subject.name], known.get(data.subject.name)
            assert is_settled(value)
            if isinstance(before, OneOf):
                assert value in before.values
            elif isinstance(before, PartialChoice):
                assert isinstance(value, frozenset)
                assert before.yes <= value
                assert not before.no & value
            elif before is not None:
                assert value == before


def read_test_cases(cases: list[TckCase]) -> list[Any]:
    return list(etree.fromstring(render_tck_cases(cases, "advisor.dmn")).iter(f"{{{TCK_NAMESPACE}}}testCase"))


def check_engine(cases: list[Any], engines: Path, engine: str, model: Path) -> None:
    """Run exported cases with an engine, and compare the results with what the file expects."""
    inputs = [
        {node.get("name"): read_value(node) for node in case.iter(f"{{{TCK_NAMESPACE}}}inputNode")} for case in cases
    ]
    for case, result in zip(cases, dmn_engines.run_engine(engines, engine, model, inputs), strict=True):
        for node in case.iter(f"{{{TCK_NAMESPACE}}}resultNode"):
            name, expected = node.get("name"), read_value(node.find(f"{{{TCK_NAMESPACE}}}expected"))
            assert result[name] == expected, (case.findtext(f"{{{TCK_NAMESPACE}}}description"), name)


def test_another_engine_passes_every_exported_case(
    model: DecisionModel, exported: list[TckCase], engines: Path, tmp_path: Path
) -> None:
    (tmp_path / "advisor.dmn").write_bytes(render_dmn(model))
    check_engine(read_test_cases(exported), engines, "feelin", tmp_path / "advisor.dmn")


def test_an_engine_that_reads_the_file_passes_every_completed_case(
    model: DecisionModel, completed: list[TckCase], engines: Path, tmp_path: Path
) -> None:
    (tmp_path / "advisor.dmn").write_bytes(render_dmn(model))
    cases = read_test_cases(completed)
    assert len(cases) > 150
    check_engine(cases, engines, "imicros", tmp_path / "advisor.dmn")


def draw_company(model: DecisionModel, chance: random.Random, known: float) -> Company:
    """Return a company that states each fact with the probability `known`, and some only in part."""
    rulebase = model.rulebase
    stated: dict[str, Value] = {}
    calm = chance.random() < 0.5  # most answers drawn freely report some trouble
    if chance.random() < known + 0.3:
        stated["relationship"] = chance.choice(rulebase.states)
    elif chance.random() < 0.7:
        stated["score_state"] = OneOf(frozenset(chance.sample(rulebase.states, 2)))
    for data in model.inputs:
        if isinstance(data.subject, Fact) and chance.random() < known:
            value = draw_value(data.subject, chance)
            if isinstance(value, frozenset) and chance.random() > known:
                value = PartialChoice(value, frozenset(chance.sample(sorted({*data.values} - value), 1)))
            stated[data.subject.name] = value
    return Company({**stated, **NO_TROUBLE} if calm else stated)


def draw_value(fact: Fact, chance: random.Random) -> Value:
    if fact.kind is Kind.COUNT:
        return chance.choice([fact.minimum, 49, 50, 249, 250, 10_000])
    if fact.kind is Kind.MANY:
        return frozenset(value for value in fact.values if chance.random() < 0.3)
    return chance.choice(list(fact.values))


@pytest.mark.parametrize(("engine", "known"), [("feelin", 1.0), ("feelin", 0.5), ("imicros", 1.0)])
def test_other_engines_agree_with_experta_on_generated_companies(
    model: DecisionModel, consultation: Consultation, engines: Path, tmp_path: Path, engine: str, known: float
) -> None:
    (tmp_path / "advisor.dmn").write_bytes(render_dmn(model))
    chance = random.Random(SEED)
    outcomes = [compute_expected_outcome(model, consultation, draw_company(model, chance, known)) for _ in range(60)]
    inputs = [outcome.inputs for outcome in outcomes]
    results = dmn_engines.run_engine(engines, engine, tmp_path / "advisor.dmn", inputs)
    for outcome, result in zip(outcomes, results, strict=True):
        assert {name: result[name] for name in outcome.expected_values} == outcome.expected_values
        assert all(result[name] is None for name in outcome.advisor_only_values)
        assert known < 1 or not outcome.advisor_only_values
    assert known == 1 or any(outcome.advisor_only_values for outcome in outcomes)
    assert len({outcome.expected_values.get("verdict") for outcome in outcomes}) > 3


def is_in_cell(cell: Cell, value: DmnValue) -> bool:
    """Check that a known value is in a cell: a second, plain evaluation of unary tests."""
    if value is None:
        return False
    if isinstance(cell, tuple):
        return any((low is None or value >= low) and (high is None or value <= high) for low, high in cell)  # type: ignore[operator]
    return {True: TRUE, False: FALSE}.get(value, value) in cell  # type: ignore[call-overload, arg-type]


def find_value(model: DecisionModel, column: InputColumn, text: str, values: Mapping[str, DmnValue]) -> DmnValue:
    value = values[text.removeprefix("list contains(").partition(",")[0]]
    fact = model.rulebase.facts.get(column.name)
    if text.startswith("list contains("):
        return None if value is None else column.value in value  # type: ignore[operator]
    if fact is not None and fact.kind is Kind.YES_NO and value is not None:
        return "yes" if value else "no"
    return value


def evaluate_decision(model: DecisionModel, decision: ModelDecision, values: Mapping[str, DmnValue]) -> DmnValue:
    """Return the value of a decision: a second, plain evaluation of a table."""
    if not isinstance(decision.logic, DecisionTable):
        return {"true": True, "false": False, "null": None}.get(decision.logic, decision.logic.strip('"'))
    columns = zip(decision.logic.columns, decision.logic.expressions, strict=True)
    cells = {column: find_value(model, column, text, values) for column, text in columns}
    outputs = {
        line.output
        for line in decision.logic.rows
        if all(is_in_cell(cell, cells[column]) for column, cell in line.cells.items())
    }
    assert len(outputs) < 2, "different rows match at once"
    output = next(iter(outputs), None)
    return {None: None, "true": True, "false": False}.get(output, (output or "").strip('"'))


CLOUD = strategies.build_fact("cloud", Kind.YES_NO, "yes", "no")


def add_state(rules: tuple[Rule, ...], state: str | None, signs: frozenset[str] | None) -> RuleBase:
    """Return rules of weigh and decide with rules that make a state and signs known or (None) unknown."""

    def build_rules(name: str, known: frozenset[str] | None) -> list[Rule]:
        clouded = Test("cloud", frozenset({"yes"}))
        values = sorted(strategies.CONCLUSIONS[name].values or ()) if known is None else sorted(known)
        make = partial(strategies.build_rule, stage=Stage.CLASSIFY)
        when = strategies.ALWAYS if known is not None else clouded
        return [make(build_number(name, value), when=when, then=(Atom(name, value),)) for value in values]

    def build_number(name: str, value: str) -> int:
        return -sum(map(ord, name + value))

    facts = {**strategies.FACTS, "cloud": CLOUD}
    more = [*build_rules("state", frozenset({state}) if state else None), *build_rules("sign", signs)]
    return RuleBase((), facts, strategies.CONCLUSIONS, (*rules, *more), {}, {}, {}, ())


def draw_settled_companies() -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries(
        {}, optional={name: strategies.settled_values(fact) for name, fact in strategies.FACTS.items()}
    )


@given(
    strategies.rule_bases(6, infer=True),
    draw_settled_companies(),
    KNOWN_STATE,
    st.none() | st.frozensets(st.sampled_from(["seen", "heard"])),
)
def test_tables_and_rules_have_the_same_meaning_even_with_unknown_facts(
    drawn: RuleBase, known: dict[str, Value], state: str | None, signs: frozenset[str] | None
) -> None:
    rules = tuple(rule for rule in drawn.rules if rule.stage in (Stage.WEIGH, Stage.DECIDE))
    denying = tuple(rule for rule in drawn.rules if rule.list_concluded_values("denied"))
    rulebase = add_state((*denying, *rules), state, signs)
    try:
        model = build_decision_model(rulebase)
    except TableError as error:
        assert [finding.code for finding in error.findings] == [CIRCULAR_RULES]  # noqa: PT017
        return
    found: dict[str, DmnValue] = {
        name: to_dmn_value(rulebase.facts[name], known[name]) if name in known else None for name in rulebase.facts
    }
    found["state"], found["sign"] = state, None if signs is None else tuple(sorted(signs))
    result = plain_evaluator.evaluate(rulebase, known)
    found["denied"] = tuple(sorted(value for name, value in result.certain if name == "denied"))
    truth = {**dict.fromkeys(result.holding, True), **dict.fromkeys(result.open, None)}
    for decision in model.decisions:
        assert not isinstance(decision.subject, Fact)
        if isinstance(decision.subject, Rule):
            found[decision.name] = evaluate_decision(model, decision, found)
            assert found[decision.name] is truth.get(decision.subject.id, False)
            continue
        conclusion, value = decision.subject
        certain = {each for name, each in result.certain if name == conclusion.name}
        if value:
            found[decision.name] = evaluate_decision(model, decision, found)
            possible = (conclusion.name, value) in result.possible
            assert found[decision.name] is (True if value in certain else None if possible else False)
        elif len(certain) < 2:
            found[decision.name] = evaluate_decision(model, decision, found)
            assert found[decision.name] == next(iter(certain), None)
    assert {rule.id for rule in iter_model_rules(model)} == {rule.id for rule in rules}


@given(strategies.rule_bases(6))
def test_the_model_of_any_rules_is_valid(dmn_schema: Any, drawn: RuleBase) -> None:
    try:
        model = build_decision_model(drawn)
    except TableError:
        return
    check_schema(dmn_schema, render_dmn(model))


def test_refuses_rules_that_depend_on_each_other() -> None:
    def build_rule(number: int, test: str, value: str) -> Rule:
        return strategies.build_rule(number, Stage.WEIGH, Test("favours", frozenset({test})), (Atom("favours", value),))

    rules = [build_rule(1, "stay", "tighten"), build_rule(2, "tighten", "stay")]
    with pytest.raises(TableError) as caught:
        build_decision_model(strategies.build_rule_base(rules))
    (finding,) = caught.value.findings
    assert finding.code == CIRCULAR_RULES
    assert all(f"`{rule.id}`" in finding.sentence for rule in rules)
