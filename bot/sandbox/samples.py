"""Small real files for dialogues and tests: photos, PDF and Word, and those that cannot be taken."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pypdf

_SECTOR, _END, _FREE, _FAT_MARK = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_STREAM, _STORAGE, _ROOT = 2, 1, 5
_WORD_LETTERS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def sample(name: str, nature: str = "") -> bytes:
    """Return a file fit for its name; different names have different contents.

    `nature` makes it one that is not as it should be: program, damaged, empty, locked, macros.
    """
    suffix = name.rpartition(".")[2].lower()
    match nature:
        case "program":
            return b"MZ\x90\x00" + name.encode() + bytes(200)
        case "damaged":
            return sample(name)[:60]
        case "empty":
            return b""
        case "locked":
            return _locked(name, suffix)
        case "macros":
            return ole({"WordDocument": _fib(name), "Macros": None}) if suffix == "doc" else docx(name, macros=True)
    made = {"pdf": pdf, "docx": docx, "doc": doc, "heic": heic, "webp": webp, "jpg": picture, "jpeg": picture}
    return {**made, "png": picture}.get(suffix, _words)(name)


def picture(name: str = "") -> bytes:
    """Return a small real PNG: a warm slope of colours, with another title for every name."""
    width, height = 160, 100
    rows = b"".join(
        b"\x00" + bytes(channel for x in range(width) for channel in (200 - y, 120 + x // 2, 60 + y))
        for y in range(height)
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    named = chunk(b"tEXt", b"Title\0" + name.encode("ascii", "replace"))
    body = chunk(b"IHDR", header) + named + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def heic(name: str) -> bytes:
    """Return the beginning of an iPhone's picture."""
    return struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + name.encode()


def webp(name: str) -> bytes:
    """Return the beginning of a WebP picture."""
    return b"RIFF" + struct.pack("<I", 4 + len(name.encode())) + b"WEBP" + name.encode()


def pdf(name: str) -> bytes:
    """Return a PDF of one empty page that carries its name as the title."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": name})
    return _written(writer)


def docx(name: str, *, macros: bool = False) -> bytes:
    """Return a Word file with one paragraph, perhaps with a macro project."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"></Types>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD_LETTERS}"><w:body><w:p><w:r><w:t>{name}</w:t></w:r></w:p>'
        "</w:body></w:document>",
        **({"word/vbaProject.bin": "macros"} if macros else {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return file.getvalue()


def doc(name: str) -> bytes:
    """Return an old Word file."""
    return ole({"WordDocument": _fib(name)})


def ole(entries: Mapping[str, bytes | None]) -> bytes:
    """Return an OLE container ([MS-CFB] version 3) of some streams, and of empty storages where there is no content."""
    bodies = [_padded(content, 8 * _SECTOR) for content in entries.values() if content is not None]
    directory_sectors = -(-(len(entries) + 1) * 128 // _SECTOR)
    fat = [_FAT_MARK, *_chain(1, directory_sectors)]
    starts: list[int] = []
    for body in bodies:
        starts.append(len(fat))
        fat += _chain(len(fat), len(body) // _SECTOR)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    directory = _entry("Root Entry", _ROOT, _END, 0, child=1)
    waiting = iter(zip(starts, bodies, strict=True))
    for number, (name, content) in enumerate(entries.items(), 1):
        start, body = next(waiting) if content is not None else (0, b"")
        after = number + 1 if number < len(entries) else _FREE
        directory += _entry(name, _STREAM if content is not None else _STORAGE, start, len(body), right=after)
    sectors = [struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff"), _padded(directory, _SECTOR), *bodies]
    return header + struct.pack("<I", 0) + b"\xff" * 4 * 108 + b"".join(sectors)


def _locked(name: str, suffix: str) -> bytes:
    """Return a file that opens only with a password."""
    if suffix == "docx":
        return ole({"EncryptionInfo": b"agile", "EncryptedPackage": name.encode()})
    if suffix == "doc":
        return ole({"WordDocument": _fib(name, flags=0x0100)})
    writer = pypdf.PdfWriter(io.BytesIO(pdf(name)))
    writer.encrypt(f"pass phrase of {name}", algorithm="RC4-128")
    return _written(writer)


def _written(writer: pypdf.PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _words(name: str) -> bytes:
    return f"Tệp thử: {name}".encode()


def _fib(name: str, flags: int = 0) -> bytes:
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x042A, 0, flags).ljust(512, b"\0") + name.encode("utf-16-le")


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END]


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(letters), kind, 1, _FREE, right, child)
    return letters.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def _padded(content: bytes, multiple: int) -> bytes:
    return content + bytes(-len(content) % multiple)


def natured(words: str) -> tuple[str, bytes]:
    """Return name and content of a file as a dialogue tells them.

    “QD-15.pdf”, “QD-15.pdf as locked”, “copy.pdf like QD-15.pdf”, “scan.pdf of 34 MB”.
    """
    named = re.fullmatch(r"(?P<name>.+?)(?: as (?P<nature>\w+)| like (?P<other>\S+)| of (?P<size>\d+) MB)?", words)
    if named is None:
        raise LookupError(f"no file has this name: {words!r}")
    if named["size"]:
        return named["name"], bytes(int(named["size"]) << 20)
    return named["name"], sample(named["other"] or named["name"], named["nature"] or "")
