"""The tables of targets: Đắk Lắk and Gia Lâm as they stand in the documents, differences explained."""

from __future__ import annotations

from bot.making.word import targets
from tests.word.conftest import Office
from tests.word.reading import grid_of, opened, paragraphs

DAK_LAK = """610 190 420
235 70 165
135 45 90
180 45 135
310 80 230
200 60 140
320 90 230
150 50 100
140 50 90
160 50 110
130 40 90
180 55 125
340 95 245
140 50 90
140 50 90
430 130 300
100 30 70
160 50 110
150 45 105
490 140 350
300 85 215"""
GIA_LAM = [
    ["01", "Khối xã, thị trấn huyện Gia Lâm", "02/CĐCS", "01/CĐCS", "01/CĐCS"],
    ["02", "Khối hành chính sự nghiệp huyện Gia Lâm", "02/CĐCS", "01/CĐCS", "01/CĐCS"],
    ["03", "Khối trường học huyện Gia Lâm", "01/đoàn viên"],
    ["04", "Khối doanh nghiệp huyện Gia Lâm (152 CĐCS)", "304", "152", "152"],
    ["05", "Công đoàn Công ty TNHH điện Stanley Việt Nam", "700", "400", "300"],
    ["06", "Công đoàn Công ty TNHH Lixil Việt Nam", "700", "400", "300"],
    ["07", "Công đoàn Công ty TNHH SX, DV, TM sản phẩm da Ladodda", "30", "15", "15"],
    ["08", "Công đoàn Công ty CP Hãng sơn Đông Á", "20", "10", "10"],
    ["09", "Công đoàn Công ty CP Bewin & Coating Việt Nam", "10", "05", "05"],
    ["10", "Công đoàn Công ty CP Bewin & Coating Sài Gòn", "10", "05", "05"],
    ["11", "Công đoàn Công ty CP Môi trường đô thị Gia Lâm", "10", "05", "05"],
    ["Cộng các đơn vị", "1.784", "992", "792"],
    ["Tổng cộng", "5.342", "2.771", "2.571"],
]


async def test_dak_lak_s_targets_stand_as_in_its_plan(office: Office) -> None:
    document = opened(*await office.make(targets.make))
    heading, *rows, total = grid_of(document, "Tên đơn vị")
    assert heading[2:5] == ["Tổng chỉ tiêu", "Chỉ tiêu giai đoạn 1", "Chỉ tiêu giai đoạn 2"]
    assert [row[2:5] for row in rows] == [line.split() for line in DAK_LAK.splitlines()]
    assert [row[0] for row in rows] == [f"{number:02d}" for number in range(1, 22)]
    assert total[:4] == ["Tổng cộng", "5.000", "1.500", "3.500"]
    assert not any("kế hoạch ghi" in one for one in paragraphs(document))


async def test_gia_lam_s_targets_stand_as_in_its_list_and_what_is_missing_is_explained(gia_lam: Office) -> None:
    document = opened(*await gia_lam.make(targets.make, "HNI-12"))
    _, *rows = grid_of(document, "Tên đơn vị")
    assert [row[:-3] for row in rows] == GIA_LAM
    told = paragraphs(document)
    for line in (
        "Khối xã, thị trấn huyện Gia Lâm: 2 sáng kiến/CĐCS; chưa có số liệu CĐCS.",
        "Khối trường học huyện Gia Lâm: 1 sáng kiến/đoàn viên; chưa có số liệu đoàn viên.",
        "Khối doanh nghiệp huyện Gia Lâm (152 CĐCS): 2 sáng kiến/CĐCS; tính cho 152 CĐCS.",
        "Giai đoạn 1: kế hoạch ghi 2.771, cộng các đơn vị tính được 992, thiếu 1.779.",
        "Giai đoạn 2: kế hoạch ghi 2.571, cộng các đơn vị tính được 792, thiếu 1.779.",
        "Cả chương trình: kế hoạch ghi 5.342, cộng các đơn vị tính được 1.784, thiếu 3.558.",
    ):
        assert line in told


async def test_what_lies_at_the_unit_itself_has_a_row_so_that_rows_make_the_total(office: Office) -> None:
    await office.receives({}, {"unit": "DLK"}, {"unit": "DLK-02", "state": "pending"}, {"state": "withdrawn"})
    document = opened(*await office.make(targets.make))
    _, *rows, total = grid_of(document, "Tên đơn vị")
    assert rows[-1] == ["", "Nộp trực tiếp ở Liên đoàn Lao động tỉnh Đắk Lắk", "–", "–", "–", "01", "01", "–"]
    numbers = [[int(cell) for cell in row[-3:-1]] for row in rows]
    assert [sum(column) for column in zip(*numbers, strict=True)] == [int(cell) for cell in total[-3:-1]] == [3, 2]


async def test_figures_say_as_of_when_and_from_which_store(office: Office) -> None:
    (file,) = await office.make(targets.make, snapshot="Tổng kết")
    assert "Số liệu tính đến 09:00 ngày 21/3/2022, theo bản chốt “Tổng kết”." in paragraphs(opened(file))
