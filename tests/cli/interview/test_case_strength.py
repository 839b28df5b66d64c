"""A weak case names the answers that can make it clear, and the interview offers their questions at its end."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import run

CALM = """relationship: defined
technology_turnover: steady
market_commoditization: differentiated
market_customizing: no
customized_during_sale: no
life_cycle_speed: steady
change_rapid: no
current_conflicts: none
effort_duplicated: no
tasks_neglected: no
resources_contested: no
roles_defined: yes
"""


def test_a_weak_case_names_what_can_make_it_clear(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(CALM)
    said = " ".join(run("advise", path, "--summary").out.split())
    assert "is weak so far. Answers about these can make it clear: standard products and services;" in said
    path.write_text(CALM + "offering_cut_and_dried: no\ntraditional_roles_work: no\n")
    said = " ".join(run("advise", path, "--summary").out.split())
    assert "The case is weak. We found no reason on either side." in said
    path.write_text(CALM + "offering_cut_and_dried: yes\n")
    assert "is clear" in run("advise", path, "--summary").out


def test_the_interview_offers_these_questions_first(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(CALM)
    first = run("interview", "--resume", path, given="not sure\n" * 40)
    said = " ".join(first.out.split())
    assert "2 more questions can make the case clearer (standard products and services and traditional" in said
    assert f"advisor interview --thorough --resume {path}\n" in first.out
    again = run("interview", "--thorough", "--resume", path, given="yes\nstop\n")
    assert "offering_cut_and_dried: yes" in path.read_text()
    assert "can make the case clearer" not in again.out
