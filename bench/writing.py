"""Invented initiatives as workers write them, and what becomes of a text that is handed in a second time."""

from __future__ import annotations

from random import Random

from flows.vietnamese import fold


def _listed(words: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in words.split("|"))


_THINGS = _listed(
    """
    máy đột dập | máy ép nhựa | băng tải | xe nâng tay | lò sấy | máy may hai kim | khuôn đúc |
    máy nén khí | nồi hơi | dây chuyền đóng gói | tủ điện | máy bơm nước | giàn phơi | máy cạo mủ |
    kho lạnh | bàn cắt vải | máy hàn | máy tiện | hồ lắng | xe gom rác | phòng xét nghiệm | sổ khám bệnh
    | giáo án | thư viện số | sân chơi mầm non | hồ sơ một cửa | bảng chấm công | phiếu xuất kho |
    tủ thuốc | bếp ăn ca | máy xay cà phê | sàng rung | bồn ủ men | máy dán nhãn | cân điện tử | cửa lò
    | quạt thông gió | đường ống dẫn | máy phát điện | đèn chiếu sáng
    """
)
_DOINGS = _listed(
    """
    thay khuôn | cấp phôi | phân loại hạt | vệ sinh màng lọc | kiểm tra mối hàn | ghi chỉ số |
    đối chiếu số liệu | bôi trơn ổ trục | xếp hàng lên kệ | cân nguyên liệu | trộn phụ gia | đo nhiệt độ
    | phơi nông sản | soạn bài giảng | tiếp nhận hồ sơ | trả kết quả | chấm bài | phát thuốc |
    chuyển bệnh | cắt chỉ thừa | gấp vỏ hộp | hút bụi | xả đáy | thu gom rác | tưới vườn | ươm cây |
    bảo dưỡng định kỳ | lập kế hoạch ca | bàn giao ca | kiểm kê vật tư
    """
)
_WAYS = _listed(
    """
    lắp thêm cảm biến quang | làm bộ gá xoay | viết bảng tính tự động | hàn thêm máng dẫn |
    dán mã màu cho từng vị trí | dùng xe đẩy riêng | chế tay gạt bằng thép vụn | tận dụng động cơ cũ |
    chia lại nhánh công tắc | đổi thứ tự các bước | lập nhóm trao đổi hằng tuần | vẽ lại sơ đồ đường đi
    | dùng màng tái sử dụng | gắn đồng hồ hẹn giờ | in phiếu hai liên | dùng phần mềm mã nguồn mở |
    thay van tay bằng van điện | đặt hộp góp ý ở cửa xưởng | làm khung nhôm tháo rời | trồng cỏ giữ ẩm
    """
)
_TROUBLES = _listed(
    """
    mất nhiều công | hay nhầm lẫn | dễ bị bỏng tay | tốn điện | hao nguyên liệu | phải chờ lâu |
    bụi bay khắp xưởng | lệch kích thước | hàng lỗi phải làm lại | không ai theo dõi được | đau lưng |
    ồn quá mức cho phép | sổ sách chồng chéo | khó tìm dụng cụ | nước tràn ra nền
    """
)
_GAINS = _listed(
    """
    giảm một nửa thời gian | tiết kiệm điện rõ rệt | hết cảnh đi tìm đồ | an toàn hơn cho chị em |
    tăng sản lượng | giảm hàng lỗi | không phải thuê ngoài | học sinh hứng thú hơn |
    bệnh nhân đỡ phải chờ | kho gọn hẳn | nước thải đạt chuẩn | máy chạy ổn định |
    số liệu có ngay trong ngày | đỡ được một lao động | bảo vệ được môi trường
    """
)
_PLACES = _listed(
    """
    tổ một | tổ cơ điện | phân xưởng hai | khoa nội | khối lớp bốn | kho thành phẩm | đội vận hành |
    bộ phận một cửa | nông trường ba | chuyền may tám | tổ bếp | phòng kế hoạch | trạm bơm |
    đội môi trường | tổ văn thư
    """
)
_SENTENCES = (
    "Trước đây {doing} ở {place} làm bằng tay nên {trouble}.",
    "Công đoạn {doing} trên {thing} mỗi lần mất {number} phút, lại {trouble}.",
    "Em cùng {place} {way} cho {thing}.",
    "Nay {way}, việc {doing} chỉ còn {number} phút.",
    "Nhờ vậy {gain}, {gain2}.",
    "Chi phí làm {thing} hết {number} triệu đồng, thu lại vốn sau {number2} tháng.",
    "Đã áp dụng ở {place} từ tháng {month}, {gain}.",
    "Mỗi năm làm lợi khoảng {number} triệu đồng cho đơn vị.",
    "Khi {doing}, {thing} cũ {trouble}, có hôm phải dừng {number} giờ.",
    "Cách làm: {way}, sau đó {way2} rồi {doing} như thường.",
    "{place} và {place2} đã làm theo, {gain}.",
    "Ai cũng làm được sau {number} phút hướng dẫn, không cần thêm {thing}.",
    "Tỷ lệ sai khi {doing} giảm từ {number}% còn {number2}%.",
    "Tôi quay phim việc {doing}, thấy {number} thao tác thừa nên {way}.",
    "Có thể nhân rộng cho {place} và các nơi có {thing}.",
)
_LETTERS = "abcdeghiklmnopqrstuvxy"


