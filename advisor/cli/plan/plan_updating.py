"""`advisor plan FACTS --update PLAN`: the files that an update reads, and those that it writes together."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path

from advisor.cli.echo import echo, echo_notes
from advisor.cli.output_files import write_files, write_output
from advisor.cli.plan.plan_writing import check_not_open_elsewhere, find_copy_path, say_plan_written
from advisor.cli.written_files import quote_command
from advisor.consultation import Consultation
from advisor.errors import FactsError, OutputError, PlanError
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.facts.facts_editor import write_answers
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.finding_codes import CHANGED_MEANWHILE, OTHER_COMPANY
from advisor.model.rulebase import RuleBase
from advisor.plan.formats import EDITABLE_FORMATS, write_plan
from advisor.plan.plan_data import Plan
from advisor.plan.plan_file import read_plan_file
from advisor.plan.read_plan import ReadPlan, read_plan
from advisor.plan.update_plan import PlanUpdate, is_of_other_company, update_plan


def update_files(
    facts: str, plan_path: str, form: str, output: str | None, start: date | None, rulebase: RuleBase
) -> None:
    """Read facts and plan, and write both again: all of it or nothing. Prints what happened on standard error.

    Raises:
        FactsError: The facts cannot be read, or the finished steps cannot be written into them.
        PlanError: The plan cannot be read.
        OutputError: A file cannot be written, or changed while this ran.
    """
    target = output if output is not None else plan_path
    check_not_open_elsewhere(Path(plan_path))
    if target != "-":
        check_not_open_elsewhere(Path(target))
    company = read_facts(facts, rulebase)
    echo_notes(company)
    old = read_plan(read_plan_file(plan_path))
    if is_of_other_company(old, company) and _is_same_file(target, plan_path):
        problem = f"this plan is for `{old.about.company}`, and the facts are about `{company.name}`"
        way_out = "add `-o` and another file to use what fits, or correct the name in the plan"
        raise PlanError.at(old.file.name, f"{problem}; {way_out}", OTHER_COMPANY)
    update = update_plan(old, company, rulebase, Consultation(rulebase).advise, start, date.today())
    files: dict[str, bytes | str] = {}
    messages = [f"{old.file.name}: {note}" for note in update.notes]
    if update.changes:
        messages.append(_add_facts(files, facts, update, rulebase))
    content = write_plan(update.plan, form, target)
    if not update.changes and _is_same_file(target, plan_path) and _is_as_before(update.plan, form, old, target):
        for message in messages:
            echo(message, err=True)
        say_plan_written(target, form, facts, "there is nothing to change")
        return
    what = "written"
    if target == "-":
        write_files(Path(), files)
        write_output(content, target)
    else:
        what += _add_plan(files, target, content, form, old)
        _check_unchanged(old)
        write_files(Path(), files)
    for message in messages:
        echo(message, err=True)
    say_plan_written(target, form, facts, what)


def _is_as_before(plan: Plan, form: str, old: ReadPlan, target: str) -> bool:
    """Return whether a plan differs from the old file in nothing but the number of its revision."""
    content = write_plan(plan._replace(about=plan.about._replace(revision=old.about.revision)), form, target)
    return old.file.content == (content.encode() if isinstance(content, str) else content)


def _is_same_file(one: str, other: str) -> bool:
    return one != "-" and Path(one).resolve() == Path(other).resolve()


def _add_facts(files: dict[str, bytes | str], facts: str, update: PlanUpdate, rulebase: RuleBase) -> str:
    """Add the new facts file and a copy of the old one to the files to write; return what to say about it."""
    try:
        text, name = read_text(facts)
    except UnreadableError as error:
        raise FactsError([error.finding]) from None
    path = Path(facts).absolute()
    before = path.read_bytes()
    new_text = write_answers(text, name, {change.fact: change.value for change in update.changes}, rulebase)
    copy = find_copy_path(path)
    files[str(copy)] = before
    files[str(path)] = (codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b"") + new_text.encode()
    return f"{facts}: changed; the old file is `{copy.name}`; {quote_command('advise', facts)} shows the new advice"


def _add_plan(files: dict[str, bytes | str], target: str, content: str | bytes, form: str, old: ReadPlan) -> str:
    """Add the new plan and a copy of the file it replaces to the files to write; return what to say about it."""
    path = Path(target).absolute()
    encoded = content.encode() if isinstance(content, str) else content
    is_kept = path.is_file() and (form in EDITABLE_FORMATS or _is_same_file(target, old.file.name))
    about_copy = ""
    if is_kept:
        copy = find_copy_path(path)
        files[str(copy)] = path.read_bytes()
        about_copy = f"; the old file is `{copy.name}`"
    files[str(path)] = encoded
    return about_copy


def _check_unchanged(old: ReadPlan) -> None:
    """Refuse to go on if somebody saved the plan after it was read. Raises OutputError."""
    try:
        is_unchanged = Path(old.file.name).read_bytes() == old.file.content
    except OSError:
        is_unchanged = False
    if not is_unchanged:
        sentence = "somebody saved this file while the command ran, so nothing was written; run it again"
        raise OutputError.at(old.file.name, sentence, CHANGED_MEANWHILE)
