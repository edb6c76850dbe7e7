"""What Telegram keeps of a text: marks, trimmed ends, found commands and links."""

from __future__ import annotations

import pytest

from bot.sandbox.content import Entity, Formatted
from bot.sandbox.telegram import entities


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("<b>An</b> &lt;3 &amp; &#225;", "An <3 & á", [Entity("bold", 0, 2)]),
        ("&nbsp; &ltx", "&nbsp; &ltx", []),
        ("😀<I>ă</I>", "😀ă", [Entity("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [Entity("bold", 0, 2), Entity("italic", 1, 1)]),
        ('<a href="https://example.com/?a=1&amp;b=2">đây</a>', "đây",
         [Entity("text_link", 0, 3, "https://example.com/?a=1&b=2")]),
        ('<a href="nowhere">đây</a>', "đây", []),
        ("<b>  An </b>", "An", [Entity("bold", 0, 2)]),
        ("<b></b>An", "An", []),
        ('<pre><code class="language-python">x</code></pre>', "x", [Entity("pre", 0, 1, language="python")]),
        ('<code class="language-python">x</code>', "x", [Entity("code", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">x</span><u>y</u><s>z</>', "xyz",
         [Entity("spoiler", 0, 1), Entity("underline", 1, 1), Entity("strikethrough", 2, 1)]),
        ("<code>/nop</code> /nop", "/nop /nop", [Entity("code", 0, 4), Entity("bot_command", 5, 4)]),
    ],
)  # fmt: skip
def test_html_is_read_as_telegram_reads_it(source: str, text: str, found: list[Entity]) -> None:
    assert entities.read(source, "HTML") == Formatted(text, tuple(found))


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        (r"*An* \*3\.", "An *3.", [Entity("bold", 0, 2)]),
        ("_a *b*_", "a b", [Entity("italic", 0, 3), Entity("bold", 2, 1)]),
        ("__a__ ~b~ ||c||", "a b c",
         [Entity("underline", 0, 1), Entity("strikethrough", 2, 1), Entity("spoiler", 4, 1)]),
        (r"`a.*b` [c\]](https://example.com/\))", "a.*b c]",
         [Entity("code", 0, 4), Entity("text_link", 5, 2, "https://example.com/)")]),
        ("```python\nx=1```", "x=1", [Entity("pre", 0, 3, language="python")]),
    ],
)  # fmt: skip
def test_markdown_is_read_as_telegram_reads_it(source: str, text: str, found: list[Entity]) -> None:
    assert entities.read(source, "MarkdownV2") == Formatted(text, tuple(found))


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("/start u-DLK", "/start u-DLK", [Entity("bot_command", 0, 6)]),
        ("/nop@sangkien_bot", "/nop@sangkien_bot", [Entity("bot_command", 0, 17)]),
        ("1/2 kg, a/b", "1/2 kg, a/b", []),
        ("😀 https://example.com/a.", "😀 https://example.com/a.", [Entity("url", 3, 21)]),
        (" a\r\nb\x07c\t\n", "a\nb c", []),
    ],
)
def test_commands_and_links_are_found_and_ends_trimmed(source: str, text: str, found: list[Entity]) -> None:
    assert entities.plain(source) == Formatted(text, tuple(found))


def test_entities_given_apart_count_utf16_units_and_move_with_the_trimmed_text() -> None:
    given = [{"type": "bold", "offset": 3, "length": 2}, {"type": "mention", "offset": 0, "length": 1}]
    assert entities.read(" 😀ăâ", "", given) == Formatted("😀ăâ", (Entity("bold", 2, 2),))


def test_more_than_a_hundred_entities_are_dropped_in_silence() -> None:
    kept = entities.read("<b>a</b> " * 120, "HTML").entities
    assert len(kept) == 100
