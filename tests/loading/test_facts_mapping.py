"""Facts from a program: what the loader refuses in a file is refused in a mapping, in the same sentences."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FactsError
from advisor.loading import finding_codes as codes
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.facts.facts_mapping import facts_from
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent
from tests.loading.findings import check_findings
from tests.profiles import examples

RULES = load()
SHAPE = codes.WRONG_SHAPE
RATINGS = [3] * 20
LOOP: list[object] = []
LOOP.append(LOOP)
WIDE: list[object] = ["pricing"]
for _ in range(15):
    WIDE = [WIDE] * 10

REFUSED: list[tuple[str, object, tuple[str, ...]]] = [
    ("a wrong value", {"relationship": "alligned"}, (f"relationship {SHAPE} `alligned` `aligned`",)),
    ("True for a word", {"relationship": True}, (f"relationship {SHAPE} `True` `defined`",)),
    ("a misspelt fact", {"relatonship": "aligned"}, (f"relatonship {SHAPE} `relatonship` `relationship`",)),
    ("a list for a value", {"relationship": ["defined"]}, (f"relationship {SHAPE} `relationship`",)),
    ("None", {"relationship": None}, (f"relationship {SHAPE} `unknown`",)),
    ("True for a count", {"employees": True}, (f"employees {SHAPE} `True`",)),
    ("part of a person", {"employees": 12.5}, (f"employees {SHAPE} `12.5`",)),
    ("not a number", {"employees": float("nan")}, (f"employees {SHAPE} `nan`",)),
    ("5,000 digits", {"employees": 10**5000}, (f"employees {SHAPE} `0x",)),
    ("a date", {"relationship": datetime.date(2026, 1, 1)}, (f"relationship {SHAPE} `2026-01-01`",)),
    ("bytes", {"relationship": b"defined"}, (f"relationship {SHAPE} `b'defined'`",)),
    ("an object", {"relationship": object()}, (f"relationship {SHAPE} `<object>`",)),
    ("one of several", {"conflict_topics": ("pricing", "x")}, (f"conflict_topics[1] {SHAPE} `x` `pricing`",)),
    ("a calculated fact", {"score_state": "defined"}, (f"score_state {SHAPE} `score_state`",)),
    ("a number as key", {1: "x"}, (f"1 {SHAPE} `1`",)),
    ("one key in two types", {1: "x", "1": "y"}, (f"1 {codes.DUPLICATE_KEY} `1`", f"1 {SHAPE} `1`")),
    ("an empty key", {"": 1}, (f"'' {SHAPE}",)),
    ("a key that nobody can print", {"\ud800\x1b": 1}, (f"?? {SHAPE} `??`",)),
    ("a name that nobody can print", {"company": "A\x1b[2J"}, (f"company {SHAPE} `company`",)),
    ("a list for a mapping", [("relationship", "defined")], (f"facts {SHAPE}",)),
    ("nothing", None, (f"facts {SHAPE}",)),
    ("a list in itself", {"conflict_topics": LOOP}, (f"conflict_topics{'[0]' * 20} {codes.TOO_DEEP}",)),
    ("a list that is ten times itself", {"conflict_topics": WIDE}, (f"- {codes.TOO_LARGE}",)),
    ("a text of 2 MB", {"relationship": "x" * 2_000_000}, (f"relationship {codes.TOO_LARGE}",)),
    (
        "a respondent",
        {"assessment": {"respondents": [{"function": "sale", "answers": [1, 9] * 10}]}},
        (
            f"assessment.respondents[0].function {codes.UNKNOWN_VALUE} `sale` `sales`",
            *(f"assessment.respondents[0].answers[{number}] {SHAPE} {number + 1}" for number in range(1, 20, 2)),
        ),
    ),
    (
        "answers that exclude each other",
        {"common_funnel_in_use": True, "common_funnel_possible": False},
        (f"common_funnel_possible {codes.CONTRADICTORY_ANSWERS} `common_funnel_in_use:",),
    ),
    ("two faults", {"employees": 0, "compny": "x"}, (f"employees {SHAPE} `0`", f"compny {SHAPE} `compny` `company`")),
]


@pytest.mark.parametrize(("mapping", "expected"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_refuses_what_does_not_fit(mapping: object, expected: tuple[str, ...]) -> None:
    with pytest.raises(FactsError) as caught:
        facts_from(mapping, RULES)  # type: ignore[arg-type]
    if expected[0].startswith("-"):  # somewhere in it
        assert [each.code for each in caught.value.findings] == [expected[0][2:]]
    else:
        check_findings(caught.value.findings, expected)


def test_accepts_the_values_of_python() -> None:
    mapping = {
        "company": "Acme",
        "relationship": "unknown",
        "employees": 120,
        "common_funnel_in_use": True,
        "report_separately": False,
        "conflict_topics": {"pricing", "roles"},
        "checklist_done": [],
        "assessment": {
            "respondents": [{"function": "sales", "role": "head", "answers": tuple(RATINGS)}],
            "min_group": 1,
            "show_heads": True,
        },
    }
    stated = {
        "employees": 120,
        "common_funnel_in_use": "yes",
        "report_separately": "no",
        "conflict_topics": frozenset({"pricing", "roles"}),
        "checklist_done": frozenset(),
    }
    people = (Respondent("sales", "head", tuple(RATINGS)),)
    assert facts_from(mapping, RULES) == Company(stated, "Acme", people, PrivacyLimits(1, heads=True))
    totals = {"assessment": {"totals": {"sales": 63, "marketing": 58.5}}}
    assert facts_from(totals, RULES).assessed == (FunctionTotal("sales", 63), FunctionTotal("marketing", 58.5))
    assert facts_from({}, RULES) == Company({})


_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 300)
    | st.floats(allow_nan=False, allow_infinity=False, width=16)
    | st.sampled_from(
        ["yes", "no", "defined", "alligned", "pricing", "none", "unknown", "", "true", "frequent", "35-4"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["totals", "sales"]), inner, max_size=2)
    ),
    max_leaves=5,
)


@examples(150)
@given(
    st.dictionaries(
        st.sampled_from([*RULES.facts, "compny", "company", "assessment", "employes", "Relationship"]),
        _PLAIN,
        max_size=6,
    )
)
def test_says_the_same_as_the_loader(tmp_path_factory: pytest.TempPathFactory, mapping: dict[str, object]) -> None:
    file = tmp_path_factory.getbasetemp() / "facts.json"
    file.write_text(json.dumps(mapping), encoding="utf-8")
    ours, loaded = read_or_refuse(lambda: facts_from(mapping, RULES)), read_or_refuse(lambda: read_facts(file, RULES))
    if isinstance(ours, set) and isinstance(loaded, set):  # only the examples of JSON have quotes
        ours, loaded = ({sentence.replace('"', "") for sentence in each} for each in (ours, loaded))
    assert ours == loaded


def read_or_refuse(read: Callable[[], Company]) -> object:
    """Return the company, or the sentences with which it is refused."""
    try:
        return read()
    except FactsError as error:
        sentences = (re.sub(r" on line \d+", "", each.sentence) for each in error.findings)
        return {each.replace("`True`", "`true`").replace("`False`", "`false`") for each in sentences}
