"""Everything kept about a person, to take away: a text to read and the same as JSON."""

from __future__ import annotations

from flows.document import Document
from flows.effects import SendDocument
from flows.holdings import about, as_data, everything, of_initiative, secrets
from flows.scene import Scene, Turn
from flows.screen import N_, At, Screen, button

_FULL = "full"


def hand_over(scene: Scene) -> Turn:
    """Send the files; the card number is written out only when that is asked for separately."""
    in_full = scene.action.arg(1) == _FULL
    mine = everything(scene)
    document = Document(
        name=N_("my-data"),
        title=N_("Personal data kept by the programme’s bot, as of {at}", at=At(scene.facts.now)),
        sections=(about(scene), *(of_initiative(scene, one, in_full=in_full) for one in mine)),
        data=as_data(scene, mine),
        in_full=in_full,
    )
    lines = [N_("Two files hold everything kept about you: one to read, one for a computer (JSON).")]
    ways = [button(N_("My personal data"), "data", "overview")]
    if in_full:
        lines.append(N_("Your whole card number stands in them. Keep them to yourself."))
    elif secrets(mine):
        lines.append(N_("Of your card number they show the last four digits."))
        ways.insert(0, button(N_("Take it with the whole number"), "data", "take", _FULL))
    return scene.show(Screen(tuple(lines), (tuple(ways),)), SendDocument(document))
