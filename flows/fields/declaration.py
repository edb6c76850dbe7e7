"""The declaration that nothing excludes the initiative (R-EXC-2 to R-EXC-4): given by one tap."""

from __future__ import annotations

from dataclasses import dataclass

from flows.draft import Value
from flows.fields.field import Answered, Asking, Field, Outcome, Picked, Refused, Turned, option
from flows.said import Said, Text
from flows.screen import N_, Line, Screen, column
from flows.vietnamese import fold

GIVEN = "given"
_YES = frozenset({"1", "dong y", "dung", "cam doan", "toi cam doan", "yes", "i declare"})
_NO = frozenset({"2", "khong dung", "chua dung", "khong", "no"})
_AGREE = option(N_("I declare that this is so"), GIVEN)
_PRESS = N_("Press one of the buttons, or type its number: 1 or 2.")


@dataclass(frozen=True)
class DeclarationField(Field):
    """A yes that is kept; whoever cannot give it learns what the programme does not take, and keeps the draft."""

    def ask(self, asking: Asking) -> Screen:
        """Say what is declared."""
        return Screen(
            (
                N_("I declare that the initiative"),
                N_("– is recognised in writing by an initiative council or the head of the unit,"),
                N_("– is not against public order or good morals,"),
                N_("– is not under intellectual-property protection."),
            ),
            column(_AGREE, option(N_("Something is not so"), "not")),
        )

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Take the yes; explain what a no means."""
        typed = fold(said.text) if isinstance(said, Text) else ""
        kind = said.kind if isinstance(said, Picked) else ""
        if kind == GIVEN or typed in _YES:
            return Answered(GIVEN, choice=N_("Declared"))
        if kind == "not" or typed in _NO:
            return Turned(_explained(), in_place=False)
        return Refused(_PRESS)

    def show(self, value: Value, asking: Asking) -> Line:
        """Say that it was given."""
        return N_("given")

    def detail(self, value: Value, asking: Asking) -> Line:
        """Say what was declared; what is not so is told by a remark of its own."""
        if value != GIVEN:
            return self.show(value, asking)
        return N_(
            "recognised in writing, not against public order or good morals, not under intellectual-property protection"
        )


def _explained() -> Screen:
    return Screen(
        (
            N_("Then it cannot be handed in yet."),
            N_(
                "The programme takes only what is recognised in writing, is not against public order or good morals, "
                "and is not under intellectual-property protection."
            ),
            N_("Your draft is kept. Once everything is so, go on here and declare it."),
        ),
        column(_AGREE),
    )
