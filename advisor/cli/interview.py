"""`advisor interview`: asks as few questions as the advice needs, saving as it goes, and then advises."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.cli.conversation import Conversation, LeftError
from advisor.cli.output import write
from advisor.cli.screen import Screen
from advisor.cli.session import SessionFile, free_name
from advisor.consultation import Consultation
from advisor.interview.dialogue import Dialogue
from advisor.interview.openers import openers
from advisor.interview.planner import Depth
from advisor.loading.packs import load
from advisor.loading.session_file import Session, read_session, written
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.formats import render, suffix_format


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
@click.option("--pack", "packs", metavar="DIR", multiple=True, help="A folder of further guidance; may be given again.")
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
    if save and Path(save).exists():
        raise click.UsageError(f"{save} exists already; go on with it by --resume {save}, or name another file")
    rulebase = load(packs)
    session = read_session(resume, rulebase, openers(rulebase)) if resume else Session(Company({}), {}, {})
    if company:
        session = session._replace(company=session.company._replace(name=" ".join(company.split())[:200]))
    consultation = Consultation(rulebase)
    file = SessionFile(Path(named) if (named := resume or save) else free_name(Path.cwd()))
    try:
        dialogue = consultation.interview(session.company, session.given, _depth(depth))
        _Interview(rulebase, consultation, dialogue, session, file, Screen(plain=plain)).run(report)
    finally:
        file.close()


def _depth(word: str | None) -> Depth:
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
    ) -> None:
        self.rulebase = rulebase
        self.consultation = consultation
        self.dialogue = dialogue
        self.session = session
        self.file = file
        self.screen = screen
        self._trouble_told = False

    def run(self, report: str | None) -> None:
        """From the greeting to the advice."""
        self._greet()
        try:
            Conversation(self.dialogue, self.screen, self.save).run()
        except LeftError:
            self._leave()
        except KeyboardInterrupt:
            click.echo()
            self._leave()
        else:
            self._advise(report)

    def save(self) -> None:
        """Keep all answers; the first time that fails is told."""
        if self.file.save(self._text()):
            if self._trouble_told:
                self.screen.say(f"The answers are in {self.file.path} again.")
            self._trouble_told = False
        elif not self._trouble_told:
            self.screen.say(
                f"{self.file.path} was not written: {self.file.trouble}. The interview goes on in memory and tries "
                "again after every answer.",
                style="warning",
            )
            self._trouble_told = True

    def _text(self) -> str:
        return written(
            self.dialogue.company(), self.dialogue.answered(), self._aside(), self.session.unfit, self.rulebase
        )

    def _aside(self) -> dict[str, Value | None]:
        """What lies aside, with the answer that the question at hand had before."""
        question, given = self.dialogue.question, self.dialogue.given
        at_hand = {question.fact: given[question.fact]} if question and question.fact in given else {}
        return {**self.dialogue.aside(), **at_hand}

    def _greet(self) -> None:
        known = len(self.session.company.stated) + len(self.session.given)
        if known:
            self.screen.say(f"{known} answers are there already; the interview goes on from them.")
        else:
            self.screen.say("How closely should Sales and Marketing work together in your company?", style="bold")
        self.screen.say(f"Your answers are kept in {self.file.path}, on this machine only.")
        for name, value in self.session.unfit.items():
            self.screen.say(
                f"`{name}: {value}` no longer fits these rules; it is kept in the file but does not count.",
                style="warning",
            )

    def _leave(self) -> None:
        self.save()
        if self._trouble_told:
            self._print_answers()
        else:
            self.screen.say(f"Saved. Go on with: advisor interview --resume {_typed(self.file.path)}")

    def _print_answers(self) -> None:
        self.screen.say("The answers could not be saved. Copy what follows into a file to keep them:", style="warning")
        click.echo(self._text())

    def _advise(self, report: str | None) -> None:
        self.save()
        advice = self.consultation.advise(self.dialogue.company())
        self.screen.rule()
        click.echo(render(advice, self.rulebase, "summary"), nl=False)
        click.echo()
        if report:
            write(render(advice, self.rulebase, suffix_format(report) or "text"), report)
            self.screen.say(f"The recommendation is in {report}.")
        if self._trouble_told:
            self._print_answers()
        else:
            self.screen.say(f"The whole recommendation: advisor advise {_typed(self.file.path)}")


def _typed(path: Path) -> str:
    """A path as it can be typed into a shell."""
    from shlex import quote

    return quote(os.path.relpath(path) if not path.is_absolute() else str(path))
