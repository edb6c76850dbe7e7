"""A link makes an officer once, until it expires; every other link is refused in the same words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows import effects as fx
from flows.person import Role, RoleName
from flows.records import Invitation
from tests.flows.driver import BINH, STRANGER, World
from tests.flows.walk import asked, until


def invite(
    world: World, role: RoleName = "verifier", unit: str = "DLK-01-017", *, used: bool = False, days: int = 7
) -> None:
    world.invitations["abc"] = Invitation(role, unit, world.now + timedelta(days=days), used, "Người mới")


@pytest.mark.parametrize("role", ["verifier", "staff", "administrator"])
def test_a_link_gives_its_role_for_its_unit(role: RoleName, world: World) -> None:
    invite(world, role)
    reply = world.commands(STRANGER, "start", "i-abc")
    assert reply.of(fx.AcceptInvitation) == [fx.AcceptInvitation("abc", "Người mới")]
    assert world.people[STRANGER].roles == (Role(role, "DLK-01-017"),)
    assert {button.action.verb for button in reply.screen.buttons()} == (
        {"queue", "quota"} if role == "verifier" else {"quota"}
    )


def test_a_link_works_once_and_every_other_is_refused_alike(world: World) -> None:
    invite(world)
    world.commands(BINH, "start", "i-abc")
    used = world.commands(STRANGER, "start", "i-abc")
    unknown = world.commands(STRANGER, "start", "i-xyz")
    invite(world, days=0)
    expired = world.commands(STRANGER, "start", "i-abc")
    invite(world, unit="GONE")
    gone = world.commands(STRANGER, "start", "i-abc")
    nothing = world.commands(STRANGER, "start", "i-")
    for reply in (used, unknown, expired, gone, nothing):
        assert reply.screen == used.screen
        assert reply.of(fx.Refuse)
    assert not world.people[STRANGER].roles


def test_a_link_opened_in_the_middle_of_a_form_leaves_the_form_open(world: World) -> None:
    until(world, STRANGER, "title")
    invite(world)
    world.commands(STRANGER, "start", "i-abc")
    world.says(STRANGER, "Sàng rung tự chế")
    assert asked(world, STRANGER) == "description"
