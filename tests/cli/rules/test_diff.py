"""`advisor rules diff` as authors and CI run it: folders, git revisions and installed packs."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from advisor.authoring.diff import rulebase_pair
from advisor.cli.command_groups import cli
from advisor.consultation import Consultation
from advisor.errors import AdvisorError, PackError
from advisor.loading.finding_codes import NO_PACK_HERE, NOT_INSTALLED, TOO_MANY_CASES, UNKNOWN_VERSION
from advisor.logic import case_limits
from tests.authoring.diff.scores_and_signs import SCORES_AND_SIGNS
from tests.authoring.small_packs import CORE, MINE, write_pack

ROOT = Path(__file__).resolve().parents[3]
CASES = "cases: [{name: Settled, facts: {relationship: defined, sales_cycle: short}, expect: {verdict: stay}}]\n"
OLD = {**CORE, "rules/decide.cases.yaml": CASES}
NEW = {
    **CORE,
    "pack.yaml": "name: core\nversion: 1.1.0\n",
    "rules/decide.yaml": CORE["rules/decide.yaml"].replace("verdict: stay}", "verdict: tighten}"),
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "old", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "new", NEW)


def run_diff(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["rules", "diff", *map(str, args)])


def find_refusals(*args: str | Path) -> list[tuple[str, str]]:
    """Run the command, and return the file and the code of each finding it refuses with."""
    error = run_diff(*args).exception
    assert isinstance(error, AdvisorError)  # the command line prints its sentences and exits with 2
    return [(str(each.place).split(":")[0], each.code) for each in error.findings]


def run_git(folder: Path, *args: str) -> None:
    about = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *about, *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository the present folder; its pack is the old core at `before` and the new one at HEAD."""
    folder = tmp_path / "repository"
    write_pack(folder / "packs" / "ours", OLD)
    run_git(folder, "init", "-q")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "-q", "-m", "before")
    run_git(folder, "tag", "before")
    write_pack(folder / "packs" / "ours", NEW)
    run_git(folder, "commit", "-q", "-a", "-m", "after")
    monkeypatch.chdir(folder)
    return folder


def test_a_rule_base_has_no_difference_from_itself(old: Path) -> None:
    result = run_diff(old, old)
    assert result.exit_code == 0
    assert result.output.splitlines()[:2] == [f"From {old} (core 1.0.0)", f"  to {old} (core 1.0.0)"]
    assert result.output.splitlines()[-1].endswith("1 company")


def test_reports_a_change_with_its_count_example_rules_and_share(old: Path, new: Path) -> None:
    result = run_diff(old, new)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[:3] == [f"From {old} (core 1.0.0)", f"  to {new} (core 1.1.0)", ""]
    assert lines[4] == "  rules: changed `decide/stay` (conclusion)"
    assert "1 of 1" in lines[5]
    assert lines[7].endswith(": 50.00 % (exact)")
    assert lines[8:10] == ["    by state: undefined 0.00 %, defined 100.00 %", "    from `stay` to `tighten`: 50.00 %"]
    start = lines.index("1 company:")
    assert re.findall("`([a-z]+)`", lines[start + 1]) == ["stay", "tighten"]
    assert [line.split(": ", 1)[1] for line in lines[start + 2 :]] == [
        *("{relationship: defined}", "changed `decide/stay`", "the case `Settled`")
    ]


def test_writes_markdown_and_json(old: Path, new: Path, tmp_path: Path) -> None:
    page = run_diff(old, new, "--format", "md").output
    assert page.startswith(f"# From `{old} (core 1.0.0)` to `{new} (core 1.1.0)`\n\n- ")
    assert "\n  - rules: changed `decide/stay`" in page
    assert re.search("\n## 1 company\n\n- [^\n]* `stay` to `tighten`\n", page)
    result = run_diff(old, new, "--format", "json", "-o", tmp_path / "diff.json")
    data = json.loads((tmp_path / "diff.json").read_text(encoding="utf-8"))
    assert (result.exit_code, result.output) == (1, "")
    assert (data["looked_at"], data["differing"], data["shares"][0]["share"]) == (1, ["the case `Settled`"], 0.5)
    assert [kind["example"] for kind in data["kinds"]] == [{"relationship": "defined"}]


SCORED = "assessment: {totals: {sales: 41, marketing: 42}}\n"
PEOPLE = """\
  people: {kind: count, question: How many?, label: people, clause: "{value} people", source: policy/people}
  crew: {kind: choice, question: Small?, label: crew, values: {small: it is small, large: it is large},
    filled_from: {fact: people, bands: {small: {at_most: 9}, large: {at_least: 10}}, source: policy/people},
    source: policy/people}
"""
CROWDED = """\
stage: caution
rules:
  - {id: caution/crew, title: Crew, status: stable, source: policy/crew, when: {crew: large}, then: {caution: crew},
     because: "It is large."}
"""


