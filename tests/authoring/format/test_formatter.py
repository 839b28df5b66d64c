"""Tidying files: what they say stays, their comments stay, and doing it twice changes nothing more."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.format import entry_layout as piecewise
from advisor.authoring.format.formatter import FormatError, apply_safe_fixes, format_text
from advisor.cli.rules.format import command
from advisor.errors import MissingExtraError
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node
from advisor.loading.yaml_reader import read_yaml
from advisor.loading.yaml_trivia import list_comments
from tests.profiles import examples

ROOT = Path(__file__).resolve().parents[3]
FILES = [path for part in ("rules", "knowledge", "packs") for path in sorted((ROOT / part).rglob("*.yaml"))]


def formatted(text: str, name: str) -> str:
    """The text in the house layout."""
    return format_text(text, name).text


def said(text: str) -> object:
    """What a text says, with the keys of each mapping in any order, and blanks in texts folded."""
    return _plain(read_yaml(text, "text", FindingList()))


def _plain(node: Node | None) -> object:
    if isinstance(node, MappingNode):
        return {key.text: _plain(value) for key, value in node.items}
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return None if node is None else (" ".join(node.text.split()), node.quoted, node.is_empty)


def test_the_files_of_the_packs_are_laid_out_already() -> None:
    assert len(FILES) > 60
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert formatted(text, path.name) == text, path


UNTIDY = """\
# Above all.
stage:   weigh
rules:
- then: {favours: tighten}   # what follows
  id: "mine/one"
  title:   One
  when:
      any: [ {a: yes},
             {b: no} ]
      c:
      - 1
      -   2


  because: >-
    A long
    text.   

  # Before the source.
  source: policy/one
- {because: x, id: two}
"""  # noqa: W291
TIDY = """\
# Above all.
stage: weigh
rules:
  - then: {favours: tighten} # what follows
    id: "mine/one"
    title: One
    when:
      any:
        - {a: yes}
        - {b: no}
      c:
        - 1
        - 2


    because: >-
      A long
      text.

  # Before the source.
    source: policy/one
  - {id: two, because: x}
