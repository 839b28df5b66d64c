"""Add the answers of a survey below the lines of a facts file, so that the result is read as exactly these answers."""

from __future__ import annotations

from advisor.errors import FactsError, Place, SurveyError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.nodes import FindingList, MappingNode
from advisor.loading.documents.yaml_reader import UnreadableError, read_yaml
from advisor.loading.facts.facts_file import MAX_FACTS_BYTES, read_company
from advisor.loading.facts.responses_writer import iter_assessment_lines
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyResponses

FILE_HEADER = (
    "# Answers to the 20 statements. Add what else you know about the company, and run `advisor advise` on this file.\n"
)
NOT_YAML = (".toml", ".json")


def read_facts_text(path: str, rulebase: RuleBase) -> tuple[str, Company]:
    """Read a facts file; return its text, to which answers can be added, and its facts. Raises FactsError."""
    if path.lower().endswith(NOT_YAML):
        sentence = "answers can only be added to YAML; convert this file to YAML first"
        raise FactsError.at(path, sentence, codes.CANNOT_APPEND)
    findings, company = FindingList(), Company({})
    try:
        text, name = read_text(path)
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        raise FactsError([error.finding]) from None
    if node is None:
        findings.add(Place(name), "this file has no facts; leave out `--facts`", codes.EMPTY_FILE)
    elif isinstance(node, MappingNode) and (assessment := node.get("assessment")):
        sentence = (
            "this file already has an `assessment`; remove it first, or read all files of answers in one command, with "
            "`--sales` and `--marketing`"
        )
        findings.add(assessment, sentence, codes.CANNOT_APPEND)
    else:
        company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.sort_by_place())
    return text if text.endswith("\n") else f"{text}\n", company


def append_answers(
    facts_text: str, survey: SurveyResponses, showing: PrivacyLimits, rulebase: RuleBase, facts: str | None
) -> str:
    """Append the answers to the text of a facts file. Raises FactsError or SurveyError if it cannot be read back."""
    answers = "".join(f"{line}\n" for line in iter_assessment_lines(survey.respondents, showing))
    if _can_read_back(facts_text + answers, survey, rulebase):
        return facts_text + answers
    if facts is None or not _can_read_back(answers, survey, rulebase):
        sentence = "there are too many responses for one facts file; read fewer files at a time"
        raise SurveyError.at(survey.files[0], sentence, codes.TOO_LARGE)
    sentence = "answers cannot be added below this text; write one fact per line, such as `relationship: defined`"
    raise FactsError.at(facts, sentence, codes.CANNOT_APPEND)


def _can_read_back(text: str, survey: SurveyResponses, rulebase: RuleBase) -> bool:
    """Return whether a facts file with this text is read as these answers."""
    if len(text.encode()) > MAX_FACTS_BYTES:
        return False
    findings = FindingList()
    try:
        node = read_yaml(text, "", findings)
    except UnreadableError:
        return False
    company = read_company(node, rulebase, findings) if node else None
    return company is not None and not findings and company.assessed == survey.respondents
