"""The wording of what `advisor advise` refuses because of templates, documents and files to write."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from advisor.reporting.render.sandbox_process import LIMITS
from tests.wording.transcript import Scenario, check_wording

FACTS = {"facts.yaml": "relationship: defined\n"}
PACK = (
    "name: mine\nversion: 0.0.1\n"
    "replaces_templates: [{template: recommendation.md.j2, reason: Ours has our letterhead.}]\n"
)
PROMISE = "assessment:\n  min_group: 8\n  respondents:\n" + "".join(
    f'    - {{function: sales, answers: "{number % 5 + 1}{"3" * 19}"}}\n' for number in range(9)
)


def build_docx(text: str) -> bytes:
    """Build a Word document with one paragraph."""
    document = docx.Document()
    document.add_paragraph(text)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def build_scenario(title: str, *args: str) -> Scenario:
    return Scenario(title, ("advise", "facts.yaml", *args), FACTS)


def build_pack_scenario(title: str, text: str) -> Scenario:
    """Advise with a pack that has this template for Markdown."""
    files = {**FACTS, "pack/pack.yaml": PACK, "pack/templates/recommendation.md.j2": text}
    return Scenario(title, ("advise", "facts.yaml", "--pack", "pack", "-o", "report.md"), files)


def build_word_scenario(title: str, content: str | bytes) -> Scenario:
    """Advise with a Word template: a paragraph, or the bytes of a file."""
    data = build_docx(content) if isinstance(content, str) else content
    args = ("advise", "facts.yaml", "-o", "report.docx", "--template", "own.docx")
    return Scenario(title, args, {**FACTS, "own.docx": data})


FILES = [
    build_scenario("an ending that is not a format", "-o", "report.xyz"),
    build_scenario("an ending for another format", "--format", "html", "-o", "report.pdf"),
    build_scenario("a template for another format", "-o", "report.pdf", "--template", "own.docx"),
    build_scenario("a report in place of the facts", "--format", "text", "-o", "facts.yaml"),
    build_scenario("a report in place of a folder", "--format", "text", "-o", "."),
    build_scenario("a report in a missing folder", "-o", "missing/report.md"),
    Scenario("a smaller group than promised", ("advise", "facts.yaml", "--min-group", "3"), {"facts.yaml": PROMISE}),
]
PACK_TEMPLATES = [
    build_pack_scenario("a value that does not exist", "{{ advice.verdikt }}"),
    build_pack_scenario("a file of another folder", '{% include "../../secret" %}'),
    build_pack_scenario("a missing template", '{% include "none.j2" %}'),
    build_pack_scenario("a template that includes itself", '{% include "recommendation.md.j2" %}'),
    build_pack_scenario("an operator that is not available", "{{ 'x' * 9 }}"),
    build_pack_scenario("too much text", "{% for n in range(99999) %}" + "x" * 60 + "{% endfor %}"),
    build_pack_scenario(
        "an endless loop", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    ),
    build_pack_scenario("markup that loads a file", "![x](http://example.org/x.png)"),
]
WORD_TEMPLATES = [
    build_scenario("a Word template that is missing", "-o", "report.docx", "--template", "missing.docx"),
    build_word_scenario("a file that is not a Word document", b"hello"),
    build_word_scenario("a document of an old Word", b"\xd0\xcf\x11\xe0" + bytes(600)),
    build_word_scenario("a document without tags", "no tag"),
    build_word_scenario("a tag that does not exist", "{{ report.statte }}"),
    build_word_scenario("a tag for some companies only", "{{ report.heard.who }}"),
    build_word_scenario("a table without a paragraph of its own", "{{ pictures.ladder.table }}"),
    build_word_scenario("a line in place of a paragraph", "{{p report.state }}"),
    build_word_scenario("a group of values", "{{ report.unknowns }}"),
    build_word_scenario("a calculation that fails", "{{ 1 / 0 }}"),
]


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "text", LIMITS["text"]._replace(cpu_seconds=2))
    check_wording("advise_documents", [*FILES, *PACK_TEMPLATES, *WORD_TEMPLATES], tmp_path)
