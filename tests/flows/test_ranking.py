"""/xephang: who is ranked, by what, and what nobody sees who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from flows import effects as fx
from flows.person import Role
from flows.programme import VIETNAM
from flows.screen import CALLBACK_BYTES
from flows.unit import Label
from flows.units import Unit, UnitTree
from tests.flows.driver import BINH, CHI, DUNG, STRANGER, World
from tests.flows.test_quota import handed_in, listed, title, words


def clustered(world: World, **clusters: str) -> None:
    """Put units into clusters; a name is a code with _ for -."""
    units = dict(world.units.units)
    for name, cluster in clusters.items():
        code = name.replace("_", "-")
        units[code] = replace(units[code], labels=(Label("cluster", cluster),))
    world.units = UnitTree.of(units.values())


def labels(world: World) -> list[str]:
    return [world.reads(button.label) for button in world.screens[DUNG].buttons()]


def test_units_are_ranked_by_the_share_of_their_target_and_ties_share_a_place(world: World) -> None:
    handed_in(world, 19, "DLK-01-017")
    handed_in(world, 14, "DLK-02-004")
    handed_in(world, 9, "DLK-03")
    handed_in(world, 1, "DLK-08-002")
    reply = world.commands(DUNG, "ranking")
    assert title(reply.screen, world) == ("Ranking · giai đoạn 1 · units of LĐLĐ tỉnh Đắk Lắk · as of 21/3/2022 09:00")
    lines = listed(reply.screen, world)
    assert lines[:6] == [
        "By the share of the target that is verified.",
        "1. LĐLĐ huyện Buôn Đôn: 9/45 (20%)",
        "1. LĐLĐ thị xã Buôn Hồ: 14/70 (20%)",
        "3. LĐLĐ TP Buôn Ma Thuột: 19/190 (10%)",
        "4. LĐLĐ huyện Ea Súp: 1/50 (2%)",
        "5. CĐ ngành Công thương: 0/45 (0%)",
    ]
    assert lines[-1].startswith("5. ")
    assert len(lines) == 22


def test_a_button_ranks_by_number_instead_and_back(world: World) -> None:
    handed_in(world, 19, "DLK-01-017")
    handed_in(world, 14, "DLK-02-004")
    world.commands(DUNG, "ranking")
    world.press(DUNG, "rank", "n")
    lines = listed(world.screens[DUNG], world)
    assert lines[:3] == ["By the number verified.", "1. LĐLĐ TP Buôn Ma Thuột: 19", "2. LĐLĐ thị xã Buôn Hồ: 14"]
    world.press(DUNG, "rank", "s")
    assert listed(world.screens[DUNG], world)[1] == "1. LĐLĐ thị xã Buôn Hồ: 14/70 (20%)"


def test_without_a_target_or_with_nought_a_unit_is_listed_apart_and_never_first(world: World) -> None:
    world.targets = {("DLK-01", "gd1"): 0, ("DLK-02", "gd1"): 10, ("DLK-03", "gd1"): None}
    handed_in(world, 50, "DLK-01-017")
    handed_in(world, 1, "DLK-02-004")
    lines = listed(world.commands(DUNG, "ranking").screen, world)
    assert lines[1:5] == [
        "1. LĐLĐ thị xã Buôn Hồ: 1/10 (10%)",
        "",
        "No target to measure by:",
        "LĐLĐ TP Buôn Ma Thuột: 50, no target",
    ]
    assert lines[-1] == "and 15 more units"


def test_while_nothing_is_verified_nobody_is_first(world: World) -> None:
    handed_in(world, 3, "DLK-01-017", "pending")
    assert listed(world.commands(DUNG, "ranking").screen, world)[1:] == ["None of 21 units has any verified yet."]


def test_an_officer_sees_their_own_place_and_nothing_of_the_others(world: World) -> None:
    handed_in(world, 5, "DLK-01-021")
    assert "Your unit" not in words(world.commands(BINH, "ranking"), world)
    handed_in(world, 3, "DLK-01-017")
    reply = world.commands(BINH, "ranking")
    told = words(reply, world)
    assert "Your unit: 2/" in told
    assert "among the units of LĐLĐ TP Buôn Ma Thuột" in told
    assert all(unit.short not in told for unit in world.units.children("DLK-01"))


def test_staff_of_an_upper_union_see_its_units_and_its_own_place(world: World) -> None:
    world.people[CHI] = replace(world.people[CHI], roles=(Role("staff", "DLK-01"), Role("verifier", "DLK-01-017")))
    handed_in(world, 19, "DLK-01-017")
    handed_in(world, 14, "DLK-02-004")
    lines = listed(world.commands(CHI, "ranking").screen, world)
    assert lines[:2] == ["By the number verified.", "1. CĐ Công ty CP Cà phê Buôn Ma Thuột: 19 ← your unit"]
    assert lines[-1] == "Your unit: 1/21 among the units of LĐLĐ tỉnh Đắk Lắk"
    assert "Buôn Hồ" not in "\n".join(lines)


@pytest.mark.parametrize("typed", ["", "buon ho", "gd2"])
def test_somebody_without_a_role_is_told_where_their_own_are(typed: str, world: World) -> None:
    assert "for staff and officers" in words(world.commands(STRANGER, "ranking", typed), world)


@pytest.mark.parametrize("typed", ["buon ho", "dak lak"])
def test_a_foreign_unit_looks_exactly_like_none(typed: str, world: World) -> None:
    asked = world.commands(BINH, "ranking", typed).screen
    assert asked == world.commands(BINH, "ranking", "khong co don vi nay").screen


@pytest.mark.parametrize("token", ["rank:DLK:gd1", "rank:DLK-01:-:n", "rank:GONE"])
def test_a_forged_button_for_a_foreign_unit_is_refused_and_noted(token: str, world: World) -> None:
    reply = world.taps(BINH, token)
    assert not reply.screens
    assert reply.of(fx.Refuse)


@pytest.mark.parametrize("choice", ["x", "s9", "nbzqzczz", "sc", "q", "n:99", "s:-1", "nb0q0c0"])
def test_a_forged_choice_is_no_choice(choice: str, world: World) -> None:
    assert "LĐLĐ tỉnh Đắk Lắk" in title(world.taps(DUNG, f"rank:DLK:gd1:{choice}").screen, world)


def test_all_phases_together_count_both_and_their_targets(world: World) -> None:
    handed_in(world, 10, "DLK-01-017")
    handed_in(world, 51, "DLK-01-017", phase="gd2")
    world.commands(DUNG, "ranking")
    world.press(DUNG, "rank", "-")
    assert "all phases" in title(world.screens[DUNG], world)
    assert listed(world.screens[DUNG], world)[1] == "1. LĐLĐ TP Buôn Ma Thuột: 61/610 (10%)"


def test_a_quarter_counts_what_was_verified_in_it(world: World) -> None:
    world.now = datetime(2022, 5, 2, 9, tzinfo=VIETNAM)
    days = [datetime(2022, 3, 31, 23, 59, tzinfo=VIETNAM), datetime(2022, 4, 1, tzinfo=VIETNAM)]
    for number, day in enumerate(days, 1):
        handed_in(world, 1, "DLK-01-017")
        world.initiatives[number] = replace(world.initiatives[number], decided_at=day)
    handed_in(world, 4, "DLK-02-004")
    world.commands(DUNG, "ranking")
    world.press(DUNG, "rank", "q1")
    assert "giai đoạn 1, quarter 2/2022" in title(world.screens[DUNG], world)
    assert listed(world.screens[DUNG], world)[1] == "1. LĐLĐ TP Buôn Ma Thuột: 1/190 (0.5%)"
    assert listed(world.screens[DUNG], world)[2].startswith("2. ")
    assert "See quarter 1/2022" in labels(world)
    assert "See quarter 3/2022" not in labels(world)


def test_a_bloc_is_ranked_by_number_because_it_has_no_target(world: World) -> None:
    handed_in(world, 3, "DLK-01-017")
    handed_in(world, 2, "DLK-02-004")
    for number, bloc in enumerate(("office", "office", "enterprise", "enterprise", "enterprise"), 1):
        world.initiatives[number] = replace(world.initiatives[number], answers={"bloc": bloc})
    world.commands(DUNG, "ranking")
    world.press(DUNG, "rank", "b0")
    assert title(world.screens[DUNG], world).startswith("Ranking · giai đoạn 1, Doanh nghiệp ·")
    assert listed(world.screens[DUNG], world)[:3] == [
        "By the number verified, because no target is set for a bloc.",
        "1. LĐLĐ thị xã Buôn Hồ: 2",
        "2. LĐLĐ TP Buôn Ma Thuột: 1",
    ]


def test_a_cluster_ranks_its_units_wherever_they_are(world: World) -> None:
    clustered(world, DLK_01="Cụm 1", DLK_02="Cụm 1", DLK_03="Cụm 2", DLK_08_002="Cụm 1")
    handed_in(world, 19, "DLK-01-017")
    handed_in(world, 14, "DLK-02-004")
    world.commands(DUNG, "ranking")
    assert {"Cụm 1", "Cụm 2"} <= set(labels(world))
    world.press(DUNG, "rank", "c0")
    assert "giai đoạn 1, Cụm 1" in title(world.screens[DUNG], world)
    lines = listed(world.screens[DUNG], world)
    assert lines[1:3] == ["1. LĐLĐ thị xã Buôn Hồ: 14/70 (20%)", "2. LĐLĐ TP Buôn Ma Thuột: 19/190 (10%)"]
    assert lines[-1] == "CĐ Trường Mầm non Hoa Sen: 0, no target"
    world.press(DUNG, "rank", "c1")
    assert listed(world.screens[DUNG], world)[1] == "None of 1 unit has any verified yet."


def test_the_cut_by_cluster_adds_up_and_says_who_is_in_none(world: World) -> None:
    clustered(world, DLK_01="Cụm 1", DLK_02="Cụm 2")
    handed_in(world, 3, "DLK-01-017")
    handed_in(world, 2, "DLK-02-004")
    handed_in(world, 5, "DLK-03")
    world.taps(DUNG, "quota:DLK:gd1:cuts")
    assert listed(world.screens[DUNG], world)[-4:] == [
        "By cluster, giai đoạn 1:",
        "Cụm 1: 3 verified (30%) · 3 handed in",
        "Cụm 2: 2 verified (20%) · 2 handed in",
        "In no cluster: 5 verified (50%) · 5 handed in",
    ]


def test_pages_go_on_where_the_last_one_ended(world: World) -> None:
    many = [Unit(f"DLK-03-{n:03d}", f"Công đoàn {n}", f"CĐ {n}", "DLK-03", order=n) for n in range(1, 31)]
    world.units = UnitTree.of((*world.units.units.values(), *many))
    for n in range(1, 31):
        handed_in(world, n, f"DLK-03-{n:03d}")
    world.taps(DUNG, "rank:DLK-03:gd1")
    assert listed(world.screens[DUNG], world)[25] == "25. CĐ 6: 6"
    world.press(DUNG, "rank", "gd1", "1")
    assert listed(world.screens[DUNG], world)[1:6] == [f"{31 - n}. CĐ {n}: {n}" for n in range(5, 0, -1)]
    assert "‹ Previous page" in labels(world)
    assert "Next page ›" not in labels(world)


def test_the_longest_codes_fit_the_buttons(world: World) -> None:
    longest = Unit("X" * 32, "Công đoàn", "CĐ", "DLK")
    below = [Unit(f"Y{n}", f"CĐ {n}", f"CĐ {n}", longest.code, labels=(Label("cluster", f"C{n}"),)) for n in range(60)]
    world.units = UnitTree.of((*world.units.units.values(), longest, *below))
    world.programme = replace(
        world.programme, phases=tuple(replace(one, key=one.key.ljust(16, "x")) for one in world.programme.phases)
    )
    phase = world.programme.phases[0].key
    for choice in ("sq0c10", "nq0:1"):
        world.taps(DUNG, f"rank:{longest.code}:{phase}:{choice}")
        assert world.screens[DUNG].buttons()
        assert all(len(one.action.token.encode()) <= CALLBACK_BYTES for one in world.screens[DUNG].buttons())


def test_a_unit_without_a_target_in_one_phase_has_none_for_all_of_them(world: World) -> None:
    world.targets = {("DLK-01", "gd1"): 1, ("DLK-02", "gd1"): 10, ("DLK-02", "gd2"): 10}
    handed_in(world, 5, "DLK-01-017")
    handed_in(world, 1, "DLK-02-004")
    assert listed(world.taps(DUNG, "rank:DLK:-").screen, world)[1:5] == [
        "1. LĐLĐ thị xã Buôn Hồ: 1/20 (5%)",
        "",
        "No target to measure by:",
        "LĐLĐ TP Buôn Ma Thuột: 5, no target",
    ]
