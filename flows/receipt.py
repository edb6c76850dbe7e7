"""Handing in: the press that counts, the receipt, and the card that goes to the officers."""

from __future__ import annotations

from dataclasses import replace

from flows import alike, closing, eligibility, form, marks, on_behalf, status, walk
from flows.desk import announcing
from flows.desk.routing import desk, verifying_unit
from flows.draft import Initiative
from flows.effects import Carry, SettleTapped, Show
from flows.programme import VIETNAM, Phase
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Line, Screen, button

_KEEP_HINT = N_("Keep this message. Type the code at any time to see where it stands.")


def hand_in(scene: Scene, opened: form.Form) -> Turn:
    """Hand in a complete form, if its phase was open when the platform received the press (decisions C-5 and 17)."""
    if opened.corrects:
        return walk.finish(scene, opened)
    if opened.position is not None:
        return scene.show(opened.screen(N_("Some questions are still open.")))
    draft, programme = opened.initiative, scene.facts.programme(opened.initiative.programme)
    phase = eligibility.open_phase(draft, programme, scene.facts.units, scene.facts.now)
    if phase is None:
        gone = closing.of(scene.facts, draft)
        return scene.show(closing.refused(opened, gone) if gone else opened.screen())
    outside = on_behalf.outside(scene, draft, draft.text("unit"))
    if outside:
        return scene.show(opened.screen(outside))
    twin = on_behalf.handed_in_already(scene, draft) if draft.state == "draft" else None
    if twin:
        return scene.show(_twice(opened, twin))
    likenesses = alike.found(scene, draft)
    halted = alike.halt(scene, opened, likenesses)
    if halted:
        return halted
    again = draft.state == "returned"
    handed_in = replace(
        draft,
        state="pending",
        version=draft.version + 1,
        partials=marks.carried_over(draft),
        code=draft.code or _code(scene, programme.code_prefix),
        unit=draft.unit if draft.unit == draft.text("unit") else _present(scene, draft.text("unit")),
        phase=phase.key,
        submitted_at=draft.submitted_at or scene.facts.now,
        decided_at=None,
        decided_by=None,
        decided_by_name="",
        reason="",
        alike=alike.kept(likenesses),
        opened_at=None,
        opened_by=None,
        opened_by_name="",
        waiting_since=scene.facts.now,
        told_at=None,
        unreached_at=None,
        decided_as=None,
        decided_for=None,
        decided_for_name="",
        overwritten=None,
    )
    handed_in = replace(handed_in, desk=desk(scene, handed_in))
    carried = Carry("resubmit" if again else "submit", handed_in, version=draft.version)
    pressed = SettleTapped(N_("Handed in again") if again else N_("Handed in"))
    shown = Show(receipt(scene, handed_in, phase, programme.decision_days))
    turn = scene.move(None, pressed, carried, shown, *announcing.cards(scene, handed_in, again_for=draft.decided_by))
    return replace(turn, session=replace(turn.session, proposed_unit=None))


def _present(scene: Scene, code: str) -> str:
    """Return the code of the unit that there is now in place of another."""
    unit = scene.facts.units.get(code)
    return unit.code if unit else code


def receipt(scene: Scene, initiative: Initiative, phase: Phase, decision_days: int) -> Screen:
    """Say that it arrived: code, time, who verifies, when to expect an answer, whom to ask."""
    verifying = verifying_unit(scene, initiative)
    lines: list[Line] = [
        N_("Code: {code}", code=initiative.code or ""),
        N_(
            "Handed in at {at}, {phase}",
            at=At(initiative.submitted_at or scene.facts.now),
            phase=phase.name,
        ),
    ]
    if verifying:
        lines.append(
            NN_(
                "Verified by: {unit}, usually within {count} working day (by {day}).",
                "Verified by: {unit}, usually within {count} working days (by {day}).",
                decision_days,
                unit=verifying.short,
                day=status.expected_on(scene, initiative),
            )
        )
    lines += [*status.ask(scene, initiative), _KEEP_HINT, *status.pass_on(scene, initiative)]
    correct = button(N_("Correct before it is opened"), "draft", initiative.id, initiative.version)
    withdraw = button(N_("Withdraw"), "withdraw", initiative.id, initiative.version)
    rows = (
        (button(N_("Hand in another initiative"), "begin"),),
        (correct, withdraw),
        (button(N_("My initiatives"), "mine"), button(N_("Ask somebody for help"), "support")),
    )
    heading = N_("The initiative “{title}” has arrived.", title=initiative.text("title"))
    return Screen(tuple(lines), rows, title=heading)


def _twice(opened: form.Form, twin: Initiative) -> Screen:
    """Stop the same initiative of the same worker with the way to the one that is there."""
    code = twin.code or ""
    problem = N_(
        "This initiative has been handed in already, its code is {code}. It is not handed in twice.", code=code
    )
    screen = opened.screen(problem)
    return replace(screen, rows=((button(N_("Look at {code}", code=code), "one", twin.id),), *screen.rows))


def _code(scene: Scene, prefix: str) -> str:
    return f"{prefix}-{scene.facts.now.astimezone(VIETNAM).year % 100:02d}-{scene.facts.fresh.code}"
