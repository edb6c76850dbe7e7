"""Questions with a few fixed answers, which the programme's pack lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flows.draft import Value
from flows.fields.field import Answered, Asking, Field, Outcome, Picked, Refused, option
from flows.programme import Choice
from flows.said import Said, Text
from flows.screen import N_, Line, Msg, Screen, column
from flows.vietnamese import fold


@dataclass(frozen=True)
class ChoiceField(Field):
    """One of the pack's choices for this question, by button, number or typed words."""

    hint: Msg = N_("Choose one:")
    typed: ClassVar[bool] = False

    def ask(self, asking: Asking) -> Screen:
        """List the full wordings where a button has no room for them."""
        choices = self._choices(asking)
        wordy = any(choice.short != choice.label for choice in choices)
        listed = tuple(f"{number}. {choice.label}" for number, choice in enumerate(choices, 1)) if wordy else ()
        labels = [f"{number}. {choice.short}" if wordy else choice.short for number, choice in enumerate(choices, 1)]
        buttons = (option(label, "pick", choice.key) for label, choice in zip(labels, choices, strict=True))
        return Screen((self.hint, *listed), column(*buttons))

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept a press, the number of a choice, or words that mean exactly one of them."""
        found = None
        if isinstance(said, Picked):
            found = asking.programme.choice(self.key, said.value)
        elif isinstance(said, Text):
            found = self._meant(said.text, asking)
        if found is None:
            return Refused(N_("Press one of the buttons, or type the words on it."))
        return Answered(found.key, choice=found.short if isinstance(said, Picked) else None)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the full wording of the choice."""
        found = asking.programme.choice(self.key, str(value))
        return found.label if found else str(value)

    def brief(self, value: Value, asking: Asking) -> Line:
        """Return the short wording of the choice."""
        found = asking.programme.choice(self.key, str(value))
        return found.short if found else str(value)

    def stands(self, value: Value, asking: Asking) -> bool:
        """Tell whether the programme still has the choice."""
        return asking.programme.choice(self.key, str(value)) is not None

    def _choices(self, asking: Asking) -> tuple[Choice, ...]:
        return asking.programme.choices.get(self.key, ())

    def _meant(self, text: str, asking: Asking) -> Choice | None:
        choices, wanted = self._choices(asking), fold(text)
        if wanted.isdigit() and 1 <= int(wanted) <= len(choices):
            return choices[int(wanted) - 1]
        if wanted.isdigit():
            return None
        named = [one for one in choices if wanted in (fold(one.label), fold(one.short))]
        meant = named or [one for one in choices if _speaks_of(wanted, one)]
        return meant[0] if len(meant) == 1 else None


def _speaks_of(wanted: str, choice: Choice) -> bool:
    """Tell whether typed words, long enough to mean something, stand whole in a choice's wording."""
    return len(wanted) > 3 and any(f" {wanted} " in f" {fold(wording)} " for wording in (choice.label, choice.short))
