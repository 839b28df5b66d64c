"""Tables of companies get the advice that the engine gives each of them."""

from __future__ import annotations

from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import load
from tests.portfolio.core.one_by_one import advise_row
from tests.portfolio.core.tables import build_table, conclude_table, draw_companies

COMPANIES = 600


def test_a_table_has_the_advice_of_each_company() -> None:
    rulebase = load()
    companies = list(draw_companies(rulebase, COMPANIES, seed=17))
    table = build_table(rulebase, companies)
    consultation = Consultation(rulebase)
    for company, row in zip(companies, conclude_table(rulebase, table), strict=True):
        assert row == advise_row(consultation, company), company
