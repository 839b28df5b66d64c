"""The JSON Schemas for the files of a rule base: they agree with the loader, and an editor's server uses them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from advisor.authoring.schema.schemas import SCHEMA_BUILDERS, build_schemas
from advisor.cli.command_groups import cli
from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents import mapping_reader as shapes
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.yaml_reader import read_yaml
from advisor.loading.facts.facts_file import read_company
from advisor.loading.packs.conditions import ConditionReader
from advisor.loading.packs.knowledge import REFERENCE_SECTIONS, read_entry, read_step, read_work
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.rules import RuleFile, RuleReader
from advisor.loading.packs.vocabulary import read_conclusion, read_fact
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind, Stage
from tests.authoring.schema import language_server
from tests.authoring.schema.language_server import Server

ROOT = Path(__file__).resolve().parents[3]
REVOPS = ROOT / "packs" / "revops"
HERE = Place("here", 1, 1)


def load_schemas(rulebase: RuleBase) -> dict[str, Any]:
    """Return the schemas by kind of file."""
    return {name.removesuffix(".schema.json"): json.loads(text) for name, text in build_schemas(rulebase).items()}


@pytest.fixture(scope="module")
def ours(builtin: RuleBase) -> dict[str, Any]:
    return load_schemas(builtin)


def to_plain(node: Node | None) -> Any:
    """Return a document as an editor reads it, with the words of YAML 1.2."""
    if isinstance(node, MappingNode):
        return {key.text: to_plain(value) for key, value in node.items}
    if isinstance(node, ListNode):
        return [to_plain(item) for item in node.items]
    if node is None or node.is_empty:
        return None
    if node.quoted:
        return node.text
    if node.text in ("true", "false"):
        return node.text == "true"
    for number in (int, float):
        try:
            return number(node.text)
        except ValueError:
            continue
    return node.text


def read_plain(text: str) -> Any:
    return to_plain(read_yaml(text, "text", FindingList()))


def list_errors(schema: Mapping[str, Any], text: str) -> list[str]:
    """Return the errors that a schema finds in a text, each with its path."""
    found = Draft7Validator(schema).iter_errors(read_plain(text))
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in found]


def get_kind(path: Path) -> str:
    if path.name == "pack.yaml":
        return "pack"
    if path.name.endswith(".cases.yaml"):
        return "cases"
    return next((kind for kind in ("rules", "knowledge") if kind in path.parts), "facts")


def test_each_schema_is_valid(ours: dict[str, Any]) -> None:
    assert set(ours) == set(SCHEMA_BUILDERS)
    for schema in ours.values():
        Draft7Validator.check_schema(schema)


def test_published_schemas_are_up_to_date(builtin: RuleBase) -> None:
    published = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "schemas").glob("*.json")}
    assert published == build_schemas(builtin), "run `advisor rules schema --out docs/schemas`"


def test_every_file_of_the_builtin_pack_and_every_example_is_valid(ours: dict[str, Any]) -> None:
    paths = [path for part in ("rules", "knowledge", "examples") for path in (ROOT / part).rglob("*.yaml")]
    assert len(paths) > 50
    for path in [ROOT / "pack.yaml", *paths]:
        text = path.read_text(encoding="utf-8")
        assert list_errors(ours[get_kind(path.relative_to(ROOT))], text) == [], path


def test_every_file_of_another_pack_is_valid_by_its_own_vocabulary(ours: dict[str, Any]) -> None:
    theirs = load_schemas(load([str(REVOPS)]))
    rejected = 0
    for path in REVOPS.rglob("*.yaml"):
        kind, text = get_kind(path.relative_to(REVOPS)), path.read_text(encoding="utf-8")
        assert list_errors(theirs[kind], text) == [], path
        rejected += bool(list_errors(ours[kind], text))
    assert rejected > 5  # its facts and steps are not those of the built-in pack


RULE = """\
stage: plan
guard: {state: undefined}
rules:
  - id: mine/one
    title: One
    status: test
    source: policy/one
    when: {current_conflicts: [frequent, occasional], employees: {at_least: 50}, not: {roles_defined: yes}}
    then: {step: rules-of-engagement, variant: light}
    because: You report that {grounds}.
