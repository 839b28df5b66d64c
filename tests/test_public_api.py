"""The API for programs is total: whatever is passed ends in an advice or in an AdvisorError that names the fault."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import advisor
from advisor import AdvisorError, Company, Consultation, facts_from, load, render
from advisor.loading import finding_codes as codes
from advisor.model.answers import OneOf, PartialChoice
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent
from tests.mappings import RandomMappings, try_company, try_mapping
from tests.profiles import examples

RULES = load()
CONSULTATION = Consultation(RULES)
SHAPE, TASKS = codes.WRONG_SHAPE, frozenset({"pricing"})
RATINGS = (3,) * 20

MISFITS: list[tuple[object, tuple[str, ...]]] = [
    ({"relationship": "defined"}, ("company - `dict` `facts_from",)),
    (Company({"relationship": "alligned"}), (f"relationship {SHAPE} `alligned` `aligned`",)),
    (Company({"relatonship": "aligned"}), (f"relatonship {SHAPE} `relationship`",)),
    (Company({"relationship": True}), (f"relationship {SHAPE} `True`",)),
    (Company({"common_funnel_in_use": True}), ("common_funnel_in_use - `True` `'yes'`",)),
    (Company({"relationship": "unknown"}), ("relationship - `unknown`",)),
    (Company({"relationship": None}), (f"relationship {SHAPE} `relationship`",)),
    (Company({"relationship": ["defined"]}), (f"relationship {SHAPE} `relationship`",)),
    (Company({"relationship": OneOf(frozenset())}), ("relationship -",)),
    (Company({"conflict_topics": {"pricing"}}), ("conflict_topics - `frozenset(['pricing'])`",)),
    (Company({"conflict_topics": "pricing"}), ("conflict_topics - `frozenset(['pricing'])`",)),
    (Company({"conflict_topics": PartialChoice(TASKS, TASKS)}), ("conflict_topics -",)),
    (Company({"employees": "12"}), (f"employees {SHAPE} `12`",)),
    (Company({"employees": True}), (f"employees {SHAPE} `True`",)),
    (Company({"employees": 0}), (f"employees {SHAPE} `0`",)),
    (Company({"company": "Acme"}), ("company - `company`",)),
    (Company({1: "x"}), (f"1 {SHAPE} `1`",)),
    (Company(None), ("stated - `stated`",)),
    (Company({}, 5), ("company - `Company`",)),
    (Company({}, "A\x1b"), (f"company {SHAPE}",)),
    (Company({}, None, [RATINGS]), ("assessment - `Respondent`",)),
    (Company({}, None, (FunctionTotal("sales", 5),)), (f"assessment.totals.sales {SHAPE}",)),
    (Company({}, None, (FunctionTotal("sales", 50),) * 2), ("assessment - `FunctionTotal`",)),
    (
        Company({}, None, (Respondent("sale", None, RATINGS),)),
        (f"assessment.respondents[0].function {codes.UNKNOWN_VALUE}",),
    ),
    (Company({}, None, (Respondent("sales", None, [3] * 20),)), ("assessment - `Respondent`",)),
    (Company({}, None, (Respondent("sales", None, RATINGS), FunctionTotal("sales", 50))), (f"assessment {SHAPE}",)),
    (Company({}, None, (), PrivacyLimits(0)), ("showing - `min_group`",)),
    (Company({}, None, (), None), ("showing - `PrivacyLimits`",)),
    (Company({"relationship": "x", "y": 1}, "\x07"), (f"company {SHAPE}", f"relationship {SHAPE}", f"y {SHAPE}")),
]  # type: ignore[arg-type]


@pytest.mark.parametrize(("company", "expected"), MISFITS, ids=lambda each: str(each)[:70])
@pytest.mark.parametrize("use", [CONSULTATION.advise, CONSULTATION.conclude, CONSULTATION.interview])
def test_refuses_a_company_that_does_not_fit(use, company: Company, expected: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AdvisorError) as caught:
        use(company)
    findings = [each if each.code else each._replace(code="-") for each in caught.value.findings]
    places = [[str(each.place), each.code] for each in findings]
    assert places == [text.split()[:2] for text in expected]
    for each, text in zip(findings, expected, strict=True):
        assert not [part for part in text.split()[2:] if part not in each.sentence], each


def test_takes_answers_that_are_partly_known_and_facts_that_are_calculated() -> None:
    known = {
        "relationship": OneOf(frozenset({"defined", "aligned"})),
        "conflict_topics": PartialChoice(TASKS, frozenset({"roles"})),
        "statement.3": 2,
    }
    assert CONSULTATION.conclude(Company(known)).possible_verdicts


def test_an_interview_takes_only_answers() -> None:
    dialogue = CONSULTATION.interview()
    for value in ("x", True, 5, ["stated"]):
        with pytest.raises(AdvisorError):
            dialogue.answer(value)  # type: ignore[arg-type]
    assert dialogue.question is not None
    assert dialogue.question.fact == "route"
    for name, value in (("employes", 5), ("employees", "many"), ("score_state", "defined")):
        with pytest.raises(AdvisorError) as caught:
            dialogue.update_answer(name, value)
        assert str(caught.value.findings[0].place) == name
        with pytest.raises(AdvisorError):
            CONSULTATION.interview(given={name: value})
    while dialogue.question:
        dialogue.answer(None if dialogue.question.fact != "route" else "stated")
    with pytest.raises(AdvisorError):
        dialogue.answer(None)


def test_loads_one_folder_and_refuses_forms_that_do_not_exist() -> None:
    assert load("packs/revops").packs[1:] == load(["packs/revops"]).packs[1:]
    advice = CONSULTATION.advise(facts_from({"relationship": "defined"}, RULES))
    for form in ("doc", "", None):
        with pytest.raises(AdvisorError, match=r"`docx`"):
            render(advice, RULES, form)  # type: ignore[arg-type]


def test_every_public_name_can_be_imported() -> None:
    assert sorted(advisor.__all__) == advisor.__all__
    assert all(getattr(advisor, name) for name in advisor.__all__)


@examples(200)
@given(st.randoms(use_true_random=False), st.integers(0, 4))
def test_every_mapping_ends_in_an_advice_or_is_refused(random: Random, faults: int) -> None:
    try_mapping(CONSULTATION, RandomMappings(RULES, random).draw_mapping(faults))


@examples(200)
@given(st.randoms(use_true_random=False), st.integers(0, 4))
def test_every_company_ends_in_an_advice_or_is_refused(random: Random, faults: int) -> None:
    try_company(CONSULTATION.conclude, RandomMappings(RULES, random).draw_company(faults))
