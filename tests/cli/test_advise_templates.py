"""`advisor advise` with a pack's template that is wrong, or that reaches for what it may not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.reporting.render.sandbox_process import LIMITS
from tests.cli.command import EXAMPLES, run

GOOD = EXAMPLES / "stay-settled-distributor.yaml"
NAME = "recommendation.md.j2"
OLD = "the report of yesterday\n"


@pytest.fixture
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits of templates, so that endless ones end soon."""
    monkeypatch.setitem(LIMITS, "text", LIMITS["text"]._replace(cpu_seconds=1, memory=300_000_000))


def write_pack(folder: Path, template: str) -> Path:
    """Write a pack that replaces the template of Markdown reports."""
    pack = folder / "pack"
    (pack / "templates").mkdir(parents=True)
    (pack / "templates" / NAME).write_text(template)
    replaced = f"replaces_templates: [{{template: {NAME}, reason: Ours has our letterhead.}}]"
    (pack / "pack.yaml").write_text(f"name: mine\nversion: 0.0.1\n{replaced}\n")
    return pack


LOOP = "".join(f"{{% for {name} in range(9999) %}}" for name in "abc") + "{% endfor %}" * 3
DOUBLE = "{% set t = namespace(x='xxxxxxxx') %}{% for n in range(60) %}{% set t.x = t.x ~ t.x %}{% endfor %}"
TEMPLATES = {
    "leaves its folder": ('{% include "../../secret" %}', "../../secret"),
    "leaves by an absolute name": ('{% include "/etc/passwd" %}', "`/etc/passwd`"),
    "includes a missing one": ('fine\n{% include "none.j2" %}', "`none.j2`"),
    "reaches for a class": ("{{ ''.__class__ }}", "__class__"),
    "reaches through format": ("{{ '{0.__class__}'.format('') }}", "__class__"),
    "reaches through a filter": ("{{ '' | attr('__class__') }}", "__class__"),
    "has a syntax error": ("fine\n{% if %}", f"mine/templates/{NAME}:2: "),
    "hides a text": ("fine \x1b[8mhidden", "U+001B"),
    "hides a text by an escape": ("{{ '\\x1b[8mhidden' }}", "U+001B"),
    "turns the reading order": ("{{ '%c' | format(8238) }}", "U+202E"),
    "has a number without end": ("fine\n{{ " + "9" * 5_000 + " }}", "digits"),
    "names what does not exist": ("{{ advice.verdikt }}", "verdikt"),
    "includes itself": (f'{{% include "{NAME}" %}}', ""),
    "loops without end": (LOOP, " 1 seconds"),
    "doubles a text": (DOUBLE, ""),
    "pads a text": ("{{ 'x' | center(9999999999) }}", ""),
    "makes one huge text": ("{{ 'x' * 10 ** 15 }}", "`*"),
    "writes without end": ("{% for n in range(99999) %}" + "x" * 60 + "{% endfor %}", "2,000,000"),
}


@pytest.mark.usefixtures("low_limits")
@pytest.mark.parametrize(("template", "word"), TEMPLATES.values(), ids=TEMPLATES)
def test_refuses_a_template_that(template: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret\n")
    target = tmp_path / "old.md"
    target.write_text(OLD)
    result = run("advise", GOOD, "--pack", write_pack(tmp_path, template), "-o", target)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1, result.err
    assert NAME in result.err.split(": ")[0]
    assert word in result.err
    assert "Traceback" not in result.err
    assert "the secret" not in result.err
    assert target.read_text() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.md", "pack", "secret"]
