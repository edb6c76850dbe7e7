"""The criteria of every shipped award, as its list prints them."""

from __future__ import annotations

from flows.awards.criteria import criteria
from tests.flows.awards.giving import rules, said, the

NATIONAL, PROVINCE, THANH_HOA = "01-trieu", "01-trieu-laichau", "75-nghin-thanhhoa"


def told(award: str, pack: str) -> list[str]:
    return [said([line]) for line in criteria(the(award, pack), rules(pack).ticks)]


def test_one_way_after_the_other_with_everything_it_asks() -> None:
    many = "Có nhiều sáng kiến xuất sắc tiêu biểu, giá trị làm lợi cao (xét và đánh dấu bằng tay)"
    one = "đạt từ 100% chỉ tiêu trở lên; có sáng kiến làm lợi từ 100.000.000 đồng/năm trở lên"
    assert told("B1", PROVINCE) == [
        "đạt trên 150% chỉ tiêu",
        f"hoặc: {one}; {many}",
        f"hoặc: tổng giá trị làm lợi của các sáng kiến từ 10.000.000.000 đồng trở lên; {many}",
        "hoặc: có tỷ lệ vượt chỉ tiêu cao nhất cụm, khối thi đua",
    ]


def test_what_everybody_must_have_stands_before_the_ways() -> None:
    first, papers, money, humane = told("A6", NATIONAL)
    assert first == "có văn bản công nhận từ ngày 1/9/2021 đến ngày 31/8/2023"
    assert papers.endswith("(xét và đánh dấu bằng tay)")
    assert money == "và một trong các điều kiện sau: có sáng kiến làm lợi từ 1.000.000.000 đồng/năm trở lên"
    assert humane.startswith("hoặc: Giá trị xã hội, nhân văn tiêu biểu nhất")


def test_an_award_without_conditions_says_what_counts() -> None:
    assert told("dot1", THANH_HOA) == ["đã xác nhận và được tính khi chốt số liệu"]
    assert told("A1", NATIONAL)[0] == "đạt trên 100% chỉ tiêu; trong 10 đơn vị dẫn đầu về số lượng sáng kiến"


def test_every_shipped_award_can_be_told() -> None:
    for pack in (NATIONAL, PROVINCE, THANH_HOA, "01-trieu-daklak"):
        assert all(told(award.key, pack) for award in rules(pack).awards)
