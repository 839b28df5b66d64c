"""Rounds in a database: SQLite in the folder of the consultations, or one that the user names, such as PostgreSQL.

Each change is one transaction, written before the person sees the next page.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from advisor.errors import MissingExtraError, OutputError
from advisor.loading.finding_codes import INVALID_OPTION
from advisor.web.rounds.round import (
    CLOSED,
    CLOSING,
    MAX_STAFF,
    NOT_OPEN,
    OPEN,
    OTHER_BROWSER,
    SAVED,
    STAFF,
    UNKNOWN_LINK,
    Invitation,
    Round,
)

FILE_NAME = "rounds.sqlite"
_TABLES = MetaData()
_ROUNDS = Table(
    "advisor_rounds",
    _TABLES,
    Column("id", String(40), primary_key=True),
    Column("consultation", String(40), nullable=False, index=True),
    Column("min_group", Integer, nullable=False),
    Column("state", String(10), nullable=False),
)
_INVITATIONS = Table(
    "advisor_invitations",
    _TABLES,
    Column("secret", String(40), primary_key=True),
    Column("round_id", String(40), ForeignKey(_ROUNDS.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("function", String(20), nullable=False),
    Column("role", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    Column("answers", String(20), nullable=False),
    Column("browser", String(64), nullable=False),
    Column("shows_head", Boolean, nullable=False),
)
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class RoundStore:
    """The rounds of one server. Raises OutputError if the database cannot be used."""

    def __init__(self, url: str, folder: Path) -> None:
        try:
            parsed = make_url(url) if url else make_url(f"sqlite:///{_create_file(folder)}")
            parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
            self._engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
            if parsed.get_backend_name() == "sqlite":
                event.listen(self._engine, "connect", _prepare_sqlite)
            _TABLES.create_all(self._engine)
        except ModuleNotFoundError:
            raise MissingExtraError("--database", "postgres") from None
        except (ArgumentError, NoSuchModuleError):
            sentence = "this is no address of a database; write one such as `postgresql://name:password@host/database`"
            raise OutputError.at("--database", sentence, INVALID_OPTION) from None
        except (SQLAlchemyError, OSError) as error:
            kind = type(getattr(error, "orig", None) or error).__name__  # the message can have the password
            sentence = f"this database cannot be used ({kind}); check its address, its rights, and that it runs"
            raise OutputError.at("--database", sentence, INVALID_OPTION) from None

    def begin(self, round_: Round, invitations: Iterable[Invitation]) -> None:
        """Keep a new round with its invitations."""
        with self._engine.begin() as connection:
            connection.execute(insert(_ROUNDS), [round_._asdict()])
            connection.execute(insert(_INVITATIONS), [each._asdict() for each in invitations])

    def find_present_round(self, consultation: str) -> Round | None:
        """Find the round of a consultation that is not closed yet."""
        query = select(_ROUNDS).where(_ROUNDS.c.consultation == consultation, _ROUNDS.c.state != CLOSED)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Round(*row) if row else None

    def list_invitations(self, round_id: str) -> list[Invitation]:
        """List the invitations of a round, heads first."""
        order = (_INVITATIONS.c.role, _INVITATIONS.c.function.desc(), _INVITATIONS.c.number)
        with self._engine.connect() as connection:
            rows = connection.execute(select(_INVITATIONS).where(_INVITATIONS.c.round_id == round_id).order_by(*order))
            return [Invitation(*row) for row in rows]

    def find_invitation(self, secret: str) -> tuple[Round, Invitation] | None:
        """Find an invitation with its round; None if nobody has this secret."""
        with self._engine.connect() as connection:
            return _find_invitation(connection, secret)

    def save_answers(self, secret: str, answers: str, browser: str, *, shows_head: bool) -> str:
        """Keep the answers of one person.

        Returns:
            One of SAVED, UNKNOWN_LINK, NOT_OPEN and OTHER_BROWSER, if another browser has answered before.
        """
        with self._engine.begin() as connection:
            found = _find_invitation(connection, secret)
            if found is None:
                return UNKNOWN_LINK
            if not _lock_open_round(connection, found[0].id):
                return NOT_OPEN
            is_free = _INVITATIONS.c.browser.in_(("", browser))
            values = {"answers": answers, "browser": browser, "shows_head": shows_head}
            statement = update(_INVITATIONS).where(_INVITATIONS.c.secret == secret, is_free).values(**values)
            return SAVED if connection.execute(statement).rowcount == 1 else OTHER_BROWSER

    def invite(self, round_id: str, secret: str, function: str) -> bool:
        """Invite one more person of the staff of a team; return False if the round is not open, or the team is full."""
        with self._engine.begin() as connection:
            if not _lock_open_round(connection, round_id):
                return False
            group = (
                _INVITATIONS.c.round_id == round_id,
                _INVITATIONS.c.function == function,
                _INVITATIONS.c.role == STAFF,
            )
            numbers = connection.execute(select(_INVITATIONS.c.number).where(*group)).scalars().all()
            if len(numbers) >= MAX_STAFF:
                return False
            person = Invitation(secret, round_id, function, STAFF, max(numbers, default=0) + 1)
            connection.execute(insert(_INVITATIONS), [person._asdict()])
            return True

    def replace_link(self, round_id: str, before: str, after: str) -> bool:
        """Give an invitation another secret, so that its old link ends; what was answered by it stays."""
        with self._engine.begin() as connection:
            if not _lock_open_round(connection, round_id):
                return False
            is_it = (_INVITATIONS.c.round_id == round_id, _INVITATIONS.c.secret == before)
            return connection.execute(update(_INVITATIONS).where(*is_it).values(secret=after)).rowcount == 1

    def cancel(self, round_id: str) -> bool:
        """Delete an open round with its answers; return False if it is closing or closed."""
        with self._engine.begin() as connection:
            if not _lock_open_round(connection, round_id):
                return False
            connection.execute(delete(_INVITATIONS).where(_INVITATIONS.c.round_id == round_id))
            connection.execute(delete(_ROUNDS).where(_ROUNDS.c.id == round_id))
            return True

    def begin_closing(self, round_id: str) -> None:
        """Let nobody answer any more."""
        with self._engine.begin() as connection:
            connection.execute(update(_ROUNDS).where(_ROUNDS.c.id == round_id).values(state=CLOSING))

    def finish_closing(self, round_id: str) -> None:
        """Remove the answers of a round, which are in the consultation by now."""
        with self._engine.begin() as connection:
            connection.execute(update(_ROUNDS).where(_ROUNDS.c.id == round_id).values(state=CLOSED))
            emptied = {"answers": "", "browser": "", "shows_head": False}
            connection.execute(update(_INVITATIONS).where(_INVITATIONS.c.round_id == round_id).values(**emptied))

    def delete_rounds(self, consultation: str) -> None:
        """Delete all rounds of a consultation with their answers."""
        with self._engine.begin() as connection:
            ids = select(_ROUNDS.c.id).where(_ROUNDS.c.consultation == consultation)
            connection.execute(delete(_INVITATIONS).where(_INVITATIONS.c.round_id.in_(ids)))
            connection.execute(delete(_ROUNDS).where(_ROUNDS.c.consultation == consultation))

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _lock_open_round(connection: Connection, round_id: str) -> bool:
    """Lock a round, so that it does not close at this moment; return whether it is open."""
    state = select(_ROUNDS.c.state).where(_ROUNDS.c.id == round_id).with_for_update()
    return connection.execute(state).scalar() == OPEN


def _find_invitation(connection: Connection, secret: str) -> tuple[Round, Invitation] | None:
    query = select(_INVITATIONS).where(_INVITATIONS.c.secret == secret)
    found = connection.execute(query).first()
    if found is None:
        return None
    invitation = Invitation(*found)
    row = connection.execute(select(_ROUNDS).where(_ROUNDS.c.id == invitation.round_id)).first()
    return (Round(*row), invitation) if row else None


def _create_file(folder: Path) -> Path:
    """Create the file of the database, which only its owner can read. Raises OSError."""
    path = folder / FILE_NAME
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return path


def _prepare_sqlite(connection: object, _: object) -> None:
    """Let SQLite write each transaction to the disk, and overwrite what is deleted."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
