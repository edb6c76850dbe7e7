"""The description of the initiative: added to piece by piece, or kept within the unit with only its effect told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.draft import Value
from flows.fields.column import Cell
from flows.fields.field import Answered, Asking, Held, Outcome, Picked, Refused, option
from flows.fields.text import TextField, too_long
from flows.said import Said, Text
from flows.screen import N_, NN_, Button, Line, Screen, column
from flows.vietnamese import clean

CONFIDENTIAL = N_("confidential to the unit")
_SHORTEST_PIECE = 8


@dataclass(frozen=True)
class DescriptionField(TextField):
    """A long text; a confidential one is {"confidential": "yes", "text": its effect, perhaps empty} (demand 76)."""

    def ask(self, asking: Asking) -> Screen:
        """Ask for the text, for the rest of it, or only for the effect of what is confidential."""
        pieces = asking.pieces
        if _confidential(asking):
            return self._ask_effect(str(pieces.get("text", "")))
        if pieces.get("adding"):
            return Screen((N_("Send what is to be added; it goes to the end of the text."),))
        if pieces.get("short"):
            return self._ask_rest(str(pieces["text"]))
        if pieces.get("text"):
            return super().ask(asking)
        plain = super().ask(replace(asking, partial=None))
        more: tuple[Button, ...] = (option(N_("Add to it"), "more"),) if isinstance(asking.value, str) else ()
        return Screen(
            plain.lines, (*plain.rows, *column(*more, option(N_("Content to be kept confidential"), "secret")))
        )

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Join what belongs together, keep what is too short alone; else read as any long text."""
        if isinstance(said, Picked):
            return self._picked(said, asking)
        if not isinstance(said, Text):
            return super().read(said, asking)
        if _confidential(asking):
            return self._effect(clean(said.text))
        before = _before(asking)
        if before:
            said, asking = replace(said, text=f"{before}\n{said.text}"), replace(asking, partial=None)
        text = clean(self._joined(said, asking))
        if _SHORTEST_PIECE <= len(text) < self.shortest:
            return Held({"text": text, "short": "yes"}, self._ask_rest(text))
        return super().read(said, asking)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the beginning of the text, or what is told of a confidential one."""
        return _effect_told(value) if isinstance(value, Mapping) else super().show(value, asking)

    def detail(self, value: Value, asking: Asking) -> Line:
        """Return the whole text, or what is told of a confidential one."""
        return _effect_told(value) if isinstance(value, Mapping) else super().detail(value, asking)

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return the whole text; of a confidential one only that it is (demand 76)."""
        return (CONFIDENTIAL,) if isinstance(value, Mapping) else (str(value),)

    def _picked(self, picked: Picked, asking: Asking) -> Outcome:
        match picked.kind:
            case "secret":
                return Held({"confidential": "yes", "text": ""}, self._ask_effect(""))
            case "open" if _confidential(asking):
                opened = replace(asking, partial={"confidential": "no", "text": ""})
                return Held(opened.pieces, self.ask(opened))
            case "nothing" if _confidential(asking):
                return Answered({"confidential": "yes", "text": ""}, choice=CONFIDENTIAL)
            case "more" if isinstance(asking.value, str):
                adding = replace(asking, partial={"adding": "yes", "text": ""})
                return Held(adding.pieces, self.ask(adding))
        return super().read(picked, asking)

    def _effect(self, text: str) -> Outcome:
        if len(text) < _SHORTEST_PIECE:
            return Refused(N_("Say in a few words what it brings, or press “Write nothing more”."))
        if len(text) > self.longest:
            return Held({"confidential": "yes", "text": text}, self._ask_effect(text))
        return Answered({"confidential": "yes", "text": text}, note=self.echo(CONFIDENTIAL))

    def _ask_effect(self, kept: str) -> Screen:
        """Ask for the effect; a text over the limit is kept and can be read again."""
        ways = (option(N_("Write nothing more"), "nothing"), option(N_("It need not be confidential"), "open"))
        if kept:
            way_out = N_("The text is kept: shorten it and send it again, or send the corrected text.")
            again = option(N_("Read my text again"), "read")
            return Screen((too_long(len(kept), self.longest), way_out), column(again, *ways))
        lines = (
            N_("How it is done stays in your unit; only the officers who verify there read what you write here."),
            N_("Tell in a few words what it brings, or write nothing more. Files are not needed either."),
        )
        return Screen(lines, column(*ways))

    def _ask_rest(self, text: str) -> Screen:
        """Say that a short piece is kept, and ask for the rest."""
        lines = (
            NN_(
                "That is only {count} character. Say in a few sentences how it was done before and how now.",
                "That is only {count} characters. Say in a few sentences how it was done before and how now.",
                len(text),
            ),
            N_("It is kept; what you send now is joined to it."),
        )
        return Screen(lines)


def _confidential(asking: Asking) -> bool:
    value = asking.value if asking.partial is None else asking.partial
    return isinstance(value, Mapping) and value.get("confidential") == "yes"


def _before(asking: Asking) -> str:
    """Return the text that a new piece is joined to, empty where it stands alone."""
    if asking.pieces.get("adding"):
        return str(asking.value or "")
    return str(asking.pieces["text"]) if asking.pieces.get("short") else ""


def _effect_told(value: Mapping[str, Value]) -> Line:
    effect = str(value.get("text", ""))
    return N_("{confidential}; effect: {effect}", confidential=CONFIDENTIAL, effect=effect) if effect else CONFIDENTIAL
