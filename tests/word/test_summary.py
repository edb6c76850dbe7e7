"""The table of seven columns: exact headings, nothing confidential told, what is missing listed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.making.word import summary
from bot.making.word.summary import Candidate, Entry
from bot.making.word.wishes import asked
from flows.draft import Initiative
from flows.person import Person
from flows.screen import Line
from flows.units import UnitTree
from storage.reporting.initiatives import UnknownCodesError
from tests.storage.given import COMPLETE, draft
from tests.word.conftest import LONG, NASTY, TALK, Office
from tests.word.reading import grid_of, grids, is_whole, opened, paragraphs, repeats_heading

SEVEN = [
    "TT",
    "Họ và tên, năm sinh, chức vụ, đơn vị công tác, điện thoại liên hệ",
    "Tên sáng kiến",
    "Thời gian áp dụng",
    "Tóm tắt nội dung sáng kiến",
    "Hiệu quả sáng kiến, giá trị làm lợi, phạm vi ứng dụng",
]
AWARDS_OF_2021 = "Các danh hiệu thi đua, hình thức khen thưởng cá nhân trong 03 năm (2018-2020)"


def say(line: Line) -> str:
    return TALK.say(line, "vi")


def test_the_seven_headings_are_those_of_the_unions_form() -> None:
    assert list(summary.headings(say, 2021)) == [*SEVEN, AWARDS_OF_2021]


async def test_a_row_tells_who_what_since_when_and_what_it_brings(office: Office) -> None:
    await office.receives({"benefit": 33_000_000_000, "co_authors": ()})
    document = opened(*await office.make(summary.make))
    heading, row = grid_of(document, "TT")
    assert heading[:6] == SEVEN
    assert row[0] == "1"
    assert row[1].split("\n")[0::4] == ["Trần Thị An", "Điện thoại: 0900000001"]
    assert row[1].split("\n")[1:3] == ["Năm sinh: ……", "Chức vụ: ……"]
    assert row[2:4] == ["Cải tiến khâu phân loại cà phê nhân", "2/1/2022"]
    assert row[4] == "Trước đây nhặt hạt lỗi bằng tay; nay sàng rung hai tầng."
    assert row[5] == "33.000.000.000 đồng/năm (ba mươi ba tỷ đồng)\nPhạm vi ứng dụng: ……"
    table = next(one for one in document.tables if len(one.columns) == 7)
    assert repeats_heading(table)
    assert all(map(is_whole, table.rows))


async def test_what_nobody_has_told_is_listed_at_the_end(office: Office) -> None:
    await office.receives({}, {"applied_on": "", "phone": ""}, {})
    document = opened(*await office.make(summary.make))
    assert "CẦN BỔ SUNG" in paragraphs(document)
    missing = dict(grid_of(document, "Nội dung còn thiếu")[1:])
    every = ("năm sinh", "chức vụ", "phạm vi ứng dụng", "danh hiệu, khen thưởng")
    assert missing == {**dict.fromkeys(every, "1–3"), "điện thoại": "2", "thời gian áp dụng": "2"}


def test_what_was_told_at_a_nomination_is_no_longer_missing() -> None:
    told = Candidate(1988, "Tổ trưởng", "toàn công ty", "Lao động tiên tiến 2021")
    entry = Entry.of(draft_of(co_authors=()), UnitTree.of(()), say, told)
    assert (entry.birth_year, entry.position, entry.scope) == ("1988", "Tổ trưởng", "toàn công ty")
    assert list(entry.missing()) == []


def test_the_author_with_the_largest_share_is_named_and_whose_phone_it_is() -> None:
    entry = Entry.of(draft_of(co_authors=({"name": "Trần Thị Út", "share": 60},)), UnitTree.of(()), say)
    assert (entry.name, entry.phone) == ("Trần Thị Út", "0900000001 (Trần Thị An, người nộp)")


async def test_a_long_text_is_shortened_at_a_sentence_and_stands_whole_in_the_appendix(office: Office) -> None:
    await office.receives({}, {"description": LONG})
    document = opened(*await office.make(summary.make))
    told = grid_of(document, "TT")[2][4]
    assert told.endswith("mỗi ca được hai tấn. […] (toàn văn: Phụ lục, số 2)")
    assert len(told) < 560
    assert LONG in paragraphs(document)


async def test_of_a_confidential_one_no_content_is_told(office: Office) -> None:
    secret = {"confidential": "yes", "text": "Pha thêm 3% muối"}
    await office.receives({"description": secret})
    (file,) = await office.make(summary.make)
    document = opened(file)
    assert grid_of(document, "TT")[1][4] == "Nội dung bảo mật trong đơn vị."
    assert not any("muối" in text for text in everything(document))
    assert "tóm tắt nội dung" not in dict(grid_of(document, "Nội dung còn thiếu")[1:])


async def test_no_text_of_a_worker_can_break_the_file_or_its_form(office: Office) -> None:
    await office.receives({})
    page = Entry.of(
        draft_of(title=NASTY, full_name=NASTY, description=NASTY + LONG, benefit=NASTY), UnitTree.of(()), say
    )
    about = asked(office.materials, office.wish())
    file = office.folder / "nasty.docx"
    summary.write(summary.Part((page,)), about, office.materials.units, say, file)
    document = opened(file)
    row = grid_of(document, "TT")[1]
    assert row[2] == "Máy <b>A&B</b>\ndòng hai =1+1 ]]> &amp;"
    assert len(row) == 7


async def test_a_long_list_becomes_several_files_numbered_through(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "_IN_A_FILE", 2)
    await office.receives(*({} for _ in range(5)))
    files = await office.make(summary.make)
    assert [file.name for file in files] == [f"tong-hop-tom-tat-sang-kien-{part}.docx" for part in (1, 2, 3)]
    numbers = [[row[0] for row in grid_of(opened(file), "TT")[1:]] for file in files]
    assert numbers == [["1", "2"], ["3", "4"], ["5"]]
    assert "Phần 2/3" in paragraphs(opened(files[1]))
    assert office.told == [(0, 5), (2, 5), (4, 5), (5, 5)]


async def test_only_verified_ones_are_in_it_and_some_can_be_asked_for_by_code(office: Office) -> None:
    await office.receives({"title": "một"}, {"state": "pending", "title": "hai"}, {"title": "ba"})
    titles = [row[2] for row in grid_of(opened(*await office.make(summary.make)), "TT")[1:]]
    assert titles == ["một", "ba"]
    (file,) = await office.make(summary.make, codes="SK-22-000003")
    assert [row[2] for row in grid_of(opened(file), "TT")[1:]] == ["ba"]
    with pytest.raises(UnknownCodesError):
        await office.make(summary.make, codes="SK-22-000002")


async def test_a_unit_that_has_none_gets_an_empty_table(office: Office) -> None:
    document = opened(*await office.make(summary.make))
    assert len(grid_of(document, "TT")) == 1
    assert "CẦN BỔ SUNG" not in paragraphs(document)


def draft_of(**answers: Any) -> Initiative:
    return draft(Person(1), answers={**COMPLETE, **answers})


def everything(document: object) -> list[str]:
    return [*paragraphs(document), *(cell for grid in grids(document) for row in grid for cell in row)]
