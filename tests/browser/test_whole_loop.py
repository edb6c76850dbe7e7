"""The whole product through the page: a worker submits on Zalo, an officer verifies on Telegram, staff see it count."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.demo import SandboxedBot
from bot.sandbox.samples import docx, picture
from tests.browser.conftest import LAPTOP, Opens
from tests.browser.phones import Phone, Upload

pytestmark = pytest.mark.asyncio(loop_scope="package")

IDENTITY = "066199001234"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RECOGNITION = "Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty X"
DESCRIPTION = "Trước đây phân loại hạt bằng tay, mỗi ca 200 kg. Nay dùng sàng rung tự chế, mỗi ca 900 kg, hạt đều hơn."


async def test_an_submits_on_zalo_binh_verifies_on_telegram_and_dung_sees_the_figures_of_province_and_town(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    phones = await opens(sandboxed.address, **LAPTOP)
    an, binh, dung = phones.an, phones.binh, phones.dung

    await binh.follow_link(f"i-{await sandboxed.invite('verifier', 'DLK-01-017', 'Lê Văn Bình')}")
    await binh.hears("Từ giờ anh/chị là cán bộ xác nhận của Công đoàn Công ty CP Cà phê Buôn Ma Thuột.")
    await dung.follow_link(f"i-{await sandboxed.invite('staff', 'DLK', 'Hồ Thị Dung')}")
    await dung.hears("Từ giờ anh/chị là cán bộ tổng hợp của Liên đoàn Lao động tỉnh Đắk Lắk.")

    await an.follow_link("u-DLK-01-017")
    await an.hears("Chào anh/chị!", "còn 71 ngày")
    await an.press("Nộp sáng kiến")
    await an.hears("Trước khi bắt đầu")
    await an.write("1")
    await _answer_who(an)
    await _answer_what(an)
    await _attach(an)

    await an.press("Xong")
    await an.hears("Kiểm tra lại", "••••1234", "0900 000 001", "IMG_1.jpg, QD-15.docx")
    await an.press("Nộp")
    await an.hears("Đã nhận sáng kiến “Cải tiến khâu phân loại hạt”.", "SK-22-")

    card = binh.message("Sáng kiến mới cần xác nhận")
    await expect(card).to_contain_text("Trần Thị An")
    await expect(card.get_by_role("button", name="QD-15.docx")).to_be_visible()
    await card.get_by_role("button", name="Xác nhận").click()
    await expect(binh.message("Đã xác nhận SK-22-")).to_contain_text("đạt 1/190 (0,5%)")
    await expect(card.get_by_role("button")).to_have_count(0)
    await expect(binh.message("Đã xác nhận SK-22-").get_by_role("button", name="Hoàn tác")).to_be_visible()
    await expect(an.message("đã được xác nhận và được tính cho đơn vị")).to_have_count(0)
    await phones.clock.click()
    await phones.page.get_by_role("button", name="+10 phút").click()
    await expect(an.message("đã được xác nhận và được tính cho đơn vị")).to_be_visible()
    await an.hears("có được nêu tên anh/chị không?")

    await dung.write("/chitieu")
    await dung.hears("LĐLĐ tỉnh Đắk Lắk", "Đã xác nhận 1/1.500")
    await dung.write("/chitieu buon ma thuot")
    await dung.hears("LĐLĐ TP Buôn Ma Thuột", "Đã xác nhận 1/190")

    await expect(phones.page.get_by_text(IDENTITY)).to_have_count(1)
    await expect(an.whole.get_by_role("article", name="Trần Thị An").filter(has_text=IDENTITY)).to_have_count(1)


async def _answer_who(an: Phone) -> None:
    await an.hears("1/15 · Họ và tên")
    await an.write("Trần Thị An")
    await an.hears("2/15 · Số điện thoại")
    await an.write("0900 000 001")
    await an.hears("3/15 · Số CCCD hoặc CMND")
    await an.write(IDENTITY)
    await an.hears("Đã nhận số ••••1234.", "4/15 · Nơi công tác")
    await an.hears("Ở đây bot không xoá được tin nhắn chứa đủ số")
    await an.press("Đúng")


async def _answer_what(an: Phone) -> None:
    await an.hears("5/15 · Khối")
    await an.write("doanh nghiep")
    await an.hears("6/15 · Đối tượng")
    await an.press("2. Công nhân lao động trong doanh nghiệp")
    await an.hears("7/15 · Loại giải pháp")
    await an.write("1")
    await an.hears("8/15 · Tên sáng kiến")
    await an.write("Cải tiến khâu phân loại hạt")
    await an.hears("9/15 · Mô tả sáng kiến")
    await an.paste(DESCRIPTION)
    await an.hears(f"Đã nhận {len(DESCRIPTION)}/2.000 ký tự.", "10/15 · Ngày áp dụng")
    await an.write("02/01/2022")
    await an.hears("Ngày áp dụng: 2/1/2022", "11/15 · Văn bản công nhận")
    await an.paste(RECOGNITION)
    await an.hears("số 15/QĐ-CT, ngày 20/2/2022, Giám đốc Công ty X", "12/15 · Giá trị làm lợi")
    await an.write("120tr")
    await an.hears("120.000.000 đồng/năm (một trăm hai mươi triệu đồng)", "13/15 · Đồng tác giả")
    await an.press("Chỉ mình tôi")
    await an.hears("14/15 · Cam đoan")
    await an.press("Tôi cam đoan đúng như vậy")
    await an.hears("15/15 · Tệp đính kèm")


async def _attach(an: Phone) -> None:
    await an.attach(Upload(name="sang-rung.png", mimeType="image/png", buffer=picture()))
    await an.hears("Đã nhận 1 tệp: IMG_1.jpg.")
    photo = an.whole.get_by_role("button", name="Xem ảnh").get_by_role("img")
    await expect(photo).to_have_js_property("naturalWidth", 160)
    await an.attach(Upload(name="QD-15.docx", mimeType=WORD, buffer=docx("QD-15.docx")), as_document=True)
    await an.hears("Đã nhận 2 tệp: IMG_1.jpg, QD-15.docx.")
    await expect(an.whole.get_by_role("link", name="QD-15.docx")).to_be_visible()
