"""What the HTTP API refuses: all findings of a request at once, each at its place, in words of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from advisor.model.rulebase import RuleBase
from advisor.programs.schemas import read_schema
from tests.web.program_client import AUTHORIZED, ProgramClient

FACTS = {"relationship": "defined", "change_rapid": "yes", "employees": 120}


@pytest.fixture(scope="module")
def client(builtin: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgramClient]:
    made = ProgramClient(builtin, tmp_path_factory.mktemp("errors") / "data")
    yield made
    made.close()


def refuse(client: ProgramClient, path: str, body: object = None, status: int = 422) -> list[dict[str, Any]]:
    """Send a body (None: GET) that is refused; return the findings."""
    response = client.send("GET", path) if body is None else client.post(path, body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    jsonschema.validate(response.json(), read_schema("problem"))
    findings: list[dict[str, Any]] = response.json()["findings"]
    return findings


def list_places(findings: list[dict[str, Any]]) -> set[str]:
    return {each["place"] for each in findings}


def test_long_values_are_cut(client: ProgramClient) -> None:
    for path, body in (
        ("/v1/explain/how", {"facts": FACTS, "target": "x" * 100_000}),
        ("/v1/explain/change", {"facts": FACTS, "to": "x" * 100_000}),
        ("/v1/explain/what-if", {"facts": FACTS, "tried": {"x" * 100_000: "y" * 100_000}}),
        ("/v1/advise", {"x" * 100_000: 1, "relationship": "y" * 100_000}),
    ):
        response = client.post(path, body)
        assert response.status_code == 422
        assert len(response.content) < 5_000


def test_a_repeated_key_hides_nothing(client: ProgramClient) -> None:
    body = b'{"assessment": {"totals": {"sales": 60, "sales": 61}}, "employees": "many", "qqq": 1}'
    assert list_places(refuse(client, "/v1/advise", body)) == {"assessment.totals.sales", "employees", "qqq"}


def test_what_json_does_not_have_hides_nothing_and_has_line_and_column(client: ProgramClient) -> None:
    body = b'{"change_rapid": "NaN is fine here",\n "employees": NaN,\n "relatonship": -Infinity, "qqq": 1}'
    findings = refuse(client, "/v1/advise", body)
    places = [(each["line"], each["column"]) for each in findings if each["place"] == "body"]
    assert places == [(2, 15), (3, 17)]
    assert list_places(findings) == {"body", "change_rapid", "qqq"}


def test_a_query_with_errors_does_not_hide_the_body(client: ProgramClient) -> None:
    findings = refuse(client, "/v1/advise?compact=2&foo=1", {"employees": "many"})
    assert list_places(findings) == {"query: compact", "query: foo", "employees"}
    assert list_places(refuse(client, "/v1/facts?level=x&foo=1")) == {"query: level", "query: foo"}
    assert list_places(refuse(client, "/v1/advise?foo=1", b"{")) == {"query: foo", "body"}


@pytest.mark.parametrize(
    ("kind", "options", "places"),
    [
        ("why-not", {"target": "step:colocatio", "max": 0, "keep": ["x", {}]}, {"target", "max", "keep[0]", "keep[1]"}),
        ("how", {"target": 3}, {"target"}),
        ("what-if", {"tried": {"employes": 1, "change_rapid": 9}}, {"tried.employes", "tried.change_rapid"}),
        ("what-if", {}, {"tried"}),
        ("change", {"to": "step:colocation"}, {"to"}),
    ],
)
def test_all_parts_of_an_explanation_are_checked_at_once(
    client: ProgramClient, kind: str, options: dict[str, Any], places: set[str]
) -> None:
    body = {"facts": {"employees": "many", "relatonship": "x"}, "extra": 1, **options}
    findings = refuse(client, f"/v1/explain/{kind}?foo=1", body)
    assert list_places(findings) == {"query: foo", "extra", "facts.employees", "facts.relatonship", *places}


def test_the_places_of_an_explanation_begin_with_facts(client: ProgramClient) -> None:
    body = b'{"facts": {"employees": 1, "employees": "x", "assessment": {"totals": 3}}, "target": "verdict:stay"}'
    places = list_places(refuse(client, "/v1/explain/how", body))
    assert places == {"facts.employees", "facts.assessment.totals"}


def test_the_wrong_type_is_at_the_header(client: ProgramClient) -> None:
    response = client.send("POST", "/v1/advise", content=b"{}", headers={**AUTHORIZED, "Content-Type": "text/plain"})
    assert response.status_code == 415
    assert response.json()["findings"][0]["place"] == "Content-Type"


@pytest.mark.parametrize("path", ["/v1", "/V1/facts", "//v1/facts", "/v1//facts/x", "/openapi.json/"])
def test_a_slip_in_an_address_is_a_problem(client: ProgramClient, path: str) -> None:
    response = client.send("GET", f"http://127.0.0.1:8000{path}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    response = client.send("GET", f"http://127.0.0.1:8000{path}", headers={})
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("body", "said", "unsaid"),
    [
        (b'{"employees": 0}', "1 or more", "did you mean"),
        (b'{"employees": -3}', "1 or more", "did you mean"),
        (b'{"qqq": 1}', "`GET /v1/facts` lists the facts", "company_size"),
        (b'{"employees": true}', "`true`", "True"),
        (b'{"employees": 1e999}', "`1e999`", "inf"),
        (b'{"employees": [{"a": 1}]}', "employees", "{'a'"),
        (b'{"relationship": {"a": true}}', "relationship", "True"),
    ],
)
def test_errors_are_in_words_of_json(client: ProgramClient, body: bytes, said: str, unsaid: str) -> None:
    (finding,) = refuse(client, "/v1/advise", body)
    sentence = f"{finding['problem']}; {finding['remedy']}"
    assert said in sentence
    assert unsaid not in sentence
    assert "list_facts" not in sentence


def test_a_suggested_fact_can_be_tried(client: ProgramClient) -> None:
    for name in ("state", "statement_7", "statement.7", "score_sale"):
        (finding,) = refuse(client, "/v1/explain/what-if", {"facts": FACTS, "tried": {name: "defined"}})
        for offered in finding["remedy"].split("`")[1::2]:
            again = client.post("/v1/explain/what-if", {"facts": FACTS, "tried": {offered: "unknown"}})
            assert offered.startswith("GET ") or "worked out" not in again.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/rules/", "names no rule"),
        ("/v1/rules/none", "no rule makes the claim"),
        ("/v1/steps/UPKEEP-culture", "`upkeep-culture`"),
        ("/v1/steps/Upkeep_Culture", "`upkeep-culture`"),
    ],
)
def test_a_wrong_id_says_what_to_do(client: ProgramClient, path: str, said: str) -> None:
    (finding,) = refuse(client, path, status=404)
    assert said in f"{finding['problem']} {finding['remedy']}"
    assert "``" not in finding["problem"]


def test_the_document_has_every_parameter_and_says_what_can_be_tried(client: ProgramClient) -> None:
    document = client.send("GET", "/openapi.json").json()
    parameters = document["paths"]["/v1/facts"]["get"]["parameters"]
    assert {each["name"] for each in parameters} == {"level", "search"}
    tried = document["components"]["schemas"]["tried"]["properties"]
    assert "change_rapid" in tried
    assert not {"company", "assessment", "interview"} & set(tried)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("how", {}), ("why-not", {"target": "stay"}), ("what-if", {"tried": {"employees": 9}}), ("change", {})],
)
def test_an_explanation_has_the_id_of_the_decision(client: ProgramClient, kind: str, options: dict[str, Any]) -> None:
    response = client.post(f"/v1/explain/{kind}", {"facts": FACTS, **options})
    assert response.json()["decision_id"] == response.headers["decision-id"]
    jsonschema.validate(response.json(), read_schema(f"explain-{kind}"))
    assert json.dumps(response.json())
