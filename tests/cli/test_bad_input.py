"""Bad input: exit code 2, plain lines with their places on standard error, and no report anywhere.

tests/loading/test_facts_file.py has the codes and places of all kinds of bad facts files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from advisor.cli.output_files import write_output
from advisor.errors import OutputError
from tests.cli.command import EXAMPLES, CommandResult, begin, end, run

GOOD = EXAMPLES / "stay-settled-distributor.yaml"
OLD = "what was there before\n"

BAD_FACTS: dict[str, tuple[str, bytes, tuple[str, ...]]] = {
    "a binary file": ("facts.yaml", b"\x7fELF\0\0\1", ("",)),
    "broken YAML": ("facts.yaml", b"relationship: [defined\n", (":2:1",)),
    "broken JSON": ("facts.json", b'{"relationship": }', (":1:18",)),
    "a misspelt fact": ("facts.yaml", b"relatonship: defined\n", (":1:1",)),
    "half a surrogate pair": ("facts.json", b'{"company": "\\ud800"}', (":1:13",)),
    "a bell in the value": ("facts.json", b'{"relationship": "\\u0007\\n"}', (":1:18",)),
    "5,000 digits": ("facts.yaml", b"employees: " + b"9" * 5000, (":1:12",)),
    "50 megabytes": ("facts.yaml", b"# " + b"x" * 50_000_000, ("",)),
    "several errors": (
        "facts.yaml",
        b"employees: -3\nrelatonship: defined\nrelationship: close\ncurrent_conflicts:\n",
        (":1:12", ":2:1", ":3:15", ":4:19"),
    ),
}
"""Facts files that must be refused: the name, the content, and the place after the name in each line, in order."""
DEEP = {
    "YAML": ("facts.yaml", b"[" * 100_000),
    "JSON": ("facts.json", b"[" * 100_000),
    "TOML": ("facts.toml", b"a = " + b"[" * 100_000),
}


def refuse(*args: str | Path, folder: Path, given: str | None = None, in_process: bool = True) -> CommandResult:
    """Run with a target that exists already; it must fail and must not change the target."""
    out = folder / "out"
    out.mkdir()
    (out / "old.md").write_text(OLD)
    full_args = (*args, "-o", out / "old.md")
    result = run(*full_args, given=given) if in_process else end(begin(*full_args), given)
    assert (result.code, result.out) == (2, ""), result
    assert [path.name for path in out.iterdir()] == ["old.md"]
    assert (out / "old.md").read_text() == OLD
    check_plain_lines(result.err)
    return result


def check_plain_lines(text: str) -> None:
    """Check that these are lines for people: printable, short, and without words of Python."""
    assert text.endswith("\n")
    assert "Traceback" not in text
    for line in text.splitlines():
        assert line.isprintable(), line
        assert len(line) < 1000, line
        assert re.search(r": [^ A-Z].*[^. ]$", line), line
        assert not re.search(r"\w(Error|Exception)\b|object at 0x|<class|Errno", line), line


def check_places(result: CommandResult, places: Iterable[object]) -> None:
    """Check the place that begins each line on standard error, and that a command follows."""
    assert [line.partition(": ")[0] for line in result.err.splitlines()] == [str(place) for place in places]
    assert "`advisor " in f"{result.err}{result.following}"


@pytest.mark.parametrize(("name", "content", "places"), BAD_FACTS.values(), ids=BAD_FACTS)
def test_refuses_a_bad_facts_file(name: str, content: bytes, places: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    check_places(refuse("advise", path, folder=tmp_path), [f"{path}{place}" for place in places])


@pytest.mark.parametrize(("name", "content"), DEEP.values(), ids=DEEP)
def test_a_process_survives_a_deep_file(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert str(path) in refuse("advise", path, folder=tmp_path, in_process=False).err


def test_creates_no_target_for_bad_facts(tmp_path: Path) -> None:
    facts, target = tmp_path / "facts.yaml", tmp_path / "report.md"
    facts.write_text("relatonship: defined\n")
    assert run("advise", facts, "-o", target).code == 2
    assert list(tmp_path.iterdir()) == [facts]


def test_suggests_the_nearest_name_of_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("relationship: defined\n")
    path = tmp_path / "fact.yaml"
    result = refuse("advise", path, folder=tmp_path)
    check_places(result, [path])
    assert "`facts.yaml`" in result.err


def test_refuses_a_folder_as_facts_file(tmp_path: Path) -> None:
    check_places(refuse("advise", tmp_path, folder=tmp_path), [tmp_path])


def test_refuses_bad_standard_input_with_and_without_a_target(tmp_path: Path) -> None:
    result = refuse("advise", "-", folder=tmp_path, given="relatonship: defined\n")
    check_places(result, ["<stdin>:1:1"])
    assert end(begin("advise", "-"), "relatonship: defined\n") == result


# --- packs ----------------------------------------------------------------------------------------------------------

RULE = """\
  - id: {id}
    title: A rule
    status: stable
    source: policy/test
    when: {when}
    then: {{favours: tighten, tighten_by: table}}
    because: You report that {{grounds}}.
