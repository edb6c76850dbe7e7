"""What a file is, by its content alone; strangers' bytes never make it fail."""

from __future__ import annotations

import io
import struct
import zipfile
from unicodedata import is_normalized, normalize

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.constants import UserAccessPermissions

from bot.files.judge import DOC, DOCX, HEIC, JPEG, PDF, PNG, WEBP, judge
from bot.sandbox.samples import doc, docx, ole, pdf, sample
from bot.talk import Talk
from flows.fields.field import Held, Refused
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.walk import document

WORD = "word/document.xml"
TYPES = "[Content_Types].xml"


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


def restricted() -> bytes:
    """Return a PDF that opens for everybody but may not be printed, as offices make them."""
    writer, file = pypdf.PdfWriter(io.BytesIO(pdf("a"))), io.BytesIO()
    writer.encrypt("", owner_password="of the office", algorithm="RC4-128", permissions_flag=UserAccessPermissions(0))
    writer.write(file)
    return file.getvalue()


TAKEN = {
    "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
    "a PNG": (sample("a.png"), PNG),
    "a WebP": (sample("a.webp"), WEBP),
    "a picture of an iPhone": (sample("a.heic"), HEIC),
    "a picture of another phone": (struct.pack(">I", 24) + b"ftypmif1" + bytes(4) + b"mif1heic", HEIC),
    "a PDF": (pdf("a"), PDF),
    "a PDF behind a line of its printer": (b"@PJL ENTER\r\n" + pdf("a"), PDF),
    "a PDF that forbids printing": (restricted(), PDF),
    "a Word file": (docx("a"), DOCX),
    "a Word file whose main part has another name": (archive(TYPES, "word/document2.xml"), DOCX),
    "an old Word file": (doc("a"), DOC),
}
NOT_TAKEN = {
    "nothing": (b"", "empty"),
    "a program": (sample("gia.pdf", "program"), "content"),
    "words": ("Quyết định số 15".encode(), "content"),
    "a web page": (b"<html><script>alert(1)</script>", "content"),
    "a film": (struct.pack(">I", 24) + b"ftypisom" + bytes(12), "content"),
    "a picture of another kind": (b"GIF89a" + bytes(20), "content"),
    "a sound": (b"RIFF\x10\0\0\0WAVEfmt ", "content"),
    "a sheet": (archive(TYPES, "xl/workbook.xml"), "content"),
    "an archive": (archive("QD-15.pdf"), "content"),
    "an old sheet": (ole({"Workbook": b"x"}), "content"),
    "an archive of very many names": (archive(TYPES, WORD) + b"PK\x01\x02" * 5_001, "content"),
    "half an archive": (docx("a")[:200], "damaged"),
    "half an old Word file": (doc("a")[:700], "damaged"),
    "half a PDF": (pdf("a")[:40], "damaged"),
    "macros": (docx("a", macros=True), "macros"),
    "macros in an old file": (sample("a.doc", "macros"), "macros"),
    "macros of another old file": (ole({"WordDocument": b"x", "_VBA_PROJECT_CUR": None}), "macros"),
    "a PDF behind a password": (sample("a.pdf", "locked"), "password"),
    "a Word file behind a password": (sample("a.docx", "locked"), "password"),
    "an old Word file behind a password": (sample("a.doc", "locked"), "password"),
}

# Sample N21: name, size, and the name it is shown by or why it is refused before anything is fetched.
N21 = {
    "a program behind .pdf": ("sangkien.pdf.exe", 40_000, "of a kind that cannot be read"),
    "a hidden turn of direction": ("bao_cao\u202efdp.exe", 40_000, "of a kind that cannot be read"),
    "a path": ("../../etc/passwd.pdf", 900, "passwd.pdf"),
    "accents taken apart": (
        normalize("NFD", "Bản mô tả (cuối cùng) – Đặng.docx"),
        88_000,
        "Bản mô tả (cuối cùng) – Đặng.docx",
    ),
    "macros by name": ("macro.docm", 70_000, "macros"),
    "a picture of an iPhone": ("anh.heic", 3_000_000, "anh.heic"),
    "nothing in it": ("rong.pdf", 0, "is empty"),
    "a film": ("phim.mp4", 9_000_000, "of a kind that cannot be read"),
    "too large": ("scan.pdf", 25_000_000, "has 24 MB; the limit is 20 MB"),
    "an ending only": (".docx", 5_000, "tep_1.docx"),
    "an old Word file": ("cu.doc", 120_000, "cu.doc"),
    "a program that says it is a PDF": ("gia.pdf", 5_000, "gia.pdf"),
}


@pytest.mark.parametrize(("content", "mime"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken_is_known_by_its_content(content: bytes, mime: str) -> None:
    assert judge(content).mime == mime
    assert judge(bytearray(content)).trouble is None


@pytest.mark.parametrize(("content", "trouble"), NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_what_is_not_taken_has_its_own_reason(content: bytes, trouble: str) -> None:
    """Demand 32: one distinct message per case."""
    assert judge(content).trouble == trouble


@pytest.mark.parametrize(("name", "size", "told"), N21.values(), ids=N21)
def test_names_and_sizes_of_sample_n21(name: str, size: int, told: str, asking: Ask, talk: Talk) -> None:
    outcome = LIBRARY["evidence"].read(document(name, size=size), asking())
    if isinstance(outcome, Refused):
        assert told in talk.say(outcome.problem, "en")
        return
    assert isinstance(outcome, Held)
    assert outcome.fetch is not None
    assert outcome.fetch.name == told
    assert is_normalized("NFC", outcome.fetch.name)


@given(
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), st.binary(max_size=2000)
)
def test_no_bytes_whatever_make_it_fail(beginning: bytes, rest: bytes) -> None:
    judged = judge(beginning + rest)
    assert bool(judged.mime) != bool(judged.trouble)


@given(st.sampled_from(["a.pdf", "a.doc", "a.docx"]), st.data())
def test_no_damage_to_a_real_file_makes_it_fail(name: str, data: st.DataObject) -> None:
    content = bytearray(sample(name))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    judged = judge(content)
    assert bool(judged.mime) != bool(judged.trouble)
