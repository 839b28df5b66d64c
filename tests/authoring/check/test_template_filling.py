"""ADV109 by filling templates: `rules check` finds whatever `advise` would refuse, by the same code."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.check.run_checks import check_packs
from advisor.consultation import Consultation
from advisor.errors import TemplateError
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.reporting.render.formats import render

COMPANY = Company({"relationship": "defined"}, "Acme")
REFUSED = {
    "a value that does not exist": ("text", "recommendation.txt.j2", "a\n{{ nosuch }}\n", 2),
    "a division by zero": ("text", "recommendation.txt.j2", "{{ 1 / 0 }}", 1),
    "an unsafe attribute": ("text", "recommendation.txt.j2", "{{ ''.__class__ }}", 1),
    "an invisible character that a value writes": ("text", "summary.txt.j2", '{{ "%c" | format(8238) }}', None),
    "a value of one that does not exist": ("text", "recommendation.txt.j2", "{{ report.heard.who }}", 1),
    "a picture": ("md", "recommendation.md.j2", "![a](http://x.example)", None),
    "a picture in pieces": ("md", "recommendation.md.j2", "{{ '!' }}[a](http://x.example)", None),
    "a page with a script": ("html", "recommendation.html.j2", "<{{ 's' }}cript>alert(1)</script>", None),
    "a style that hides": ("html", "recommendation.css.j2", "body { opacity: 0 }", None),
}


def write_pack_with_template(folder: Path, name: str, text: str) -> str:
    """Write a pack that replaces one template, and return its folder."""
    (folder / "templates").mkdir()
    (folder / "pack.yaml").write_text(
        f"name: mine\nversion: 0.1.0\nreplaces_templates:\n  - {{template: {name}, reason: ours}}\n"
    )
    (folder / "templates" / name).write_text(text)
    return str(folder)


@pytest.mark.parametrize(("form", "name", "text", "line"), REFUSED.values(), ids=REFUSED)
def test_reports_what_a_report_refuses(form: str, name: str, text: str, line: int | None, tmp_path: Path) -> None:
    pack = write_pack_with_template(tmp_path, name, text)
    rulebase = load(pack)
    with pytest.raises(TemplateError) as error:
        render(Consultation(rulebase).advise(COMPANY), rulebase, "summary" if "summary" in name else form)
    (found,) = [each for each in check_packs([pack]) if each.code == "ADV109"]
    assert found.place.line == line
    assert found.sentence in [each.sentence for each in error.value.findings]
    assert Path(found.place.file).is_relative_to(tmp_path)


def test_reports_a_value_that_only_some_companies_lack(tmp_path: Path) -> None:
    pack = write_pack_with_template(tmp_path, "recommendation.txt.j2", "{{ report.nothing[0] if report.heard }}")
    assert [each.code for each in check_packs([pack]) if each.code == "ADV109"] == ["ADV109"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("recommendation.txt.j2", "", True),
        ("recommendation.html.j2", "<p>{{ advice.company }} {{ report.headline }}</p>", True),
        ("first-page.txt.j2", "{{ report.first.move }}", True),
        ("summary.txt.j2", "{% include 'first-page.txt.j2' %}", False),
        ("recommendation.txt.j2", "{% include 'first-page.txt.j2' %}", False),
        ("recommendation.css.j2", "", False),
    ],
)
def test_a_template_says_the_verdict(name: str, text: str, found: bool, tmp_path: Path) -> None:
    pack = write_pack_with_template(tmp_path, name, text)
    places = [each.place.file for each in check_packs([pack]) if each.code == "ADV111"]
    assert set(places) == ({f"{pack}/templates/{name}"} if found else set())


def test_a_sound_template_has_no_findings(tmp_path: Path) -> None:
    pack = write_pack_with_template(tmp_path, "recommendation.txt.j2", "{{ advice.headline }}\n")
    assert check_packs([pack]) == ()
