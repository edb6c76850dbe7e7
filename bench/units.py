"""Invented units in any number: a confederation, real provinces, districts and sectors, and grassroots unions."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from flows.units import Unit


def _several(names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in names.split(","))


_PROVINCES = _several(
    """
    Hà Nội, Hà Giang, Cao Bằng, Bắc Kạn, Tuyên Quang, Lào Cai, Điện Biên, Lai Châu, Sơn La, Yên Bái, Hoà Bình,
    Thái Nguyên, Lạng Sơn, Quảng Ninh, Bắc Giang, Phú Thọ, Vĩnh Phúc, Bắc Ninh, Hải Dương, Hải Phòng, Hưng
    Yên, Thái Bình, Hà Nam, Nam Định, Ninh Bình, Thanh Hoá, Nghệ An, Hà Tĩnh, Quảng Bình, Quảng Trị, Thừa
    Thiên Huế, Đà Nẵng, Quảng Nam, Quảng Ngãi, Bình Định, Phú Yên, Khánh Hoà, Ninh Thuận, Bình Thuận, Kon Tum,
    Gia Lai, Đắk Lắk, Đắk Nông, Lâm Đồng, Bình Phước, Tây Ninh, Bình Dương, Đồng Nai, Bà Rịa – Vũng Tàu, Hồ
    Chí Minh, Long An, Tiền Giang, Bến Tre, Trà Vinh, Vĩnh Long, Đồng Tháp, An Giang, Kiên Giang, Cần Thơ, Hậu
    Giang, Sóc Trăng, Bạc Liêu, Cà Mau
    """
)
_DISTRICTS = _several(
    """
    Châu Thành, Phú Lộc, Ea H’leo, Cư M’gar, Krông Ana, Krông Bông, M’Drắk, Buôn Đôn, Chợ Mới, Vĩnh Thạnh, Tam
    Nông, Hoài Đức, Đông Anh, Thạch Thất, Yên Định, Quỳnh Lưu, Diễn Châu, Núi Thành, Đại Lộc, Sơn Tịnh, Tuy
    An, Ninh Sơn, Đơn Dương, Di Linh, Chư Sê, Ia Grai, Đắk Mil, Lộc Ninh, Dầu Tiếng, Long Thành, Xuân Lộc, Cái
    Bè, Mỏ Cày, Càng Long, Tam Bình, Lấp Vò, Thoại Sơn, Hòn Đất, Phong Điền, Long Mỹ, Kế Sách, Giá Rai, Đầm
    Dơi, Mường La, Bắc Hà, Sa Pa, Văn Chấn, Lạc Sơn, Phú Bình, Hữu Lũng
    """
)
_SECTORS = ("Giáo dục", "Y tế", "Công thương", "Giao thông Vận tải", "Xây dựng", "Các khu công nghiệp")
_KINDS = (
    ("Trường Mầm non", "Trường MN"),
    ("Trường Tiểu học", "Trường TH"),
    ("Trường Trung học cơ sở", "Trường THCS"),
    ("Trường Trung học phổ thông", "Trường THPT"),
    ("Công ty Cổ phần", "Công ty CP"),
    ("Công ty TNHH", "Công ty TNHH"),
    ("Công ty TNHH Một thành viên", "Công ty TNHH MTV"),
    ("Hợp tác xã", "HTX"),
    ("Ủy ban nhân dân xã", "UBND xã"),
    ("Trạm Y tế xã", "Trạm Y tế xã"),
    ("Bệnh viện Đa khoa", "BV Đa khoa"),
    ("Ngân hàng", "Ngân hàng"),
)
_TRADES = _several(
    """
    May, Dệt may, Cà phê, Cao su, Chế biến thuỷ sản, Cơ khí, Điện tử, Xây dựng, Vận tải, Giày da, Chế biến gỗ,
    Bao bì, Thép, Xi măng, Dược, In, Sữa, Thương mại, Du lịch, Cấp nước, Môi trường đô thị, Phân bón, Nhựa,
    Gạch
    """
)
_FIRST = _several(
    """
    Hoa, Bình, An, Phú, Minh, Thanh, Hồng, Kim, Ngọc, Sơn, Thuỷ, Đông, Tây, Nam, Bắc, Tân, Long, Phước, Hưng,
    Thịnh, Quang, Hải, Hà, Vân, Lan, Mai, Trúc, Sao, Ánh, Xuân, Thu, Hạ, Đại, Trường, Vĩnh, Hoàng, Bảo, Gia,
    Khánh, Thiên, Việt, Tiến, Đức, Nghĩa, Lộc, Cửu, Ea, Krông, Buôn, Chư
    """
)
_SECOND = _several(
    """
    Sen, Minh, Dương, Lợi, Phát, Thành, Thịnh, Hưng, Hà, Sơn, Lâm, Giang, Hải, Phong, Khê, Điền, Trung, Hoà,
    Thắng, Lộc, Tâm, Đức, Nhân, Trí, Tín, Nghĩa, Mai, Lan, Cúc, Hồng, Ngọc, Châu, Kiều, Vinh, Quý, Anh, Tú,
    Khôi, Nguyên, Bình, Xuân, Thu, Đông, Hạ, Nam, Bắc, Kar, Súp, Hồ, Đôn, Pắc, Ana
    """
)


def invented(count: int, seed: int = 1) -> Iterator[Unit]:
    """Yield so many units, the same ones for the same seed: first TLD, then every unit after the one above it."""
    chance = Random(seed)
    upper = list(_upper())
    yield from upper[:count]
    above = [unit for unit in upper if unit.kind == "upper"]
    for number in range(count - len(upper)):
        parent = chance.choice(above)
        yield _grassroots(f"{parent.code}-{number:06d}", parent.code, chance)


def _upper() -> Iterator[Unit]:
    yield Unit("TLD", "Tổng Liên đoàn Lao động Việt Nam", "Tổng LĐLĐ Việt Nam", None, "confederation")
    for place, province in enumerate(_PROVINCES):
        code = f"T{place + 1:02d}"
        name = f"Liên đoàn Lao động tỉnh {province}"
        yield Unit(code, name, f"LĐLĐ tỉnh {province}", "TLD", "federation", (province,), place + 1)
        for number in range(10):
            district = _DISTRICTS[(place * 7 + number) % len(_DISTRICTS)]
            name = f"Liên đoàn Lao động huyện {district}"
            yield Unit(f"{code}-{number + 1:02d}", name, f"LĐLĐ huyện {district}", code, "upper", (), number + 1)
        for number, sector in enumerate(_SECTORS, 11):
            name = f"Công đoàn ngành {sector} tỉnh {province}"
            yield Unit(f"{code}-{number:02d}", name, f"CĐ ngành {sector}", code, "upper", (), number)


def _grassroots(code: str, parent: str, chance: Random) -> Unit:
    long, short = chance.choice(_KINDS)
    named = f"{chance.choice(_FIRST)} {chance.choice(_SECOND)}"
    if chance.random() < 0.3:
        named = f"{named} {chance.choice(_SECOND)}"
    if "Công ty" in long:
        named = f"{chance.choice(_TRADES)} {named}"
    if chance.random() < 0.1:
        named = f"{named} {chance.randint(1, 30)}"
    return Unit(code, f"Công đoàn {long} {named}", f"CĐ {short} {named}", parent, "grassroots")
