"""The HTTP API: equal to the command line, problems with all findings, and only with the token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import jsonschema
import pytest

from advisor.model.rulebase import RuleBase
from advisor.programs import openapi
from advisor.programs.compact import COMPACT_BYTES
from advisor.programs.explanation_kinds import KINDS
from advisor.programs.schemas import read_schema
from tests.mappings import RandomMappings
from tests.web.program_client import AS_PART, AUTHORIZED, CommandLine, ProgramClient, draw_json_mapping, find_difference
from tests.web.running import TOKEN, run_site

FACTS: dict[str, Any] = openapi.EXAMPLE_FACTS
ROOT = Path(__file__).resolve().parents[2]
COUNT = 200


@pytest.fixture(scope="module")
def client(builtin: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgramClient]:
    made = ProgramClient(builtin, tmp_path_factory.mktemp("programs") / "data")
    yield made
    made.close()


def read_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return a problem; it fits its schema, and every finding has place and remedy."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    jsonschema.validate(problem, read_schema("problem"))
    assert problem["status"] == status
    assert all(each["place"] and each["problem"] and each["remedy"] for each in problem["findings"])
    return problem


def test_the_advice_is_that_of_the_command_line(client: ProgramClient, builtin: RuleBase, tmp_path: Path) -> None:
    command = CommandLine(client.adviser, tmp_path)
    for number in range(COUNT):
        mapping = draw_json_mapping(builtin, Random(f"test/{number}"))
        assert find_difference(client, command, mapping) == "", mapping


@pytest.mark.parametrize("name", [True, False, 12, None, "Acme"])
def test_a_strange_company_name_is_read_as_in_a_file(client: ProgramClient, name: object, tmp_path: Path) -> None:
    mapping = {"relationship": "aligned", "company": name}
    assert find_difference(client, CommandLine(client.adviser, tmp_path), mapping) == ""


def test_the_compact_advice_has_at_most_4_kb(client: ProgramClient, builtin: RuleBase) -> None:
    drawn, seen = RandomMappings(builtin, Random(4)), 0
    while seen < 60:
        mapping = json.loads(json.dumps(drawn.draw_mapping(0), default=list))
        response = client.post("/v1/advise?compact=1", {**mapping, "company": "Ö" * 200})
        if response.status_code != 200:  # answers that exclude each other
            continue
        seen += 1
        assert len(response.content) <= COMPACT_BYTES
        data = response.json()
        jsonschema.validate(data, read_schema("advice-compact"))
        assert data["claims"][0]["target"] == f"verdict:{data['verdict']}"
        assert all(claim["rule"] and claim["source"] for claim in data["claims"])


def test_all_findings_come_in_one_answer_with_the_nearest_names(client: ProgramClient) -> None:
    wrong = {"relatonship": "defined", "employees": "many", "common_funnel_in_use": "often", "change_rapid": [1]}
    problem = read_problem(client.post("/v1/advise", wrong), 422)
    assert {each["place"] for each in problem["findings"]} == set(wrong)
    assert problem["findings"][0]["remedy"] == "did you mean `relationship`?"


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        (b"", "body", "empty-file"),
        (b"{", "body", "invalid-syntax"),
        (b"\xff", "body", "not-text"),
        (b'{"employees": NaN}', "body", "invalid-syntax"),
        (b'{"employees": 1, "employees": 2}', "employees", "ADV005"),
        (b"[" * 100_000, "body", "too-deep"),
        (b"[]", "facts", "ADV002"),
        (b'{"employees": ' + b"9" * 5_000 + b"}", "employees", "ADV002"),
        (b'{"company": "\\ud800"}', "company", "ADV002"),
        (b'{"\\ud800": 1}', "?", "ADV002"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(client: ProgramClient, body: bytes, place: str, code: str) -> None:
    problem = read_problem(client.post("/v1/advise", body), 422)
    assert [(each["place"], each["code"]) for each in problem["findings"]] == [(place, code)]


def test_answers_that_exclude_each_other_are_a_problem(client: ProgramClient) -> None:
    body = {"relationship": "aligned", "common_funnel_in_use": "yes", "common_funnel_possible": "no"}
    problem = read_problem(client.post("/v1/advise", body), 422)
    assert [each["code"] for each in problem["findings"]] == ["contradictory-answers"]


@pytest.mark.parametrize("path", ["/v1/advise", "/v1/facts", "/openapi.json", "/v1/none", "/v1/rules/x"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_nothing_is_sent_without_the_token(client: ProgramClient, path: str, headers: dict[str, str]) -> None:
    for method in ("GET", "POST"):
        response = client.send(method, path, headers=headers)
        problem = read_problem(response, 401)
        assert problem["findings"][0]["place"] == "Authorization"
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_the_session_of_a_browser_does_not_open_the_api(client: ProgramClient) -> None:
    access = client.site.access
    cookie = {"Cookie": f"{access.cookie_name}={access.open_session()}", "Origin": "http://127.0.0.1:8000"}
    read_problem(client.send("POST", "/v1/advise", headers=cookie), 401)
    read_problem(client.send("GET", f"/v1/facts?token={TOKEN}", headers={}), 401)


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/v1/advise", {}, 405),
        ("PUT", "/v1/advise", {}, 405),
        ("POST", "/v1/facts", {}, 405),
        ("GET", "/v1/nothing", {}, 404),
        ("GET", "/v1/steps/colocatio", {}, 404),
        ("GET", "/v1/rules/%2e%2e/%2e%2e/etc/passwd", {}, 404),
        ("POST", "/v1/advise", {"content": b"a=1"}, 415),
        ("POST", "/v1/advise?compact=yes", {"json": FACTS}, 422),
        ("POST", "/v1/advise?compct=1", {"json": FACTS}, 422),
        ("POST", "/v1/advise", {"content": b" " * 2_000_000}, 413),
        ("POST", "/v1/explain/why-not", {"json": {"facts": FACTS}}, 422),
        ("POST", "/v1/explain/how", {"json": {"facts": FACTS, "targt": "x"}}, 422),
        ("POST", "/v1/explain/how", {"json": FACTS}, 422),
        ("POST", "/v1/explain/how", {"json": {"facts": FACTS, "target": "step:colocatio\ud800"}}, 422),
        ("POST", "/v1/explain/what-if", {"json": {"facts": FACTS, "tried": {"employes": 1}}}, 422),
        ("POST", "/v1/explain/why-not", {"json": {"facts": FACTS, "target": "stay", "max": 0, "keep": ["x"]}}, 422),
        ("POST", "/v1/explain/change", {"json": {"facts": FACTS, "to": "step:colocation"}}, 422),
    ],
)
def test_what_is_refused_is_a_problem(
    client: ProgramClient, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    if "json" in options:
        options = {"content": json.dumps(options["json"]).encode()}
        options["headers"] = {**AUTHORIZED, "Content-Type": "application/json"}
    response = client.send(method, path, **options)
    read_problem(response, status)
    assert (status == 405) is ("allow" in response.headers)


def test_an_unknown_id_gets_the_nearest_one(client: ProgramClient) -> None:
    problem = read_problem(client.send("GET", "/v1/steps/colocatio"), 404)
    assert problem["remedy"] == "Did you mean `colocation`?"


def test_every_rule_and_step_can_be_read(client: ProgramClient, builtin: RuleBase) -> None:
    for kind, names in (("rule", builtin.rules_by_id), ("step", builtin.steps)):
        for name in names:
            response = client.send("GET", f"/v1/{kind}s/{name}")
            assert response.status_code == 200
            jsonschema.validate(response.json(), read_schema(kind))


def test_the_facts_are_those_of_the_command_line(client: ProgramClient) -> None:
    from click.testing import CliRunner

    from advisor.cli.facts.list import command

    sent = client.send("GET", "/v1/facts").json()
    jsonschema.validate(sent, read_schema("facts-list"))
    assert sent["facts"] == json.loads(CliRunner().invoke(command, ["--format", "json"], **AS_PART).stdout)


def test_the_interview_by_questions_ends_with_a_settled_verdict(client: ProgramClient) -> None:
    facts: dict[str, Any] = {}
    for _ in range(80):
        data = client.post("/v1/next-question", facts).json()
        jsonschema.validate(data, read_schema("next-question"))
        if data["done"]:
            break
        question = data["question"]
        assert question["fact"] not in facts
        options = [each["value"] for each in question["options"]]
        facts[question["fact"]] = options[len(facts) % len(options)] if len(options) > 1 else 30
    assert data["done"]
    assert client.post("/v1/advise", facts).json()["possible_verdicts"] == data["possible_verdicts"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_explanation_is_that_of_the_command_line(client: ProgramClient, kind: str, tmp_path: Path) -> None:
    from importlib import import_module

    from click.testing import CliRunner

    command = import_module(f"advisor.cli.explain.{kind.replace('-', '_')}").command
    options = openapi.EXAMPLE_OPTIONS[kind]
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS))
    given = {
        "how": [options.get("target")],
        "why-not": [options.get("target"), "--max", "3", "--keep", "relationship"],
        "what-if": ["change_rapid=no"],
        "change": ["--to", "stay"],
    }[kind]
    result = CliRunner().invoke(command, [str(path), *given, "--format", "json"], **AS_PART)
    response = client.post(f"/v1/explain/{kind}", {"facts": FACTS, **options})
    decision_id = response.headers["decision-id"]
    assert response.json() == {**json.loads(result.stdout), "decision_id": decision_id}
    jsonschema.validate(response.json(), read_schema(f"explain-{kind}"))
    assert response.headers["decision-id"] == client.post("/v1/advise", FACTS).json()["decision_id"]


def test_the_openapi_document_is_valid_and_its_examples_run(client: ProgramClient) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    document = client.send("GET", "/openapi.json").json()
    validator.validate(document)
    root = {"components": document["components"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", ()):
                path = path.replace("{id}", parameter.get("example", ""))
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                jsonschema.Draft202012Validator({**content["schema"], **root}).validate(content["example"])
                response = client.post(path, content["example"])
            else:
                response = client.send(method.upper(), path)
            assert response.status_code == 200, path
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            jsonschema.Draft202012Validator({**schema, **root}).validate(response.json())
    compact = client.post("/v1/advise?compact=1", FACTS).json()
    schema = document["paths"]["/v1/advise"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator({**schema, **root}).validate(compact)


def test_a_program_uses_a_server(builtin: RuleBase, tmp_path: Path, client: ProgramClient) -> None:
    with run_site(builtin, tmp_path / "data") as site, httpx.Client(base_url=site.url, timeout=300) as program:
        read_problem(program.post("/v1/advise", json=FACTS), 401)
        sent = program.post("/v1/advise", json=FACTS, headers=AUTHORIZED)
        assert sent.json() == client.post("/v1/advise", FACTS).json()
        assert program.get("/v1/steps/colocation", headers=AUTHORIZED).json()["id"] == "colocation"
        assert program.get("/v1/rules/a%2fb", headers=AUTHORIZED).status_code == 404
        read_problem(program.post("/v1/advise", json=FACTS, headers={**AUTHORIZED, "Host": "evil.example"}), 421)
        assert not list((tmp_path / "data").glob("**/*.yaml"))  # the API keeps nothing
