"""Vietnamese text: what is cleaned, what compares equal, and in which order names stand."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from flows.vietnamese import clean, clean_line, fold, sort_key
from tests.flows.tables import rows

ALIKE = {
    "accents": ("Đà Nẵng", "da nang"),
    "accents apart": (normalize("NFD", "Đà Nẵng"), "da nang"),
    "capitals": ("LIÊN ĐOÀN LAO ĐỘNG", "lien doan lao dong"),
    "the tone on either vowel": ("hoà thuý uỷ", "hoa thuy uy"),
    "the tone on the other vowel": ("hòa thúy ủy", "hoa thuy uy"),
    "the Icelandic eth": ("Ðắk Lắk", "dak lak"),
    "letters of the Êđê": ("Ƀuôn Ê̆đê Ơ̆ng Č", "buon ede ong c"),
    "a typographic apostrophe": ("Cư M’gar", "cu mgar"),
    "a straight apostrophe": ("Cư M'gar", "cu mgar"),
    "an opening quotation mark": ("Cư M‘gar", "cu mgar"),
    "a letter apostrophe": ("Cư Mʼgar", "cu mgar"),
    "a backtick": ("Cư M`gar", "cu mgar"),
    "a prime": ("Cư M′gar", "cu mgar"),
    "signs between words": ("TP. Buôn-Ma_Thuột!", "tp buon ma thuot"),
    "full-width letters": ("ＢＭＴ", "bmt"),
    "signs alone": ("‹ … ›", ""),
}
CLEANED = {
    "accents apart": (normalize("NFD", "Nguyễn"), "Nguyễn"),
    "letters without a code point of their own": ("e\u0302\u0306", "ê̆"),
    "line ends of Windows": ("a\r\nb\rc", "a\nb\nc"),
    "other line ends": ("a\u2028b\u2029c", "a\nb\nc"),
    "spaces of every kind": ("a\u00a0b\u2003c\u3000d", "a b c d"),
    "marks that cannot be seen": ("a\u200bb\ufeffc\u2060d\x00e", "abcde"),
    "marks of direction": ("\u202eabc\u2066", "abc"),
    "blanks around": (" \n\ta\n ", "a"),
    "what joins a family of faces": ("👨\u200d👩", "👨\u200d👩"),
    "a tab inside": ("a\tb", "a\tb"),
}
SORTED = [
    ["ma", "mà", "mả", "mã", "má", "mạ"],
    ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "y"],
    ["Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Đắk Lắk", "Điện Biên", "Hà Nội", "Yên Bái"],
    ["Dung", "Đức", "Em"],
    ["Krông Ana", "Krông Bông", "Krông Búk", "Krông Năng", "Krông Pắc"],
]


@pytest.mark.parametrize(("written", "folded"), rows(ALIKE))
def test_spellings_compare_equal(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(("written", "kept"), rows(CLEANED))
def test_text_is_cleaned_and_nothing_else_is_lost(written: str, kept: str) -> None:
    assert clean(written) == kept
    assert clean(kept) == kept


def test_a_line_has_no_doubled_spaces_and_nothing_that_joins() -> None:
    assert clean_line("  Ðỗ \n Thị\u200d  Hằng ") == "Đỗ Thị Hằng"


@pytest.mark.parametrize("names", SORTED, ids=" ".join)
def test_names_stand_in_the_order_of_a_dictionary(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(backwards, key=sort_key) == names
