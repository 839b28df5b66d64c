"""Saves the answers of an interview, and says so only if there is something to know.

Nothing is written as long as nothing has changed. If the file cannot be written, the interview continues in memory. If
somebody else has written the file, the user decides; a pipe cannot, so its answers go to a new file.
"""

from __future__ import annotations

from collections.abc import Callable

from advisor.cli.echo import echo
from advisor.cli.interview.file_conflict import MINE, THEIRS, ask_which_file
from advisor.cli.interview.terminal import Screen
from advisor.errors import OutputError
from advisor.loading.finding_codes import CHANGED_MEANWHILE, NOT_WRITTEN
from advisor.sessions.session_file import ChangedMeanwhileError, SessionFile


class TheirFileKeptError(Exception):
    """The user keeps the file that somebody else wrote, so this interview ends."""


class SessionSaver:
    """Saves one session.

    Args:
        file: the file.
        screen: shows what the user has to know, and asks.
        format_text: returns the text to save.
        untouched: the text that would replace the file before anything is answered; None for a new session.
    """

    def __init__(
        self, file: SessionFile, screen: Screen, format_text: Callable[[], str], untouched: str | None
    ) -> None:
        self.file = file
        self.screen = screen
        self._format_text = format_text
        self._untouched = untouched
        self._unsaved = False
        """The last save failed, and the user knows it."""
        self._announced_copy = ""
        self._conflict: tuple[str, int] | None = None
        """The file that somebody else wrote while a pipe gave the answers, and the line at which this was noticed."""

    def save(self) -> None:
        """Save all answers if there is a new one; print a warning the first time that fails.

        Raises:
            TheirFileKeptError: the user keeps what somebody else wrote into the file.
            OutputError: somebody else wrote the file, the input is a pipe, and no other file can be written.
        """
        text = self._format_text()
        if text == self._untouched:
            return
        self._untouched = None
        try:
            saved = self.file.save(text)
        except ChangedMeanwhileError:
            saved = self._settle_conflict(text)
        self._announce_copy()
        if saved and self._unsaved:
            self.screen.show_text(f"The answers are saved in {self.file.path} again.")
        elif not saved and not self._unsaved:
            self.screen.show_warning(
                f"{self.file.path} cannot be written: {self.file.problem}. The interview continues in memory and tries "
                "again after every answer."
            )
        self._unsaved = not saved

    def save_anyway(self) -> None:
        """Save all answers although none is new, because the file must change in another way."""
        self._untouched = None
        self.save()

    def save_silently(self) -> None:
        """Save all answers without a word, because nothing can be printed; next to a file that somebody else wrote."""
        text = self._format_text()
        if text == self._untouched:
            return
        try:
            self.file.save(text)
        except ChangedMeanwhileError:
            self.file.move_to_free_name()
            self.file.save(text)

    def fail_unless_saved(self) -> None:
        """Print the answers if they are in memory only, so that the user can copy them. Raises OutputError."""
        if self._unsaved:
            self.screen.show_warning("To keep the answers, copy these lines into a file:")
            echo(self._format_text())
            problem = f"the answers were not saved: {self.file.problem}"
            raise OutputError.at(str(self.file.path), f"{problem}; copy them from above into a file", NOT_WRITTEN)

    def _announce_copy(self) -> None:
        if self.file.copy and self.file.copy != self._announced_copy:
            self.screen.show_text(f"The file as it was before is kept as {self.file.copy}.", style="quiet")
        self._announced_copy = self.file.copy

    def _settle_conflict(self, text: str) -> bool:
        """Do what the user wants with a file that somebody else wrote; return whether the text is saved."""
        if self.screen.piped:
            return self._save_elsewhere(text)
        while True:
            choice = ask_which_file(self.screen, str(self.file.path))
            if choice == THEIRS:
                raise TheirFileKeptError
            try:
                if choice == MINE:
                    self.file.accept_their_file()
                else:
                    self.file.move_to_free_name()
                    self.screen.show_text(f"Your answers are saved in {self.file.path} from now on.")
                return self.file.save(text)
            except ChangedMeanwhileError:  # once more
                continue

    def _save_elsewhere(self, text: str) -> bool:
        """Save this and all later answers of a pipe in a new file, since nobody can be asked; return True."""
        path, line = str(self.file.path), self.screen.lines.last_number if self.screen.lines else 0
        self.file.move_to_free_name()
        if not self.file.save(text):
            self._unsaved = True
            self.fail_unless_saved()
        self._conflict = self._conflict or (path, line)
        elsewhere = f"Your answers are saved in {self.file.path} from now on."
        self.screen.show_warning(f"Line {line}: somebody changed {path} while this interview ran. {elsewhere}")
        return True

    def fail_if_moved(self) -> None:
        """Raise OutputError at the end of a pipe if somebody else wrote the file meanwhile."""
        if self._conflict:
            path, line = self._conflict
            sentence = f"somebody changed this file before line {line} of the input was answered"
            way_out = f"all answers are in `{self.file.path}`; compare the two files, and continue with one of them"
            raise OutputError.at(path, f"{sentence}; {way_out}", CHANGED_MEANWHILE)
