"""A Word template from a user or a pack: read, and refused if it cannot be one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from advisor.errors import TemplateError, describe_os_error
from advisor.loading.finding_codes import NOT_A_WORD_DOCUMENT, NOT_READABLE, TOO_LARGE

MAX_FILE, MAX_PARTS, MAX_UNPACKED, MAX_XML = 20_000_000, 2_000, 100_000_000, 5_000_000
"""Maximum bytes of the file, number of its parts, bytes of all parts unpacked, and bytes of a part with text."""
_OLD_WORD_SIGNATURE = b"\xd0\xcf\x11\xe0"
_MAIN_PART = "word/document.xml"
_ENCRYPTION_FLAG = 0x1


def read_word_template(path: Path, display_name: str) -> bytes:
    """Read a Word template. Raises TemplateError, with `display_name` as its place, if the file is none.

    Example: `read_word_template(Path("own.docx"), "own.docx")`.
    """
    place = display_name.replace("\0", "?")
    too_large = f"this document is larger than {MAX_FILE // 1_000_000} MB; remove large pictures"
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        sentence = f"this template cannot be read: {describe_os_error(error)}"
        raise TemplateError.at(place, sentence, NOT_READABLE) from None
    if len(data) > MAX_FILE:
        raise TemplateError.at(place, too_large, TOO_LARGE)
    if data.startswith(_OLD_WORD_SIGNATURE):
        sentence = "this document has a password or the format of an old Word; save it as .docx without a password"
        raise TemplateError.at(place, sentence, NOT_A_WORD_DOCUMENT)
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, place)
        _check_opens(data)
    except TemplateError:
        raise
    except Exception as error:  # a damaged archive causes many kinds of errors
        sentence = "this is not a Word document; open it in Word and save it as .docx"
        raise TemplateError.at(place, sentence, NOT_A_WORD_DOCUMENT) from error
    return data


def _check_parts(archive: ZipFile, place: str) -> None:
    """Check the archive before anything is unpacked. Raises TemplateError, and ValueError if it is damaged."""
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTION_FLAG for part in parts):
        raise TemplateError.at(place, "this document has a password; save it without one", NOT_A_WORD_DOCUMENT)
    way_out = "start from the built-in template"
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise TemplateError.at(place, f"this document has too many or too large parts; {way_out}", TOO_LARGE)
    if any(part.filename.endswith((".xml", ".rels")) and part.file_size > MAX_XML for part in parts):
        raise TemplateError.at(place, f"this document has too much text for a template; {way_out}", TOO_LARGE)
    if _MAIN_PART not in archive.namelist() or archive.testzip() is not None:
        raise ValueError(_MAIN_PART)


def _check_opens(data: bytes) -> None:
    """Open a document with the library that fills it, which raises many kinds of errors."""
    from docx import Document

    Document(BytesIO(data)).sections[0].page_width  # noqa: B018  # every document has a page
