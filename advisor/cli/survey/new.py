"""`advisor survey new`: the questionnaire in four files, to print, to fill in on a screen, or for a survey tool."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.errors import Finding, OutputError, Place
from advisor.loading.facts_file import MAX_NAME_LENGTH
from advisor.reporting.questionnaires.content import MIN_GROUP, build_questionnaire
from advisor.reporting.questionnaires.files import FILE_NAMES, QuestionnaireFile, build_files

MIN_ALLOWED_GROUP = 3
"""In a group of two, each knows what the other answered."""


@click.command("new")
@click.option("--out", metavar="DIR", required=True, help="The folder to write into; made where it is missing.")
@click.option("--company", metavar="NAME", help="The company's name, for the title.")
@click.option(
    "--min-group",
    type=click.IntRange(min=MIN_ALLOWED_GROUP),
    default=MIN_GROUP,
    show_default=True,
    metavar="N",
    help="What people are told: groups of fewer than N are not shown alone.",
)
@click.option("--force", is_flag=True, help="Replace files of these names that are in DIR already.")
@pack_option
def command(out: str, company: str | None, min_group: int, force: bool, packs: tuple[str, ...]) -> None:
    """Write a questionnaire of the 20 statements to hand out, in several forms.

    There will be a page to print, a form for a browser, a spreadsheet, and a file for LimeSurvey. All ask the same;
    give each person the one that suits them.
    """
    name = " ".join((company or "").split())
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise click.UsageError(f"--company takes a name of at most {MAX_NAME_LENGTH} printable characters")
    folder = Path(out)
    _refuse_to_replace(folder, force)
    made = build_files(build_questionnaire(load_rulebase(packs), name, min_group))
    _write_files(folder, made)
    width = max(len(str(folder / each.name)) for each in made)
    for each in made:
        click.echo(f"{folder / each.name!s:<{width}}  {each.purpose}")


def _refuse_to_replace(folder: Path, force: bool) -> None:
    """Raise OutputError with everything that is in the way, before anything is written."""
    try:
        if os.path.lexists(folder) and not folder.is_dir():
            raise OutputError([Finding(Place(str(folder)), "this is not a folder; name another one with --out")])
        there = [folder / name for name in FILE_NAMES if os.path.lexists(folder / name)]
        blocked = [path for path in there if path.is_dir()]
    except (OSError, ValueError) as error:
        raise _build_error(str(folder), error) from None
    findings = [Finding(Place(str(path)), "this is a folder; name another one with --out") for path in blocked]
    if not force:
        way_out = "this file is there already; name another folder, or replace it with --force"
        findings += [Finding(Place(str(path)), way_out) for path in there if path not in blocked]
    if findings:
        raise OutputError(findings)


def _write_files(folder: Path, files: Iterable[QuestionnaireFile]) -> None:
    """Put all files in their places once all of them are on disk beside them; readable by their owner only."""
    beside: list[tuple[str, Path]] = []
    current = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in files:
            current = folder / each.name
            descriptor, name = tempfile.mkstemp(prefix=f".{each.name}.", dir=folder)
            beside.append((name, current))
            with os.fdopen(descriptor, "wb") as file:
                file.write(each.content)
                file.flush()
                os.fsync(file.fileno())
        for name, current in beside:
            Path(name).replace(current)
    except (OSError, ValueError) as error:
        raise _build_error(str(current), error) from None
    finally:
        for name, _ in beside:
            with contextlib.suppress(OSError):
                Path(name).unlink()


def _build_error(path: str, error: Exception) -> OutputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
    shown = path.replace("\0", "?")
    sentence = f"the questionnaire was not written: {reason[:1].lower()}{reason[1:]}"
    return OutputError([Finding(Place(shown), sentence)])
