"""Bounds: inputs with thousands of faults or rules give few lines, in little time."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.documents.nodes import MAX_KEPT_FINDINGS
from advisor.loading.packs.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.vocabulary import Kind
from tests.cli.command import run

MANY = 3_000
BAD_FILES = {
    "list.yaml": f"conflict_topics: [{', '.join(f'bad{number}' for number in range(MANY))}]\n",
    "list.json": json.dumps({"conflict_topics": [f"bad{number}" for number in range(MANY)]}),
    "list.toml": f"conflict_topics = {json.dumps([f'bad{number}' for number in range(MANY)])}\n",
    "names.yaml": "".join(f"bad_{number}: yes\n" for number in range(MANY)),
    "twice.yaml": "employees: 3\n" * (MANY + 1),
    "twice.json": "{" + ", ".join(['"employees": 3'] * (MANY + 1)) + "}",
    "lines.yaml": "assessment:\n  respondents: |\n" + "    sales staff 3\n" * MANY,
    "answers.yaml": "assessment:\n  respondents:\n"
    + "".join(f"    - {{function: sales, answers: [{', '.join('x' * 20)}]}}\n" for _ in range(MANY // 20)),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", ["advise", "facts check", "interview --resume"])
def test_a_file_with_thousands_of_faults_gives_fifty_lines_and_a_count(tmp_path: Path, name: str, command: str) -> None:
    if command.startswith("interview") and not name.endswith(".yaml"):
        pytest.skip("sessions are YAML")
    (tmp_path / name).write_text(BAD_FILES[name])
    result = run(*command.split(), name, folder=tmp_path)
    assert result.code in (1, 2)
    lines = [line for line in (result.err or result.out).splitlines() if line][: MAX_KEPT_FINDINGS + 1]
    assert all(line.startswith(f"{name}:") for line in lines[:-1])
    assert lines[-1].startswith(f"{MANY - MAX_KEPT_FINDINGS:,} more errors")


def write_pack(folder: Path, rule_count: int, fact_count: int) -> list[str]:
    """Write a pack with verdict rules on two facts each; return the facts."""
    chance = random.Random(3)
    names = [f"vp_{number}" for number in range(fact_count)]
    facts = "".join(
        f"  {name}:\n    kind: yes_no\n    question: Is {name} so at your company?\n    label: {name}\n"
        f"    values: {{yes: {name} is so, no: {name} is not so}}\n    source: policy/x\n"
        for name in names
    )
    rules = "".join(
        f"  - id: vp/w-{number}\n    title: Rule {number} of the pack\n    status: stable\n    source: policy/x\n"
        f"    when: {{{first}: yes, {second}: yes}}\n    then: {{favours: tighten, tighten_by: table}}\n"
        f"    because: You report that {{grounds}}; that is number {number}.\n"
        for number in range(rule_count)
        for first, second in [chance.sample(names, 2)]
    )
    for part, text in (
        ("knowledge/f", f"facts:\n{facts}"),
        ("rules/w", f"stage: weigh\nguard: {{state: defined}}\nrules:\n{rules}"),
    ):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{part}.yaml").write_text(text)
    (folder / "pack.yaml").write_text("name: vp\nversion: 0.1.0\n")
    return names


@pytest.mark.parametrize(("rule_count", "fact_count"), [(40, 60), (60, 100), (200, 100)])
def test_a_fully_known_company_is_advised_whatever_the_number_of_verdict_rules(
    tmp_path: Path, rule_count: int, fact_count: int
) -> None:
    write_pack(tmp_path / "vp", rule_count, fact_count)
    rulebase = load([str(tmp_path / "vp")])
    consultation = Consultation(rulebase)
    for seed in range(8):  # some of these have a verdict that no single answer changes
        chance = random.Random(seed)
        share = chance.choice([0, 0.05, 0.1, 0.2, 0.5, 1])
        stated: dict[str, Value] = {}
        for fact in rulebase.facts.values():
            if fact.name.startswith("vp_"):
                stated[fact.name] = "yes" if chance.random() < share else "no"
            elif fact.kind is Kind.COUNT:
                stated[fact.name] = chance.choice([fact.minimum + 5, 40, 200])
            elif fact.kind is Kind.MANY:
                stated[fact.name] = frozenset(value for value in fact.values if chance.random() < 0.3)
            elif not fact.computed:
                stated[fact.name] = chance.choice(list(fact.values))
        stated = {name: value for name, value in stated.items() if not rulebase.facts[name].computed}
        stated["relationship"] = "defined"
        while clashes := rulebase.find_clashes(stated):
            del stated[clashes[0].fact]
        advice = consultation.advise(Company(stated))
        assert advice.verdict in advice.possible_verdicts
        assert advice.would_change_complete


def test_an_interview_with_too_many_open_cases_saves_the_answer_and_goes_on_with_more_facts(tmp_path: Path) -> None:
    names = write_pack(tmp_path / "vp", 60, 100)
    path, options = tmp_path / "a.yaml", ("--pack", tmp_path / "vp")
    result = run("interview", "--save", path, *options, given="defined\nyes\n")
    assert (result.code, result.err.startswith(f"{path}: ")) == (2, True)
    assert "\nrelationship: defined\n" in path.read_text()
    path.write_text("".join(f"{name}: no\n" for name in names) + path.read_text())
    assert run("interview", "--resume", path, *options, given="quit\n").code == 0


def test_rules_diff_compares_the_companies_it_is_told_to_if_possible_ones_are_too_many(tmp_path: Path) -> None:
    names = write_pack(tmp_path / "vp", 60, 100)
    path = tmp_path / "a.yaml"
    path.write_text("relationship: defined\n" + "".join(f"{name}: yes\n" for name in names))
    result = run("rules", "diff", "installed", tmp_path / "vp", "--facts", path, "--only-named", "--format", "json")
    assert (result.code, result.err) == (1, "")
    data = json.loads(result.out)
    assert (data["looked_at"], data["differing"]) == (1, [str(path)])
    assert run("rules", "diff", "installed", "installed", "--only-named").code == 2
    assert "--only-named" in run("rules", "diff", "--help").out


def test_rules_check_lists_fifty_findings_and_counts_the_others(tmp_path: Path) -> None:
    write_pack(tmp_path / "vp", 1, 100)
    (tmp_path / "vp/rules/w.yaml").unlink()  # so no rule reads the facts
    command = ("rules", "check", "--pack", tmp_path / "vp")
    text, all_text = run(*command).out, run(*command, "--all").out
    data, all_data = (json.loads(run(*command, *more, "--format", "json").out) for more in ((), ("--all",)))
    count = len(all_data["findings"])
    assert (len(data["findings"]), data["more"], all_data["more"]) == (MAX_KEPT_FINDINGS, count - MAX_KEPT_FINDINGS, 0)
    assert {each["severity"] for each in data["findings"]} == {"warning"}  # before notes
    assert text.splitlines()[-2].startswith(f"{count - MAX_KEPT_FINDINGS} more; ")
    assert text.splitlines()[-1] == all_text.splitlines()[-1]
    assert len(all_text.splitlines()) > count
