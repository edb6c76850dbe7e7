"""What a worker of the bench says, from the first word to the receipt, and when."""

from __future__ import annotations

from datetime import datetime

from flows.programme import VIETNAM
from flows.said import Command, Said, Text

START = datetime(2022, 3, 21, 9, 0, tzinfo=VIETNAM)
DIALOGUE: tuple[Said, ...] = (
    Command("start", "u-DLK-01-017"),
    Text("Nộp sáng kiến"),
    Text("Tôi đồng ý"),
    Text("Trần Thị An"),
    Text("0900 000 001"),
    Text("066199001234"),
    Text("Đúng"),
    Text("Doanh nghiệp"),
    Text("2"),
    Text("1"),
    Text("Cải tiến khâu phân loại hạt"),
    Text("Trước đây công nhân phân loại hạt bằng tay; nay dùng sàng rung tự chế nên nhanh và đều hơn. " * 5),
    Text("02/01/2022"),
    Text("Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty X"),
    Text("120 triệu"),
    Text("Chỉ mình tôi"),
    Text("Tôi cam đoan đúng như vậy"),
    Text("Bỏ qua"),
    Text("Nộp"),
)
