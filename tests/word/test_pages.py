"""The documents as they come out of a printer: LibreOffice lays all of them out, once for all tests of this file."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdf

from bot.making.word import awards, closing, summary, targets
from tests.servers import missing
from tests.word.conftest import LONG, Office
from tests.word.test_awards import HEAD, LIST, PROPOSAL, say

PATIENCE = 120
A4 = (595, 842)


@dataclass(frozen=True, slots=True)
class Printed:
    """The pages of a document: their sizes, and their words without any space, for it is told by gaps on paper."""

    sizes: frozenset[tuple[int, int]]
    pages: tuple[str, ...]

    @classmethod
    def of(cls, file: Path) -> Printed:
        """Read a file that was laid out."""
        boxes = (page.mediabox for page in pypdf.PdfReader(file).pages)
        sizes = frozenset((round(box.width), round(box.height)) for box in boxes)
        reader = shutil.which("pdftotext")
        if reader is None:
            missing("poppler-utils (pdftotext)")
            raise AssertionError
        told = subprocess.run([reader, str(file), "-"], check=True, capture_output=True, timeout=PATIENCE)
        return cls(sizes, tuple(map(bare, told.stdout.decode().split("\f")[:-1])))


def bare(text: str) -> str:
    return "".join(text.split())


async def printed(office: Office, gia_lam: Office) -> Mapping[str, Printed]:
    """Return the pages of one document of each kind, by the name of its file."""
    soffice = shutil.which("soffice")
    if soffice is None:
        missing("LibreOffice (soffice)")
        raise AssertionError
    titles = ({"title": f"Sáng kiến số {number}", "description": LONG} for number in range(1, 13))
    await office.receives(*titles)
    files = [file for maker in (closing.make, summary.make, targets.make) for file in await office.make(maker)]
    (by_rule,) = await gia_lam.make(targets.make, "HNI-12")
    files.append(by_rule.rename(by_rule.with_name("gia-lam.docx")))
    of_awards = [office.folder / f"{name}.docx" for name in ("list", "proposal")]
    awards.write_list(LIST, HEAD, say, of_awards[0])
    awards.write_proposal(LIST, HEAD, PROPOSAL, say, of_awards[1])
    files += of_awards
    await asyncio.to_thread(_lay_out, soffice, files, office.folder)
    return {file.stem: Printed.of(office.folder / f"{file.stem}.pdf") for file in files}


def _lay_out(soffice: str, files: list[Path], folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE, env={**os.environ, "HOME": str(folder)})


async def test_pages_are_a4_and_hold_what_belongs_on_them(office: Office, gia_lam: Office) -> None:
    documents = await printed(office, gia_lam)
    for name in ("bao-cao-tong-ket", "proposal"):
        assert documents[name].sizes == {A4}
    for name in ("tong-hop-tom-tat-sang-kien", "chi-tieu-va-ket-qua", "gia-lam", "list"):
        assert documents[name].sizes == {A4[::-1]}
    _has_a_report(documents["bao-cao-tong-ket"])
    _has_a_table(documents["tong-hop-tom-tat-sang-kien"])
    assert len(documents["chi-tieu-va-ket-qua"].pages) <= 3
    assert "5.342" in documents["gia-lam"].pages[0]
    for name in ("proposal", "list"):
        assert len(documents[name].pages) <= 2
        assert bare("TM. BAN THƯỜNG VỤ") in documents[name].pages[-1]


def _has_a_report(report: Printed) -> None:
    pages = report.pages
    assert 5 <= len(pages) <= 10
    assert bare("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") in pages[0]
    assert bare("TM. BAN THƯỜNG VỤ") in pages[-1]
    assert bare("Kiến nghị, đề xuất") in pages[-1]  # whoever signs never stands on a page alone
    assert all(page.startswith(str(number)) for number, page in enumerate(pages[1:], 2))


def _has_a_table(table: Printed) -> None:
    pages = table.pages
    appendix = next(number for number, page in enumerate(pages) if bare("PHỤ LỤC: TOÀN VĂN") in page)
    rows = [page for page in pages[:appendix] if bare("Sáng kiến số") in page]
    assert len(rows) >= 3
    assert all(bare("Thời gian áp dụng") in page for page in rows)  # the heading stands again on every page
    assert bare("CẦN BỔ SUNG") in pages[-1]
    assert bare("CẦN BỔ SUNG") not in " ".join(pages[:-1])
