"""The examples in docs/api.md and docs/assistants.md are what the programs get. `UPDATE_DOCS=1` rewrites them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from advisor.assistant.tools import Tools
from advisor.model.rulebase import RuleBase
from tests.web.program_client import ProgramClient

DOCS = Path(__file__).resolve().parents[1] / "docs"
REQUEST = re.compile(r"(```http\n(\w+) (\S+)\n\n(.*?)\n```\n\n```json\n)(.*?)(```)", re.DOTALL)
CALL = re.compile(r"(```tool\n(\w+) (.*?)\n```\n\n```text\n)(.*?)(```)", re.DOTALL)


def check(page: Path, current: str) -> None:
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(current, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == current


def test_the_examples_of_the_api_are_what_it_answers(builtin: RuleBase, tmp_path: Path) -> None:
    client = ProgramClient(builtin, tmp_path / "data")

    def answer(match: re.Match[str]) -> str:
        response = client.post(match[3], json.loads(match[4]))
        return f"{match[1]}{json.dumps(response.json(), indent=1, ensure_ascii=False)}\n{match[6]}"

    text = (DOCS / "api.md").read_text(encoding="utf-8")
    assert len(REQUEST.findall(text)) == 4
    current = REQUEST.sub(answer, text)
    client.close()
    check(DOCS / "api.md", current)


def test_the_examples_of_assistants_are_what_the_tools_answer(builtin: RuleBase) -> None:
    tools = Tools(builtin)
    text = (DOCS / "assistants.md").read_text(encoding="utf-8")
    assert len(CALL.findall(text)) == 3
    current = CALL.sub(lambda match: f"{match[1]}{tools.call(match[2], json.loads(match[3])).text}\n{match[5]}", text)
    check(DOCS / "assistants.md", current)