def build_versions(name: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Build the files of two versions, and of facts to compare."""
    scored = {**CORE, **SCORES_AND_SIGNS}
    facts = "knowledge/facts.yaml"
    crew = {**scored, facts: scored[facts] + PEOPLE, "rules/caution.yaml": CROWDED}
    other_bands = {
        **crew,
        facts: crew[facts].replace("at_most: 9", "at_most: 4").replace("at_least: 10", "at_least: 5"),
    }
    other_scores = {
        each: text.replace("below: 40", "below: 45").replace("from: 40", "from: 45") for each, text in scored.items()
    }
    return {
        "other verdict": (OLD, NEW, {}),
        "nothing differs": (OLD, OLD, {"acme.yaml": "relationship: defined\n"}),
        "other scores": (scored, other_scores, {"acme.yaml": SCORED}),
        "other bands": (crew, other_bands, {}),
        "a new caution": (scored, {**crew, facts: crew[facts]}, {}),
    }[name]


@pytest.mark.parametrize("name", ["other verdict", "nothing differs", "other scores", "other bands", "a new caution"])
def test_the_data_follow_the_published_schema(name: str, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "rules-diff.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    before, after, facts = build_versions(name)
    first, second = write_pack(tmp_path / "one", before), write_pack(tmp_path / "two", after)
    for file, text in facts.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    named = [part for file in facts for part in ("--facts", str(tmp_path / file))]
    for more in [[], ["--only-named"]] if named else [[]]:
        data = json.loads(run_diff(first, second, *named, *more, "--format", "json").output)
        Draft202012Validator(schema).validate(data)
        assert data["schema"] == schema["$id"]


def test_compares_companies_of_facts_files_and_tables(old: Path, new: Path, tmp_path: Path) -> None:
    facts, table = tmp_path / "acme.yaml", tmp_path / "more.csv"
    facts.write_text("relationship: defined\n", encoding="utf-8")
    table.write_text("company,relationship\nOne,defined\nTwo,undefined\nThree,defined\n", encoding="utf-8")
    data = json.loads(run_diff(old, new, "--facts", facts, "--table", table, "--format", "json").output)
    everybody = [str(facts), f"{table}:2: One", f"{table}:4: Three", "the case `Settled`"]  # also with the same answers
    assert (data["looked_at"], data["differing"]) == (5, everybody)
    assert [kind["companies"] for kind in data["kinds"]] == [everybody]


def test_reports_everything_wrong_with_companies_at_once(old: Path, new: Path, tmp_path: Path) -> None:
    facts, table = tmp_path / "acme.yaml", tmp_path / "more.csv"
    facts.write_text("relationship: define\n", encoding="utf-8")
    table.write_text("company,relationshp\nOne,defined\n", encoding="utf-8")
    error = run_diff(old, new, "--facts", facts, "--table", table).exception
    assert isinstance(error, AdvisorError)
    assert [str(each.place) for each in error.findings] == [f"{facts}:1:15", f"{table}:2"]


def test_compares_revisions_without_a_checkout(repository: Path) -> None:
    result = run_diff("before:packs/ours", "HEAD:packs/ours")
    assert result.exit_code == 1
    assert " 1 of 1 company" in result.output
    assert run_diff("HEAD:packs/ours", "packs/ours").exit_code == 0
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""


def test_a_revision_means_the_same_in_a_folder_of_the_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "packs")
    assert run_diff("before:packs/ours", "HEAD:packs").exit_code == 1


def test_reports_a_broken_revision_by_its_name(repository: Path) -> None:
    (repository / "packs" / "ours" / "pack.yaml").write_text("name: core\n", encoding="utf-8")
    run_git(repository, "commit", "-q", "-a", "-m", "broken")
    error = run_diff("before:packs/ours", "HEAD:packs/ours").exception
    assert isinstance(error, PackError)
    assert [str(each.place) for each in error.findings] == ["HEAD:packs/ours: pack.yaml:1:1"]
    assert "`version`" in error.findings[0].sentence


def test_loads_all_packs_of_a_folder_on_their_core(old: Path, tmp_path: Path) -> None:
    write_pack(tmp_path / "packs" / "base", NEW)
    write_pack(tmp_path / "packs" / "more", MINE)
    result = run_diff(old, tmp_path / "packs")
    assert result.exit_code == 1
    assert result.output.splitlines()[1] == f"  to {tmp_path / 'packs'} (core 1.1.0, mine 0.1.0)"
    assert "  rules: new `mine/no-meetings`; changed `decide/stay` (conclusion)" in result.output.splitlines()


def test_refuses_a_revision_without_a_pack(repository: Path) -> None:
    (repository / "empty").mkdir()
    (repository / "empty" / "read.me").write_text("nothing here\n", encoding="utf-8")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "-q", "-m", "more")
    assert find_refusals("before:packs/ours", "HEAD:empty") == [("HEAD", NO_PACK_HERE)]


@pytest.mark.parametrize("name", ["no-such-thing", "HEAD:no/such/folder", "-x:y", "a\0b", "x" * 5_000, ""])
def test_refuses_a_name_that_means_nothing(repository: Path, name: str) -> None:
    error = CliRunner().invoke(cli, ["rules", "diff", "--", "packs/ours", name]).exception
    assert isinstance(error, PackError)
    assert [each.code for each in error.findings] == [UNKNOWN_VERSION]


def test_reports_a_finding_of_one_side_once(tmp_path: Path) -> None:
    write_pack(tmp_path, {"pack.yaml": "name: core\n"})
    assert len(find_refusals(tmp_path, tmp_path)) == 1


def test_changed_wording_or_templates_exit_with_1_though_the_advice_is_the_same(tmp_path: Path) -> None:
    files = {**OLD, "knowledge/words.yaml": "wording: {move: It goes up.}\n", "templates/own.txt.j2": "Hello\n"}
    old = write_pack(tmp_path / "old", files)
    for name, part, text in (
        ("knowledge/words.yaml", "  wording: changed `move` (words)", "wording: {move: It rises.}\n"),
        ("templates/own.txt.j2", "  templates: changed `own.txt.j2` (content)", "Goodbye\n"),
    ):
        result = run_diff(old, write_pack(tmp_path / part.strip(), {**files, name: text}))
        assert result.exit_code == 1
        assert part in result.output.splitlines()
        assert len(result.output.splitlines()) == 6
        assert "compared" not in result.output


def test_reports_a_contradiction_with_its_share_and_example(old: Path, tmp_path: Path) -> None:
    both = OLD["rules/decide.yaml"].replace("{state: defined}", "{state: [undefined, defined]}")
    output = run_diff(old, write_pack(tmp_path / "both", {**OLD, "rules/decide.yaml": both})).output
    assert re.search(r"from `tighten` to `stay` and `tighten` [^\n]*\(a contradiction[^\n]*: 50\.00 %\n", output)
    assert re.search(r"\n  - [^\n]*`decide/stay`", output)
    assert ": {relationship: undefined}\n" in output


def test_reports_both_names_if_both_mean_nothing(tmp_path: Path) -> None:
    assert [code for _, code in find_refusals(tmp_path, "no-such-thing")] == [NO_PACK_HERE, UNKNOWN_VERSION]


def install_pack(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package `theirs_package` 1.0 that announces a pack `theirs`."""
    write_pack(folder / "theirs_package", {"pack.yaml": "name: theirs\nversion: 0.3.0\n"})
    about = folder / "theirs_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs-package\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[advisor.packs]\ntheirs = theirs_package\n", encoding="utf-8")
    monkeypatch.syspath_prepend(folder)


