"""`advisor rules diff` as authors and CI run it, on folders, git revisions and what is installed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.cli.rules.diff import command
from advisor.errors import AdvisorError, PackError
from tests.authoring.small_packs import CORE, MINE, write

CASES = "cases: [{name: Settled, facts: {relationship: defined, sales_cycle: short}, expect: {verdict: stay}}]\n"
OLD = {**CORE, "rules/decide.cases.yaml": CASES}
NEW = {
    **CORE,
    "pack.yaml": "name: core\nversion: 1.1.0\n",
    "rules/decide.yaml": CORE["rules/decide.yaml"].replace("verdict: stay}", "verdict: tighten}"),
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write(tmp_path / "old", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write(tmp_path / "new", NEW)


def diff(*args: str | Path) -> Result:
    return CliRunner().invoke(command, [str(each) for each in args])


def refusal(*args: str | Path) -> str:
    error = diff(*args).exception
    assert isinstance(error, AdvisorError)  # which the command line turns into its sentences and exit code 2
    return str(error)


def git(folder: Path, *args: str) -> None:
    about = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *about, *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, as the present folder, whose pack is the old core at `before` and the new one at HEAD."""
    folder = tmp_path / "repository"
    write(folder / "packs" / "ours", OLD)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "before")
    git(folder, "tag", "before")
    write(folder / "packs" / "ours", NEW)
    git(folder, "commit", "-q", "-a", "-m", "after")
    monkeypatch.chdir(folder)
    return folder


def test_guidance_does_not_differ_from_itself(old: Path) -> None:
    done = diff(old, old)
    assert done.exit_code == 0
    told = "Nothing differs: the guidance is alike, and so is the advice for 1 company"
    assert done.output.splitlines()[-1] == told


def test_a_change_is_told_with_its_count_smallest_example_rules_and_share(old: Path, new: Path) -> None:
    done = diff(old, new)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"From {old} (core 1.0.0)",
        f"  to {new} (core 1.1.0)",
        "",
        "Changed in the guidance itself:",
        "  rules: changed `decide/stay` (conclusion)",
        "The advice differs for 1 of 1 company looked at",
        "Another verdict, of all possible companies"
        " (every combination of answers, every state and every total of scores counts the same):",
        "  of those that state their relationship: 50.00 % (exact)",
        "    by state: undefined 0.00 %, defined 100.00 %",
        "    from `stay` to `tighten`: 50.00 %",
        "",
        "1 company:",
        "  - The verdict changes from `stay` to `tighten`",
        "  smallest example found: {relationship: defined}",
        "  rules behind it: changed `decide/stay`",
        "  companies: the case `Settled`",
    ]


def test_the_same_is_told_as_markdown_and_as_data(old: Path, new: Path, tmp_path: Path) -> None:
    page = diff(old, new, "--format", "md").output
    assert page.startswith(
        f"# From `{old} (core 1.0.0)` to `{new} (core 1.1.0)`\n\n- Changed in the guidance itself:\n  - rules: changed"
    )
    assert "\n## 1 company\n\n- The verdict changes from `stay` to `tighten`\n" in page
    done = diff(old, new, "--format", "json", "-o", tmp_path / "diff.json")
    data = json.loads((tmp_path / "diff.json").read_text(encoding="utf-8"))
    assert (done.exit_code, done.output) == (1, "")
    assert (data["looked_at"], data["differing"], data["shares"][0]["share"]) == (1, ["the case `Settled`"], 0.5)
    assert [kind["example"] for kind in data["kinds"]] == [{"relationship": "defined"}]


def test_companies_of_facts_files_and_tables_are_looked_at_too(old: Path, new: Path, tmp_path: Path) -> None:
    facts, table = tmp_path / "acme.yaml", tmp_path / "more.csv"
    facts.write_text("relationship: defined\n", encoding="utf-8")
    table.write_text("company,relationship\nOne,defined\nTwo,undefined\nThree,defined\n", encoding="utf-8")
    data = json.loads(diff(old, new, "--facts", facts, "--table", table, "--format", "json").output)
    everybody = [str(facts), f"{table}:2: One", f"{table}:4: Three", "the case `Settled`"]  # of equal answers or not
    assert (data["looked_at"], data["differing"]) == (5, everybody)
    assert [kind["companies"] for kind in data["kinds"]] == [everybody]


def test_what_cannot_be_read_of_companies_is_told_all_at_once(old: Path, new: Path, tmp_path: Path) -> None:
    facts, table = tmp_path / "acme.yaml", tmp_path / "more.csv"
    facts.write_text("relationship: define\n", encoding="utf-8")
    table.write_text("company,relationshp\nOne,defined\n", encoding="utf-8")
    told = refusal(old, new, "--facts", facts, "--table", table).splitlines()
    assert [line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in told] == ["acme.yaml:1:15", "more.csv:2"]


