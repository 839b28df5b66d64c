"""`advisor plan` as a user runs it: files, copies, rights, refusals, and a plan that goes there and back."""

from __future__ import annotations

import builtins
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.command import EXAMPLES, begin, end, run
from tests.cli.test_bad_input import check_places, check_plain_lines

NORWOOD = EXAMPLES / "tighten-changing-market.yaml"
START = ("--start", "2026-01-05")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with facts and a plan."""
    shutil.copy(NORWOOD, tmp_path / "facts.yaml")
    assert run("plan", "facts.yaml", *START, "-o", "plan.xlsx", folder=tmp_path).code == 0
    return tmp_path


def edit(path: Path, **cells: object) -> None:
    """Let a person edit the plan in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book["Plan"][cell] = value
    book.save(path)


def find_row(path: Path, row_id: str) -> int:
    sheet = openpyxl.load_workbook(path)["Plan"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Id")
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value == row_id)


def get_cells(path: Path, row_id: str) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path)["Plan"]
    headings = [cell.value for cell in sheet[1]]
    return dict(zip(headings, [cell.value for cell in sheet[find_row(path, row_id)]], strict=True))


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "ics", "md"])
def test_a_plan_is_written_for_its_owner_alone(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"plan.{suffix}"
    result = run("plan", NORWOOD, *START, "-o", target)
    assert (result.code, result.out, result.err) == (0, "", f"{target}: written\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    again = tmp_path / f"again.{suffix}"
    run("plan", NORWOOD, *START, "-o", again)
    assert again.read_bytes() == target.read_bytes()


def test_without_a_file_the_plan_is_printed_as_markdown() -> None:
    result = run("plan", NORWOOD, *START)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("# Plan for Norwood Controls\n")
    assert run("plan", "-", *START, given=NORWOOD.read_text()).out == result.out
    assert run("plan", NORWOOD, "--start", "5.1.2026").out == result.out
    assert run("plan", NORWOOD, *START, "--format", "azure").out.startswith('"Work Item Type"')


def test_a_company_without_steps_has_a_plan_that_says_so() -> None:
    result = run("plan", EXAMPLES / "undetermined-first-talk.yaml", *START)
    assert result.code == 0
    assert "No step is advised." in result.out
    assert "advisor advise" in result.err


def test_a_plan_goes_there_and_back(folder: Path) -> None:
    plan = folder / "plan.xlsx"
    liaison, agenda = find_row(plan, "liaison"), find_row(plan, "disciplined-communication/agenda")
    edit(plan, **{f"G{liaison}": "done", f"D{agenda}": "Anna", f"K{agenda}": "=the first\nin May", "O1": "Cost"})
    edit(plan, **{f"K{agenda}": "first in May", f"O{agenda}": 1500.5, "A40": "our own task"})
    before = plan.read_bytes()
    result = run("plan", "facts.yaml", "--update", "plan.xlsx", folder=folder)
    assert result.code == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {"facts.yaml", "facts.before-1.yaml", "plan.xlsx", "plan.before-1.xlsx"}
    assert (folder / "plan.before-1.xlsx").read_bytes() == before
    assert (folder / "facts.before-1.yaml").read_bytes() == NORWOOD.read_bytes()
    assert (folder / "facts.yaml").read_text() == NORWOOD.read_text() + "liaison_in_place: yes\n"
    cells = get_cells(plan, "disciplined-communication/agenda")
    assert (cells["Owner"], cells["Notes"], cells["Cost"]) == ("Anna", "first in May", 1500.5)
    cells = get_cells(plan, "liaison")
    assert (cells["Status"], cells["Advice"]) == ("done", "in place already")
    assert get_cells(plan, "own/1")["Task"] == "our own task"
    # the advice knows about the step, too
    assert "Name a marketer" not in run("plan", "facts.yaml", *START, folder=folder).out

    unchanged = run("plan", "facts.yaml", "--update", "plan.xlsx", folder=folder)
    assert "nothing to change" in unchanged.err
    assert {path.name for path in folder.iterdir()} == names


def test_an_update_can_write_another_file_in_another_form(folder: Path) -> None:
    plan = folder / "plan.xlsx"
    edit(plan, D2="Anna")
    before = plan.read_bytes()
    for name in ("new.csv", "new.ics", "new.md"):
        assert run("plan", "facts.yaml", "--update", "plan.xlsx", "-o", name, folder=folder).code == 0
        assert "Anna" in (folder / name).read_text()
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert plan.read_bytes() == before
    assert run("plan", "facts.yaml", "--update", "new.csv", "-o", "-", folder=folder).out.count("Anna") == 1
    assert run("plan", "facts.yaml", "--update", "new.csv", folder=folder).code == 0


def test_a_team_can_still_read_a_plan_after_its_update(folder: Path) -> None:
    edit(folder / "plan.xlsx", D2="Anna")
    (folder / "plan.xlsx").chmod(0o660)
    (folder / "facts.yaml").chmod(0o640)
    edit(folder / "plan.xlsx", **{f"G{find_row(folder / 'plan.xlsx', 'liaison')}": "done"})
    assert run("plan", "facts.yaml", "--update", "plan.xlsx", folder=folder).code == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"facts.yaml": 0o640, "facts.before-1.yaml": 0o600, "plan.xlsx": 0o660, "plan.before-1.xlsx": 0o600}


def test_a_plan_that_is_there_is_kept_as_a_copy(folder: Path) -> None:
    edit(folder / "plan.xlsx", D2="Anna")
    edited = (folder / "plan.xlsx").read_bytes()
    result = run("plan", "facts.yaml", *START, "-o", "plan.xlsx", folder=folder)
    assert result.code == 0
    assert "`advisor plan facts.yaml --update plan.before-1.xlsx -o plan.xlsx`" in result.err
    assert (folder / "plan.before-1.xlsx").read_bytes() == edited
    again = run("plan", "facts.yaml", *START, "-o", "plan.xlsx", folder=folder)
    assert again.err == "plan.xlsx: written\n", "nothing changed, so there is no copy"


def check_refusal(folder: Path, *args: str, places: tuple[str, ...]) -> None:
    """Run a command that must fail and must leave every file as it was."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = run("plan", *args, folder=folder)
    assert (result.code, result.out) == (2, "")
    check_plain_lines(result.err)
    check_places(result, places)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_unreadable_plan_changes_nothing(folder: Path) -> None:
    edit(folder / "plan.xlsx", E3="soon", G4="almost", G5="done")
    places = ("plan.xlsx[Plan]:3:5", "plan.xlsx[Plan]:4:7")
    check_refusal(folder, "facts.yaml", "--update", "plan.xlsx", places=places)
    check_refusal(folder, "facts.yaml", "--update", "plan.xlsx", "-o", "new.xlsx", places=places)


def test_the_plan_of_another_company_is_not_replaced(folder: Path) -> None:
    other = (folder / "facts.yaml").read_text().replace("Norwood Controls", "Acme")
    (folder / "acme.yaml").write_text(other)
    edit(folder / "plan.xlsx", D2="Anna", G2="done")
    check_refusal(folder, "acme.yaml", "--update", "plan.xlsx", places=("plan.xlsx",))
    result = run("plan", "acme.yaml", "--update", "plan.xlsx", "-o", "acme.xlsx", folder=folder)
    assert result.code == 0
    assert "`Norwood Controls`" in result.err
    cells = get_cells(folder / "acme.xlsx", "disciplined-communication")
    assert (cells["Owner"], cells["Status"]) == ("Anna", "to do")
    assert (folder / "acme.yaml").read_text() == other


def test_a_file_that_is_open_in_a_spreadsheet_program_is_not_replaced(folder: Path) -> None:
    for lock in (".~lock.plan.xlsx#", "~$plan.xlsx"):
        (folder / lock).touch()
        check_refusal(folder, "facts.yaml", "--update", "plan.xlsx", places=("plan.xlsx",))
        check_refusal(folder, "facts.yaml", "-o", "plan.xlsx", places=("plan.xlsx",))
        (folder / lock).unlink()


def test_facts_that_cannot_be_changed_safely_change_nothing(folder: Path) -> None:
    (folder / "facts.yaml").write_text("{relationship: defined, market_customizing: yes}\n")
    edit(folder / "plan.xlsx", **{f"G{find_row(folder / 'plan.xlsx', 'liaison')}": "done"})
    check_refusal(folder, "facts.yaml", "--update", "plan.xlsx", places=("facts.yaml",))


def test_a_folder_without_right_to_write_keeps_everything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder / "plan.xlsx", **{f"G{find_row(folder / 'plan.xlsx', 'liaison')}": "done"})
    import advisor.cli.output_files as output_files

    real, calls = output_files.replace_file, []

    def fail_at_the_last_file(target: Path, *args: Any, **options: Any) -> None:
        calls.append(target.name)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")
        real(target, *args, **options)

    monkeypatch.setattr(output_files, "replace_file", fail_at_the_last_file)
    check_refusal(folder, "facts.yaml", "--update", "plan.xlsx", places=(str(folder / "plan.xlsx"),))
    assert len(calls) > 4, "what was written before is restored"


def test_wrong_usage_is_refused(folder: Path) -> None:
    wrong: tuple[tuple[str, ...], ...] = (
        ("facts.yaml", "--start", "soon"),
        ("facts.yaml", "-o", "plan.docx"),
        ("facts.yaml", "-o", "plan.md", "--format", "xlsx"),
        ("facts.yaml", "--update", "facts.yaml"),
        ("facts.yaml", "--update", "plan.xlsx", "--format", "md"),
        ("facts.yaml", "--update", "plan.xlsx", "--format", "azure"),
        ("-", "--update", "plan.xlsx"),
        ("facts.yaml", "--update", "-", "-o", "x.csv"),
        ("facts.yaml", "-o", "facts.yaml"),
        ("facts.yaml", "--update", "none.xlsx"),
        ("none.yaml", "--update", "plan.xlsx"),
    )
    before = sorted(folder.iterdir())
    for args in wrong:
        result = run("plan", *args, folder=folder)
        assert (result.code, result.out) == (2, ""), args
        assert "Traceback" not in result.err
        assert len(result.err.splitlines()) == 1, args
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("library", "args"),
    [
        ("xlsxwriter", ("-o", "new.xlsx")),
        ("icalendar", ("-o", "plan.ics")),
        ("python_calamine", ("--update", "plan.xlsx")),
    ],
)
def test_a_missing_library_is_one_sentence(
    library: str, args: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def import_others(name: str, *rest: Any, **options: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.delitem(sys.modules, library, raising=False)
    monkeypatch.setattr(builtins, "__import__", import_others)
    result = run("plan", "facts.yaml", *args, folder=folder)
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert 'pip install "alignment-advisor[plan]"' in result.err


def test_the_installed_command_writes_and_updates_a_plan(tmp_path: Path) -> None:
    facts, plan = tmp_path / "facts.yaml", tmp_path / "plan.csv"
    shutil.copy(NORWOOD, facts)
    assert end(begin("plan", facts, *START, "-o", plan)).code == 0
    text = plan.read_text().replace('"To Do","After six weeks', '"Done","After six weeks', 1)
    plan.write_text(text)
    command = [str(Path(sys.executable).parent / "advisor"), "plan", str(facts), "--update", str(plan)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (process.returncode, process.stdout) == (0, "")
    assert "lead_handoff_agreed: yes" in facts.read_text()
    assert '"in place already"' in plan.read_text()
