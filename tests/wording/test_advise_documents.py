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


def options(title: str, *args: str) -> Scenario:
    return Scenario(title, ("advise", "facts.yaml", *args), FACTS)


def pack_template(title: str, text: str) -> Scenario:
    """Advise with a pack that has this template for Markdown."""
    files = {**FACTS, "pack/pack.yaml": PACK, "pack/templates/recommendation.md.j2": text}
    return Scenario(title, ("advise", "facts.yaml", "--pack", "pack", "-o", "report.md"), files)


def word_template(title: str, content: str | bytes) -> Scenario:
    """Advise with a Word template: a paragraph, or the bytes of a file."""
    data = build_docx(content) if isinstance(content, str) else content
    args = ("advise", "facts.yaml", "-o", "report.docx", "--template", "own.docx")
    return Scenario(title, args, {**FACTS, "own.docx": data})


FILES = [
    options("an ending that is not a format", "-o", "report.xyz"),
    options("an ending for another format", "--format", "html", "-o", "report.pdf"),
    options("a template for another format", "-o", "report.pdf", "--template", "own.docx"),
    options("a report in place of the facts", "--format", "text", "-o", "facts.yaml"),
    options("a report in place of a folder", "--format", "text", "-o", "."),
    options("a report in a missing folder", "-o", "missing/report.md"),
    Scenario("a smaller group than promised", ("advise", "facts.yaml", "--min-group", "3"), {"facts.yaml": PROMISE}),
]
PACK_TEMPLATES = [
    pack_template("a value that does not exist", "{{ advice.verdikt }}"),
    pack_template("a file of another folder", '{% include "../../secret" %}'),
    pack_template("a missing template", '{% include "none.j2" %}'),
    pack_template("a template that includes itself", '{% include "recommendation.md.j2" %}'),
    pack_template("an operator that is not available", "{{ 'x' * 9 }}"),
    pack_template("too much text", "{% for n in range(99999) %}" + "x" * 60 + "{% endfor %}"),
    pack_template("an endless loop", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"),
    pack_template("markup that loads a file", "![x](http://example.org/x.png)"),
]
WORD_TEMPLATES = [
    options("a Word template that is missing", "-o", "report.docx", "--template", "missing.docx"),
    word_template("a file that is not a Word document", b"hello"),
    word_template("a document of an old Word", b"\xd0\xcf\x11\xe0" + bytes(600)),
    word_template("a document without tags", "no tag"),
    word_template("a tag that does not exist", "{{ report.statte }}"),
    word_template("a tag for some companies only", "{{ report.heard.who }}"),
    word_template("a table without a paragraph of its own", "{{ pictures.ladder.table }}"),
    word_template("a line in place of a paragraph", "{{p report.state }}"),
    word_template("a group of values", "{{ report.unknowns }}"),
    word_template("a calculation that fails", "{{ 1 / 0 }}"),
]


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "text", LIMITS["text"]._replace(cpu_seconds=2))
    check_wording("advise_documents", [*FILES, *PACK_TEMPLATES, *WORD_TEMPLATES], tmp_path)
