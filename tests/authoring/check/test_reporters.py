"""The formats of findings: each contains every finding, in the shape that its readers expect."""

from __future__ import annotations

import json
import runpy
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema.validators import validator_for

from advisor.authoring.check.catalogue import load_checks
from advisor.authoring.check.reporters import FORMATS, is_clean
from advisor.errors import Finding, Place
from tests.authoring.schema import language_server

FOUND = (
    Finding(Place("rules/a b.yaml", 3, 5), "`x` is neither a fact nor a conclusion", "ADV101", "error"),
    Finding(Place("rules/ü.yaml", 7), 'a text with \x07, \ud800 and <odd> & "marks"', "ADV602", "warning", "say less"),
    Finding(Place("/somewhere/pack.yaml"), "no near miss", "ADV302", "note"),
)
DOCS = Path(__file__).resolve().parents[3] / "docs"
CHECKS = load_checks()


def test_the_page_of_checks_is_up_to_date() -> None:
    render_checks_page = runpy.run_path(str(DOCS / "checks.py"))["render_checks_page"]
    assert (DOCS / "checks.md").read_text(encoding="utf-8") == render_checks_page(), "run `python docs/checks.py`"


def test_text_has_a_line_for_each_finding_its_fix_and_the_counts() -> None:
    lines = FORMATS["text"](FOUND).splitlines()
    assert lines[:-1] == [
        f"rules/a b.yaml:3:5: error ADV101: {FOUND[0].sentence}",
        'rules/ü.yaml:7: warning ADV602: a text with ?, ? and <odd> & "marks"',
        "    fix: say less",
        f"/somewhere/pack.yaml: note ADV302: {FOUND[2].sentence}",
    ]
    assert lines[-1] == "1 error, 1 warning and 1 note"
    assert len(FORMATS["text"](()).splitlines()) == 1


def test_text_shows_a_fix_once_if_several_findings_share_it() -> None:
    place = Place("a.yaml", 1)
    shared = [Finding(place, sentence, "ADV605", "note", "say less") for sentence in ("one", "two")]
    ending = Finding(place, "it is empty; fill it", "ADV002", "error", "fill it")
    assert FORMATS["text"]([*shared, ending]).count("fix: ") == 1


def test_json_has_every_part() -> None:
    listed = json.loads(FORMATS["json"](FOUND))["findings"]
    assert listed[1] == {
        "file": "rules/ü.yaml",
        "line": 7,
        "column": None,
        "code": "ADV602",
        "severity": "warning",
        "sentence": FOUND[1].sentence,
        "fix": "say less",
    }
    assert [each["code"] for each in listed] == ["ADV101", "ADV602", "ADV302"]


def test_sarif_has_places_and_explains_every_check() -> None:
    (run,) = json.loads(FORMATS["sarif"](FOUND))["runs"]
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert places[0] == {"artifactLocation": {"uri": "rules/a%20b.yaml"}, "region": {"startLine": 3, "startColumn": 5}}
    assert places[2] == {"artifactLocation": {"uri": "file:///somewhere/pack.yaml"}}
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == list(CHECKS)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize("found", [(), FOUND])
def test_sarif_is_valid_by_its_published_schema(found: tuple[Finding, ...], tmp_path: Path) -> None:
    package = "@microsoft/jest-sarif@1.0.0-beta.0"  # the package that carries the schema
    language_server.run_npm(tmp_path, "pack", package)
    with tarfile.open(next(tmp_path.glob("*.tgz"))) as archive:
        inside = archive.extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json")
        assert inside is not None
        schema = json.load(inside)
    validator = validator_for(schema)(schema)
    log = json.loads(FORMATS["sarif"](found))
    assert [each.message for each in validator.iter_errors(log)] == []
    assert not validator.is_valid({**log, "version": "2"})


def test_junit_fails_for_errors_and_warnings_and_passes_other_checks() -> None:
    suites = ElementTree.fromstring(FORMATS["junit"](FOUND))
    (suite,) = suites
    cases = list(suite)
    assert suites.attrib == {
        "name": "advisor rules check",
        **{key: suite.attrib[key] for key in ("tests", "failures", "errors")},
    }
    assert suite.attrib["tests"] == str(len(cases)) == str(len(FOUND) + len(CHECKS) - 3)
    assert suite.attrib["failures"] == str(sum(case.find("failure") is not None for case in cases)) == "2"
    failures = [case.find("failure") for case in cases if case.find("failure") is not None]
    assert [each.attrib["type"] for each in failures if each is not None] == ["error ADV101", "warning ADV602"]
    assert [case.attrib["name"] for case in cases if case.find("system-out") is not None] == [
        "ADV302 /somewhere/pack.yaml"
    ]
    named = {case.attrib["name"].split()[0] for case in cases}
    assert named == set(CHECKS)


def test_only_notes_are_clean() -> None:
    assert is_clean(FOUND[2:])
    assert not is_clean(FOUND[1:])
    assert not is_clean(FOUND[:1])