def test_finds_an_installed_pack_by_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_pack(tmp_path, monkeypatch)
    result = run_diff("theirs==0.3.0", "theirs==1.0")  # of the pack, and of the package that brings it
    assert result.exit_code == 0
    assert "theirs 0.3.0)" in result.output.splitlines()[1]
    assert run_diff("installed", "theirs==1.0").exit_code == 0


def test_refuses_a_version_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_pack(tmp_path, monkeypatch)
    error = run_diff("theirs==0.4.0", "others==1.0").exception
    assert isinstance(error, PackError)
    assert [(each.place.file, each.code) for each in error.findings] == [
        ("theirs==0.4.0", NOT_INSTALLED),
        ("others==1.0", NOT_INSTALLED),
    ]
    names = [re.findall("`([^`]+)`", each.sentence) for each in error.findings]
    assert names == [["theirs", "0.3.0", "1.0", "0.4.0"], ["others", "core", "theirs"]]


def test_names_another_way_if_the_rules_leave_too_many_cases_open(
    old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rulebase_pair, "MAX_UNDECIDED_COMPANIES", 0)
    monkeypatch.setattr(Consultation, "advise", lambda *_: (_ for _ in ()).throw(case_limits.make_case_limit_error(1)))
    error = run_diff(old, new).exception
    assert isinstance(error, AdvisorError)
    (finding,) = error.findings
    assert finding.code == TOO_MANY_CASES
    assert "`--only-named`" in finding.sentence
