"""What authors write by habit: each slip is answered with the right key, and nothing follows from it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from advisor.authoring.check.run_checks import check_packs
from advisor.errors import Finding
from advisor.loading import finding_codes as codes
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import CORE, MINE, change_file, write_pack

OWN, RULES = "knowledge/own.yaml", "rules/own.yaml"
WHEN, THEN = "when: {meetings: no, crew: small}", "then: {step: sit-together}"
BECAUSE, TITLE = "because: You report that {grounds}; a date helps.", "title: The two functions do not meet"
KIND, COUNT, CREW = "kind: yes_no", "kind: count", "kind: choice\n    question: Is the crew"
PEOPLE = "    clause: both functions have {value} people"


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack(tmp_path / "core", CORE)
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: str(folder))


def check_files(tmp_path: Path, files: dict[str, str]) -> list[Finding]:
    """Check a pack with these files; the findings have places without its folder."""
    pack = write_pack(tmp_path / "mine", files)
    return [
        each._replace(place=each.place._replace(file=each.place.file.replace(f"{pack}{os.sep}", "")))
        for each in check_packs([str(pack)])
    ]


def find_quoted(text: str) -> list[str]:
    return re.findall("`([^`]*)`", text)


@pytest.mark.parametrize(
    ("condition", "right"),
    [
        ("or: [{meetings: no}, {crew: small}]", "any: [{meetings: no}, {crew: small}]"),
        ("or: {meetings: no, crew: small}", "any: [{meetings: no}, {crew: small}]"),
        ("OR: [{meetings: no}, {crew: small}]", "any: [{meetings: no}, {crew: small}]"),
        ("Any: [{meetings: no}, {crew: small}]", "any: [{meetings: no}, {crew: small}]"),
        ("any-of: [{meetings: no}, {crew: small}]", "any: [{meetings: no}, {crew: small}]"),
        ("and: [{meetings: no}, {crew: small}]", "all: [{meetings: no}, {crew: small}]"),
        ("unless: {meetings: yes, crew: large}", "not: {meetings: yes, crew: large}"),
        ("crew: small, NOT: {meetings: yes}", "not: {meetings: yes}"),
        ("crew: small, nor: [{meetings: yes}]", "not: {any: [{meetings: yes}]}"),
        ("if: {meetings: no, crew: small}", "meetings: no, crew: small"),
        ("meetings: no, crew: small, then: {step: sit-together}", "then"),
    ],
)
def test_a_word_for_a_key_of_a_condition(condition: str, right: str, tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, change_file(RULES, WHEN, f"when: {{{condition}}}"))
    assert (found.code, found.place.file, found.place.line) == (codes.UNKNOWN_NAME, RULES, 9)
    assert right in find_quoted(found.sentence)


@pytest.mark.parametrize(
    ("old", "new", "code", "right"),
    [
        (WHEN, "if: {meetings: no, crew: small}", codes.UNKNOWN_KEY, "when"),
        (WHEN, "conditions: {meetings: no, crew: small}", codes.UNKNOWN_KEY, "when"),
        (WHEN, "unless: {meetings: yes, crew: large}", codes.UNKNOWN_KEY, "when: {not: {meetings: yes, crew: large}}"),
        (
            WHEN,
            "any: [{meetings: no}, {crew: small}]",
            codes.UNKNOWN_KEY,
            "when: {any: [{meetings: no}, {crew: small}]}",
        ),
        (WHEN, f"{WHEN}\n    or: [{{crew: large}}]", codes.UNKNOWN_KEY, "when: {any: [{crew: large}]}"),
        (THEN, "conclusion: {step: sit-together}", codes.UNKNOWN_KEY, "then"),
        (BECAUSE, BECAUSE.replace("because", "reason"), codes.UNKNOWN_KEY, "because"),
        (TITLE, TITLE.replace("title", "name"), codes.UNKNOWN_KEY, "title"),
        (WHEN, "when: {meetings: no, crew: }", codes.WRONG_SHAPE, "crew: large"),
        (WHEN, "when: {meetings: no, crew: ''}", codes.WRONG_SHAPE, "crew: large"),
        (WHEN, "when: {meetings: no, crew: [small, ~]}", codes.WRONG_SHAPE, "crew: large"),
        (WHEN, "when:", codes.WRONG_SHAPE, "when"),
        (WHEN, "when: {crew: small, meetings: no, people: {min: 5}}", codes.UNKNOWN_KEY, "at_least: 5"),
        (WHEN, "when: {crew: small, meetings: no, people: {more_than: 5}}", codes.UNKNOWN_KEY, "at_least: 6"),
        (WHEN, "when: {crew: small, meetings: no, people: {'<': 5}}", codes.UNKNOWN_KEY, "at_most: 4"),
    ],
)
def test_a_word_for_a_key_of_a_rule(old: str, new: str, code: str, right: str, tmp_path: Path) -> None:
    found = [each for each in check_files(tmp_path, change_file(RULES, old, new)) if each.code != "ADV503"]
    assert [each.code for each in found] == [code]
    quoted = find_quoted(found[0].sentence)
    assert right in quoted or right.replace("large", "small") in quoted


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        (KIND, "kind: boolean", "kind: yes_no"),
        (KIND, "kind: Bool", "kind: yes_no"),
        (COUNT, "kind: number", "kind: count"),
        (COUNT, "kind: integer", "kind: count"),
        (CREW, CREW.replace("choice", "string"), "kind: choice"),
        (CREW, CREW.replace("choice", "enum"), "kind: choice"),
        (KIND, "type: yes_no", "kind"),
        (PEOPLE, f"{PEOPLE}\n    max: 500", "maximum"),
        ("{at_most: 9}", "{max: 9}", "at_most: 9"),
        ("{at_most: 9}", "{below: 10}", "at_most: 9"),
    ],
)
def test_a_word_for_a_key_or_a_kind_of_a_fact(old: str, new: str, right: str, tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, change_file(OWN, old, new))
    assert found.code in (codes.UNKNOWN_KEY, codes.UNKNOWN_VALUE)
    assert right in find_quoted(found.sentence)


def test_a_file_full_of_slips_has_one_finding_for_each(tmp_path: Path) -> None:
    files = change_file(RULES, WHEN, "if: {or: [{meetings: yes}, {people: {'>': 5}}], unless: {crew: large}}")
    files[RULES] = files[RULES].replace("{grounds}", "{{ grounds }}")
    files[OWN] = files[OWN].replace(KIND, "kind: boolean").replace(COUNT, "kind: number")
    found = [each.code for each in check_files(tmp_path, files) if each.severity == "error"]
    assert sorted(found) == [
        *(codes.UNKNOWN_KEY, codes.UNKNOWN_KEY, codes.UNKNOWN_NAME, codes.UNKNOWN_NAME),
        *(codes.UNKNOWN_VALUE, codes.UNKNOWN_VALUE, codes.INVALID_PLACEHOLDER),
    ]


def test_an_unknown_kind_is_the_only_finding(tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, change_file(OWN, KIND, "kind: colour"))
    assert found.code == codes.UNKNOWN_VALUE


@pytest.mark.parametrize(
    ("because", "right"),
    [
        ("You report that {{grounds}}; mind the pace.", "{grounds}"),
        ("You report that {{ grounds }}; mind the pace.", "{grounds}"),
        ("You report that {{ grounds | lower }}; mind the pace.", "{grounds}"),
        ("You report that {grounds!s}; mind the pace.", "{grounds}"),
        ("You report that {grounds:>9}; mind the pace.", "{grounds}"),
        ("You report that { grounds }; mind the pace.", "{grounds}"),
        ("You report that ${grounds}; mind the pace.", "{grounds}"),
        ("You report that $grounds; mind the pace.", "{grounds}"),
        ("You report that %(grounds)s; mind the pace.", "{grounds}"),
        ("You report that [grounds]; mind the pace.", "{grounds}"),
        ("You report that {{meetings}}; mind the pace.", "{meetings}"),
        ("You report that {}; mind the pace.", "{grounds}"),
        ("You report that {% if x %}; mind the pace.", "{grounds}"),
    ],
)
def test_a_placeholder_of_another_language(because: str, right: str, tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, change_file(RULES, BECAUSE, f'because: "{because}"'))
    assert (found.code, found.place.line) == (codes.INVALID_PLACEHOLDER, 11)
    assert right in find_quoted(found.sentence)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (RULES, TITLE, 'title: "The two functions do not meet: {grounds}"'),
        (RULES, TITLE, 'title: "The two functions do not meet: {{ grounds }}"'),
        (OWN, "what: Both functions meet.", 'what: "Both functions of {company} meet."'),
        (
            OWN,
            "clause: both functions have {value} people",
            'clause: "both functions have {value} or {{value}} people"',
        ),
        (OWN, "no: the two functions do not meet}", 'no: "the two functions do not meet ${value}"}'),
        (OWN, "first: Fix a date.", "first: Fix a date %(date)s."),
    ],
)
def test_a_placeholder_where_nothing_fills_it_in(name: str, old: str, new: str, tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, change_file(name, old, new))
    assert (found.code, found.place.file) == ("ADV614", name)


@pytest.mark.parametrize("words", ["pay $5 or 10 %", "see [1]", "the costs are $cost"])
def test_plain_words_are_no_placeholders(words: str, tmp_path: Path) -> None:
    files = change_file(RULES, BECAUSE, f'because: "You report that {{grounds}}; {words}."')
    assert check_files(tmp_path, files) == []


def test_every_text_of_a_sound_pack_is_without_placeholders(tmp_path: Path) -> None:
    assert check_files(tmp_path, MINE) == []
