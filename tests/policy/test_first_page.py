"""A law of the first page: it has at most 45 lines of 80 columns in the terminal, for every company."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.loading.packs.load_rulebase import load
from advisor.reporting.render.formats import render
from tests.policy.companies import RandomCompanies
from tests.profiles import examples

CONSULTATION = Consultation(load())
MAX_LINES, MAX_COLUMNS = 45, 80


@examples(60)
@given(st.integers(0, 10**9), st.booleans())
def test_the_first_page_fits_the_terminal(seed: int, surveyed: bool) -> None:
    drawn = RandomCompanies(CONSULTATION.rulebase, seed)
    stated = drawn.draw_surveyed() if surveyed else drawn.draw_one()
    try:
        advice = CONSULTATION.advise(stated.build_company())
    except AdvisorError:
        return  # answers that exclude each other
    page = str(render(advice, CONSULTATION.rulebase, "summary"))
    lines = page.splitlines()
    assert advice.headline in page
    assert len(lines) <= MAX_LINES
    assert max(map(len, lines)) <= MAX_COLUMNS
