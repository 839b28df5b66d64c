"""Packs that only the current folder names: refused until the user trusts them, and named wherever they speak."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cli.command import run

COMMANDS = (
    ("advise", "facts.yaml"),
    ("plan", "facts.yaml"),
    ("interview", "--save", "new.yaml"),
    ("facts",),
    ("facts", "check", "facts.yaml"),
    ("facts", "new", "new.yaml"),
    ("survey", "new", "--out", "questionnaire"),
)
AUTHOR_COMMANDS = (("rules", "list"), ("rules", "show", "defined/stay-always"), ("rules", "test"))


def read_trust_file(settings: Path) -> dict[str, str]:
    """Read the list of trusted packs."""
    packs = json.loads((settings / "advisor" / "trusted-packs.json").read_text())["packs"]
    assert isinstance(packs, dict)
    return packs


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_uses_a_pack_that_nobody_trusts(checkout: Path, command: tuple[str, ...]) -> None:
    result = run(*command, folder=checkout, given="")
    assert result.code == 2
    assert result.out == ""
    (line,) = result.err.splitlines()
    assert line.startswith("advisor.toml: ")
    assert f"`{checkout / 'evil'}`" in line
    assert "`advisor packs trust evil`" in line
    assert sorted(path.name for path in checkout.iterdir()) == ["advisor.toml", "evil", "facts.yaml"]


@pytest.mark.parametrize("command", AUTHOR_COMMANDS, ids=" ".join)
def test_an_author_can_look_at_a_pack_before(checkout: Path, command: tuple[str, ...]) -> None:
    assert run(*command, folder=checkout).code == 0


def test_trust_is_given_once_and_taken_back(checkout: Path, settings: Path) -> None:
    assert run("packs", "trust", "evil", folder=checkout).code == 0
    assert list(read_trust_file(settings)) == [str(checkout / "evil")]
    result = run("advise", "facts.yaml", folder=checkout)
    assert result.code == 0
    assert result.err == f"the current folder adds the pack alignment 0.1.0: {checkout / 'evil'}\n"
    assert run("packs", "forget", "evil", folder=checkout).code == 0
    assert read_trust_file(settings) == {}
    assert run("advise", "facts.yaml", folder=checkout).code == 2


def test_the_list_belongs_to_its_owner_alone(checkout: Path, settings: Path) -> None:
    os.umask(mask := os.umask(0))  # reads it
    try:
        os.umask(0)
        run("packs", "trust", "evil", folder=checkout)
    finally:
        os.umask(mask)
    file = settings / "advisor" / "trusted-packs.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("file", "text"),
    [("rules/x.yaml", "# more\n"), ("rules/new.yaml", ""), ("pack.yaml", "\n"), ("templates/own.txt.j2", "Hello\n")],
)
def test_a_changed_pack_needs_trust_again(checkout: Path, file: str, text: str) -> None:
    run("packs", "trust", "evil", folder=checkout)
    path = checkout / "evil" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as changed:
        changed.write(text)
    result = run("advise", "facts.yaml", folder=checkout)
    assert (result.code, result.out) == (2, "")
    assert "changed" in result.err


def test_trust_does_not_follow_a_moved_file(checkout: Path) -> None:
    run("packs", "trust", "evil", folder=checkout)
    (checkout / "evil" / "rules" / "x.yaml").rename(checkout / "evil" / "rules" / "y.yaml")
    assert run("advise", "facts.yaml", folder=checkout).code == 2


def test_trust_in_a_folder_is_no_trust_in_a_copy(checkout: Path) -> None:
    run("packs", "trust", "evil", folder=checkout)
    (checkout / "evil").rename(checkout / "copy")
    (checkout / "advisor.toml").write_text('packs = ["copy"]\n')
    assert run("advise", "facts.yaml", folder=checkout).code == 2


def test_naming_a_pack_is_trust_for_that_run(checkout: Path, settings: Path) -> None:
    for name in ("evil", "./evil/", str(checkout / "evil")):
        result = run("advise", "facts.yaml", "--pack", name, folder=checkout)
        assert (result.code, result.err) == (0, "")
    assert not settings.exists()


def test_a_relative_folder_in_the_variable_depends_on_the_current_folder(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "advisor.toml").unlink()
    monkeypatch.setenv("ADVISOR_PACKS", "evil")
    result = run("advise", "facts.yaml", folder=checkout)
    assert result.code == 2
    assert result.err.startswith("ADVISOR_PACKS: ")
    monkeypatch.setenv("ADVISOR_PACKS", str(checkout / "evil"))
    assert run("advise", "facts.yaml", folder=checkout).code == 0


def test_all_packs_that_need_trust_are_named_in_one_run(checkout: Path) -> None:
    (checkout / "second").mkdir()
    (checkout / "second" / "pack.yaml").write_text("name: second\nversion: 0.1.0\n")
    (checkout / "advisor.toml").write_text('packs = ["evil", "second"]\n')
    assert len(run("advise", "facts.yaml", folder=checkout).err.splitlines()) == 2
    assert run("packs", "trust", "evil", "second", folder=checkout).code == 0
    assert run("advise", "facts.yaml", folder=checkout).code == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"packs": []}', "{}", "\x80", "[" * 100_000])
def test_a_list_that_is_none_is_an_error_with_its_place(checkout: Path, settings: Path, text: str) -> None:
    file = settings / "advisor" / "trusted-packs.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode("latin-1"))
    for command in (("advise", "facts.yaml"), ("packs", "trust", "evil"), ("packs", "list")):
        result = run(*command, folder=checkout)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"{file}: ")
    assert file.read_bytes() == text.encode("latin-1")


def test_a_list_that_others_can_change_does_not_count(checkout: Path, settings: Path) -> None:
    run("packs", "trust", "evil", folder=checkout)
    file = settings / "advisor" / "trusted-packs.json"
    file.chmod(0o622)
    result = run("advise", "facts.yaml", folder=checkout)
    assert result.code == 2
    assert "chmod 600" in result.err


def test_a_relative_folder_for_settings_is_no_such_folder(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = checkout.parent / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", "evil")
    assert run("packs", "trust", "evil", folder=checkout).code == 0
    assert (home / ".config" / "advisor" / "trusted-packs.json").is_file()


def test_a_pack_that_does_not_load_is_not_trusted(checkout: Path, settings: Path) -> None:
    (checkout / "evil" / "pack.yaml").write_text("name: Evil\n")
    assert run("packs", "trust", "evil", folder=checkout).code == 2
    assert run("packs", "trust", "nosuch", folder=checkout).code == 2
    assert not settings.exists()


def test_lists_what_is_found_and_what_is_trusted(checkout: Path) -> None:
    assert "not trusted" in run("packs", folder=checkout).out
    run("packs", "trust", "evil", folder=checkout)
    assert run("packs", "list", folder=checkout).out.endswith("trusted\n")
    elsewhere = checkout.parent
    assert run("packs", "list", folder=elsewhere).out == f"{checkout / 'evil'}: trusted\n"
    (checkout / "evil" / "rules" / "x.yaml").unlink()
    assert "changed" in run("packs", "list", folder=elsewhere).out
    assert run("packs", "forget", "nosuch", folder=checkout).code == 2


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_every_form_names_the_pack_and_its_folder_first(checkout: Path, form: str) -> None:
    run("packs", "trust", "evil", folder=checkout)
    result = run("advise", "facts.yaml", "--format", form, folder=checkout)
    assert f"{checkout / 'evil'}\n" in result.err
    first, found, headline = (
        result.out.index(each) for each in ("Guidance used", "adds the pack alignment", "Leave it as it is")
    )
    assert first < found < headline


def test_the_interview_and_the_plan_name_the_pack(checkout: Path) -> None:
    run("packs", "trust", "evil", folder=checkout)
    for command in (("interview", "--save", "new.yaml"), ("plan", "facts.yaml")):
        result = run(*command, folder=checkout, given="quit\n")
        assert result.code == 0
        assert "alignment 0.1.0" in result.out
        assert "evil" in result.out.split("\n\n")[1 if command[0] == "plan" else 0]


def test_the_words_of_the_pack_are_marked(checkout: Path) -> None:
    result = run("advise", "facts.yaml", "--summary", "--pack", "evil", folder=checkout)
    (sentence,) = [each for each in result.out.split("\n  - ") if "Kotler finds" in each]
    assert sentence.rstrip().endswith("[pack alignment]")