def title(chance: Random) -> str:
    """Return what an initiative is called."""
    way = chance.choice(_WAYS)
    return f"{way[0].upper()}{way[1:]} cho {chance.choice(_THINGS)} khi {chance.choice(_DOINGS)}"


def description(chance: Random, sentences: int) -> str:
    """Return a description of so many sentences."""
    return " ".join(sentence(chance) for _ in range(sentences))


def sentence(chance: Random) -> str:
    """Return one sentence out of a description."""
    way, gain, place = (chance.sample(several, 2) for several in (_WAYS, _GAINS, _PLACES))
    said = chance.choice(_SENTENCES).format(
        doing=chance.choice(_DOINGS),
        thing=chance.choice(_THINGS),
        trouble=chance.choice(_TROUBLES),
        way=way[0],
        way2=way[1],
        gain=gain[0],
        gain2=gain[1],
        place=place[0],
        place2=place[1],
        month=chance.randint(1, 12),
        number=chance.randint(2, 480),
        number2=chance.randint(2, 60),
    )
    return said[0].upper() + said[1:]


def mistyped(chance: Random, text: str, share: float) -> str:
    """Return a text in which a share of the words has one letter wrong, missing, doubled or swapped."""
    return " ".join(_mistyped(chance, word) if chance.random() < share else word for word in text.split(" "))


def reworded(chance: Random, text: str, share: float) -> str:
    """Return a text in which a share of the words is another one."""
    others = description(chance, 20).split(" ")
    return " ".join(chance.choice(others) if chance.random() < share else word for word in text.split(" "))


def without_accents(text: str) -> str:
    """Return a text as typed on a phone without Vietnamese letters."""
    return fold(text)


def longer(chance: Random, text: str) -> str:
    """Return a text with one more sentence somewhere."""
    sentences = text.split(". ")
    sentences.insert(chance.randint(0, len(sentences)), sentence(chance).rstrip("."))
    return ". ".join(sentences)


def shorter(chance: Random, text: str) -> str:
    """Return a text with one sentence less."""
    sentences = text.split(". ")
    sentences.pop(chance.randrange(len(sentences)))
    return ". ".join(sentences)


def _mistyped(chance: Random, word: str) -> str:
    at = chance.randrange(len(word)) if word else 0
    match chance.randrange(4):
        case 0:
            return word[:at] + chance.choice(_LETTERS) + word[at + 1 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at : at + 1] + word[at:]
        case _:
            return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
