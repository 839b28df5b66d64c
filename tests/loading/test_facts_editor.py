"""Answers written into the text of a facts file: the rest of it stays, and it is read as exactly the new facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FactsError
from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.nodes import FindingList
from advisor.loading.facts.facts_editor import write_answers
from advisor.loading.facts.facts_file import read_company
from advisor.loading.finding_codes import CANNOT_MARK
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from tests.profiles import examples

YES: dict[str, Value] = {"liaison_in_place": "yes"}
TASKS: dict[str, Value] = {"checklist_done": frozenset({"activities_1", "activities_2"})}


def read(text: str, name: str, rulebase: RuleBase) -> Company:
    findings = FindingList()
    node = parse_document(text, name, findings)
    assert node
    company = read_company(node, rulebase, findings)
    assert not findings
    return company


WRITTEN: dict[str, tuple[str, dict[str, Value], str]] = {
    "a new answer at the end": (
        "relationship: defined # ours\n",
        YES,
        "relationship: defined # ours\nliaison_in_place: yes\n",
    ),
    "a last line without an end": ("relationship: defined", YES, "relationship: defined\nliaison_in_place: yes\n"),
    "an answer that changes": (
        "# who\nliaison_in_place: no   # since May\nemployees: 12\n",
        YES,
        "# who\nliaison_in_place: yes   # since May\nemployees: 12\n",
    ),
    "an answer in quotes": ("liaison_in_place: 'no'\n", YES, "liaison_in_place: yes\n"),
    "an unknown answer": ("liaison_in_place: unknown\n", YES, "liaison_in_place: yes\n"),
    "a list in one line": (
        "checklist_done: [ activities_1 ]  # so far\n",
        TASKS,
        "checklist_done: [activities_1, activities_2]  # so far\n",
    ),
    "a list of lines": (
        "checklist_done:\n  - activities_1 # first\nemployees: 5\n",
        TASKS,
        "checklist_done:\n  - activities_1 # first\n  - activities_2\nemployees: 5\n",
    ),
    "a list without an end": (
        "checklist_done:\n- activities_1",
        TASKS,
        "checklist_done:\n- activities_1\n- activities_2\n",
    ),
    "a single value": ("checklist_done: activities_1\n", TASKS, "checklist_done: [activities_1, activities_2]\n"),
    "none so far": ("checklist_done: none\n", TASKS, "checklist_done: [activities_1, activities_2]\n"),
    "a list in words": (
        "checklist_done: [Joint product planning and target setting]\n",
        TASKS,
        'checklist_done: ["Joint product planning and target setting", activities_2]\n',
    ),
    "a list that says none": ("checklist_done: [None]\n", TASKS, "checklist_done: [activities_1, activities_2]\n"),
    "an empty list": ("checklist_done: []\n", TASKS, "checklist_done: [activities_1, activities_2]\n"),
    "before the answers of a survey": (
        "company: Acme\n\n# answers in May\nassessment:\n  totals: {sales: 40, marketing: 50}\n",
        YES,
        "company: Acme\nliaison_in_place: yes\n\n# answers in May\nassessment:\n  totals: {sales: 40, marketing: 50}\n",
    ),
    "lines of Windows": ("employees: 5\r\n# x\r\n", YES, "employees: 5\r\n# x\r\nliaison_in_place: yes\r\n"),
}


@pytest.mark.parametrize(("before", "changes", "after"), WRITTEN.values(), ids=WRITTEN)
def test_yaml_keeps_its_comments(before: str, changes: dict[str, Value], after: str, builtin: RuleBase) -> None:
    assert write_answers(before, "facts.yaml", changes, builtin) == after


def test_json_keeps_its_indentation(builtin: RuleBase) -> None:
    before = '{\n    "company": "Zoë",\n    "liaison_in_place": "no"\n}\n'
    after = '{\n    "company": "Zoë",\n    "liaison_in_place": "yes"\n}\n'
    assert write_answers(before, "facts.json", YES, builtin) == after
    assert read(write_answers('{"employees": 5}', "facts.json", TASKS, builtin), "x.json", builtin).stated == {
        "employees": 5,
        **TASKS,
    }


TOML = {
    "a new answer": ("employees = 5 # about\n", YES, 'employees = 5 # about\nliaison_in_place = "yes"\n'),
    "an answer that changes": ("liaison_in_place = false # no\n", YES, 'liaison_in_place = "yes" # no\n'),
    "a list": ('checklist_done = ["activities_1"]', TASKS, 'checklist_done = ["activities_1", "activities_2"]'),
    "before a table": (
        "employees = 5\n[assessment.totals]\nsales = 40\nmarketing = 50\n",
        YES,
        'employees = 5\nliaison_in_place = "yes"\n[assessment.totals]\nsales = 40\nmarketing = 50\n',
    ),
}


@pytest.mark.parametrize(("before", "changes", "after"), TOML.values(), ids=TOML)
def test_toml_keeps_its_comments(before: str, changes: dict[str, Value], after: str, builtin: RuleBase) -> None:
    assert write_answers(before, "facts.toml", changes, builtin) == after


REFUSED: dict[str, tuple[str, dict[str, Value]]] = {
    "a mapping in one line": ("{employees: 5}\n", YES),
    "a value of several lines": ("liaison_in_place: >-\n  no\n", YES),
    "a list of several lines": ("checklist_done: [activities_1,\n  # and\n  activities_3]\n", TASKS),
    "an end of the document": ("employees: 5\n...\n", YES),
}


@pytest.mark.parametrize(("text", "changes"), REFUSED.values(), ids=REFUSED)
def test_an_unusual_text_is_refused_with_what_to_write(text: str, changes: dict[str, Value], builtin: RuleBase) -> None:
    with pytest.raises(FactsError) as caught:
        write_answers(text, "facts.yaml", changes, builtin)
    (finding,) = caught.value.findings
    assert finding.code == CANNOT_MARK
    assert f"`{next(iter(changes))}: " in finding.sentence


VALUES = st.sampled_from(["yes", "no", "unknown", "'yes'", '"no"', "  yes  # why"])
LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "# comment", "   # indented", "employees: 12", "company: Acme & Co"]),
        VALUES.map(lambda value: f"liaison_in_place: {value}"),
        st.sampled_from(["checklist_done: [activities_1]", "checklist_done:\n  - culture_1\n  # x\n  - culture_2"]),
        st.sampled_from(["assessment:\n  totals: {sales: 40, marketing: 50}", "interview:\n  order: []"]),
    ),
    max_size=7,
    unique_by=lambda line: line.partition(":")[0] if ":" in line else object(),
)


@examples(200)
@given(LINES, st.booleans(), st.sampled_from([YES, TASKS, {**YES, **TASKS}, {"relationship": "defined"}]))
def test_the_new_text_has_all_old_lines_and_the_new_answers(
    builtin: RuleBase, lines: list[str], has_end: bool, changes: dict[str, Value]
) -> None:
    text = "\n".join(["regular_meetings: no", *lines]) + ("\n" if has_end else "")
    old = read(text, "facts.yaml", builtin)
    old_tasks = old.stated.get("checklist_done", frozenset())
    if "checklist_done" in changes and isinstance(old_tasks, frozenset):
        changes = {**changes, "checklist_done": TASKS["checklist_done"] | old_tasks}  # type: ignore[operator]
    new_text = write_answers(text, "facts.yaml", changes, builtin)
    new = read(new_text, "facts.yaml", builtin)
    assert new == old._replace(stated={**old.stated, **changes})
    for line in text.splitlines():
        assert "#" not in line or line.partition("#")[2] in new_text
