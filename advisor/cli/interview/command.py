"""`advisor interview`: asks the questions that matter, saves every answer, and then gives the advice."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from shlex import quote
from typing import NoReturn

import click

from advisor.cli.company_option import company_option
from advisor.cli.echo import echo, echo_notes
from advisor.cli.interview.conversation import Conversation, QuitError, RefusedAnswerError
from advisor.cli.interview.earlier_interviews import name_earlier_interviews
from advisor.cli.interview.report_offer import offer_report
from advisor.cli.interview.session_saver import SessionSaver, TheirFileKeptError
from advisor.cli.interview.terminal import Screen, silence_output
from advisor.cli.interview.termination import unwind_on_termination
from advisor.cli.output_files import write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.errors import TOO_MANY_CASES, FactsError, OutputError, Place, TooManyCasesError, describe_os_error
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import ROUTE, STATED, build_opening_questions
from advisor.interview.planner import Depth
from advisor.interview.question_words import describe_missing_answers
from advisor.interview.resumption import resume_dialogue
from advisor.loading.documents.nodes import MAX_KEPT_FINDINGS
from advisor.loading.facts.saved_interview import Session, format_session, is_as_written, read_session
from advisor.loading.finding_codes import NOT_WRITTEN, REFUSED_ANSWER
from advisor.model.advice import Advice
from advisor.model.case_strength import list_missing_answers
from advisor.model.company import Company
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.reporting.render.formats import detect_format, render
from advisor.reporting.view.pack_notice import build_pack_notice
from advisor.sessions.session_file import SessionFile


@click.command("interview")
@click.option(
    "--resume", metavar="FILE", help="Continue the interview in FILE, or start from a facts file; answers go to FILE."
)
@click.option("--save", metavar="FILE", help="Save a new interview in FILE; by default interview.yaml in this folder.")
@click.option(
    "--report", metavar="FILE", help="Also write the recommendation to FILE, such as report.md or report.pdf."
)
@company_option("Put the company's name on the report.")
@click.option("--brief", "depth", flag_value="brief", help="Stop as soon as the main advice is settled.")
@click.option(
    "--thorough",
    "depth",
    flag_value="thorough",
    help="Ask every question, even if the answer cannot change the advice.",
)
@click.option("--plain", is_flag=True, help="Print lines without menus, colour and indents, for screen readers.")
@click.option("--verbose", is_flag=True, help="Also show the names of facts and the sources of rules.")
@pack_option
def command(
    resume: str | None,
    save: str | None,
    report: str | None,
    company: str,
    depth: str | None,
    plain: bool,
    verbose: bool,
    packs: tuple[str, ...],
) -> None:
    """Answer the questions that matter for your company, and get the advice.

    Each answer is saved at once. Answers can also come from a pipe, one per line: advisor interview < answers.txt. If a
    line is not an answer, the interview stops there.
    """
    if resume and save:
        raise click.UsageError("`--resume` and `--save` both name the file for your answers; use one of them")
    with unwind_on_termination():
        if resume is not None:
            file = SessionFile(resume)
        else:
            file = SessionFile.create(save) if save else SessionFile.create_with_free_name()
        try:
            if report and report != "-" and os.path.realpath(report) == os.path.realpath(file.path):
                raise click.UsageError("`--report` names the file with your answers; name another file")
            rulebase = load_rulebase(packs)
            session = Session(Company({}), {}, {})
            if resume is not None:
                session = read_session(resume, rulebase, build_opening_questions(rulebase))
                echo_notes(session.company)
                file.keeps_old = not is_as_written(file.content or b"", session, rulebase)
            named_company = session.company._replace(name=company) if company else session.company
            consultation = Consultation(rulebase)
            dialogue = consultation.interview(named_company, session.answers, Depth[(depth or "usual").upper()])
            if resume is not None:
                resume_dialogue(dialogue, session.described, session.set_aside)
            screen = Screen(plain=plain)
            _Interview(rulebase, consultation, dialogue, session, file, screen, packs, verbose).run(report)
        finally:
            file.close()


@dataclass
class _Interview:
    """The parts of one run of the command, and what it prints besides the questions."""

    rulebase: RuleBase
    consultation: Consultation
    dialogue: Dialogue
    session: Session
    file: SessionFile
    screen: Screen
    packs: tuple[str, ...]
    verbose: bool

    def __post_init__(self) -> None:
        untouched = None
        if self.file.content is not None:
            company = self.dialogue.build_company()._replace(name=self.session.company.name)
            untouched = self._format_text(company)
        self.saver = SessionSaver(
            self.file, self.screen, lambda: self._format_text(self.dialogue.build_company()), untouched
        )

    def run(self, report: str | None) -> None:
        """Run from the greeting to the advice. Raises OutputError if answers or report cannot be written."""
        try:
            self._show_greeting()
            self.saver.save()  # reserves a new name, and reports a problem before the user types anything
            try:
                self._converse()
            except QuitError:
                self._save_and_leave()
            except KeyboardInterrupt:
                echo()
                self._save_and_leave()
            else:
                self._show_advice(report)
        except TheirFileKeptError:
            self.screen.show_command(
                f"{self.file.path} stays as somebody else wrote it. To continue from it, type:",
                self._format_command("interview --resume"),
            )
        except BrokenPipeError:
            raise
        except OSError as error:
            self._fail_without_output(error)

    def _converse(self) -> None:
        """Ask all questions. Raises QuitError, and FactsError with the line from a pipe that is not an answer."""
        conversation = Conversation(
            self.dialogue, self.consultation, self.screen, self.saver.save, verbose=self.verbose
        )
        try:
            conversation.run()
        except RefusedAnswerError as refusal:
            self.dialogue.keep_present_answers()
            self.saver.save()
            self.saver.fail_unless_saved()
            self.screen.show_command(
                "The answers before this line are saved. To continue, give the corrected line and those after it to:",
                self._format_command("interview --resume"),
            )
            line = self.screen.lines.last_number if self.screen.lines else None
            raise FactsError.at(Place("<stdin>", line), str(refusal), REFUSED_ANSWER) from None
        except TooManyCasesError:
            self.saver.save()
            self.saver.fail_unless_saved()
            problem = "the rules of your packs leave too many cases open to choose the next question"
            way_out = "your answers are saved; write more facts into this file (see `advisor facts`), and resume it"
            raise TooManyCasesError.at(str(self.file.path), f"{problem}; {way_out}", TOO_MANY_CASES) from None

    def _fail_without_output(self, error: OSError) -> NoReturn:
        """Save the answers if nothing can be printed (a closed terminal, a full disk). Raises OutputError."""
        self.saver.save_silently()
        silence_output()
        problem = f"cannot print any more: {describe_os_error(error)}"
        sentence = f"{problem}; continue with `advisor interview --resume {self.file.path}`"
        raise OutputError.at("<stdout>", sentence, NOT_WRITTEN)

    def _format_text(self, company: Company) -> str:
        return format_session(
            company,
            self.dialogue.collect_active_answers(),
            self.dialogue.collect_kept_answers(),
            self.session.outdated_answers,
            self.rulebase,
        )

    def _show_greeting(self) -> None:
        kept = self._count_entered_answers()
        if kept:
            self.screen.show_text(f"This file has {kept} answer{'s' * (kept > 1)}; the interview continues from there.")
        else:
            self.screen.show_text("How closely should Sales and Marketing work together in your company?", style="bold")
            name_earlier_interviews(self.screen, self.file.earlier, self._format_resume_command)
        self.screen.show_text(f"Your answers are saved in {self.file.path}, on this computer only.")
        for line in build_pack_notice(self.rulebase).packs:
            self.screen.show_text(line)
        outdated = self.session.outdated_answers
        for name, value in islice(outdated.items(), MAX_KEPT_FINDINGS):
            self.screen.show_warning(
                f"`{name}: {value}` does not fit the present rules; it stays in the file but does not count."
            )
        if (more := len(outdated) - MAX_KEPT_FINDINGS) > 0:
            self.screen.show_warning(f"{more:,} more answers in the file do not fit the present rules.")

    def _count_entered_answers(self) -> int:
        answers = self.session.answers
        named_level = answers.get(ROUTE) == STATED and STATED_STATE in answers  # one question for the user
        return len(self.session.company.stated) + len(answers) - named_level

    def _save_and_leave(self) -> None:
        self.dialogue.keep_present_answers()  # an answer that the user went back to counts again
        self.saver.save()
        self.saver.fail_unless_saved()
        self.screen.show_command("Saved. To continue, type:", self._format_command("interview --resume"))
        self.saver.fail_if_moved()

    def _show_advice(self, report: str | None) -> None:
        if self.session.has_misfits:
            self.saver.save_anyway()  # other commands refuse the file as it is
        else:
            self.saver.save()
        advice = self.consultation.advise(self.dialogue.build_company())
        self.screen.draw_separator()
        echo(render(advice, self.rulebase, "summary"), nl=False)
        echo()
        report_error = self._write_report(advice, report) if report else None
        if not report and self.screen.editing:
            self.screen.drop_rest()  # a pasted line must not name a file
            change = self._format_command("interview --thorough --resume")
            offer_report(self.screen, lambda name: self._write_report(advice, name), change)
        self.saver.fail_unless_saved()
        if report_error is not None:
            self.screen.show_command(
                "The answers are saved. To write the report, type:", self._format_command("advise -o FILE")
            )
            raise report_error
        self.screen.show_command("To see the whole recommendation, type:", self._format_command("advise"))
        if self.dialogue.question is None and (labels := list_missing_answers(advice)):
            self.screen.show_command(
                f"{describe_missing_answers(labels)}. To answer them first, type:",
                self._format_command("interview --thorough --resume"),
            )
        if self.dialogue.question is not None:
            self.screen.show_command("To answer more questions, type:", self._format_command("interview --resume"))
        self.saver.fail_if_moved()

    def _write_report(self, advice: Advice, report: str) -> OutputError | None:
        """Write the report; return the error if that fails, so that the answers are saved first."""
        try:
            write_output(render(advice, self.rulebase, detect_format(report) or "text"), report)
        except OutputError as error:
            return error
        if report != "-":
            self.screen.show_text(f"The recommendation is in {report}.")
        return None

    def _format_resume_command(self, path: Path) -> str:
        return self._format_command("interview --resume", path)

    def _format_command(self, command: str, file: Path | None = None) -> str:
        """Format a command about this session, or about another file, for a shell."""
        path = str(file or self.file.path)
        packs = "".join(f" --pack {quote(pack)}" for pack in self.packs)
        return f"advisor {command} {quote(f'./{path}' if path.startswith('-') else path)}{packs}"
