"""support.csv, which a pack may have: whom the people of a unit may call."""

from __future__ import annotations

import pytest

from flows.records import Support
from storage.packs import Pack
from tests.packs.conftest import Copy, english

FILE = "support.csv"
HEADER = "unit,name,phone\n"


def test_the_shipped_pack_names_nobody(pack: Pack) -> None:
    """Decision 19: the numbers in the documents are of other years."""
    assert pack.support == ()
    assert not (pack.source / FILE).exists()


def test_persons_are_read_with_their_numbers_as_written(copy: Copy) -> None:
    copy.write(FILE, f'{HEADER}DLK-01,"Lê Văn Bình, phó chủ tịch",0900 000 002\nDLK,Tổng đài,1900 0000\n')
    assert copy.read().support == (
        Support("DLK-01", "Lê Văn Bình, phó chủ tịch", "0900 000 002"),
        Support("DLK", "Tổng đài", "1900 0000"),
    )


@pytest.mark.parametrize("phone", ["0900 000 002", "+84 900 000 002", "(0262) 385-0002", "0262.385.0002", "1022"])
def test_every_usual_spelling_of_a_number_is_taken(phone: str, copy: Copy) -> None:
    copy.write(FILE, f"{HEADER}DLK,Tổng đài,{phone}\n")
    assert copy.read().support[0].phone == phone


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("DLK-99,Bình,0900 000 002", "no unit “DLK-99”"),
        ("DLK,,0900 000 002", "“name” is empty"),
        ("DLK,Bình,", "“phone” is “”"),
        ("DLK,Bình,hỏi tôi", "“phone” is “hỏi tôi”"),
        ("DLK,Bình,09", "“phone” is “09”"),
        ("DLK,Bình", "2 columns instead of 3"),
        ("DLK-01,Chi,0900 000 003", "on line 2 already"),
    ],
)
def test_every_mistake_is_named_with_its_line(row: str, words: str, copy: Copy) -> None:
    copy.write(FILE, f"{HEADER}DLK-01,Bình,0900 000 002\n{row}\n")
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (FILE, 3)
    assert words in english(problem.what)
