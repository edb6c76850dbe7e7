"""Writes a screen for channels whose messages are words: every choice has a number, a few may be buttons as well."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Capabilities, Post, Say


@dataclass(frozen=True, slots=True)
class Key:
    """A button under a message: its title, and the words that come back when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Words:
    """One message: its text, within what the channel takes, and the buttons under it."""

    text: str
    keys: tuple[Key, ...] = ()


def written(post: Post, can: Capabilities, say: Say) -> tuple[Words, ...]:
    """Return a screen as one message, or as several where its text is too long for one; buttons are under the last."""
    lines = [say(line) for line in (post.screen.title, *post.screen.lines) if line is not None]
    keys = tuple(Key(say(one.label), f"#{post.nonce}:{one.action.token}") for one in post.screen.buttons())
    return (Words("\n".join(lines)[: can.text_length], keys[: can.most_buttons] if can.buttons else ()),)
