"""One turn as it is being decided: who did what, in the middle of what, knowing what."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.effects import Acknowledge, Effect, Show
from flows.facts import Facts
from flows.said import Said, Tap
from flows.screen import Action, Msg, Screen
from flows.session import Doing, Session


@dataclass(frozen=True, slots=True)
class Turn:
    """The whole result of a turn: one transaction stores it, sending comes afterwards."""

    session: Session
    effects: tuple[Effect, ...] = ()

    @property
    def shows(self) -> bool:
        """Tell whether the person is shown anything new."""
        return any(isinstance(effect, Show) for effect in self.effects)

    def then(self, *effects: Effect) -> Turn:
        """Return the turn with more to be done."""
        return replace(self, effects=(*self.effects, *effects))

    def after(self, *effects: Effect) -> Turn:
        """Return the turn with something done before all else."""
        return replace(self, effects=(*effects, *self.effects))


@dataclass(frozen=True, slots=True)
class Scene:
    """Session, what was said, and the facts; immutable, so that a turn may be taken again."""

    session: Session
    said: Said
    facts: Facts

    @property
    def action(self) -> Action:
        """Return the pressed button's action, an empty one where none was pressed."""
        return self.said.action if isinstance(self.said, Tap) else Action("")

    def show(self, screen: Screen, *effects: Effect) -> Turn:
        """Answer with a screen and leave the conversation where it is."""
        return Turn(self.session, (*effects, Show(screen)))

    def move(self, doing: Doing | None, *effects: Effect) -> Turn:
        """Go on with something else; buttons of before are old from now on."""
        tapped = self.said.action.token if isinstance(self.said, Tap) else None
        return Turn(replace(self.session.now(doing), last_tap=tapped, tapped_at=self.facts.now), effects)

    def acknowledge(self, msg: Msg) -> Turn:
        """Say a word to a press that changes nothing."""
        return Turn(self.session, (Acknowledge(msg),))
