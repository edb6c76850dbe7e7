"""Sentences in a person's language: the only place that knows any."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal
from babel.support import Translations

from flows.money_words import in_words
from flows.programme import VIETNAM
from flows.screen import N_, Arg, At, Day, Line, Listing, Msg, Rate, ReadOut, Share

_PLACES = tuple(parent / "locales" for parent in Path(__file__).resolve().parents[:2])
DEFAULT = "vi"


class NoCatalogueError(Exception):
    """A language the product must speak has no readable catalogue."""


class Talk:
    """Writes sentences of the catalogue, numbers and days as each language writes them."""

    def __init__(self, catalogues: Mapping[str, NullTranslations]) -> None:
        """Take the catalogues by language; the default language must be among them."""
        if DEFAULT not in catalogues:
            raise NoCatalogueError(f"there is no catalogue for “{DEFAULT}”")
        self._catalogues = catalogues

    @classmethod
    def load(cls, folder: Path | None = None) -> Talk:
        """Read every catalogue below a folder, by default our own; raises NoCatalogueError where one cannot be read."""
        folder = folder or next((place for place in _PLACES if place.is_dir()), _PLACES[-1])
        return cls({path.parent.parent.name: _read(path) for path in sorted(folder.glob("*/LC_MESSAGES/messages.po"))})

    @property
    def languages(self) -> frozenset[str]:
        """Return the languages it speaks."""
        return frozenset(self._catalogues)

    def say(self, line: Line, language: str) -> str:
        """Return a sentence in a language, the default one where it does not speak it; data stays as it is."""
        if isinstance(line, str):
            return line
        if language not in self._catalogues:
            language = DEFAULT
        catalogue = self._catalogues[language]
        if line.plural is not None and line.count is not None:
            pattern = catalogue.ngettext(line.text, line.plural, line.count)
        else:
            pattern = catalogue.gettext(line.text)
        return pattern.format_map({name: self._write(arg, language) for name, arg in line.args.items()})

    def _write(self, arg: Arg, language: str) -> str:
        match arg:
            case Msg() | str():
                return self.say(arg, language)
            case int():
                return format_decimal(arg, locale=language)
            case Listing():
                return arg.glue.join(self.say(item, language) for item in arg.items)
            case Share():
                return _share(arg, language)
            case Rate():
                return _rate(arg, language)
            case ReadOut():
                return f" ({in_words(arg.amount)} đồng)" if language == DEFAULT else ""
            case Day():
                return _day(arg.day)
            case At():
                return self._instant(arg, language)

    def _instant(self, at: At, language: str) -> str:
        local = at.instant.astimezone(VIETNAM)
        if at.style == "closing" and local.time() == time.min:
            return self.say(N_("24:00 on {day}", day=_day(local.date() - timedelta(days=1))), language)
        clock, day = f"{local.hour:02d}:{local.minute:02d}", _day(local.date())
        return (
            f"{day} {clock}" if at.style == "short" else self.say(N_("{time} on {day}", time=clock, day=day), language)
        )


def _day(day: date) -> str:
    """Write a day as offices in Vietnam do, in every language alike."""
    return f"{day.day}/{day.month}/{day.year}"


def _share(share: Share, language: str) -> str:
    """Write a percentage, never rounded up to a target that is not reached; below one with a decimal, never as none."""
    if not share.whole:
        return "0%"
    tenths = 1000 * share.part // share.whole
    if share.part > 0 and tenths < 10:
        return f"{format_decimal(max(tenths, 1) / 10, format='0.0', locale=language)}%"
    percent = (200 * share.part + share.whole) // (2 * share.whole)
    reached = percent if share.part >= share.whole else min(percent, 99)
    return f"{format_decimal(reached, format='#,##0', locale=language)}%"


def _rate(rate: Rate, language: str) -> str:
    """Write how many there are a day: whole numbers from ten on, below that one decimal where it tells something."""
    tenths = (20 * rate.number + rate.days) // (2 * rate.days)
    if rate.number > 0 and tenths < 100:
        return str(format_decimal(max(tenths, 1) / 10, format="0.#", locale=language))
    return str(format_decimal((2 * rate.number + rate.days) // (2 * rate.days), format="#,##0", locale=language))


def _read(path: Path) -> Translations:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        return Translations(compiled)
    except (OSError, ValueError, PoFileError) as error:
        raise NoCatalogueError(f"cannot read the catalogue {path.name}: {error}") from error
