"""Staff tick what no figures tell: of whom, what, and why; the same again takes it back (decision 18)."""

from __future__ import annotations

from dataclasses import replace

from flows.awards.figures import Figures
from flows.awards.rules import Award, Ticked
from flows.desk.deciding import own_form, refused
from flows.effects import Show, TickAward
from flows.mine import read_code
from flows.needs import ByCode, FiguresOf
from flows.nomination import listing
from flows.rights import granted
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, Line, Msg, Screen, button, grid
from flows.session import Ticking
from flows.vietnamese import clean_line

_SHORTEST, _LONGEST = 5, 500
_GONE = N_("This is not here any more.")


def ask(scene: Scene) -> Turn:
    """Begin to tick on the award list that a button names."""
    phase = listing.phase_of(scene.action.arg(2))
    doing = Ticking(scene.action.number(0), scene.action.arg(1), phase, then=own_form(scene.session))
    if not may_tick(scene, doing):
        return refused(scene)
    return scene.move(doing, Show(question(scene, doing)))


def pressed(scene: Scene) -> Turn:
    """Take the tick that was pressed."""
    doing = scene.session.doing
    if not isinstance(doing, Ticking) or not may_tick(scene, doing):
        return refused(scene)
    keys, number = _keys(scene, doing), scene.action.number(0)
    if not doing.about or not 0 <= number < len(keys):
        return scene.show(question(scene, doing))
    return _on(scene, replace(doing, key=keys[number]))


def answer(scene: Scene, doing: Ticking) -> Turn:
    """Read of whom something is ticked, then what, then why."""
    if not may_tick(scene, doing):
        return scene.move(doing.then, Show(Screen((_GONE,))))
    typed = clean_line(scene.said.text) if isinstance(scene.said, Text) else ""
    if not doing.about:
        about = _about(scene, doing, typed)
        return _on(scene, replace(doing, about=about)) if about else scene.show(question(scene, doing, _unknown()))
    keys = _keys(scene, doing)
    if not doing.key and not (typed.isdecimal() and 1 <= int(typed[:2]) <= len(keys)):
        return scene.show(question(scene, doing, N_("Type the number of what you tick.")))
    if not doing.key:
        return _on(scene, replace(doing, key=keys[int(typed[:2]) - 1]))
    if not _SHORTEST <= len(typed) <= _LONGEST:
        problem = N_("Say why in {least} to {most} characters.", least=_SHORTEST, most=_LONGEST)
        return scene.show(question(scene, doing, problem))
    return _done(scene, doing, typed)


def question(scene: Scene, doing: Ticking, problem: Msg | None = None) -> Screen:
    """Return what is asked now: of whom, what, or why."""
    if not may_tick(scene, doing):
        return Screen((_GONE,), problem=problem)
    back = (button(N_("‹ Back to the list"), "award", doing.snapshot, doing.award, doing.phase or "-"),)
    if not doing.about:
        lines = (
            N_("Of whom do you tick something?"),
            N_("Type the number in the list, or the code of the unit or initiative."),
        )
        return Screen(lines, (back,), problem=problem)
    sentences = _sentences(scene, doing)
    if not doing.key:
        listed: list[Line] = [N_("What is so of {about}?", about=doing.about)]
        for number, key in enumerate(_keys(scene, doing), 1):
            done = _is_ticked(scene, doing, key)
            text = N_("{number}. ✓ {what} (press to take it back)") if done else N_("{number}. {what}")
            listed.append(Msg(text.text, {"number": number, "what": sentences.get(key, key)}))
        numbers = tuple(button(str(place + 1), "tick-as", place) for place in range(len(_keys(scene, doing))))
        return Screen(tuple(listed), (*grid(numbers, 4), back), problem=problem)
    named = {"about": doing.about, "what": sentences.get(doing.key, doing.key)}
    asked = N_("{about}: {what}. Why? It stands beside the tick with your name.", **named)
    if _is_ticked(scene, doing, doing.key):
        asked = N_("{about}: {what}. Why is the tick taken back?", **named)
    return Screen((asked,), (back,), problem=problem)


def may_tick(scene: Scene, doing: Ticking) -> bool:
    """Tell whether the person ticks on this snapshot, and its award asks for any."""
    figures = _figures(scene, doing)
    if figures is None or not listing.theirs(scene, figures.head):
        return False
    return bool(_keys(scene, doing)) and (
        granted(scene.facts.person, "tick", figures.head.unit, scene.facts.units) is not None
    )


def stopped() -> Screen:
    """Say that nothing was ticked."""
    return Screen((N_("Stopped. Nothing was ticked."),))


def keys_of(award: Award) -> tuple[str, ...]:
    """Return what an award asks staff to tick."""
    return tuple(one.key for one in award.predicates if isinstance(one, Ticked))


def _on(scene: Scene, doing: Ticking) -> Turn:
    keys = _keys(scene, doing)
    doing = replace(doing, key=keys[0]) if len(keys) == 1 and not doing.key else doing
    return scene.move(doing, Show(question(scene, doing)))


def _done(scene: Scene, doing: Ticking, reason: str) -> Turn:
    back = _is_ticked(scene, doing, doing.key)
    effect = TickAward(doing.snapshot, doing.key, doing.about, doing.phase, reason, back=back)
    said = N_("The tick is taken back.") if back else N_("It is ticked and written down.")
    rows = ((button(N_("‹ Back to the list"), "award", doing.snapshot, doing.award, doing.phase or "-"),),)
    return scene.move(doing.then, effect, Show(Screen((said,), rows)))


def _about(scene: Scene, doing: Ticking, typed: str) -> str | None:
    """Return the code of whom words mean: a number of the list, a unit, or an initiative that counted then."""
    seen, figures = listing.read(scene, doing.snapshot, doing.award, doing.phase), _figures(scene, doing)
    if seen is None or figures is None:
        return None
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:9]) <= len(seen.candidates):
        return seen.candidates[int(typed[:9]) - 1].code
    if seen.found.award.for_units:
        return next((one.code for one in seen.candidates if one.code == typed.upper()), None)
    code = read_code(typed)
    return code if code and _counted(scene, figures, code) else None


def _counted(scene: Scene, figures: Figures, code: str) -> bool:
    """Tell whether an initiative was verified and in time when the snapshot was taken."""
    one, head = scene.facts[ByCode(code)], figures.head
    if one is None or one.state != "verified" or one.decided_at is None or one.submitted_at is None:
        return False
    in_time = head.counts_until is None or one.submitted_at < head.counts_until
    here = one.programme == head.programme and scene.facts.units.within(one.unit or "", head.unit)
    return in_time and here and one.decided_at <= head.taken_at and figures.phase in ("", one.phase)


def _unknown() -> Msg:
    return N_("Nobody of this number or code counted when the figures were fixed. For example: 1, or SK-22-7F3K9Q")


def _figures(scene: Scene, doing: Ticking) -> Figures | None:
    return scene.facts[FiguresOf(doing.snapshot, doing.award, doing.phase)]


def _keys(scene: Scene, doing: Ticking) -> tuple[str, ...]:
    figures = _figures(scene, doing)
    award = figures.rules.award(doing.award) if figures else None
    return keys_of(award) if award else ()


def _sentences(scene: Scene, doing: Ticking) -> dict[str, str]:
    figures = _figures(scene, doing)
    return dict(figures.rules.ticks) if figures else {}


def _is_ticked(scene: Scene, doing: Ticking, key: str) -> bool:
    figures = _figures(scene, doing)
    return figures is not None and key in figures.ticks_of(doing.about)
