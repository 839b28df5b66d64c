"""Reads what a form sends, strictly: fields and files, within limits. Anything else is refused and never guessed."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from advisor.web.security.refusals import RefusedRequestError

MAX_FIELDS = 200
MAX_FIELD_BYTES = 1_000_000
_MAX_NAME_LENGTH = 100
_MAX_FILE_NAME_LENGTH = 120
_BOUNDARY = re.compile(r'multipart/form-data\s*;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_DISPOSITION = re.compile(
    rb'content-disposition:\s*form-data;\s*name="([^"\r\n]*)"(?:;\s*filename="([^"\r\n]*)")?', re.I
)


class Upload(NamedTuple):
    """A file that a form sent; `name` has no folder and can be shown."""

    name: str
    data: bytes


class Form(NamedTuple):
    """The fields of a form by name, in the order sent, and its files."""

    fields: dict[str, list[str]]
    files: dict[str, Upload]

    def get(self, name: str) -> str:
        """Return the last value of a field; "" if there is none."""
        return self.fields[name][-1] if name in self.fields else ""

    def get_all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self.fields.get(name, [])


def parse_form(content_type: str, body: bytes) -> Form:
    """Parse the body of a form. Raises RefusedRequestError."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return _parse_fields(body)
    match = _BOUNDARY.match(content_type)
    if match is None:
        raise RefusedRequestError(415, "This is not a form that the advisor knows.", "Use the form on the page.")
    return _parse_parts(body, (match[1] or match[2]).encode("latin-1"))


def _parse_fields(body: bytes) -> Form:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, encoding="utf-8", errors="strict"
        )
    except ValueError:
        raise _build_error() from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Form(fields, {})


def _parse_parts(body: bytes, boundary: bytes) -> Form:
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(parts) < 2 or len(parts) > MAX_FIELDS + 2 or parts[0].strip() or not parts[-1].startswith(b"--"):
        raise _build_error()
    for part in parts[1:-1]:
        head, blank, content = part.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-disposition:")]
        match = _DISPOSITION.match(lines[0]) if len(lines) == 1 else None
        if not blank or match is None or len(match[1]) > _MAX_NAME_LENGTH:
            raise _build_error()
        try:
            name = match[1].decode()
            if match[2] is None:
                if len(content) > MAX_FIELD_BYTES:
                    raise RefusedRequestError(413, "This text is too long.", "Send it as a file, or shorten it.")
                fields.setdefault(name, []).append(content.decode())
            elif match[2] or content:
                files[name] = Upload(clean_file_name(match[2].decode("utf-8", "replace")), content)
        except UnicodeDecodeError:
            raise _build_error() from None
    return Form(fields, files)


def clean_file_name(name: str) -> str:
    """Return the name of an upload without folders and without signs that a page or a message cannot show."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    return shown[-_MAX_FILE_NAME_LENGTH:] or "upload"


def _build_error() -> RefusedRequestError:
    return RefusedRequestError(400, "The form did not arrive as it was sent.", "Go back, and send it again.")
