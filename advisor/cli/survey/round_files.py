"""Facts files with the answers of one round of the survey, as `survey compare` and `survey figures` read them."""

from __future__ import annotations

from advisor.errors import FactsError, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList, MappingNode
from advisor.loading.facts.facts_file import read_company, read_data_file
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase


def read_round(path: str, rulebase: RuleBase, all_findings: FindingList) -> tuple[Company, str]:
    """Read one round; return it with the name of its file, and add everything wrong to `all_findings`."""
    findings = FindingList()
    company, name = Company({}), path
    try:
        node, name = read_data_file(path, findings)
    except FactsError as error:
        all_findings.merge(error.findings, error.rest)
        return company, name
    if node is None:
        sentence = "this file is empty; write one fact per line, such as `relationship: defined`"
        findings.add(Place(name), sentence, codes.EMPTY_FILE)
    else:
        company = read_company(node, rulebase, findings)
        if isinstance(node, MappingNode) and (node.get("assessment") is None or not (company.assessed or findings)):
            sentence = "there is no `assessment`; add the answers to the 20 statements as `respondents` or `totals`"
            findings.add(Place(name), sentence, codes.MISSING_ASSESSMENT)
    all_findings.merge(findings.sort_by_place(), findings.rest)
    return company, name
