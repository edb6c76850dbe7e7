"""A transcript tells in passages what people do where a channel lacks a gesture; the rest is the same everywhere."""

from __future__ import annotations

import pytest

from bot.sandbox.script import Act, Expect, ScriptError, parse
from tests.transcripts.passages import CHANNELS, EVERYWHERE, told_on, told_where
from tests.transcripts.platforms import PLATFORMS
from tests.transcripts.rewrite import rewritten

TOLD = """\
# An changes her mind.
AN: /nop
BOT: 1/15 · Họ và tên
# On Telegram:
AN: (edits: Trần Thị Ân)
BOT: Dùng nội dung vừa sửa?
# On Zalo OA:
AN: 0
BOT: Quay lại

     Họ và tên
# On Zalo Bot:
AN: quay lại
BOT: Họ và tên
# Everywhere:
AN: Trần Thị Ân
BOT: 2/15 · Số điện thoại
"""


def acts(platform: str) -> list[tuple[int, str]]:
    return [(one.line, one.text) for one in parse(told_on(TOLD, platform)) if isinstance(one, Act)]


@pytest.mark.parametrize(
    ("platform", "there"),
    [
        ("Telegram", (5, "(edits: Trần Thị Ân)")),
        ("Zalo OA", (8, "0")),
        ("Zalo OA without buttons", (8, "0")),
        ("Zalo Bot", (13, "quay lại")),
    ],
)
def test_each_platform_has_its_own_passage_and_every_line_its_number(platform: str, there: tuple[int, str]) -> None:
    assert acts(platform) == [(2, "/nop"), there, (16, "Trần Thị Ân")]


def test_what_is_said_in_a_passage_is_whole_blank_lines_included() -> None:
    said = [one for one in parse(told_on(TOLD, "Zalo OA")) if isinstance(one, Expect)]
    assert [(one.line, one.lines) for one in said] == [
        (3, ("1/15 · Họ và tên",)),
        (9, ("Quay lại", "", "Họ và tên")),
        (17, ("2/15 · Số điện thoại",)),
    ]


def test_two_channels_share_a_passage() -> None:
    text = "# On Telegram and Zalo Bot:\nAN: a\n# Everywhere:\nAN: b\n"
    assert [len(parse(told_on(text, one.name))) for one in PLATFORMS] == [2, 1, 1, 2]


def test_without_passages_everything_is_told_everywhere() -> None:
    text = "# The whole loop. Needs nothing:\nAN: /start\nBOT: Chào anh/chị!\n"
    assert told_on(text, "Zalo Bot") == text
    assert {*told_where(text)} == {EVERYWHERE}


def test_headings_name_the_platforms_that_there_are() -> None:
    assert {one.name for one in PLATFORMS} == EVERYWHERE
    assert CHANNELS["Zalo"] == CHANNELS["Zalo OA"] | CHANNELS["Zalo Bot"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "AN: a\nBOT: b\n# On Viber:\nAN: c\n# Everywhere:\n",
            r"line 3: “# On Viber:” is no heading .*“# On Zalo OA:”",
        ),
        ("# On Telegram and Viber:\nAN: c\n# Everywhere:\n", r"line 1: “# On Telegram and Viber:” is no heading"),
        ("# on Zalo:\nAN: c\n# Everywhere:\n", r"line 1: “# on Zalo:” is no heading"),
        ("# On  Zalo :\nAN: c\n# Everywhere:\n", r"line 1: “# On  Zalo :” is no heading"),
        ("AN: a\n# On Zalo:\nAN: c\nBOT: d\n", r"line 2: “# On Zalo:” is not finished"),
        ("# On Zalo:\nAN: c\n# On Telegram:\nAN: c\nBOT: d\n", r"line 3: “# On Telegram:” is not finished"),
        ("AN: a\n# Everywhere:\nAN: c\n", r"line 2: “# Everywhere:” ends no passage"),
        ("# On Zalo:\nAN: c\n# everywhere:\nAN: c\n", r"line 3: “# everywhere:” ends no passage"),
        ("AN: a\n# On Zalo:\n# On Telegram:\nAN: c\n# Everywhere:\n", r"line 2: nothing is told under “# On Zalo:”"),
        ("AN: a\n# On Zalo:\n# Nothing.\n\n# Everywhere:\n", r"line 2: nothing is told under “# On Zalo:”"),
        ("# On Zalo OA:\nAN: c\n# On Zalo:\nAN: d\n# Everywhere:\n", r"line 3: “# On Zalo:” was told just before"),
        ("AN: a\n# On Zalo:\nBOT: b\n# Everywhere:\n", r"line 3: somebody does something first"),
        ("AN: a\nBOT: b\n# On Zalo:\n     [c]\n# Everywhere:\n", r"line 4: somebody does something first"),
        ("# On Zalo:\nAN: a\n# Everywhere:\n# So.\nBOT → BÌNH: b\n", r"line 5: somebody does something first"),
    ],
)
def test_a_passage_that_is_not_as_it_should_be_is_complained_about_by_its_line(text: str, complaint: str) -> None:
    with pytest.raises(ScriptError, match=complaint):
        told_where(text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_rewriting_leaves_the_passages_of_other_channels_as_they_are(database_url: str) -> None:
    here = "# On Telegram:\nAN: /ngonngu\nBOT: as it was\n"
    there = "# On Zalo:\nAN: quay lại\nBOT: as it is there\n\n     [Để sau]\n# Everywhere:\n"
    written = await rewritten(f"AN: /start\nBOT: as it was\n{here}{there}AN: /huy\nBOT: as it was\n", database_url)
    assert there in written
    assert "as it was" not in written
    assert (
        written.index("# On Telegram:\nAN: /ngonngu\nBOT: ") < written.index(there) < written.index("AN: /huy\nBOT: ")
    )
