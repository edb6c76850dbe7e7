"""Award lists and the proposal they go with, from plain values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.making.word.awards import AwardList, AwardRow, Proposal, write_list, write_proposal
from bot.making.word.letterhead import Letterhead
from flows.screen import Line
from tests.conftest import START
from tests.word.conftest import NASTY, TALK
from tests.word.reading import grid_of, grids, opened, paragraphs

HEAD = Letterhead(
    "Công đoàn ngành Y tế tỉnh Đắk Lắk", "Liên đoàn Lao động tỉnh Đắk Lắk", "……", "CĐN", "upper", date(2023, 9, 5)
)
ROW = AwardRow("Công đoàn Bệnh viện A", NASTY, ("302/190, đạt 159%", "trên 150%"), ("nhiều sáng kiến xuất sắc",))
LIST = AwardList(
    "Bằng khen", "01 triệu sáng kiến", ("đạt trên 150%", "từ 10 tỷ đồng trở lên"), (ROW,), "Tổng kết", START
)
PROPOSAL = Proposal("Liên đoàn Lao động tỉnh Đắk Lắk", ("Báo cáo thành tích;",))


def say(line: Line) -> str:
    return TALK.say(line, "vi")


def test_a_list_tells_criteria_why_and_what_staff_still_confirm_by_hand(tmp_path: Path) -> None:
    write_list(LIST, HEAD, say, tmp_path / "list.docx")
    document = opened(tmp_path / "list.docx")
    assert grid_of(document, "TT")[1] == [
        "1",
        "Công đoàn Bệnh viện A",
        "Máy <b>A&B</b>\ndòng hai =1+1 ]]> &amp;",
        "- 302/190, đạt 159%\n- trên 150%",
        "☐ nhiều sáng kiến xuất sắc",
    ]
    told = paragraphs(document)
    assert "- Từ 10 tỷ đồng trở lên" in told
    assert "Số liệu tính đến 09:00 ngày 21/3/2022, theo bản chốt “Tổng kết”." in told


def test_a_list_of_nobody_says_so(tmp_path: Path) -> None:
    empty = AwardList("Bằng khen", "01 triệu sáng kiến", (), (), "Tổng kết", START)
    write_list(empty, HEAD, say, tmp_path / "list.docx")
    assert grid_of(opened(tmp_path / "list.docx"), "TT")[1] == ["Chưa có ai đạt tiêu chí."]


def test_the_proposal_goes_to_the_level_above_and_names_what_is_in_the_dossier(tmp_path: Path) -> None:
    write_proposal(LIST, HEAD, PROPOSAL, say, tmp_path / "proposal.docx")
    document = opened(tmp_path / "proposal.docx")
    told = paragraphs(document)
    assert "TỜ TRÌNH" in told
    assert "Kính gửi: Liên đoàn Lao động tỉnh Đắk Lắk" in told
    assert "1. Báo cáo thành tích;" in told
    (left, _), (number, _) = grids(document)[0]
    assert left == "LIÊN ĐOÀN LAO ĐỘNG\nTỈNH ĐẮK LẮK\nCÔNG ĐOÀN NGÀNH\nY TẾ TỈNH ĐẮK LẮK"
    assert number == "Số: ……/TTr-CĐN"
