"""Bad input: exit code 2, plain sentences with their places on standard error, and no report anywhere."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from advisor.cli.output_files import write_output
from advisor.errors import OutputError
from tests.cli.command import EXAMPLES, Ended, begin, end, run

GOOD = EXAMPLES / "stay-settled-distributor.yaml"
OLD = "what stood there before\n"
ALIASES = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 122))


class Case(NamedTuple):
    """A facts file that must be refused, and what each line on standard error says after the file's name, in order."""

    id: str
    file: str
    content: bytes
    lines: tuple[str, ...]


CASES = [
    Case("a binary file", "facts.yaml", b"\x7fELF\0\0\1", (": this is a binary file",)),
    Case("an empty file", "facts.yaml", b"", (": this file is empty",)),
    Case("an empty JSON file", "facts.json", b" \n", (": this file is empty",)),
    Case("only a comment", "facts.yaml", b"# nothing yet\n", (": this file is empty",)),
    Case("broken YAML", "facts.yaml", b"relationship: [defined\n", (":2:1: this is not valid YAML: ",)),
    Case("broken JSON", "facts.json", b'{"relationship": }', (":1:18: this is not valid JSON: ",)),
    Case("broken TOML", "facts.toml", b"relationship = \n", (":1:16: this is not valid TOML: ",)),
    Case(
        "a YAML key twice",
        "facts.yaml",
        b"relationship: defined\nemployees: 4\nrelationship: aligned\n",
        (":3:1: `relationship` stands a second time (first in line 1)",),
    ),
    Case(
        "a JSON key twice",
        "facts.json",
        b'{"employees": 4,\n "relationship": "defined",\n "employees": 5}',
        (":3:2: `employees` stands a second time",),
    ),
    Case("a TOML key twice", "facts.toml", b"employees = 4\nemployees = 5\n", (":2:14: this is not valid TOML: ",)),
    Case("a list for a mapping", "facts.yaml", b"- relationship\n", (":1:1: facts must be a mapping such as ",)),
    Case("a JSON list for a mapping", "facts.json", b"[1]", (":1:1: facts must be a mapping such as ",)),
    Case("a word for a mapping", "facts.yaml", b"relationship\n", (":1:1: facts must be a mapping such as ",)),
    Case("a list for a value", "facts.yaml", b"relationship: [defined]\n", (":1:15: `relationship` takes one value",)),
    Case(
        "a misspelt fact",
        "facts.yaml",
        b"relatonship: defined\n",
        (":1:1: `relatonship` is not a fact; did you mean `relationship`?",),
    ),
    Case(
        "a wrong value",
        "facts.yaml",
        b"relationship: close\n",
        (
            ":1:15: `close` is not a value of `relationship`, which can be "
            "`undefined`, `defined`, `aligned`, `integrated` or `unknown`",
        ),
    ),
    Case(
        "a number below the least",
        "facts.yaml",
        b"employees: -3\n",
        (":1:12: `employees` is `-3`; it must be a whole",),
    ),
    Case("part of a person", "facts.yaml", b"employees: 12.5\n", (":1:12: `employees` is `12.5`; it must be a whole",)),
    Case("part of a person in JSON", "facts.json", b'{"employees": 12.5}', (":1:2: `employees` is `12.5`; it must",)),
    Case("1e400", "facts.yaml", b"employees: 1e400\n", (":1:12: `employees` is `1e400`; it must be a whole",)),
    Case("1e400 in JSON", "facts.json", b'{"employees": 1e400}', (":1:2: `employees` is `1e400`; it must be a whole",)),
    Case("1e400 in TOML", "facts.toml", b"employees = 1e400\n", (":1:1: `employees` is `1e400`; it must be a whole",)),
    Case("not a number", "facts.yaml", b"employees: .nan\n", (":1:12: `employees` is `.nan`; it must be a whole",)),
    Case("not a number in JSON", "facts.json", b'{"employees": NaN}', (": `NaN` is not a number in JSON",)),
    Case(
        "not a number in TOML", "facts.toml", b"employees = nan\n", (":1:1: `employees` is `nan`; it must be a whole",)
    ),
    Case("5,000 digits", "facts.yaml", b"employees: " + b"9" * 5000, (":1:12: `employees` is `999",)),
    Case("5,000 digits in JSON", "facts.json", b'{"employees": ' + b"9" * 5000 + b"}", (":1:2: `employees` is `999",)),
    Case("a date", "facts.yaml", b"relationship: 2026-01-01\n", (":1:15: `2026-01-01` is not a value of ",)),
    Case("a date in TOML", "facts.toml", b"relationship = 2026-01-01\n", (":1:1: `2026-01-01` is not a value of ",)),
    Case("50 megabytes", "facts.yaml", b"# " + b"x" * 50_000_000, (": this is larger than 1,000 kB",)),
    Case("an alias bomb", "facts.yaml", ALIASES, (":2:8: the alias `*a` is not allowed",)),
    Case(
        "a Python object",
        "facts.yaml",
        b"relationship: !!python/object/apply:os.system ['echo bad > /tmp/never']\n",
        (
            ":1:15: the tag `tag:yaml.org,2002:python/object/apply:os.system` is not allowed",
            ":1:15: `relationship` takes one value",
        ),
    ),
    Case("deep YAML", "facts.yaml", b"[" * 100_000, (":1:22: this is nested deeper than 20 levels",)),
    Case("deep YAML mappings", "facts.yaml", b"{a: " * 100_000, (": this is nested deeper than 20 levels",)),
    Case("deep JSON", "facts.json", b"[" * 100_000, (": this is nested deeper than 20 levels",)),
    Case("deep closed JSON", "facts.json", b"[" * 900 + b"]" * 900, (": this is nested deeper than 20 levels",)),
    Case("deep TOML", "facts.toml", b"a = " + b"[" * 100_000, (": this is nested deeper than 20 levels",)),
    Case("not UTF-8", "facts.yaml", b"# fine\ncompany: caf\xe9\n", (":2:13: this is not UTF-8 text",)),
    Case(
        "several errors",
        "facts.yaml",
        b"employees: -3\nrelatonship: defined\nrelationship: close\ncurrent_conflicts:\n",
        (
            ":1:12: `employees` is `-3`",
            ":2:1: `relatonship` is not a fact",
            ":3:15: `close` is not a value",
            ":4:19: `current_conflicts` has no value",
        ),
    ),
    Case(
        "several errors in JSON",
        "facts.json",
        b'{"employees": -3,\n "relatonship": "defined",\n "relationship": true}',
        (":1:2: `employees` is `-3`", ":2:2: `relatonship` is not a fact", ":3:2: `yes` is not a value"),
    ),
    Case("a bell in the value", "facts.json", b'{"relationship": "\\u0007\\n"}', (":1:2: `??` is not a value of ",)),
    Case(
        "control characters", "facts.yaml", b"relationship: \x07\n", (":1: this holds a character that YAML does not",)
    ),
    Case("half a surrogate pair", "facts.json", b'{"company": "\\ud800"}', (":1:2: `company` must be a name",)),
]


