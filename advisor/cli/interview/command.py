"""`advisor interview`: asks as few questions as the advice needs, saving as it goes, and then advises."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from advisor.cli.interview.conversation import Conversation, QuitError
from advisor.cli.interview.session_file import SessionFile
from advisor.cli.interview.terminal import Screen
from advisor.cli.output_file import write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.errors import Finding, OutputError, Place
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import build_opening_questions
from advisor.interview.planner import Depth
from advisor.loading.facts_file import MAX_NAME_LENGTH
from advisor.loading.session_file import Session, format_session, read_session
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import detect_format, render


@click.command("interview")
@click.option(
    "--resume", metavar="FILE", help="Go on with a session, or start from any facts file; FILE is kept up to date."
)
@click.option("--save", metavar="FILE", help="Where a new session is kept; by default interview.yaml in this folder.")
@click.option("--report", metavar="FILE", help="Write the recommendation to FILE at the end (.md, .txt or .json).")
@click.option("--company", metavar="NAME", help="The company's name, for the report.")
@click.option("--brief", "depth", flag_value="brief", help="Stop as soon as the verdict is settled.")
@click.option("--thorough", "depth", flag_value="thorough", help="Ask everything that some rule waits for.")
@click.option(
    "--plain", is_flag=True, help="One line after another without colour or rules, as a screen reader likes it."
)
@pack_option
def command(
    resume: str | None,
    save: str | None,
    report: str | None,
    company: str | None,
    depth: str | None,
    plain: bool,
    packs: tuple[str, ...],
) -> None:
    """Answer as few questions as the advice needs; every answer is kept at once.

    Answers may also come from a pipe, one a line: advisor interview < answers.txt
    """
    if resume and save:
        raise click.UsageError("--resume and --save both name the file of the session; give one of them")
    name = " ".join((company or "").split())
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise click.UsageError(f"--company takes a name of at most {MAX_NAME_LENGTH} printable characters")
    file = (
        SessionFile(resume)
        if resume is not None
        else SessionFile.create(save)
        if save
        else SessionFile.create_with_free_name()
    )
    try:
        if report and report != "-" and os.path.realpath(report) == os.path.realpath(file.path):
            raise click.UsageError("--report names the file of the session; name another one")
        rulebase = load_rulebase(packs)
        session = (
            read_session(resume, rulebase, build_opening_questions(rulebase))
            if resume
            else Session(Company({}), {}, {})
        )
        company_named = session.company._replace(name=name) if name else session.company
        consultation = Consultation(rulebase)
        dialogue = consultation.interview(company_named, session.answers, _parse_depth(depth))
        _Interview(rulebase, consultation, dialogue, session, file, Screen(plain=plain), packs).run(report)
    finally:
        file.close()


def _parse_depth(word: str | None) -> Depth:
    return {"brief": Depth.BRIEF, "thorough": Depth.THOROUGH}.get(word or "", Depth.USUAL)


class _Interview:
    """The parts of one run of the command, and what it says besides the questions."""

    def __init__(
        self,
        rulebase: RuleBase,
        consultation: Consultation,
        dialogue: Dialogue,
        session: Session,
        file: SessionFile,
        screen: Screen,
        packs: tuple[str, ...],
    ) -> None:
        self.rulebase = rulebase
        self.consultation = consultation
        self.dialogue = dialogue
        self.session = session
        self.file = file
        self.screen = screen
        self.packs = packs
        self._trouble_told = False
        plain = (
            bool(session.company.stated or session.company.assessed)
            and not session.answers
            and not session.outdated_answers
        )
        self._untouched = format_session(session.company, {}, {}, {}, rulebase) if plain else ""
        """What would be written over a plain facts file as long as nothing was answered."""

    def run(self, report: str | None) -> None:
        """From the greeting to the advice. Raises OutputError where answers or report could not be written."""
        try:
            self._show_greeting()
            if not self._count_known_answers():
                self.save()  # so that the name is taken, and trouble is told before anything is typed
            try:
                Conversation(self.dialogue, self.screen, self.save).run()
            except QuitError:
                self._save_and_leave()
            except KeyboardInterrupt:
                click.echo()
                self._save_and_leave()
            else:
                self._show_advice(report)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._fail_without_output(error)

    def _fail_without_output(self, error: OSError) -> NoReturn:
        """Nothing can be shown any more (a closed terminal, a full disk behind the output); the answers are safe."""
        self.file.save(self._format_session())
        nothing, out = os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        if sys.stderr is not None and os.path.sameopenfile(out, sys.stderr.fileno()):
            os.dup2(nothing, sys.stderr.fileno())
        os.dup2(nothing, out)  # or Python would try again, and fail, when it ends
        reason = (error.strerror or "it cannot be written").lower()
        sentence = f"nothing more could be shown: {reason}; go on with `advisor interview --resume {self.file.path}`"
        raise OutputError([Finding(Place("<stdout>"), sentence)])

    def save(self) -> None:
        """Keep all answers; the first time that fails is told."""
        text = self._format_session()
        if text == self._untouched:
            return
        if self._untouched:
            self._untouched = ""
            if copy := self.file.save_backup():
                self.screen.show_text(
                    f"{self.file.path} as it was, comments included, is kept in {copy}.", style="quiet"
                )
        if self.file.save(text):
            if self._trouble_told:
                self.screen.show_text(f"The answers are in {self.file.path} again.")
            self._trouble_told = False
        elif not self._trouble_told:
            self.screen.show_text(
                f"{self.file.path} was not written: {self.file.trouble}. The interview goes on in memory and tries "
                "again after every answer.",
                style="warning",
            )
            self._trouble_told = True

    def _format_session(self) -> str:
        return format_session(
            self.dialogue.build_company(),
            self.dialogue.collect_active_answers(),
            self._collect_inactive_answers(),
            self.session.outdated_answers,
            self.rulebase,
        )

    def _collect_inactive_answers(self) -> dict[str, Value | None]:
        """What lies aside, with the answer that the question at hand had before."""
        question, given = self.dialogue.question, self.dialogue.given_answers
        at_hand = {question.fact: given[question.fact]} if question and question.fact in given else {}
        return {**self.dialogue.collect_inactive_answers(), **at_hand}

    def _show_greeting(self) -> None:
        known = self._count_known_answers()
        if known:
            there = "1 answer is" if known == 1 else f"{known} answers are"
            self.screen.show_text(f"{there} there already; the interview goes on from there.")
        else:
            self.screen.show_text("How closely should Sales and Marketing work together in your company?", style="bold")
        self.screen.show_text(f"Your answers are kept in {self.file.path}, on this machine only.")
        for name, value in self.session.outdated_answers.items():
            self.screen.show_text(
                f"`{name}: {value}` no longer fits these rules; it is kept in the file but does not count.",
                style="warning",
            )

    def _count_known_answers(self) -> int:
        return len(self.session.company.stated) + len(self.session.answers)

    def _save_and_leave(self) -> None:
        self.save()
        self._fail_unless_saved()
        self.screen.show_command("Saved. Go on with:", self._format_command("interview --resume"))

    def _show_advice(self, report: str | None) -> None:
        self.save()
        advice = self.consultation.advise(self.dialogue.build_company())
        self.screen.draw_separator()
        click.echo(render(advice, self.rulebase, "summary"), nl=False)
        click.echo()
        failed = self._write_report(advice, report) if report else None
        self._fail_unless_saved()
        if failed is not None:
            self.screen.show_command(
                "The answers are saved. Write the report with:", self._format_command("advise -o FILE")
            )
            raise failed
        self.screen.show_command("The whole recommendation:", self._format_command("advise"))
        if self.dialogue.question is not None:
            self.screen.show_command("More questions:", self._format_command("interview --resume"))

    def _write_report(self, advice: Advice, report: str) -> OutputError | None:
        """Write the report; the error, where that fails, waits until the answers are seen to."""
        try:
            write_output(render(advice, self.rulebase, detect_format(report) or "text"), report)
        except OutputError as error:
            return error
        if report != "-":
            self.screen.show_text(f"The recommendation is in {report}.")
        return None

    def _fail_unless_saved(self) -> None:
        """Where the answers are in memory only, show them so that they can be kept by hand. Raises OutputError."""
        if self._trouble_told:
            self.screen.show_text("Copy what follows into a file to keep the answers:", style="warning")
            click.echo(self._format_session())
            sentence = f"the answers were not saved: {self.file.trouble}; copy them from above into a file"
            raise OutputError([Finding(Place(str(self.file.path)), sentence)])

    def _format_command(self, command: str) -> str:
        """A command over this session, as it can be typed into a shell."""
        from shlex import quote

        path = str(self.file.path)
        packs = "".join(f" --pack {quote(pack)}" for pack in self.packs)
        return f"advisor {command} {quote(f'./{path}' if path.startswith('-') else path)}{packs}"
