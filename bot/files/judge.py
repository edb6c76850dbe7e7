"""What a file is, by its content: one of the kinds taken (decision 13), or why it cannot be kept (demand 32).

Contents are strangers': only headers and directories are read, nothing is unpacked and nothing is carried out.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Final

import olefile
import pypdf
from pypdf.errors import PyPdfError

from flows.said import Trouble

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PDF, DOC = "application/pdf", "application/msword"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_PDF_WITHIN = 1024
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_ZIP_ENTRY, _MOST_ENTRIES = b"PK\x01\x02", 5_000
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# In the first bytes of a Word document ([MS-DOC] FibBase): where its flags stand, and the one for encryption.
_FIB_FLAGS, _FIB_ENCRYPTED, _FIB_LENGTH = 10, 0x0100, 32
_BROKEN = (PyPdfError, zipfile.BadZipFile, OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind of a content, or what is the trouble with it."""

    mime: str = ""
    trouble: Trouble | None = None


def judge(content: bytes | bytearray) -> Judged:
    """Return what a content is, whatever its name says."""
    if not content:
        return Judged(trouble="empty")
    head = bytes(content[:_PDF_WITHIN])
    picture = _picture(head)
    if picture:
        return Judged(picture)
    try:
        if head.startswith(_ZIP):
            return _zip(content)
        if head.startswith(_OLE):
            return _ole(content)
        if b"%PDF-" in head:
            return _pdf(content)
    except (*_BROKEN, RecursionError, NotImplementedError):
        return Judged(trouble="damaged")
    return Judged(trouble="content")


def _picture(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    return HEIC if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS else ""


def _zip(content: bytes | bytearray) -> Judged:
    """Read only the directory of an archive; one with absurdly many entries is not even opened."""
    if content.count(_ZIP_ENTRY) > _MOST_ENTRIES:
        return Judged(trouble="content")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {name.lower() for name in archive.namelist()}
    if "[content_types].xml" not in names or not any(name.startswith("word/") for name in names):
        return Judged(trouble="content")
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        return Judged(trouble="macros")
    return Judged(DOCX)


def _ole(content: bytes | bytearray) -> Judged:
    """Tell apart a Word document, a .docx behind a password, and what else is kept in this old container."""
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        paths = ["/".join(path).lower() for path in container.listdir(streams=True, storages=True)]
        if "encryptedpackage" in paths:
            return Judged(trouble="password")
        if "worddocument" not in paths:
            return Judged(trouble="content")
        if any("vba" in path or path.startswith("macros") for path in paths):
            return Judged(trouble="macros")
        with container.openstream("WordDocument") as stream:
            beginning = stream.read(_FIB_LENGTH)
    flags = int.from_bytes(beginning[_FIB_FLAGS : _FIB_FLAGS + 2], "little")
    return Judged(trouble="password") if flags & _FIB_ENCRYPTED else Judged(DOC)


def _pdf(content: bytes | bytearray) -> Judged:
    """Tell whether a PDF opens without a password; one that only forbids printing does."""
    document = pypdf.PdfReader(io.BytesIO(content))
    if document.is_encrypted and not document.decrypt(""):
        return Judged(trouble="password")
    return Judged(PDF)