def refused(*args: str | Path, folder: Path, given: str | None = None, also_shown: bool = False) -> Ended:
    """Run with a target that exists, and `also_shown` without one; it must fail alike and leave no trace."""
    out = folder / "out"
    out.mkdir()
    (out / "old.md").write_text(OLD)
    targets: list[tuple[str | Path, ...]] = [("-o", out / "old.md"), *([()] if also_shown else [])]
    shown, *others = [end(each, given) for each in [begin(*args, *target) for target in targets]]
    assert shown.out == ""
    assert shown.code == 2, shown
    assert others in ([], [shown])
    assert [path.name for path in out.iterdir()] == ["old.md"]
    assert (out / "old.md").read_text() == OLD
    plain(shown.err)
    return shown


def plain(text: str) -> None:
    """Whether these are sentences for people, one a line."""
    assert text.endswith("\n")
    assert "Traceback" not in text
    for line in text.splitlines():
        assert line.isprintable(), line
        assert len(line) < 1000, line
        assert re.search(r": [^ A-Z].*[^. ]$", line), line
        assert not re.search(r"\w(Error|Exception)\b|object at 0x|<class|Errno", line), line


def told(ended: Ended, place: Path, lines: tuple[str, ...]) -> None:
    """Whether standard error holds these lines, each opened by the place."""
    found = ended.err.splitlines()
    assert len(found) == len(lines), ended.err
    for line, expected in zip(found, lines, strict=True):
        assert line.startswith(str(place)), line
        if re.match(r": \D", expected):  # wherever in the file
            assert re.match(rf"(:\d+){{0,2}}{re.escape(expected)}", line.removeprefix(str(place))), line
        else:
            assert line.removeprefix(str(place)).startswith(expected), line


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_bad_facts_file_is_refused_with_its_place(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.file
    path.write_bytes(case.content)
    told(refused("advise", path, folder=tmp_path), path, case.lines)


def test_a_number_of_5000_digits_is_refused_in_toml(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(f"employees = {'9' * 5000}\n")
    refused("advise", path, folder=tmp_path)


def test_no_target_appears_where_none_was(tmp_path: Path) -> None:
    facts, target = tmp_path / "facts.yaml", tmp_path / "report.md"
    facts.write_text("relatonship: defined\n")
    assert run("advise", facts, "-o", target).code == 2
    assert list(tmp_path.iterdir()) == [facts]


def test_a_missing_file_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("relationship: defined\n")
    path = tmp_path / "fact.yaml"
    told(refused("advise", path, folder=tmp_path), path, (": there is no such file; did you mean `facts.yaml`?",))


def test_a_folder_is_no_facts_file(tmp_path: Path) -> None:
    told(refused("advise", tmp_path, folder=tmp_path), tmp_path, (": this is a folder; name a file in it",))


def test_a_name_longer_than_the_system_allows_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 400)
    told(refused("advise", path, folder=tmp_path), path, (": this file cannot be read: ",))


def test_bad_standard_input_is_told_with_its_place(tmp_path: Path) -> None:
    ended = refused("advise", "-", folder=tmp_path, given="relatonship: defined\n", also_shown=True)
    told(ended, Path("<stdin>"), (":1:1: `relatonship` is not a fact; did you mean `relationship`?",))


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


def a_pack(folder: Path, *rules: tuple[str, str], template: str | None = None) -> Path:
    """A pack of weigh rules, each an id and a condition; and a Markdown template of its own, if given."""
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


PACKS = {
    "two rules of one id": (
        [("mine/one", "{relationship: defined}"), ("mine/one", "{relationship: aligned}")],
        ("mine/one",),
    ),
    "a rule reading a later stage": ([("mine/one", "{relationship: defined, verdict: stay}")], ("verdict", "stage")),
    "a rule negating its own stage": (
        [("mine/one", "{relationship: defined, not: {friction: economic}}")],
        ("friction", "stage"),
    ),
    "a rule reading an unknown fact": (
        [("mine/one", "{relationship: defined, relatonship: defined}")],
        ("did you mean `relationship`?",),
    ),
}


@pytest.mark.parametrize(("rules", "words"), PACKS.values(), ids=PACKS)
def test_a_pack_that_does_not_fit_is_refused(
    rules: list[tuple[str, str]], words: tuple[str, ...], tmp_path: Path
) -> None:
    pack = a_pack(tmp_path, *rules)
    ended = refused("advise", GOOD, "--pack", pack, folder=tmp_path)
    assert len(ended.err.splitlines()) == 1, ended.err
    assert re.match(rf"{re.escape(str(pack / 'rules' / 'own.yaml'))}:\d+:\d+: ", ended.err)
    assert all(word in ended.err for word in words), ended.err


def test_one_misspelt_fact_of_a_rule_is_one_finding(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, ("mine/one", "{relatonship: defined}"))
    assert len(refused("advise", GOOD, "--pack", pack, folder=tmp_path).err.splitlines()) == 1


def test_all_errors_of_a_pack_are_told_at_once(tmp_path: Path) -> None:
    pack = a_pack(
        tmp_path, ("mine/one", "{employees: 3, verdict: stay}"), ("mine/two", "{employees: 3, relatonship: no}")
    )
    (pack / "knowledge" / "own.yaml").write_text("factz: {}\n")
    assert len(refused("advise", GOOD, "--pack", pack, folder=tmp_path).err.splitlines()) == 3


def test_a_missing_pack_is_told(tmp_path: Path) -> None:
    ended = refused("advise", GOOD, "--pack", tmp_path / "none", folder=tmp_path)
    told(ended, tmp_path / "none", (": there is no such folder to load a pack from",))


# --- output that cannot be written ----------------------------------------------------------------------------------


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text(OLD)
    ended = run("advise", GOOD, "-o", tmp_path)
    assert (ended.code, ended.out) == (2, "")
    plain(ended.err)
    told(ended, tmp_path, (": the report was not written: this is a folder",))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_target_in_a_missing_folder_is_told(tmp_path: Path) -> None:
    target = tmp_path / "none" / "report.md"
    ended = run("advise", GOOD, "-o", target)
    assert (ended.code, ended.out) == (2, "")
    plain(ended.err)
    told(ended, target, (": the report was not written: no such file or directory",))
    assert list(tmp_path.iterdir()) == []


FAILURES = {"on the way to the disk": (os, "fsync"), "at the last moment": (Path, "replace")}


@pytest.mark.parametrize(("holder", "name"), FAILURES.values(), ids=FAILURES)
def test_a_write_that_fails_leaves_what_stood_there(
    holder: object, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "report.md"
    target.write_text(OLD)
    monkeypatch.setattr(holder, name, fail)
    with pytest.raises(OutputError, match=r"report\.md: the report was not written: no space left on device"):
        write_output("new", str(target))
    assert target.read_text() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_a_stop_while_writing_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    "an unknown command": (["advize"], "`advize` is not a command; did you mean `advise`?; see `advisor --help`"),
    "an unknown option": (["--colour"], "--colour"),
    "an unknown option of a command": (["advise", "--formt", "md", str(GOOD)], "see `advisor advise --help`"),
    "an unknown format": (["advise", "--format", "odt", str(GOOD)], "odt"),
    "no facts file": (["advise"], "see `advisor advise --help`"),
    "two facts files": (["advise", str(GOOD), str(GOOD)], "see `advisor advise --help`"),
    "no arguments": ([], "Usage: advisor"),
}


@pytest.mark.parametrize(("args", "words"), USES.values(), ids=USES)
def test_wrong_use_is_told_on_standard_error(args: list[str], words: str) -> None:
    ended = run(*args)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1 or not args


# --- what was read is never written over ----------------------------------------------------------------------------


def test_a_report_is_not_written_over_the_facts(tmp_path: Path) -> None:
    facts, link = tmp_path / "acme.yaml", tmp_path / "link.txt"
    facts.write_text(GOOD.read_text())
    link.symlink_to(facts)
    for target in (facts, link):
        ended = run("advise", facts, "--format", "text", "-o", target)
        assert ended.code == 2
        assert ended.err.startswith(f"{target}: ")
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
def test_a_file_is_named_for_what_it_holds(options: list[str], words: str) -> None:
    ended = run("advise", GOOD, *options)
    assert ended.code == 2
    assert words in ended.err


def test_a_promise_in_the_facts_is_not_undercut(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    people = "".join(f'    - {{function: sales, answers: "{number % 5 + 1}{"3" * 19}"}}\n' for number in range(9))
    facts.write_text(f"assessment:\n  min_group: 8\n  respondents:\n{people}")
    ended = run("advise", facts, "--min-group", "3")
    assert ended.code == 2
    assert f"`{facts}`" in ended.err
    assert " 8;" in ended.err
    assert run("advise", facts, "--min-group", "9").code == 0