def test_revisions_are_compared_without_a_checkout(repository: Path) -> None:
    done = diff("before:packs/ours", "HEAD:packs/ours")
    assert done.exit_code == 1
    assert "The advice differs for 1 of 1 company looked at" in done.output.splitlines()
    assert diff("HEAD:packs/ours", "packs/ours").exit_code == 0
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""


def test_a_revision_means_the_same_in_a_folder_further_in(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "packs")
    assert diff("before:packs/ours", "HEAD:packs").exit_code == 1


def test_what_is_wrong_with_a_revision_is_told_by_its_name(repository: Path) -> None:
    (repository / "packs" / "ours" / "pack.yaml").write_text("name: core\n", encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    told = refusal("before:packs/ours", "HEAD:packs/ours")
    assert told.startswith("HEAD:packs/ours: pack.yaml:1:1: ")
    assert "lacks `version`" in told


def test_a_folder_of_packs_is_all_of_them_on_their_core(old: Path, tmp_path: Path) -> None:
    write(tmp_path / "packs" / "base", NEW)
    write(tmp_path / "packs" / "more", MINE)
    done = diff(old, tmp_path / "packs")
    assert done.exit_code == 1
    assert done.output.splitlines()[1] == f"  to {tmp_path / 'packs'} (core 1.1.0, mine 0.1.0)"
    assert "  rules: new `mine/no-meetings`; changed `decide/stay` (conclusion)" in done.output.splitlines()


def test_a_revision_without_a_pack_is_refused(repository: Path) -> None:
    (repository / "empty").mkdir()
    (repository / "empty" / "read.me").write_text("nothing here\n", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "more")
    assert "there is no `pack.yaml` here" in refusal("before:packs/ours", "HEAD:empty")


@pytest.mark.parametrize("name", ["no-such-thing", "HEAD:no/such/folder", "-x:y", "a\0b", "x" * 5_000, ""])
def test_a_name_that_means_nothing_is_refused_with_what_can_be_named(repository: Path, name: str) -> None:
    error = CliRunner().invoke(command, ["--", "packs/ours", name]).exception
    assert isinstance(error, PackError)
    assert "this is neither a folder nor a git revision here; name a folder" in str(error)


def test_what_is_wrong_with_one_guidance_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, {"pack.yaml": "name: core\n"})
    assert len(refusal(tmp_path, tmp_path).splitlines()) == 1


def test_a_word_or_a_template_changed_ends_with_1_though_the_advice_is_the_same(tmp_path: Path) -> None:
    files = {**OLD, "knowledge/words.yaml": "wording: {move: It goes up.}\n", "templates/own.txt.j2": "Hello\n"}
    old = write(tmp_path / "old", files)
    for name, part, text in (
        ("knowledge/words.yaml", "  wording: changed `move` (words)", "wording: {move: It rises.}\n"),
        ("templates/own.txt.j2", "  templates: changed `own.txt.j2` (content)", "Goodbye\n"),
    ):
        done = diff(old, write(tmp_path / part.strip(), {**files, name: text}))
        assert done.exit_code == 1
        assert part in done.output.splitlines()
        assert "The advice is the same for every company" in done.output


def test_a_contradiction_is_told_with_what_comes_of_it(old: Path, tmp_path: Path) -> None:
    both = OLD["rules/decide.yaml"].replace("{state: defined}", "{state: [undefined, defined]}")
    told = diff(old, write(tmp_path / "both", {**OLD, "rules/decide.yaml": both})).output
    assert "from `tighten` to `stay` and `tighten` at once (a contradiction: no advice is given): 50.00 %" in told
    assert "  - No advice can be given any more: rule `decide/stay`: concludes verdict `stay` where" in told
    assert "  smallest example found: {relationship: undefined}" in told


def test_both_names_are_told_of_where_both_mean_nothing(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, "no-such-thing").splitlines()) == 2


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package `theirs_package` 1.0 that announces a pack `theirs`."""
    write(folder / "theirs_package", {"pack.yaml": "name: theirs\nversion: 0.3.0\n"})
    about = folder / "theirs_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs-package\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[advisor.packs]\ntheirs = theirs_package\n", encoding="utf-8")
    monkeypatch.syspath_prepend(folder)


def test_an_installed_pack_is_named_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch)
    done = diff("theirs==0.3.0", "theirs==1.0")  # of the pack, and of the package that brings it
    assert done.exit_code == 0
    assert "theirs 0.3.0)" in done.output.splitlines()[1]
    assert diff("installed", "theirs==1.0").exit_code == 0


def test_a_version_that_is_not_installed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch)
    told = refusal("theirs==0.4.0", "others==1.0").splitlines()
    assert told == [
        "theirs==0.4.0: `theirs` is installed in version `0.3.0` or `1.0`, not `0.4.0`;"
        " install that version first, or name a folder or a git revision",
        "others==1.0: no pack `others` is installed; there is `core` or `theirs`",
    ]
