"""One consultation in memory: its dialogue, and the content of its file that the dialogue shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import build_opening_questions
from advisor.interview.planner import Depth
from advisor.interview.resumption import resume_dialogue
from advisor.loading.facts.saved_interview import Session, format_session, read_session_data
from advisor.logic.recent_results import RecentResults
from advisor.model.company import Company
from advisor.model.rulebase import STATED_STATE
from advisor.web.consultations.facts_without_people import leave_out_people
from advisor.web.consultations.folder import ConsultationFolder

if TYPE_CHECKING:
    from advisor.assessment.scoring import StateBand
    from advisor.consultation import Consultation

MAX_IN_MEMORY = 100
REHEARSED_QUESTIONS = 3


class OpenConsultation:
    """A dialogue with its file."""

    def __init__(
        self, name: str, content: bytes, session: Session, dialogue: Dialogue, advisor: Consultation, key: bytes
    ) -> None:
        self.name = name
        self.content = content
        self.session = session
        self.dialogue = dialogue
        self._advisor = advisor
        self._key = key

    @property
    def bands(self) -> tuple[StateBand, ...]:
        """The bands of the scoring key."""
        return self._advisor.bands

    @property
    def revision(self) -> str:
        """The mark of the present content; any change by anybody gives another one."""
        return compute_revision(self.content, self._key)

    def build_mark(self, text: str) -> str:
        """Build the mark of a part of this consultation that a text describes; another text has another mark."""
        return compute_revision(f"{self.name}\n{text}".encode(), self._key)

    def build_company(self) -> Company:
        """Build the company as described so far."""
        return self.dialogue.build_company()

    def format_text(self) -> str:
        """Return the text of the file for the present answers."""
        return self._format(self.build_company())

    def format_text_without_respondents(self) -> str:
        """Return the same text without what each person answered to the 20 statements, and lines that say so."""
        company = self.build_company()
        if not company.assessed:
            return self._format(company)
        shown = leave_out_people(company, self.bands)
        return "".join(f"# {each}\n" for each in shown.comments) + self._format(shown.company)

    def _format(self, company: Company) -> str:
        dialogue = self.dialogue
        active, kept = dialogue.collect_active_answers(), dialogue.collect_kept_answers()
        return format_session(company, active, kept, self.session.outdated_answers, dialogue.planner.rulebase)


class ConsultationShelf:
    """The consultations of a folder; those used last stay in memory, as long as nobody else writes their files."""

    def __init__(self, folder: ConsultationFolder, advisor: Consultation) -> None:
        self.folder = folder
        self.advisor = advisor
        self._questions = build_opening_questions(advisor.rulebase)
        self._open = RecentResults[OpenConsultation](MAX_IN_MEMORY)

    def rehearse(self) -> Iterator[None]:
        """Ask the first questions at each level, one at each step, so that no visitor waits until they are computed."""
        level = self.advisor.rulebase.facts.get(STATED_STATE)
        for value in level.values if level else ():
            dialogue = self.advisor.interview(Company({STATED_STATE: value}))
            for _ in range(REHEARSED_QUESTIONS):
                yield
                if dialogue.question is not None:
                    dialogue.answer(None)

    def create(self, session: Session) -> OpenConsultation:
        """Begin a consultation. Raises RefusedRequestError, and FactsError if the answers do not fit the rules."""
        opened = self._build("", b"", session, Depth.USUAL)
        text = opened.format_text()
        opened.name = self.folder.create(text)
        opened.content = text.encode()
        self._open.keep(opened.name, opened)
        return opened

    def read_upload(self, data: bytes, name: str) -> Session:
        """Read a facts file or a saved interview that somebody sent, in any thread. Raises FactsError."""
        return read_session_data(data, name, self.advisor.rulebase, self._questions)

    def find(self, name: str, depth: Depth = Depth.USUAL) -> OpenConsultation:
        """Return the consultation as its file has it now. Raises RefusedRequestError or FactsError."""
        content = self.folder.read(name)
        opened = self._open.find(name)
        if opened is None or opened.content != content:
            session = read_session_data(content, f"{name}.yaml", self.advisor.rulebase, self._questions)
            opened = self._build(name, content, session, depth)
        elif opened.dialogue.depth < depth:
            opened.dialogue.depth = depth
            opened.dialogue.keep_present_answers()
        self._open.keep(opened.name, opened)
        return opened

    def save(self, opened: OpenConsultation) -> None:
        """Write the answers of a consultation. Raises ChangedMeanwhileError or RefusedRequestError."""
        text = opened.format_text()
        if text.encode() != opened.content:
            opened.content = self.folder.replace(opened.name, opened.content, text)

    def forget(self, name: str) -> None:
        """Take a consultation out of memory, so that its file is read again."""
        self._open.forget(name)

    def delete(self, name: str) -> None:
        """Delete a consultation for good. Raises RefusedRequestError."""
        self.forget(name)
        self.folder.delete(name)

    def _build(self, name: str, content: bytes, session: Session, depth: Depth) -> OpenConsultation:
        dialogue = self.advisor.interview(session.company, session.answers, depth)
        resume_dialogue(dialogue, session.described, session.set_aside)
        return OpenConsultation(name, content, session, dialogue, self.advisor, self.folder.key)


def compute_revision(content: bytes, key: bytes) -> str:
    """Return the mark of a content. Without the key, nobody can try which content has it."""
    return hashlib.blake2b(content, digest_size=10, key=key).hexdigest()
