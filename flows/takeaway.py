"""Everything kept about a person, to take away: a text to read and, where files go, the same as JSON."""

from __future__ import annotations

from flows import consent
from flows.channels import named
from flows.document import Document
from flows.effects import SendDocument
from flows.facts import Facts
from flows.holdings import about, as_data, everything, of_initiative, secrets
from flows.scene import Scene, Turn
from flows.screen import N_, At, Msg, Screen, button

_FULL = "full"
_CARRIES_FILES = "telegram"


def hand_over(scene: Scene) -> Turn:
    """Send the files, or the readable words alone where no files go; the whole card number only where asked for."""
    in_full, facts = scene.action.arg(1) == _FULL, scene.facts
    mine = everything(scene)
    document = Document(
        name=N_("my-data"),
        title=N_("Personal data kept by the programme’s bot, as of {at}", at=At(facts.now)),
        sections=(about(scene), *(of_initiative(scene, one, in_full=in_full) for one in mine)),
        data=as_data(scene, mine) if facts.sends_documents else None,
        in_full=in_full,
    )
    masked = not in_full and bool(secrets(mine))
    say = _as_files if facts.sends_documents else _as_words
    ways = [button(N_("My personal data"), "data", "overview")]
    if masked:
        ways.insert(0, button(N_("Take it with the whole number"), "data", "take", _FULL))
    lines = say(facts, in_full=in_full, masked=masked)
    return scene.show(Screen(lines, (tuple(ways),)), SendDocument(document))


def _as_files(_: Facts, *, in_full: bool, masked: bool) -> tuple[Msg, ...]:
    sent = N_("Two files hold everything kept about you: one to read, one for a computer (JSON).")
    if in_full:
        return sent, N_("Your whole card number stands in them. Keep them to yourself.")
    return (sent, N_("Of your card number they show the last four digits.")) if masked else (sent,)


def _as_words(facts: Facts, *, in_full: bool, masked: bool) -> tuple[Msg, ...]:
    sent = N_("Above stands everything kept about you.")
    rest = _for_a_computer(facts)
    if in_full:
        return sent, N_("Your whole card number stands in it: once you have copied it, delete the message."), rest
    return (sent, N_("Of your card number it shows the last four digits."), rest) if masked else (sent, rest)


def _for_a_computer(facts: Facts) -> Msg:
    """Say in one sentence that the copy for a computer does not come here, and where it is had."""
    here, union = named(facts.channel), consent.union(facts)
    if any(door.channel == _CARRIES_FILES for door in facts.others):
        return N_(
            "{here} carries no file for a computer (JSON): take it on Telegram, once you have joined your channels, "
            "or ask {union}.",
            here=here,
            union=union,
        )
    return N_("{here} carries no file for a computer (JSON): ask {union} for it.", here=here, union=union)
