"""The closing report: the headings of the annex word by word, and figures that are those of the source."""

from __future__ import annotations

from bot.making.word import closing
from flows.consent import PUBLISH, VERSIONS
from flows.effects import Consent
from storage import consents
from tests.conftest import START
from tests.word.conftest import NASTY, Office
from tests.word.reading import grid_of, grids, headings, opened, paragraphs

ANNEX = [
    "I. CÔNG TÁC CHỈ ĐẠO VÀ TỔ CHỨC THỰC HIỆN",
    "1. Đánh giá công tác chỉ đạo, triển khai thực hiện Chương trình 01 triệu sáng kiến trong các cấp Công đoàn.",
    "2. Công tác tổ chức tuyên truyền, truyền thông Chương trình 01 triệu sáng kiến.",
    "II. KẾT QUẢ ĐẠT ĐƯỢC",
    (
        "1. Đánh giá kết quả triển khai thực hiện (đánh giá về số lượng, chất lượng sáng kiến tham gia chương trình; "
        "Tổng giá trị làm lợi tính được bằng tiền....)."
    ),
    (
        "2. Đánh giá công tác phối hợp với thủ trưởng cơ quan, đơn vị, với người sử dụng lao động trong triển khai tổ "
        "chức thực hiện Chương trình và phát hiện, tôn vinh, khen thưởng."
    ),
    "3. Nêu các mô hình hay, cách làm hiệu quả trong tổ chức thực hiện.",
    "4. Nêu một số sáng kiến tiêu biểu cho từng lĩnh vực, nhóm đối tượng.",
    "5. Đánh giá về công tác hướng dẫn đăng nhập, quản trị hệ thống.",
    (
        "6. Kết quả công tác tôn vinh, khen thưởng của đơn vị đối với các tập thể, cá nhân có thành tích xuất sắc tham "
        "gia Chương trình."
    ),
    "III. ĐÁNH GIÁ CHUNG",
    "1. Ưu điểm",
    "2. Khó khăn, tồn tại, hạn chế",
    "3. Một số kinh nghiệm",
    "4. Kiến nghị, đề xuất",
]
WITHOUT_NUMBER = (
    "Đánh giá mức độ lan tỏa, tham gia hưởng ứng Chương trình; sự quan tâm, ủng hộ, đánh giá của cấp ủy, chính quyền "
    "các cấp đối với Chương trình."
)


async def test_the_headings_are_those_of_the_annex_in_its_words_and_order(office: Office) -> None:
    document = opened(*await office.make(closing.make))
    assert headings(document) == ANNEX
    told = paragraphs(document)
    assert told.index(ANNEX[5]) < told.index(WITHOUT_NUMBER) < told.index(ANNEX[6])


async def test_it_has_head_title_guidance_and_foot_of_a_document_of_the_union(office: Office) -> None:
    document = opened(*await office.make(closing.make))
    (left, right), (number, day) = grids(document)[0]
    assert left == "LIÊN ĐOÀN LAO ĐỘNG\nTỈNH ĐẮK LẮK"
    assert right == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    assert (number, day) == ("Số: ……/BC-LĐLĐ", "Đắk Lắk, ngày …… tháng …… năm 2022")
    told = paragraphs(document)
    assert "BÁO CÁO" in told
    hints = [one for one in told if one.endswith("… viết tiếp ở đây)")]
    assert len(hints) == 13
    ((copies, signs),) = grids(document)[-1]
    assert copies.startswith("Nơi nhận:\n")
    assert copies.endswith("- Lưu: VT, …….")
    assert signs.startswith("TM. BAN THƯỜNG VỤ\nCHỦ TỊCH\n")


