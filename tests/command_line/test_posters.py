"""`posters`: one link a unit, as a code and as a sheet to hang up; in bulk, and going on where it was stopped."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

from PIL import Image
from pypdf import PdfReader

from bot.making.posters.entrance import link, modules, picture
from tests.command_line.conftest import Telegram
from tests.command_line.operator import Operator
from tests.servers import missing

NAMED = ("--bot", "@sangkien_daklak_bot")
LINK = "https://t.me/sangkien_daklak_bot?start=u-DLK-01-017"


def at(day: str) -> dict[str, str]:
    """Return the settings by which it is a day; a clock may be set only where nothing reaches the real platforms."""
    return {"CLOCK": f"{day}T09:00:00+07:00", "TELEGRAM_API_URL": "http://127.0.0.1:9"}


def text_of(file: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)


async def test_the_poster_of_a_unit_says_all_that_a_worker_needs(operator: Operator) -> None:
    await operator("units", "support", "DLK-01", "--name", "Nguyễn Thị Mẫu", "--phone", "0900 000 001")
    done = await operator("posters", "--unit", "dlk-01-017", *NAMED, "out", **at("2022-03-21"))
    assert (done.code, done.err) == (0, "")
    assert done.out == f"1 file made in out.\n{LINK}\n"
    file = operator.folder / "out" / "DLK-01-017.pdf"
    (page,) = PdfReader(file).pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
    said = text_of(file)
    for words in (
        "Chương trình “01 triệu sáng kiến”",
        "NỘP SÁNG KIẾN",
        "Công đoàn Công ty CP",
        "Cà phê Buôn Ma Thuột",
        "Giai đoạn 1: đến hết ngày 31/5/2022",
        "Giai đoạn 2: từ 1/6/2022 đến hết ngày 1/9/2023",
        "Cần giúp? Gọi Nguyễn Thị Mẫu: 0900 000 001",
        LINK.removeprefix("https://"),
    ):
        assert words in said
    resources = cast("Any", page["/Resources"])
    letters = {font.get_object()["/Subtype"] for font in resources["/Font"].values()}
    assert letters == {"/Type3"}, "the letters must be in the file, so that every printer has them"


async def test_where_nobody_is_named_the_union_is_asked_and_a_phase_that_is_over_is_not_named(
    operator: Operator,
) -> None:
    await operator("posters", "--unit", "DLK-18", *NAMED, "out", **at("2022-07-01"))
    said = text_of(operator.folder / "out" / "DLK-18.pdf")
    assert "Cần giúp? Hỏi công đoàn nơi anh/chị làm việc." in said
    assert "Giai đoạn 1" not in said
    assert "Giai đoạn 2: đến hết ngày 1/9/2023" in said


async def test_in_bulk_there_is_a_file_a_unit_and_what_is_there_is_not_made_again(operator: Operator) -> None:
    command = ("posters", "--unit", "DLK-01", "--below", "--format", "png", *NAMED, "out")
    first = await operator(*command)
    files = sorted((operator.folder / "out").iterdir())
    assert [one.name for one in files] == ["DLK-01-017.png", "DLK-01-021.png", "DLK-01-032.png", "DLK-01.png"]
    assert first.out == "4 files made in out.\n"
    files[0].unlink()
    files[1].write_bytes(b"kept")
    again = await operator(*command)
    assert again.out == "1 file made in out, 3 were there already (--again makes them anew).\n"
    assert (files[1].read_bytes(), files[0].exists()) == (b"kept", True)
    assert (await operator(*command, "--again")).out == "4 files made in out.\n"
    assert files[1].read_bytes() != b"kept"


async def test_several_posters_fit_into_one_file_a_page_each(operator: Operator) -> None:
    done = await operator("posters", "--unit", "DLK-01", "--below", "--together", *NAMED, "out")
    assert done.out.startswith("4 posters, a page each: out/DLK-01-together.pdf")
    pages = PdfReader(operator.folder / "out" / "DLK-01-together.pdf").pages
    assert [code in page.extract_text() for code, page in zip(("-01", "-017", "-021", "-032"), pages, strict=True)] == [
        True
    ] * 4
    assert sorted(one.name for one in (operator.folder / "out").iterdir()) == ["DLK-01-together.pdf"]


async def test_the_bots_name_is_asked_of_telegram_or_given(operator: Operator, telegram: Telegram) -> None:
    asked = await operator("posters", "--unit", "DLK-01", "--format", "png", "out", **telegram.settings)
    assert asked.out.endswith("https://t.me/sangkien_sandbox_bot?start=u-DLK-01\n")
    unknown = await operator("posters", "--unit", "DLK-02", "out")
    assert unknown.code == 1
    assert "--bot @sangkien_bot" in unknown.err
    stranger = await operator("posters", "--unit", "XX", *NAMED, "out")
    assert stranger.err.startswith("No unit has the code XX.")


def test_the_code_has_a_quiet_zone_and_is_large_enough_for_print() -> None:
    image = Image.open(io.BytesIO(picture(LINK))).convert("1")
    squares = modules(LINK)
    side, one = image.width, image.width // len(squares)
    assert image.size == (len(squares) * one, len(squares) * one)
    assert side >= 1000
    assert image.crop((0, 0, side, 4 * one)).getcolors() == [(side * 4 * one, 255)]
    assert not any(any(row) for row in (*squares[:4], *squares[-4:]))


async def test_another_program_reads_the_code_from_picture_and_poster(operator: Operator) -> None:
    if shutil.which("zbarimg") is None or shutil.which("pdftoppm") is None:
        missing("zbarimg and pdftoppm (zbar-tools, poppler-utils)")
    file = operator.folder / "code.png"
    file.write_bytes(picture(LINK))
    assert _scanned(file) == link("sangkien_daklak_bot", "DLK-01-017") == LINK
    await operator("posters", "--unit", "DLK-01-017", *NAMED, "out")
    assert _scanned(_drawn(operator.folder / "out" / "DLK-01-017.pdf")) == LINK


def _drawn(file: Path) -> Path:
    """Return the page as a picture, no sharper than a cheap printer makes it."""
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", str(file), str(file.with_suffix(""))], check=True)
    return file.with_suffix(".png")


def _scanned(file: Path) -> str:
    done = subprocess.run(["zbarimg", "-q", "--raw", str(file)], capture_output=True, text=True, check=True)
    return done.stdout.strip()
