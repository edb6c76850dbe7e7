"""Writes a screen for channels whose messages are words: every choice has a number, a few may be buttons as well.

A question for a phone number is also written as the form a platform may have for it, where everything fits into one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from bot.channels.channel import Capabilities, Post, Say
from bot.choices import BACK, Choice, choices
from flows.screen import N_, Line, Screen
from flows.vietnamese import fold

_TITLE_LENGTH = 100
_ITEM = re.compile(r"(?P<number>[1-9]\d?)\. (?P<text>.+)")
_MOST_OF = 0.7
_NAVIGATION = frozenset({"back", "later", "keep"})


@dataclass(frozen=True, slots=True)
class Key:
    """A button under a message: its title, and the words that come back when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the platform that asks for a phone number: its heading and all its words."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """One message: its text, within what the channel takes, and the buttons under it; a `form` says the same."""

    text: str
    keys: tuple[Key, ...] = ()
    form: Form | None = None


def written(post: Post, can: Capabilities, say: Say) -> tuple[Words, ...]:
    """Return a screen as one message, or as several where its text is too long for one; buttons are under the last."""
    chosen = choices(post.screen, say)
    said = _said(post.screen, say)
    blocks = ["\n".join(said)] if said else []
    listed = (*_listed(chosen, said, post.letter, say), *_hint(chosen, post, say))
    if listed:
        blocks.append("\n".join(listed))
    texts = [normalize("NFC", one) for one in parted("\n\n".join(blocks) or "…", can.text_length)]
    keys = tuple(_key(one, post) for one in _kept(chosen, can))
    return (*(Words(text) for text in texts[:-1]), Words(texts[-1], keys, _form(post, can, listed, say)))


def parted(text: str, room: int) -> Iterator[str]:
    """Yield a text in pieces that fit, each ended at an empty line, else at a line, else at a word, else anywhere."""
    while len(text) > room:
        cuts = (text.rfind("\n\n", 1, room), text.rfind("\n", 1, room), text.rfind(" ", 1, room))
        at = next((cut for cut in cuts if cut > room // 2), room)
        yield text[:at].rstrip()
        text = text[at:].strip("\n ")
    yield text


def _said(screen: Screen, say: Say) -> list[str]:
    before: tuple[Line, ...] = (screen.problem, "") if screen.problem else ()
    title: tuple[Line, ...] = (screen.title,) if screen.title else ()
    return [say(line) for line in (*before, *title, *screen.lines)]


def _form(post: Post, can: Capabilities, listed: Sequence[str], say: Say) -> Form | None:
    """Return a question for a phone number as a form, None for any other and where its words do not fit.

    What was wrong with an answer is said in a message of its own kind, where it stands first.
    """
    screen, room = post.screen, can.asks_contact
    if not (room and screen.title) or screen.problem or not any(one.shares_contact for one in screen.buttons()):
        return None
    asked = "\n".join((*map(say, screen.lines), say(N_("Or press this card to share your number."))))
    words = "\n\n".join((asked, "\n".join(listed))) if listed else asked
    form = Form(normalize("NFC", say(screen.title)), normalize("NFC", words))
    return form if _units(form.title) <= room.title and _units(form.words) <= room.words else None


def _units(text: str) -> int:
    """Return the length of a text the longest way it may be counted."""
    return len(text.encode("utf-16-le")) // 2


def _listed(chosen: Sequence[Choice], said: Sequence[str], letter: str, say: Say) -> Iterator[str]:
    """Yield a line for each choice that the text has not listed already; those that differ by number share one."""
    spelt = {found["number"]: fold(found["text"]) for line in said if (found := _ITEM.match(line))}
    stems = {one.stem for one in chosen if one.stem}
    for stem in sorted(stems):
        marks = [int(one.mark) for one in chosen if one.stem == stem]
        yield say(N_("{what}: the number, {marks}", what=stem, marks=_span(marks, letter)))
    for one in chosen:
        if one.stem or (one.label.startswith(f"{one.mark}. ") and _says(spelt.get(one.mark, ""), one.label)):
            continue
        yield f"{letter}{one.mark}. {one.label.removeprefix(f'{one.mark}. ')}"


def _says(item: str, label: str) -> bool:
    """Tell whether an item of the text says what a label says, perhaps in longer words."""
    words = fold(label).split()[1:]
    return bool(item) and sum(word in item.split() for word in words) >= _MOST_OF * len(words)


def _span(marks: list[int], letter: str) -> str:
    """Return numbers as people write them: from the first to the last, or one by one where some are left out."""
    if marks == [*range(marks[0], marks[-1] + 1)] and len(marks) > 2:
        return f"{letter}{marks[0]}–{letter}{marks[-1]}"
    return ", ".join(f"{letter}{mark}" for mark in marks)


def _hint(chosen: Sequence[Choice], post: Post, say: Say) -> tuple[str, ...]:
    """Say how to choose, unless there is nothing to choose but where to go from here."""
    if all(one.button.action.verb in _NAVIGATION for one in chosen):
        return ()
    if post.letter:
        return (say(N_("To answer this message, type for example {mark}.", mark=f"{post.letter}{chosen[0].mark}")),)
    if any(not one.mark.isdigit() for one in chosen):
        return (say(N_("Type the number or letter in front.")),)
    return (say(N_("Type the number in front.")),)


def _kept(chosen: Sequence[Choice], can: Capabilities) -> Sequence[Choice]:
    """Return those that become buttons: the first, and the way back where it would be left out."""
    if not can.buttons:
        return ()
    chosen = [one for one in chosen if not one.stem]
    most = can.most_buttons or len(chosen)
    kept = chosen[:most]
    back = [one for one in chosen[most:] if one.mark == BACK]
    return (*kept[: most - 1], *back) if back else kept


def _key(one: Choice, post: Post) -> Key:
    title = normalize("NFC", one.label)[:_TITLE_LENGTH] or "…"
    return Key(title, f"#{post.nonce}:{one.button.action.token}")
