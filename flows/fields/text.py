"""Questions answered in words: names, titles, and long descriptions with a counter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import category

from flows.draft import Value
from flows.fields.column import Cell, Column
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, Turned, option
from flows.said import Said, Text
from flows.screen import N_, NN_, Line, Msg, Screen, column
from flows.vietnamese import clean, clean_line

_IN_NAMES = frozenset(" .-'’‘ʼ`´′")
_ONE_PASTE = timedelta(seconds=3)
_PREVIEW = 60
_READ_BACK = 3500


@dataclass(frozen=True)
class LineField(Field):
    """One line of text; `check` returns what is wrong with it, or None."""

    hint: Msg = N_("Write it in one message.")
    longest: int = 200
    check: Callable[[str], Msg | None] = lambda _: None

    def ask(self, asking: Asking) -> Screen:
        """Return the hint with its example."""
        return Screen((self.hint,))

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept one line within the limit that the check has nothing against."""
        if not isinstance(said, Text):
            return Refused(self._wanted())
        text, limit = clean_line(said.text), asking.programme.limits.get(self.key, self.longest)
        if len(text) > limit:
            return Refused(too_long(len(text), limit))
        problem = self.check(text) if text else N_("The message has no letters in it.")
        return Refused(problem) if problem else Answered(text)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the line itself."""
        return str(value)

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return one column, as wide as lines of this length usually are."""
        return (Column(self.named(asking), min(max(self.longest // 4, 18), 50)),)

    def stands(self, value: Value, asking: Asking) -> bool:
        """Tell whether the line would be taken today."""
        return isinstance(self.read(Text(str(value)), asking), Answered)

    def _wanted(self) -> Msg:
        if self.example is None:
            return N_("This question is answered by typing words.")
        return N_("This question is answered by typing words, for example: {example}", example=self.example)


@dataclass(frozen=True)
class TextField(Field):
    """A long text with a counter; a text over the limit is kept so that nobody types it twice."""

    hint: Msg = N_("Write it in one message.")
    shortest: int = 30
    longest: int = 2000

    def ask(self, asking: Asking) -> Screen:
        """Return the hint with the limit of the programme; what is kept from before can be read again."""
        if asking.partial is not None:
            return self._kept_screen(_kept(asking.partial), asking)
        return Screen((N_("At most {limit} characters.", limit=self._limit(asking)), self.hint))

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept a text within the limits; hold one that is too long; join a paste that arrived in pieces."""
        if isinstance(said, Picked) and said.kind == "read" and asking.partial is not None:
            return Turned(Screen((_kept(asking.partial)[:_READ_BACK], "", self._over(asking))), in_place=False)
        if isinstance(said, Picked) and said.kind == "all" and 0 < len(_kept(asking.partial)) <= self._limit(asking):
            return Answered(_kept(asking.partial))
        if not isinstance(said, Text):
            return Refused(N_("This question is answered by typing or pasting text."))
        text = clean(self._joined(said, asking))
        if len(text) < self.shortest:
            return Refused(
                NN_(
                    "That is only {count} character. Say in a few sentences how it was done before and how now.",
                    "That is only {count} characters. Say in a few sentences how it was done before and how now.",
                    len(text),
                )
            )
        limit = self._limit(asking)
        if len(text) <= limit and not said.more_to_come:
            return Answered(text, note=N_("Received {used}/{limit} characters.", used=len(text), limit=limit))
        kept: Value = {"text": text, "cut_at": asking.now.isoformat() if said.more_to_come else ""}
        return Held(kept, self._kept_screen(text, asking), gathers="paste" if said.more_to_come else None)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the beginning of the text and its length."""
        text = str(value)
        if len(text) <= _PREVIEW:
            return text
        beginning = text[:_PREVIEW].rsplit(" ", 1)[0].replace("\n", " ")
        return NN_(
            "{beginning} … ({count} character)", "{beginning} … ({count} characters)", len(text), beginning=beginning
        )

    def detail(self, value: Value, asking: Asking) -> Line:
        """Return the whole text."""
        return str(value)

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return one wide column."""
        return (Column(self.named(asking), 60),)

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return the whole text."""
        return (str(value),)

    def _limit(self, asking: Asking) -> int:
        return asking.programme.limits.get(self.key, self.longest)

    def _over(self, asking: Asking) -> Msg:
        used, limit = len(_kept(asking.partial)), self._limit(asking)
        if used <= limit:
            return N_("Received {used}/{limit} characters.", used=used, limit=limit)
        return too_long(used, limit)

    def _kept_screen(self, text: str, asking: Asking) -> Screen:
        """Say how long a kept text is and what can be done with it."""
        read_again, limit = option(N_("Read my text again"), "read"), self._limit(asking)
        if len(text) > limit:
            way_out = N_("The text is kept: shorten it and send it again, or send the corrected text.")
            return Screen((too_long(len(text), limit), way_out), column(read_again))
        lines = (
            N_("Received {used}/{limit} characters.", used=len(text), limit=limit),
            N_("If more is to come, send it now; if this is all, press the button."),
        )
        return Screen(lines, column(option(N_("That is all"), "all"), read_again))

    def _joined(self, said: Text, asking: Asking) -> str:
        if isinstance(asking.partial, dict) and asking.partial.get("cut_at"):
            cut_at = datetime.fromisoformat(str(asking.partial["cut_at"]))
            if asking.now - cut_at <= _ONE_PASTE:
                return f"{_kept(asking.partial)}\n{said.text}"
        return said.text


def full_name(text: str) -> Msg | None:
    """Say what is wrong with a person's name; names of every people of Vietnam pass (one letter, apostrophes)."""
    if len(text) < 2:
        return N_("That is only one letter. Write the family name, middle name and given name.")
    signs = [char for char in text if category(char)[0] not in "LM" and char not in _IN_NAMES]
    if signs or not _has_letters(text):
        return N_("A name has letters only, no digits or signs. Example: Nguyễn Văn A")
    return None


def title(text: str) -> Msg | None:
    """Say what is wrong with the title of an initiative."""
    if not _has_letters(text):
        return N_("The message has no letters in it.")
    if len(text) < 8:
        return N_("The name is very short. Say what was improved, for example: Improving the bean-sorting stage")
    return None


def sub_unit(text: str) -> Msg | None:
    """Say what is wrong with the name of a part of a unit."""
    if sum(char.isalpha() for char in text) < 2:
        return N_("Write its name in full, for example: Quận Hoàn Kiếm")
    return None


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _kept(partial: Value | None) -> str:
    return str(partial.get("text", "")) if isinstance(partial, dict) else ""


def too_long(length: int, limit: int) -> Msg:
    """Say by how much a text is too long."""
    return NN_(
        "The text has {length} characters, {count} character too many (limit {limit}).",
        "The text has {length} characters, {count} characters too many (limit {limit}).",
        length - limit,
        length=length,
        limit=limit,
    )