"""


def test_an_untidy_file_is_laid_out_as_the_others_are() -> None:
    assert formatted(UNTIDY, "x.yaml") == TIDY


def test_keys_of_a_rule_come_in_their_usual_order_where_no_comment_would_lose_its_place() -> None:
    rule = "rules:\n  - because: b\n    then: {x: y}\n    id: one\n    own: o\n    title: t\n"
    assert formatted(rule, "x") == "rules:\n  - id: one\n    title: t\n    then: {x: y}\n    because: b\n    own: o\n"
    commented = rule.replace("    id:", "    # here\n    id:")
    assert formatted(commented, "x") == commented


@pytest.mark.parametrize(
    "text",
    ["a: &x 1\nb: *x\n", "a: !!python/object:os.system x\n", "a: [\n", "a: 1\na: 2\n", "--- 1\n--- 2\n"],
)
def test_what_the_loader_refuses_is_refused_here_too(text: str) -> None:
    with pytest.raises(FormatError):
        formatted(text, "x.yaml")


def test_what_could_not_be_laid_out_without_a_loss_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "format_yaml", lambda text: text.replace("# kept", ""))
    done = format_text("a: 1 # kept\n", "x.yaml")
    assert done.text == "a: 1 # kept\n"
    assert "without changing what it says; this entry is left as it is written" in done.skipped_entries[0].sentence
    with pytest.raises(FormatError, match="left as it is"):
        format_text("[a] # kept\n", "x.yaml")


@pytest.mark.parametrize(
    "value",
    [
        "yes",
        "no",
        "on",
        "null",
        "~",
        "",
        "0x1F",
        "1e400",
        "007",
        "2026-01-01",
        "1_000",
        "'12'",
        '"a: b"',
        "a#b",
        "-1",
        "=",
        "12:30:45",
    ],
)
def test_a_value_stays_as_it_was_typed(value: str) -> None:
    text = f"key: {value}".rstrip() + "\n"
    assert formatted(text, "x.yaml") == text


KEYS = st.sampled_from(["id", "because", "when", "then", "title", "rules", "cases", "name", "facts", "a", "b_c"])
WORDS = st.sampled_from(
    ["yes", "no", "12", "1.50", "'quoted # no comment'", '"two words"', "plain words", "007", "~", "it's", "x:y"]
)
BLANKS = st.sampled_from(["", " ", "   "])
COMMENTS = st.sampled_from(["", "", "  # a remark", " # it's: [odd"])


@st.composite
def flows(draw: st.DrawFn, depth: int = 2) -> str:
    """A value on one line."""
    if depth == 0 or draw(st.booleans()):
        return draw(WORDS)
    gap = draw(BLANKS)
    if draw(st.booleans()):
        return f"[{gap}{', '.join(draw(st.lists(flows(depth - 1), max_size=3)))}{gap}]"
    keys = draw(st.lists(KEYS, max_size=3, unique=True))
    return "{" + gap + ", ".join(f"{key}: {draw(flows(depth - 1))}" for key in keys) + gap + "}"


@st.composite
def blocks(draw: st.DrawFn, indent: int = 0, depth: int = 3) -> str:
    """A mapping over several lines, with remarks and blanks in many places."""
    space = " " * indent
    lines = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=4, unique=True)):
        if draw(st.booleans()) and draw(st.booleans()):
            lines.append(f"{draw(st.sampled_from(['', space]))}{draw(st.sampled_from(['', '# above']))}")
        kind = draw(st.sampled_from(["value", "value", "mapping", "list", "text"] if depth else ["value"]))
        remark = draw(COMMENTS)
        if kind == "value":
            lines.append(f"{space}{key}:{draw(BLANKS)} {draw(flows())}{remark}{draw(BLANKS)}")
        elif kind == "mapping":
            lines.append(f"{space}{key}:{remark}")
            lines.append(draw(blocks(indent + draw(st.sampled_from([2, 3, 4])), depth - 1)))
        elif kind == "list":
            lines.append(f"{space}{key}:{remark}")
            further = draw(st.sampled_from([0, 2]))
            lines += [
                f"{space}{' ' * further}- {draw(flows())}{draw(COMMENTS)}" for _ in range(draw(st.integers(1, 3)))
            ]
        else:
            style = draw(st.sampled_from([">-", "|", ">"]))
            lines += [f"{space}{key}: {style}{remark}", f"{space}  some words", f"{space}  and # more"]
    return "\n".join(lines)


TEXTS = blocks().map(lambda text: text + "\n")


@given(text=TEXTS)
def test_tidying_keeps_what_is_said_and_every_comment_and_is_done_at_once(text: str) -> None:
    findings = FindingList()
    read_yaml(text, "x", findings)
    assert not findings
    try:
        new = formatted(text, "x.yaml")
    except FormatError:  # refused rather than harmed; how seldom, the next test shows
        return
    assert said(new) == said(text)
    assert list_comments(new) == list_comments(text)
    assert formatted(new, "x.yaml") == new


def test_hardly_any_text_is_refused() -> None:
    """The law above would hold for a formatter that refuses everything; this one does not."""
    taken = 0
    seen: list[str] = []

    @given(text=TEXTS)
    def collect(text: str) -> None:
        seen.append(text)

    collect()
    for text in seen:
        try:
            formatted(text, "x.yaml")
            taken += 1
        except FormatError:
            pass
    assert taken >= 0.9 * len(seen)


def unquoted(said: object) -> object:
    """What was said without whether it stood in quotes."""
    if isinstance(said, dict):
        return {key: unquoted(value) for key, value in said.items()}
    return [unquoted(each) for each in said] if isinstance(said, list) else said and (said[0], said[2])  # type: ignore[index]


ODD = st.lists(
    st.sampled_from(
        [
            *"abc:-#,[]{}'\"|>&*!%@`?~. \t\n\n\r\u0085\u2028\ufeff\\",
            "a: ",
            "\n  - ",
            "\n    b: ",
            " # c\n",
            ">-\n  ",
            "\r\n",
            "---\n",
        ]
    ),
    max_size=30,
).map("".join)


@examples(300)
@given(text=ODD | TEXTS.map(lambda text: text.replace(" #", "\t#").replace(": ", ":\t")) | st.text(max_size=40))
def test_any_text_is_either_laid_out_or_refused_with_a_sentence(text: str) -> None:
    try:
        new = formatted(text, "x.yaml")
    except FormatError as refused:
        told = [(each.place.file, bool(each.sentence)) for each in refused.findings]
        assert told
        assert set(told) == {("x.yaml", True)}
        return
    if text.strip():
        assert unquoted(said(new)) == unquoted(said(text))  # what cannot be printed comes into quotes
        assert list_comments(new) == list_comments(text)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("a: b\t# c\n", "a: b # c\n"),
        ("a:\tb\n", "a: b\n"),
        ("a: [b,\tc]\t\n", "a: [b, c]\n"),
        ("a: b\t# d\te\n", "a: b # d\te\n"),
        ("a: |\t# why\n  b\tc\n", "a: | # why\n  b\tc\n"),
    ],
)
def test_a_tab_between_values_becomes_a_blank_and_one_in_a_value_stays(text: str, new: str) -> None:
    assert formatted(text, "x.yaml") == new


PARTLY = """\
stage: plan
rules:
- id:   one
  when: {a: b, # why
    c: d}
- title:   Two
  id: two
- id:  three
  because: # why
    it is so
# the end
"""
PARTLY_TIDY = """\
stage: plan
rules:
  - id:   one
    when: {a: b, # why
      c: d}
  - id: two
    title: Two
  - id:  three
    because: # why
      it is so