"""
CASE = "cases:\n  - {name: One, facts: {relationship: undefined, employees: 12}, expect: {verdict: stay, move: none}}\n"
STEP = """\
steps:
  one: {title: One, move: upkeep, order: 1, what: W, first: F, owner: o, sign: S, source: policy/s}
facts:
  two: {kind: yes_no, label: two, question: Two?, values: {yes: it is, no: it is not}, source: policy/two}
"""
FACTS = "company: Acme\nrelationship: defined\nemployees: 40\nconflict_topics: [pricing]\nroles_defined: unknown\n"
MAPPING = """\
columns: {Team: function, C: 7, Level: role, Remarks: ignore}
answers: {n/a: missing, x: 5}
roles: {Leitung: head}
"""
PACK = "name: mine\nversion: 1.0.0\nswitches_off:\n  - {rule: classify/stated-defined, reason: We ask.}\n"
GOOD = {"rules": RULE, "cases": CASE, "knowledge": STEP, "facts": FACTS, "mapping": MAPPING, "pack": PACK}


@pytest.mark.parametrize("kind", GOOD)
def test_a_correct_file_is_valid(kind: str, ours: dict[str, Any]) -> None:
    assert list_errors(ours[kind], GOOD[kind]) == []


@pytest.mark.parametrize(
    ("kind", "old", "new", "way"),
    [
        ("rules", "stage: plan", "stage: plann", "stage: "),
        ("rules", "stage: plan", "stage: weigh", "rules/0/then: "),
        ("rules", "title: One", "titel: One", "rules/0: "),
        ("rules", "status: test", "status: tested", "rules/0/status: "),
        ("rules", "current_conflicts", "current_conflict", "rules/0/when: "),
        ("rules", "frequent, occ", "often, occ", "rules/0/when/current_conflicts: "),
        ("rules", "at_least", "more_than", "rules/0/when/employees: "),
        ("rules", "rules-of-engagement", "rules-of-marriage", "rules/0/then/step: "),
        ("rules", "    source: policy/one\n", "", "rules/0: "),
        ("rules", "because: You report that {grounds}.", "because: ' '", "rules/0/because: "),
        ("rules", "state: undefined", "state: undefind", "guard/state: "),
        ("cases", "verdict: stay", "verdict: leave", "cases/0/expect/verdict: "),
        ("cases", "employees: 12", "employees: a dozen", "cases/0/facts/employees: "),
        ("cases", "name: One, ", "", "cases/0: "),
        ("cases", "move: none", "move: {from: defined}", "cases/0/expect/move: "),
        ("knowledge", "move: upkeep", "move: away", "steps/one/move: "),
        ("knowledge", "owner: o, ", "", "steps/one: "),
        ("knowledge", "question: Two?, ", "", "facts/two: "),
        ("knowledge", "kind: yes_no", "kind: count", "facts/two: "),
        ("knowledge", "facts:\n  two", "facts:\n  Two words", "facts: "),
        ("facts", "relationship: defined", "relationship: close", "relationship: "),
        ("facts", "employees: 40", "employees: 0", "employees: "),
        ("facts", "roles_defined", "role_defined", ": "),
        ("facts", "company: Acme", "score_state: defined", ": "),
        ("mapping", "C: 7", "C: 21", "columns/C: "),
        ("mapping", "Leitung: head", "Leitung: boss", "roles/Leitung: "),
        ("pack", "version: 1.0.0\n", "", ": "),
        ("pack", "classify/stated-defined", "classify/stated-definite", "switches_off/0/rule: "),
    ],
)
def test_a_wrong_file_is_not_valid(kind: str, old: str, new: str, way: str, ours: dict[str, Any]) -> None:
    assert GOOD[kind].count(old) == 1
    found = list_errors(ours[kind], GOOD[kind].replace(old, new))
    assert found
    assert all(each.startswith(way) for each in found), found


# -- the schemas and the loader agree --

EMPTY = MappingNode((), HERE)


def read_empty_rule(builtin: RuleBase, findings: FindingList) -> None:
    conditions = ConditionReader(builtin.facts, builtin.conclusions, findings)
    list(RuleReader(conditions, builtin.steps, findings).iter_rules(RuleFile(Stage.PLAN, None, (EMPTY,), "mine")))


KEY = ScalarNode("one", HERE)
CHOICE = MappingNode(((ScalarNode("kind", HERE), ScalarNode("choice", HERE)),), HERE)


def read_empty_fact(_: RuleBase, findings: FindingList) -> None:
    read_fact(KEY, CHOICE, FindingList())  # the values of a fact are required once its kind is known
    read_fact(KEY, EMPTY, findings)


ENTRIES: dict[str, Callable[[RuleBase, FindingList], object]] = {
    "rules": read_empty_rule,
    "facts": read_empty_fact,
    "conclusions": lambda _, findings: read_conclusion(KEY, EMPTY, findings),
    "steps": lambda _, findings: read_step(KEY, EMPTY, findings),
    "sources": lambda _, findings: read_work(KEY, EMPTY, findings),
    **{name: lambda _, findings, name=name: read_entry(name, KEY, EMPTY, findings) for name in REFERENCE_SECTIONS},  # type: ignore[misc]
}


@pytest.mark.parametrize("section", ENTRIES)
def test_a_schema_has_the_keys_of_the_loader(
    section: str, builtin: RuleBase, ours: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_keys: set[str] = set()
    monkeypatch.setattr(
        shapes.MappingReader, "report_unknown_keys", lambda table, *ignored: read_keys.update(table._read_keys, ignored)
    )
    findings = FindingList()
    ENTRIES[section](builtin, findings)
    missing = (codes.MISSING_KEY, codes.MISSING_SOURCE)
    required_keys = {each.sentence.split("`")[-2] for each in findings if each.code in missing}
    required_keys |= {"then"} if section == "rules" else set()
    schema = (
        ours["rules"]["definitions"]["rule"]
        if section == "rules"
        else ours["knowledge"]["properties"][section]["additionalProperties"]
    )
    assert set(schema["properties"]) == read_keys | {"overrides", "reason"}
    # a question is required unless the program computes the fact; another part of the schema requires it
    assert set(schema.get("required", ())) == required_keys - ({"question"} if section == "facts" else set())


def iter_nodes(value: Any) -> Node:
    if isinstance(value, list):
        return ListNode(tuple(iter_nodes(each) for each in value), HERE)
    if isinstance(value, dict):
        return MappingNode(tuple((ScalarNode(key, HERE), iter_nodes(each)) for key, each in value.items()), HERE)
    return ScalarNode(str(value), HERE)


DRAWN = ["current_conflicts", "roles_defined", "conflict_topics", "employees"]
WORDS = st.sampled_from(["yes", "no", "none", "unknown", "frequent", "defined", "short", "pricing", "credit", "else"])
ATOMS = WORDS | st.integers(-1, 300)
VALUES = ATOMS | st.lists(ATOMS, max_size=3) | st.dictionaries(st.sampled_from(["at_least", "at_most"]), ATOMS)


@given(name=st.sampled_from(DRAWN), value=VALUES)
def test_a_schema_accepts_the_facts_that_the_loader_accepts(
    name: str, value: Any, builtin: RuleBase, ours: dict[str, Any]
) -> None:
    findings = FindingList()
    read_company(iter_nodes({name: value}), builtin, findings)
    schema = {"properties": {name: ours["facts"]["properties"][name]}}
    assert Draft7Validator(schema).is_valid({name: value}) is not bool(findings)


@given(name=st.sampled_from(DRAWN), value=VALUES)
def test_a_schema_accepts_the_conditions_that_the_loader_accepts(
    name: str, value: Any, builtin: RuleBase, ours: dict[str, Any]
) -> None:
    findings = FindingList()
    ConditionReader(builtin.facts, builtin.conclusions, findings).read(iter_nodes({name: value}))
    numbers = [*value.values()] if isinstance(value, dict) else []
    # a schema does not compare bounds, so a range that no number is in is valid
    is_range = name == "employees" and bool(numbers) and all(isinstance(each, int) for each in numbers)
    condition = ours["rules"]["definitions"]["condition"]["properties"][name]
    assert Draft7Validator(condition).is_valid(value) is (is_range or not findings)


def test_generated_facts_have_all_four_kinds(builtin: RuleBase) -> None:
    assert [builtin.facts[name].kind for name in DRAWN] == [Kind.CHOICE, Kind.YES_NO, Kind.MANY, Kind.COUNT]


def test_the_command_writes_all_schemas(builtin: RuleBase, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schemas"
    result = CliRunner().invoke(cli, ["rules", "schema", "--out", str(folder)])
    assert result.exit_code == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == build_schemas(builtin)


# -- the schemas in an editor --


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(language_server.install_server(tmp_path_factory.mktemp("server")))
    yield running
    running.close()


@pytest.fixture(scope="session")
def head(builtin: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Return a function that writes the first line of a file, which names the schema."""
    folder = tmp_path_factory.mktemp("schemas")
    for name, text in build_schemas(builtin).items():
        (folder / name).write_text(text, encoding="utf-8")
    return lambda kind: f"# yaml-language-server: $schema={(folder / f'{kind}.schema.json').as_uri()}\n"


