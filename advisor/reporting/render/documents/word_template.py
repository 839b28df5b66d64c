"""A Word template as it comes from a user: read, and refused in a plain sentence where it cannot be one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from advisor.errors import Finding, Place, TemplateError

MAX_FILE, MAX_PARTS, MAX_UNPACKED, MAX_XML = 20_000_000, 2_000, 100_000_000, 5_000_000
"""Bytes of the file, parts in it, bytes of all of them unpacked, and of the part that holds the text."""
_OLD_WORD_SIGNATURE = b"\xd0\xcf\x11\xe0"
_MAIN_PART = "word/document.xml"
_ENCRYPTION_FLAG = 0x1


def read_word_template(path: Path, display_name: str) -> bytes:
    """The bytes of a file that can be a Word template. Raises TemplateError, with `shown` as the file's name."""

    def build_refusal(sentence: str) -> TemplateError:
        return TemplateError([Finding(Place(display_name.replace("\0", "?")), sentence)])

    try:
        if path.is_file() and path.stat().st_size > MAX_FILE:
            raise build_refusal(f"this document is larger than {MAX_FILE // 1_000_000} MB; take large pictures out")
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "its name cannot be used"
        raise build_refusal(f"this template cannot be read: {reason[:1].lower()}{reason[1:]}") from None
    if data.startswith(_OLD_WORD_SIGNATURE):
        raise build_refusal(
            "this is a document with a password or of an older Word; save it as .docx without a password"
        )
    another = "this is not a Word document; open it in Word and save it as .docx"
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            if any(each.flag_bits & _ENCRYPTION_FLAG for each in parts):
                raise build_refusal("this document has a password; save it without one")
            if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_UNPACKED or len(data) > MAX_FILE:
                raise build_refusal("this document holds more than a template can; begin with the built-in one")
            if any(each.filename.endswith((".xml", ".rels")) and each.file_size > MAX_XML for each in parts):
                raise build_refusal("this document holds more text than a template can; begin with the built-in one")
            if _MAIN_PART not in packed.namelist() or packed.testzip() is not None:
                raise build_refusal(another)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise build_refusal(another) from error
    except TemplateError:
        raise
    except Exception as error:  # a damaged archive makes the library say many things
        raise build_refusal(another) from error
    _check_opens(data, refusal=build_refusal(another))
    return data


def _check_opens(data: bytes, refusal: TemplateError) -> None:
    """Raise the error where the library that fills documents cannot open these bytes."""
    from docx import Document

    try:
        Document(BytesIO(data)).sections[0].page_width  # noqa: B018  # a document without a page is none
    except Exception:
        raise refusal from None
