"""The documents as they come out of a printer: LibreOffice lays all of them out, once for all tests of this file."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pypdf

from bot.making.word import awards, closing, summary, targets
from tests.servers import missing
from tests.word.conftest import LONG, Office
from tests.word.test_awards import HEAD, LIST, say

PATIENCE = 120
A4 = (595, 842)


async def printed(office: Office, gia_lam: Office) -> Mapping[str, pypdf.PdfReader]:
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
    awards.write_proposal(LIST, HEAD, ("Tờ trình;",), say, of_awards[1])
    files += of_awards
    await asyncio.to_thread(_lay_out, soffice, files, office.folder)
    return {file.stem: pypdf.PdfReader(office.folder / f"{file.stem}.pdf") for file in files}


def _lay_out(soffice: str, files: list[Path], folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE, env={**os.environ, "HOME": str(folder)})


def words(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def size(page: pypdf.PageObject) -> tuple[int, int]:
    return round(page.mediabox.width), round(page.mediabox.height)


async def test_pages_are_a4_and_hold_what_belongs_on_them(office: Office, gia_lam: Office) -> None:
    documents = await printed(office, gia_lam)
    for name in ("bao-cao-tong-ket", "proposal"):
        assert {size(page) for page in documents[name].pages} == {A4}
    for name in ("tong-hop-tom-tat-sang-kien", "chi-tieu-va-ket-qua", "gia-lam", "list"):
        assert {size(page) for page in documents[name].pages} == {A4[::-1]}
    _has_a_report(documents["bao-cao-tong-ket"])
    _has_a_table(documents["tong-hop-tom-tat-sang-kien"])
    assert len(documents["chi-tieu-va-ket-qua"].pages) <= 3
    assert "5.342" in words(documents["gia-lam"].pages[0])
    for name in ("proposal", "list"):
        assert len(documents[name].pages) <= 2
        assert "TM. BAN THƯỜNG VỤ" in words(documents[name].pages[-1])


def _has_a_report(report: pypdf.PdfReader) -> None:
    pages = [words(page) for page in report.pages]
    assert 5 <= len(pages) <= 10
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert "TM. BAN THƯỜNG VỤ" in pages[-1]
    assert "Kiến nghị, đề xuất" in pages[-1]  # whoever signs never stands on a page alone
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def _has_a_table(table: pypdf.PdfReader) -> None:
    pages = [words(page) for page in table.pages]
    appendix = next(number for number, page in enumerate(pages) if "PHỤ LỤC: TOÀN VĂN" in page)
    rows = [page for page in pages[:appendix] if "Sáng kiến số" in page]
    assert len(rows) >= 3
    assert all("Thời gian áp dụng" in page for page in rows)  # the heading stands again on every page
    assert "CẦN BỔ SUNG" in pages[-1]
    assert "CẦN BỔ SUNG" not in " ".join(pages[:-1])