@pytest.mark.parametrize("kind", GOOD)
def test_an_editor_marks_nothing_in_a_correct_file(
    kind: str, server: Server, head: Callable[[str], str], tmp_path: Path
) -> None:
    assert server.open(tmp_path / f"{kind}.yaml", head(kind) + GOOD[kind]) == []


def test_an_editor_marks_a_misspelt_value_and_fact_at_their_places(
    server: Server, head: Callable[[str], str], tmp_path: Path
) -> None:
    text = head("rules") + RULE.replace("frequent, occ", "often, occ").replace("employees", "employes")
    marked = server.open(tmp_path / "typo.yaml", text)
    places = {(each["range"]["start"]["line"], each["range"]["start"]["character"]) for each in marked}
    line = next(number for number, each in enumerate(text.splitlines()) if "when" in each)
    columns = [text.splitlines()[line].index(word) for word in ("often", "employes")]
    assert places == {(line, column) for column in columns}


def test_an_editor_offers_facts_and_their_values(
    server: Server, head: Callable[[str], str], tmp_path: Path, builtin: RuleBase
) -> None:
    path = tmp_path / "completed.yaml"
    text = head("rules") + "stage: plan\nrules:\n  - id: mine/one\n    when:\n      current_conflicts: \n      sal\n"
    server.open(path, text)
    assert server.complete(path, 5, 25) == list(builtin.facts["current_conflicts"].values)
    offered = set(server.complete(path, 6, 9))
    assert set(builtin.facts) - {"current_conflicts"} <= offered  # a key is offered only once
    assert {"all", "any", "not", "state", "verdict"} <= offered


def test_an_editor_offers_the_facts_of_a_company(
    server: Server, head: Callable[[str], str], tmp_path: Path, builtin: RuleBase
) -> None:
    path = tmp_path / "company.yaml"
    server.open(path, head("facts") + "relationship: \nsal\n")
    assert {*builtin.facts["relationship"].values, "unknown"} <= set(server.complete(path, 1, 14))
    askable = {name for name, fact in builtin.facts.items() if not fact.computed}
    assert askable - {"relationship"} <= set(server.complete(path, 2, 3))  # a key is offered only once


def test_an_editor_explains_a_fact_and_its_values(
    server: Server, head: Callable[[str], str], tmp_path: Path, builtin: RuleBase
) -> None:
    path = tmp_path / "explained.yaml"
    text = head("rules") + RULE.replace("[frequent, occasional]", "frequent")
    server.open(path, text)
    line = next(number for number, each in enumerate(text.splitlines()) if "when" in each)
    explanation = server.explain(path, line, text.splitlines()[line].index("current_conflicts") + 3).replace("\\", "")
    fact = builtin.facts["current_conflicts"]
    assert fact.question in explanation
    assert all(clause in explanation for clause in fact.values.values())
