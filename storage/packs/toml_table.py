"""Takes typed values out of a TOML table and notes what is missing, misspelt or of another type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from re import Pattern
from typing import TypeVar

from flows.screen import N_, Listing, Msg
from flows.vietnamese import clean_line
from storage.packs.pack import Report
from storage.packs.toml_lines import KeyPath, TomlLines

Value = TypeVar("Value", str, int, bool, datetime, date, list[object], dict[str, object])


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a TOML file; every value taken is checked, and what nobody took is refused at the end."""

    raw: Mapping[str, object]
    path: KeyPath
    lines: TomlLines
    report: Report
    _taken: set[str] = field(default_factory=set)

    def refuse(self, key: str, what: Msg) -> None:
        """Note a problem at the line of a key."""
        self.report.add(self.lines.line((*self.path, key)), what)

    def refuse_text(self, key: str, text: str, what: Msg) -> None:
        """Note a problem at the line of one text in the list under a key."""
        self.report.add(self.lines.line_of_text((*self.path, key), text), what)

    def refuse_untaken(self) -> None:
        """Note every key that means nothing here, with the key it may be a misspelling of."""
        for key in self.raw.keys() - self._taken:
            likely = get_close_matches(key, self._taken, n=1)
            if likely:
                self.refuse(
                    key, N_("There is no setting “{key}” here. Did you mean “{likely}”?", key=key, likely=likely[0])
                )
            else:
                known = Listing(tuple(sorted(self._taken)))
                self.refuse(
                    key, N_("There is no setting “{key}” here. Settings here are: {known}.", key=key, known=known)
                )

    def may_be_left_out(self, *keys: str) -> None:
        """Name settings that may stand here and do not, so that they are offered where one is misspelt."""
        self._taken.update(keys)

    def text(self, key: str, form: Pattern[str] | None = None, otherwise: Msg | None = None) -> str:
        """Return one line of text; empty where it is refused, with `otherwise` where it does not have the form."""
        value = self._take(key, str, f'{key} = "…"')
        if value is None:
            return ""
        text = clean_line(value)
        if not text:
            self.refuse(key, N_("“{key}” is empty. Write its text between the quotation marks.", key=key))
        elif form and otherwise and not form.fullmatch(text):
            self.refuse(key, otherwise)
            return ""
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts without the empty and the repeated ones, which are refused."""
        example = f'{key} = ["…", "…"]'
        texts: list[str] = []
        for value in self._take(key, list, example) or ():
            if not isinstance(value, str) or not clean_line(value):
                self.refuse(key, _unreadable(key, example))
            elif clean_line(value) in texts:
                self.refuse_text(key, value, N_("“{text}” stands twice in “{key}”. Take one out.", text=value, key=key))
            else:
                texts.append(clean_line(value))
        return tuple(texts)

    def whole(self, key: str, least: int, otherwise: int | None = None) -> int:
        """Return a whole number that is not below the least; `otherwise` where the key may be left out and is."""
        if otherwise is not None and key not in self.raw:
            self._taken.add(key)
            return otherwise
        value = self._take(key, int, f"{key} = {max(least, 3)}")
        if value is not None and value < least:
            self.refuse(key, N_("“{key}” must be {least} or more.", key=key, least=least))
        return least if value is None else value

    def flag(self, key: str) -> bool:
        """Return yes or no."""
        return bool(self._take(key, bool, f"{key} = true"))

    def day(self, key: str, *, required: bool = True) -> date | None:
        """Return a calendar day."""
        return self._take(key, date, f"{key} = 2022-05-31", required=required)

    def instant(self, key: str, *, required: bool = True) -> datetime | None:
        """Return an instant, which must name its time zone."""
        example = f"{key} = 2022-01-08T07:00:00+07:00"
        value = self._take(key, datetime, example, required=required)
        if value is None or value.utcoffset() is not None:
            return value
        self.refuse(key, N_("“{key}” has no time zone. Write it like this: {example}", key=key, example=example))
        return None

    def table(self, key: str) -> Table:
        """Return a table that may be left out, then empty."""
        self._taken.add(key)
        value = self._take(key, dict, f"[{key}]") if key in self.raw else None
        return Table(value or {}, (*self.path, key), self.lines, self.report)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the tables of a list."""
        example = "[[" + ".".join(map(str, (*self.path, key))) + "]]"
        values = self._take(key, list, example) or []
        if not all(isinstance(value, dict) for value in values):
            self.refuse(key, _unreadable(key, example))
        return tuple(
            Table(value, (*self.path, key, place), self.lines, self.report)
            for place, value in enumerate(values)
            if isinstance(value, dict)
        )

    def _take(self, key: str, kind: type[Value], example: str, *, required: bool = True) -> Value | None:
        self._taken.add(key)
        if key not in self.raw and not required:
            return None
        if key not in self.raw:
            self.refuse(key, N_("“{key}” is missing. Add a line like this: {example}", key=key, example=example))
            return None
        value = self.raw[key]
        if isinstance(value, kind) and type(value) is kind:  # True is an int and an instant is a day to isinstance
            return value
        self.refuse(key, _unreadable(key, example))
        return None


def _unreadable(key: str, example: str) -> Msg:
    return N_("“{key}” cannot be understood as it is written. Write it like this: {example}", key=key, example=example)