# the end
"""


def test_an_entry_that_cannot_be_laid_out_stays_with_line_and_reason_and_the_others_are_laid_out() -> None:
    done = format_text(PARTLY, "x.yaml")
    assert done.text == PARTLY_TIDY
    assert [(each.place.line, each.sentence.partition(" cannot")[0]) for each in done.skipped_entries] == [
        (4, "a comment inside brackets"),
        (9, "a comment between a key and its value"),
    ]
    assert format_text(done.text, "x.yaml") == done


def test_what_stands_in_no_entry_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError) as error:
        format_text("[a, # why\n b]\n", "x.yaml")
    (finding,) = error.value.findings
    assert (finding.place.line, "inside brackets" in finding.sentence) == (1, True)


@given(text=TEXTS)
def test_the_line_ends_of_windows_stay_and_hide_nothing(text: str) -> None:
    windows = text.replace("\n", "\r\n")
    try:
        new = formatted(text, "x.yaml")
    except FormatError:
        return
    assert formatted(windows, "x.yaml") == new.replace("\n", "\r\n")
    assert apply_safe_fixes(windows) == apply_safe_fixes(text).replace("\n", "\r\n")


def test_blanks_before_the_line_ends_of_windows_are_seen() -> None:
    assert apply_safe_fixes("a: b  \r\nc: yes\r\n") == formatted("a: b  \r\nc: yes\r\n", "x") == "a: b\r\nc: yes\r\n"


@given(text=TEXTS)
def test_mending_keeps_what_is_said_and_is_done_at_once(text: str) -> None:
    new = apply_safe_fixes(text)
    assert said(new) == said(text)
    assert list_comments(new) == list_comments(text)
    assert apply_safe_fixes(new) == new
    assert new.endswith("\n")
    assert not any(line != line.rstrip() for line in new.splitlines())


def test_mending_takes_blanks_out_and_says_yes_and_no() -> None:
    text = "when: {met: true, seen: [false, 'true']}  \ntitle: 'One '\nbecause: true\nsingle: true # ever\n\nx: ' y'"
    mend = "when: {met: yes, seen: [no, 'true']}\ntitle: 'One'\nbecause: true\nsingle: true # ever\n\nx: 'y'\n"
    assert apply_safe_fixes(text) == mend


@pytest.mark.parametrize("text", ["a: [1  \n", "", "a: 1  \na: 2\n", "a: !!str 1  \n"])
def test_what_cannot_be_read_is_not_mended(text: str) -> None:
    assert apply_safe_fixes(text) == text


def test_the_command_lays_out_files_and_keeps_their_rights(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(UNTIDY)
    path.chmod(0o640)
    looked = CliRunner().invoke(command, ["--check", str(path)])
    assert (looked.exit_code, looked.output) == (1, f"{path}: is laid out otherwise\n")
    assert path.read_text() == UNTIDY
    done = CliRunner().invoke(command, [str(path)])
    assert (done.exit_code, done.output) == (0, f"{path}: laid out anew\n")
    assert path.read_text() == formatted(UNTIDY, "x.yaml")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["rules.yaml"]
    assert CliRunner().invoke(command, ["--check", str(path)]).exit_code == 0


def test_a_folder_of_a_pack_stands_for_its_files(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 0.0.1\n")
    (tmp_path / "rules" / "own.yaml").write_text("rules:   []\nstage: plan\n")
    (tmp_path / "notes.yaml").write_text("a:   b\n")
    ended = CliRunner().invoke(command, [str(tmp_path)])
    assert (ended.exit_code, ended.output) == (0, f"{tmp_path / 'rules' / 'own.yaml'}: laid out anew\n")
    assert (tmp_path / "notes.yaml").read_text() == "a:   b\n"
    with pytest.raises(FormatError, match="this is a folder"):
        CliRunner().invoke(command, [str(tmp_path / "rules")], catch_exceptions=False)


def test_what_is_left_as_it_is_written_is_told_and_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + PARTLY.encode())
    done = CliRunner().invoke(command, [str(path)])
    assert (done.exit_code, done.stdout) == (0, f"{path}: laid out anew\n")
    assert done.stderr.startswith(f"{path}:4: a comment inside brackets")
    assert path.read_bytes() == b"\xef\xbb\xbf" + PARTLY_TIDY.encode()
    assert CliRunner().invoke(command, ["--check", str(path)]).exit_code == 0


def test_without_its_library_the_layout_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(MissingExtraError, match=r"alignment-advisor\[authoring\]"):
        formatted("a: 1\n", "x.yaml")
    assert apply_safe_fixes("a: 1  \n") == "a: 1\n"  # which needs none


def test_a_file_that_cannot_be_laid_out_is_told_of_and_the_others_are(tmp_path: Path) -> None:
    broken, other = tmp_path / "broken.yaml", tmp_path / "other.yaml"
    broken.write_text("a: [1\n")
    other.write_text("a:   1\n")
    done = CliRunner().invoke(command, [str(broken), str(tmp_path / "none.yaml"), str(other)])
    assert isinstance(done.exception, FormatError)
    assert [each.place.file for each in done.exception.findings] == [str(broken), str(tmp_path / "none.yaml")]
    assert (broken.read_text(), other.read_text()) == ("a: [1\n", "a: 1\n")