"""


def write_pack(folder: Path, *rules: tuple[str, str], template: str | None = None) -> Path:
    """Write a pack of weigh rules, each an id and a condition, and a Markdown template if one is given."""
    pack = folder / "pack"
    for name in ("rules", "knowledge", "templates"):
        (pack / name).mkdir(parents=True)
    (pack / "pack.yaml").write_text("name: mine\nversion: 0.0.1\n")
    if rules:
        texts = (RULE.format(id=id_, when=when) for id_, when in rules)
        (pack / "rules" / "own.yaml").write_text("stage: weigh\nrules:\n" + "".join(texts))
    if template is not None:
        (pack / "templates" / "recommendation.md.j2").write_text(template)
        replaced = "replaces_templates: [{template: recommendation.md.j2, reason: Ours has our letterhead.}]"
        (pack / "pack.yaml").write_text(f"name: mine\nversion: 0.0.1\n{replaced}\n")
    return pack


BAD_RULES = {
    "two rules with one id": (
        [("mine/one", "{relationship: defined}"), ("mine/one", "{relationship: aligned}")],
        "`mine/one`",
    ),
    "a rule that reads a later stage": ([("mine/one", "{relationship: defined, verdict: stay}")], "`verdict`"),
    "a rule that negates its own stage": (
        [("mine/one", "{relationship: defined, not: {friction: economic}}")],
        "`friction`",
    ),
    "a rule that reads an unknown fact": (
        [("mine/one", "{relationship: defined, relatonship: defined}")],
        "`relationship`",
    ),
    "a rule that reads nothing else": ([("mine/one", "{relatonship: defined}")], "`relationship`"),
}


@pytest.mark.parametrize(("rules", "name"), BAD_RULES.values(), ids=BAD_RULES)
def test_refuses_a_rule_that_does_not_fit(rules: list[tuple[str, str]], name: str, tmp_path: Path) -> None:
    pack = write_pack(tmp_path, *rules)
    [line] = refuse("advise", GOOD, "--pack", pack, folder=tmp_path).err.splitlines()
    assert re.match(rf"{re.escape(str(pack / 'rules' / 'own.yaml'))}:\d+:\d+: ", line)
    assert name in line


def test_reports_all_errors_of_a_pack_in_one_run(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path, ("mine/one", "{employees: 3, verdict: stay}"), ("mine/two", "{employees: 3, relatonship: no}")
    )
    (pack / "knowledge" / "own.yaml").write_text("factz: {}\n")
    assert len(refuse("advise", GOOD, "--pack", pack, folder=tmp_path).err.splitlines()) == 3


def test_refuses_a_missing_pack(tmp_path: Path) -> None:
    check_places(refuse("advise", GOOD, "--pack", tmp_path / "none", folder=tmp_path), [tmp_path / "none"])


# --- output that cannot be written ----------------------------------------------------------------------------------


def test_refuses_a_folder_as_target(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text(OLD)
    result = run("advise", GOOD, "-o", tmp_path)
    assert (result.code, result.out) == (2, "")
    check_plain_lines(result.err)
    check_places(result, [tmp_path])
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_refuses_a_target_in_a_missing_folder(tmp_path: Path) -> None:
    target = tmp_path / "none" / "report.md"
    result = run("advise", GOOD, "-o", target)
    assert (result.code, result.out) == (2, "")
    check_plain_lines(result.err)
    check_places(result, [target])
    assert list(tmp_path.iterdir()) == []


FAILURES = {"on the way to the disk": (os, "fsync"), "at the last moment": (Path, "replace")}


@pytest.mark.parametrize(("holder", "name"), FAILURES.values(), ids=FAILURES)
def test_keeps_the_old_file_if_writing_fails(
    holder: object, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "report.md"
    target.write_text(OLD)
    monkeypatch.setattr(holder, name, fail)
    with pytest.raises(OutputError) as error:
        write_output("new", str(target))
    assert [finding.place.file for finding in error.value.findings] == [str(target)]
    assert target.read_text() == OLD
    copies = [path for path in tmp_path.iterdir() if path != target]
    assert all(path.read_text() == OLD for path in copies)
    assert {path.name for path in copies} <= {"report.md.before"}


def test_keeps_the_old_file_if_writing_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "report.md"
    target.write_text(OLD)
    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_output("new", str(target))
    assert target.read_text() == OLD
    assert list(tmp_path.iterdir()) == [target]


# --- wrong use ------------------------------------------------------------------------------------------------------

USES: dict[str, tuple[list[str], str]] = {
    "an unknown command": (["advize"], "`advise`"),
    "an unknown option": (["--colour"], "--colour"),
    "an unknown option of a command": (["advise", "--formt", "md", str(GOOD)], "`advisor advise --help`"),
    "an unknown format": (["advise", "--format", "odt", str(GOOD)], "odt"),
    "no facts file": (["advise"], "`advisor advise --help`"),
    "two facts files": (["advise", str(GOOD), str(GOOD)], "`advisor advise --help`"),
    "no arguments": ([], "Usage: advisor"),
}


@pytest.mark.parametrize(("args", "words"), USES.values(), ids=USES)
def test_reports_wrong_use_on_standard_error(args: list[str], words: str) -> None:
    result = run(*args)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err
    assert words in result.err
    assert len(result.err.splitlines()) == 1 or not args


# --- what was read is never written over ----------------------------------------------------------------------------


def test_refuses_to_write_a_report_over_the_facts(tmp_path: Path) -> None:
    facts, link = tmp_path / "acme.yaml", tmp_path / "link.txt"
    facts.write_text(GOOD.read_text())
    link.symlink_to(facts)
    for target in (facts, link):
        result = run("advise", facts, "--format", "text", "-o", target)
        assert result.code == 2
        check_places(result, [target])
    assert facts.read_text() == GOOD.read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-o", "report.xyz"], "`.xyz`"),
        (["--format", "html", "-o", "report.pdf"], "`--format html`"),
        (["--format", "pdf", "-o", "report.docx"], "`--format pdf`"),
        (["-o", "report.pdf", "--template", "own.docx"], "`--template`"),
    ],
)
def test_refuses_an_ending_of_another_format(options: list[str], words: str) -> None:
    result = run("advise", GOOD, *options)
    assert result.code == 2
    assert words in result.err


def test_refuses_a_smaller_group_than_the_facts_promise(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    people = "".join(f'    - {{function: sales, answers: "{number % 5 + 1}{"3" * 19}"}}\n' for number in range(9))
    facts.write_text(f"assessment:\n  min_group: 8\n  respondents:\n{people}")
    result = run("advise", facts, "--min-group", "3")
    assert result.code == 2
    assert f"`{facts}`" in result.err
    assert " 8;" in result.err
    assert run("advise", facts, "--min-group", "9").code == 0


@pytest.mark.parametrize("line", ["", "  min_group: 5\n"])
def test_a_questionnaire_promises_five_people_whether_the_file_says_so_or_not(line: str, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    people = "".join(f'    - {{function: sales, answers: "{number % 5 + 1}{"3" * 19}"}}\n' for number in range(3))
    facts.write_text(f"assessment:\n{line}  respondents:\n{people}")
    result = run("advise", facts, "--min-group", "3")
    assert (result.code, result.out) == (2, "")
    assert " 5;" in result.err
    facts.write_text(f"assessment:\n  min_group: 3\n  respondents:\n{people}")
    assert run("advise", facts, "--min-group", "3").code == 0


@pytest.mark.parametrize("command", [("advise",), ("survey", "figures"), ("plan",)])
def test_no_facts_file_shows_single_answers_of_several_people(command: tuple[str, ...], tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    people = "".join(f'    - {{function: {name}, answers: "{"43215" * 4}"}}\n' for name in ("sales", "marketing"))
    facts.write_text(f"assessment:\n  min_group: 1\n  respondents:\n{people}")
    result = run(*command, facts)
    assert (result.code, result.out) == (2, "")
    assert f"{facts}:2:14: `min_group`" in result.err
