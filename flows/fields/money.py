"""The benefit: đồng a year, read from what people type and said back in figures and words; or a benefit in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flows.draft import Value
from flows.fields.column import Cell, Column
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, option
from flows.fields.text import too_long
from flows.said import Said, Text
from flows.screen import N_, Line, Msg, ReadOut, Screen, column
from flows.vietnamese import clean, fold
from flows.written_money import read_money

LARGE = 10 * 10**9
_SHORTEST, _LONGEST = 10, 300
_NOT_IN_MONEY = ("khong tinh duoc", "khong quy ra tien")
_EXAMPLE = N_("Type an amount, for example: 120 million. If it cannot be counted in money, press the button.")


@dataclass(frozen=True)
class MoneyField(Field):
    """What the initiative brings in a year: whole đồng, or words where money does not tell it (R-REC-3)."""

    counted: ClassVar[bool] = True

    def ask(self, asking: Asking) -> Screen:
        """Ask for an amount, or go on with what was begun: amounts to choose from, or a benefit in words."""
        amounts = _amounts(asking)
        if amounts:
            return _ask_back(amounts)
        return _in_words(str(asking.pieces["words"])) if "words" in asking.pieces else _question()

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept one clear amount; ask back about an unclear one, and about any above 10 tỷ (demand 74)."""
        if isinstance(said, Picked):
            return self._picked(said, asking)
        if not isinstance(said, Text):
            return Refused(_EXAMPLE)
        text = clean(said.text)
        if fold(text).startswith(_NOT_IN_MONEY):
            return Held({"words": ""}, _in_words(""))
        money = read_money(text) if len(text) <= _LONGEST else None
        if money and money.problem:
            return Held({}, _question(money.problem)) if asking.pieces else Refused(money.problem)
        if money and money.amounts:
            clear = money.sure and money.amounts[0] <= LARGE
            return self._answered(money.amounts[0]) if clear else _held(money.amounts)
        return _words(text, begun="words" in asking.pieces)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the amount in figures and words, or the benefit in words."""
        return yearly(value) if isinstance(value, int) else str(value)

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return the amount, which can be added up, beside what cannot be counted in money."""
        amount = N_("{question} (dong a year)", question=self.name)
        return (Column(amount, 20, "money"), Column(N_("{question} in words", question=self.name), 40))

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return the amount, or the benefit in words."""
        return (value, None) if isinstance(value, int) else (None, str(value))

    def _picked(self, picked: Picked, asking: Asking) -> Outcome:
        amounts, words = _amounts(asking), str(asking.pieces.get("words", ""))
        match picked.kind:
            case "words":
                return Held({"words": ""}, _in_words(""))
            case "keep" if len(words) >= _SHORTEST:
                return Answered(words, choice=N_("In words"))
            case "money":
                return Held({}, _question())
            case "take" if picked.value in map(str, amounts):
                chosen = int(picked.value)
                return _held((chosen,)) if len(amounts) > 1 and chosen > LARGE else self._answered(chosen)
        return Refused(_EXAMPLE)

    def _answered(self, amount: int) -> Answered:
        return Answered(amount, choice=figures(amount), note=self.echo(yearly(amount)))


def yearly(amount: int) -> Msg:
    """Return an amount in figures and, in Vietnamese, in words behind them."""
    return N_("{amount} dong a year{words}", amount=amount, words=ReadOut(amount))


def _question(problem: Msg | None = None) -> Screen:
    lines = (N_("How much does it bring in a year? Type it as you say it, for example: 120 million, or 1.2 billion"),)
    return Screen(lines, column(option(N_("Cannot be counted in money"), "words")), problem=problem)


def figures(amount: int) -> Msg:
    """Return an amount in figures, as it stands on a button."""
    return N_("{amount} dong", amount=amount)


def _held(amounts: tuple[int, ...]) -> Held:
    return Held({"amounts": amounts}, _ask_back(amounts))


def _ask_back(amounts: tuple[int, ...]) -> Screen:
    if len(amounts) > 1:
        buttons = tuple(option(figures(amount), "take", str(amount)) for amount in amounts)
        return Screen((N_("Which do you mean, for a year?"),), column(*buttons))
    question = N_("{amount}: is that right? If not, type it again.", amount=yearly(amounts[0]))
    large = (N_("That is a very large amount: look at the noughts once more."),) if amounts[0] > LARGE else ()
    return Screen((question, *large), column(option(N_("Yes"), "take", str(amounts[0]))))


def _amounts(asking: Asking) -> tuple[int, ...]:
    kept = asking.pieces.get("amounts", ())
    return tuple(amount for amount in kept if isinstance(amount, int)) if isinstance(kept, tuple) else ()


def _in_words(kept: str) -> Screen:
    """Ask for the benefit in words; or whether words that were typed instead of an amount are meant as that."""
    back = option(N_("It can be counted in money"), "money")
    if kept:
        lines: tuple[Line, ...] = (N_("There is no amount in this. Is this the benefit, in words?"), f"“{kept}”")
        return Screen(lines, column(option(N_("Yes, in words"), "keep"), back))
    hint = N_("Say whom it helps and how. Example: workers no longer get a sore back, nobody's hand was caught since.")
    return Screen((hint,), column(back))


def _words(text: str, *, begun: bool) -> Outcome:
    """Take words as the benefit once they are asked for; before that, offer to."""
    letters = sum(char.isalpha() for char in text)
    if letters < _SHORTEST:
        return Refused(N_("Say in a few words whom it helps and how.") if begun else _EXAMPLE)
    if len(text) > _LONGEST:
        return Refused(too_long(len(text), _LONGEST))
    return Answered(text) if begun else Held({"words": text}, _in_words(text))
