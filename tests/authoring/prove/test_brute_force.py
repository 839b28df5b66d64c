"""The prover agrees with brute force, for every law, on rule bases that are small enough to try every company.

`PROVE_SEEDS=2000 pytest …` tries more of them.
"""

from __future__ import annotations

import os

import pytest

from advisor.authoring.prove.prove import prove_laws
from advisor.authoring.prove.replay import format_company
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import read_yaml
from tests.authoring.prove import brute_force
from tests.authoring.prove.small_rule_bases import Drawing

SEEDS = int(os.environ.get("PROVE_SEEDS", "300"))
_CHUNK = 50
_WITHOUT_COMPANY = {"rule-fires", "question-matters"}
"""Laws that miss a company: there is none to show."""


@pytest.mark.parametrize("first", range(0, SEEDS, _CHUNK))
def test_the_prover_finds_what_brute_force_finds(first: int) -> None:
    for seed in range(first, min(first + _CHUNK, SEEDS)):
        rulebase = Drawing(seed).draw_rule_base()
        result = prove_laws(rulebase)
        assert not result.undecided
        found = {(breach.law.id, breach.id) for breach in result.breaches}
        assert found == brute_force.find_breaches(rulebase), f"seed {seed}"
        for breach in result.breaches:
            assert (breach.company is None) is (breach.law.id in _WITHOUT_COMPANY), breach
            if breach.company:
                findings = FindingList()
                read_yaml(format_company(breach.company), "facts.yaml", findings)
                assert not findings
