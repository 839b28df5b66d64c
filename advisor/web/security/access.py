"""Who may come in: a token in the link opens a session, and programs send the token with each request.

The cookie of a session is a random number with a signature. So a restart with the same token needs no memory, and a
restart with another one ends all sessions. A form carries a second signature of that number, which no other page knows.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

MIN_TOKEN_LENGTH = 16
"""Minimum length of a token in characters; a shorter one could be guessed."""
_RANDOM_BYTES = 24
_MAX_COOKIE_LENGTH = 200


def create_token() -> str:
    """Return a new token that nobody can guess."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


class Access:
    """The token of a server, and the sessions that it opened. `purpose` separates kinds of sessions."""

    def __init__(self, token: str, purpose: str = "session") -> None:
        self._token = token.encode()
        self._purpose = purpose
        self._key = hashlib.sha256(b"alignment-advisor\0" + purpose.encode() + b"\0" + self._token).digest()
        self.cookie_name = f"advisor-{purpose}-{self._sign('name', '')[:8]}"

    def accepts_token(self, text: str) -> bool:
        """Return whether a text is the token."""
        return hmac.compare_digest(text.encode("utf-8", "surrogatepass"), self._token)

    def accepts_authorization(self, header: str) -> bool:
        """Return whether the header of a program, `Bearer TOKEN`, has the token."""
        scheme, _, token = header.partition(" ")
        return scheme.lower() == "bearer" and self.accepts_token(token.strip())

    def open_session(self) -> str:
        """Return the cookie of a new session."""
        number = secrets.token_urlsafe(_RANDOM_BYTES)
        return f"{number}.{self._sign('cookie', number)}"

    def accepts_session(self, cookie: str) -> bool:
        """Return whether a cookie is that of a session that this token opened."""
        if len(cookie) > _MAX_COOKIE_LENGTH:
            return False
        number, _, signature = cookie.partition(".")
        return _equals(signature, self._sign("cookie", number))

    def build_form_token(self, cookie: str) -> str:
        """Return the text that every form of a session carries."""
        return self._sign("form", cookie)

    def accepts_form_token(self, cookie: str, text: str) -> bool:
        """Return whether a form was written for this session."""
        return _equals(text, self.build_form_token(cookie))

    def _sign(self, use: str, text: str) -> str:
        return hmac.new(self._key, f"{use}\0{text}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _equals(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode())