async def test_figures_are_those_of_the_source(office: Office) -> None:
    await office.receives(
        {"benefit": 1_500_000_000, "target_group": "1"},
        {"benefit": "giảm hẳn tai nạn tay", "target_group": "2"},
        {"benefit": 7, "state": "pending", "target_group": "2"},
        {"benefit": 500_000_000, "phase": "gd2", "unit": "DLK-02", "target_group": "2", "bloc": "office"},
        {"state": "withdrawn"},
        {"state": "returned"},
    )
    document = opened(*await office.make(closing.make))
    told = paragraphs(document)
    assert (
        "Liên đoàn Lao động tỉnh Đắk Lắk đã tiếp nhận 5 sáng kiến, trong đó 3 sáng kiến đã được xác nhận, "
        "đạt 0,1% chỉ tiêu (5.000 sáng kiến)." in told
    )
    assert (
        "Tổng giá trị làm lợi tính được bằng tiền (chỉ tính sáng kiến đã xác nhận): 2.000.000.000 đồng/năm "
        "(hai tỷ đồng); gồm 2 sáng kiến có nêu số tiền, 1 sáng kiến không quy ra tiền hoặc chưa nêu." in told
    )
    assert grid_of(document, "Giai đoạn")[1:] == [
        ["Giai đoạn 1", "1.500", "4", "2", "1", "1", "0", "1", "0,1%"],
        ["Giai đoạn 2", "3.500", "1", "1", "0", "0", "0", "0", "0,1%"],
        ["Tổng cộng", "5.000", "5", "3", "1", "1", "0", "1", "0,1%"],
    ]
    by_group = grid_of(document, "Đối tượng")[1:]
    assert [row[2:] for row in by_group] == [
        ["1", "1", "33%"],
        ["4", "2", "67%"],
        *(["0", "0", "0%"] for _ in range(3)),
        ["3", "100%"],
    ]
    assert by_group[-1] == ["Tổng cộng", "5", "3", "100%"]
    units = {row[1]: row[2:] for row in grid_of(document, "Tên đơn vị")[1:]}
    assert units["LĐLĐ TP Buôn Ma Thuột"] == ["610", "190", "420", "04", "02", "0,3%"]
    assert units["LĐLĐ thị xã Buôn Hồ"] == ["235", "70", "165", "01", "01", "0,4%"]
    assert "- 1 tác giả đã nộp qua trợ lý trò chuyện của công đoàn (Telegram: 1)." in told


async def test_typical_ones_are_named_without_their_author_until_that_one_agrees(office: Office) -> None:
    await office.receives({"title": NASTY, "co_authors": ()}, {"title": "hai", "co_authors": (), "target_group": "5"})

    async def typical() -> list[list[str]]:
        document = opened(*await office.make(closing.make))
        return [row for grid in grids(document) if "Tác giả, đơn vị" in grid[0] for row in grid]

    before = await typical()
    assert ["1", "hai", "CĐ Công ty CP Cà phê Buôn Ma Thuột", "33.000.000.000"] in before
    assert not any("Trần Thị An" in cell for row in before for cell in row)
    async with office.materials.database.transaction() as session:
        yes = Consent(PUBLISH, VERSIONS[PUBLISH])
        await consents.record(session, 1, yes, words=["…"], channel="telegram", now=START)
    assert any(cell.startswith("Trần Thị An, ") for row in await typical() for cell in row)


async def test_a_report_of_one_phase_counts_that_phase_only(office: Office) -> None:
    await office.receives({}, {"phase": "gd2"})
    document = opened(*await office.make(closing.make, "DLK", "gd2"))
    assert grid_of(document, "Giai đoạn")[1:] == [["Giai đoạn 2", "3.500", "1", "1", "0", "0", "0", "0", "0,1%"]]
    assert "Chỉ tiêu giai đoạn 1" not in grid_of(document, "Tên đơn vị")[0]


async def test_a_grassroots_union_signs_for_its_executive_committee(office: Office) -> None:
    document = opened(*await office.make(closing.make, "DLK-01-017"))
    ((_, signs),) = grids(document)[-1]
    assert signs.startswith("TM. BAN CHẤP HÀNH")
    assert not any("Bảng 2. Chỉ tiêu" in one for one in paragraphs(document))
