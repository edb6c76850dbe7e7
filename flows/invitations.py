"""Officers and staff are bound to their unit by a link that works once and expires."""

from __future__ import annotations

from flows.effects import AcceptInvitation, Refuse
from flows.needs import InvitationFor
from flows.person import RoleName
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Msg, Screen, button

ROLES: dict[RoleName, Msg] = {
    "verifier": N_("verifying officer"),
    "staff": N_("staff"),
    "administrator": N_("administrator"),
    "supporter": N_("member of the support team"),
    "registrar": N_("keeper of the register"),
}
_FIGURES = N_("Progress of your units: /quota")
_DO: dict[RoleName, Msg] = {
    "verifier": N_("Initiatives to verify come to this chat. What waits: /queue"),
    "staff": _FIGURES,
    "administrator": _FIGURES,
    "supporter": N_("You can hand in for the workers of this unit: /submit"),
    "registrar": N_("Beside your other role here, your lists may hold whole card numbers: /report"),
}
_REFUSED = N_("This link has been used or has expired. Ask whoever sent it for a new one.")


def accept(scene: Scene, token: str) -> Turn:
    """Bind the person to the invitation's unit; a used, expired or invented link is refused in the same words."""
    invitation = scene.facts[InvitationFor(token)]
    unit = scene.facts.units.get(invitation.unit) if invitation else None
    if invitation is None or unit is None or invitation.used or invitation.expires_at <= scene.facts.now:
        return scene.show(Screen((_REFUSED,)), Refuse("invitation"))
    lines = (N_("You are now {role} of {unit}.", role=ROLES[invitation.role], unit=unit.name), _DO[invitation.role])
    ways: tuple[Button, ...] = (button(N_("Progress against targets"), "quota"),)
    if invitation.role == "verifier":
        ways = (button(N_("What waits for me"), "queue"), *ways)
    if invitation.role == "supporter":
        ways = (button(N_("On behalf of a worker"), "behalf"),)
    if invitation.role == "registrar":
        ways = (button(N_("Reports"), "report"),)
    return scene.show(Screen(lines, (ways,)), AcceptInvitation(token, invitation.name or scene.facts.person.name))
