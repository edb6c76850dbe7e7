"""Jobs through the real workshop: made once, told how far, called off, taken up again after a kill, handed over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.app import App
from bot.channels.capabilities import PLAIN, TELEGRAM
from bot.channels.channel import Capabilities
from bot.clock import FrozenClock
from bot.making import workshop as workshops
from bot.making.making import HowFar, Materials, Wish
from bot.making.registry import INITIATIVES, Making
from bot.settings import load
from flows.effects import Order
from flows.person import Person
from flows.screen import Screen
from storage import jobs
from storage.database import ConflictError, Database
from storage.outbox import SCREEN, Outbox
from storage.packs import Pack
from storage.tables import AuditRow, JobRow, LinkRow, OutboxRow, RoleRow
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, appoint, chat_of, every, initiative, meet, put
from tests.storage.making.workshop import TALK

Make = Callable[[Materials, Wish, Path, HowFar], Any]


class Shop:
    """One process: its workshop, its clocks, and what its chats are told."""

    def __init__(self, app: App, clock: FrozenClock, dung: Person) -> None:
        self.app, self.clock, self.dung = app, clock, dung
        self.database = app.database

    def makes(self, make: Make, *, splits: bool = False) -> None:
        """Let something else make the list."""
        self.app.workshop._makers = {"initiatives": Making(make, splits=splits)}

    def can(self, **other: Any) -> None:
        """Let the channel be able to do something else, or carry nothing at all."""
        channel = _Channel(replace(TELEGRAM, **other))
        self.app.workshop._handing_over._channels = {"telegram": channel}  # type: ignore[dict-item]

    async def orders(self, number: int = 77, *, anew: bool = False, reason: str = "", **options: str) -> None:
        place, ordered = chat_of(self.dung, "dung"), ("initiatives", PROGRAMME, ROOT, PHASE)
        async with self.database.transaction() as session:
            order = Order(number, *ordered, options, anew=anew, reason=reason)
            await jobs.order(session, order, place, "vi", at=START, now=self.clock.now())
            screen = Screen(("about to begin",))
            await Outbox(session, self.clock.now()).post(place, screen, about=number)

    async def sent(self) -> None:
        """Let what waits be sent as message 9."""
        async with self.database.transaction() as session:
            await session.execute(update(OutboxRow).values(state="sent", message="9"))

    async def told(self) -> list[str]:
        """Return what waits to be sent, in words, files by their names."""
        rows = [row for row in await every(self.database, OutboxRow) if row.state == "waiting"]
        return [row.body.get("name") or words(SCREEN.validate_python(row.body["screen"])) for row in rows]

    async def job(self, number: int = 77) -> JobRow:
        return next(row for row in await every(self.database, JobRow) if row.id == number)

    @property
    def contents(self) -> list[Path]:
        """Return what is kept of what was made."""
        folder = Path(self.app.settings.files_url.removeprefix("file:")) / "made"
        return [file for file in folder.rglob("*") if file.is_file()]


class _Channel:
    def __init__(self, can: Capabilities) -> None:
        self.capabilities = can


def words(screen: Screen) -> str:
    return "\n".join(TALK.say(line, "vi") for line in screen.lines)


async def process(url: str, folder: Path, clock: FrozenClock, **settings: Any) -> App:
    files, work = f"file:{folder / 'files'}", folder / "work"
    given = {"database_url": url, "files_url": files, "work_folder": work, "secret_key": "a secret of tests"}
    return App(load(_env_file=None, **{**given, **settings}), clock, clock, TALK)


@pytest.fixture
async def shop(url: str, tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr("bot.app.read_packs", lambda _: (pack,))
    clock = FrozenClock(START)
    app = await process(url, tmp_path, clock)
    dung = await meet(app.database, "dung", "Dung")
    await appoint(app.database, dung, "staff", ROOT)
    an = await meet(app.database, "an")
    await put(app.database, initiative(an, 1), initiative(an, 2))
    shop = Shop(app, clock, dung)
    shop.can()
    yield shop
    await app.database.close()


async def _file(folder: Path, content: str = "x") -> tuple[Path, ...]:
    path = folder / "list.xlsx"
    await asyncio.to_thread(path.write_text, content)
    return (path,)


async def _large(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
    """Make a file of 99 bytes, or smaller ones where parts of it are wished."""
    await how_far(0, 0)
    parts = int(wish.options.get("parts", "1"))
    paths = [folder / f"{materials.say('list')}-{part}.xlsx" for part in range(parts)]
    for path in paths:
        await asyncio.to_thread(path.write_text, "x" * (99 // parts))
    return tuple(paths)


async def test_what_was_ordered_is_made_kept_and_handed_over_and_the_folder_is_empty_again(shop: Shop) -> None:
    await shop.orders()
    await shop.app.workshop.drain()
    what = "Excel sáng kiến · LĐLĐ tỉnh Đắk Lắk · giai đoạn 1"
    assert await shop.told() == [f"{what}: đã xong.\nTrong tệp có 2 sáng kiến.", "sang-kien-DLK-gd1-2022-03-21.xlsx"]
    job = await shop.job()
    assert (job.state, job.total, job.leased_until) == ("done", 2, None)
    assert [file.name for file in shop.contents] == [job.files[0]["sha256"]]
    assert list((shop.app.settings.work_folder).iterdir()) == []


async def test_its_message_tells_how_far_it_is_every_few_seconds_and_what_is_unsent_gives_way(shop: Shop) -> None:
    seen: list[list[str]] = []

    async def slow(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        for done in (0, 100, 200, 300):
            shop.clock.forward(timedelta(seconds=3))
            await how_far(done, 400)
            seen.append(await shop.told())
        assert [row.lane for row in await every(shop.database, OutboxRow) if row.state == "waiting"] == [1]
        return await _file(folder)

    shop.makes(slow)
    await shop.orders()
    await shop.sent()
    await shop.app.workshop.drain()
    told = [[line.partition(": ")[2].partition("\n")[0] for line in lines] for lines in seen]
    assert told == [[], ["đang làm 100/400 (25%)"], ["đang làm 100/400 (25%)"], ["đang làm 300/400 (75%)"]]
    assert len(await shop.told()) == 2


async def test_the_same_unchanged_is_given_again_at_once_and_anew_when_asked_or_changed(shop: Shop) -> None:
    made = []

    async def counted(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        made.append(wish.at)
        return await INITIATIVES.make(materials, wish, folder, how_far)

    shop.app.workshop._makers = {"initiatives": replace(INITIATIVES, make=counted)}
    for number, anew in ((1001, False), (1002, False), (1003, True)):
        await shop.orders(number, anew=anew)
        await shop.app.workshop.drain()
        shop.clock.forward(timedelta(minutes=5))
    assert len(made) == 2
    assert "Làm lúc 09:00 ngày 21/3/2022, từ đó chưa có gì thay đổi." in "\n".join(await shop.told())
    await put(shop.database, initiative(await meet(shop.database, "an"), 3))
    await shop.orders(1004)
    await shop.app.workshop.drain()
    assert len(made) == 3


async def test_called_off_in_the_middle_it_stops_at_the_next_word_and_leaves_nothing(shop: Shop) -> None:
    async def called_off(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        await how_far(0, 9)
        await _file(folder)
        async with shop.database.transaction() as session:
            await jobs.call_off(session, 77, shop.dung.id, START)
        shop.clock.forward(timedelta(seconds=2))
        await how_far(1, 9)
        raise AssertionError("nobody wants it any more")

    shop.makes(called_off)
    await shop.orders()
    await shop.app.workshop.drain()
    assert ((await shop.job()).state, shop.contents) == ("called off", [])
    assert list(shop.app.settings.work_folder.iterdir()) == []
    assert await shop.told() == ["about to begin"]


async def test_called_off_while_it_was_being_kept_its_content_is_forgotten(shop: Shop) -> None:
    finish = jobs.finish

    async def too_late(session: Any, one: Any, *given: Any, **more: Any) -> bool:
        await jobs.call_off(session, 77, shop.dung.id, START)
        return await finish(session, one, *given, **more)

    await shop.orders()
    workshops.jobs.finish = too_late  # type: ignore[attr-defined]
    try:
        await shop.app.workshop.drain()
    finally:
        workshops.jobs.finish = finish  # type: ignore[attr-defined]
    assert shop.contents == []


async def test_a_killed_process_leaves_nothing_behind_and_another_makes_it_from_the_start(
    shop: Shop, url: str, tmp_path: Path
) -> None:
    await shop.orders()
    (one,) = await jobs.claim(shop.database, shop.clock.now(), workshops.LEASE, 1)
    files = await shop.app.workshop._storeroom.keep(one, await _file(tmp_path, "half of it"))
    assert len(shop.contents) == len(files) == 1
    other = await process(url, tmp_path, shop.clock)
    await other.workshop.drain()
    assert (await shop.job()).state == "working"
    shop.clock.forward(workshops.LEASE)
    await other.workshop.drain()
    await other.database.close()
    job = await shop.job()
    assert (job.state, job.attempts) == ("done", 2)
    assert [file.name for file in shop.contents] == [job.files[0]["sha256"]] != [files[0].sha256]
    assert not await _still_theirs(shop, one)


async def _still_theirs(shop: Shop, one: jobs.Ordered) -> bool:
    async with shop.database.transaction() as session:
        return await jobs.go_on(session, one, shop.clock.now())


async def test_of_two_processes_one_makes_it(shop: Shop, url: str, tmp_path: Path) -> None:
    made = []

    async def slowly(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        made.append(folder)
        await how_far(0, 1)
        return await _file(folder)

    other = await process(url, tmp_path, shop.clock)
    second = Shop(other, shop.clock, shop.dung)
    for one in (shop, second):
        one.makes(slowly)
    await shop.orders()
    await asyncio.gather(shop.app.workshop.drain(), other.workshop.drain())
    await other.database.close()
    assert len(made) == 1


async def test_what_cannot_be_made_is_said_and_what_is_away_for_a_moment_is_tried_again(shop: Shop) -> None:
    errors: list[Exception] = [OSError("no room"), ValueError("a fault of ours")]

    async def broken(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        raise errors.pop(0)

    shop.makes(broken)
    await shop.orders()
    await shop.app.workshop.drain()
    assert ((await shop.job()).state, len(errors)) == ("waiting", 1)
    shop.clock.forward(timedelta(minutes=1))
    await shop.app.workshop.drain()
    assert ((await shop.job()).state, errors) == ("failed", [])
    assert (await shop.told())[0].endswith(": chưa làm được, trục trặc ở phía chúng tôi.")


async def test_who_has_lost_the_right_meanwhile_gets_nothing(shop: Shop) -> None:
    await shop.orders()
    async with shop.database.transaction() as session:
        await session.execute(update(RoleRow).values(revoked_at=START))
    await shop.app.workshop.drain()
    assert ((await shop.job()).state, shop.contents) == ("failed", [])


async def test_who_loses_the_right_while_it_is_made_gets_nothing(shop: Shop) -> None:
    async def revoking(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        async with shop.database.transaction() as session:
            await session.execute(update(RoleRow).values(revoked_at=START))
        return await _file(folder)

    shop.makes(revoking)
    await shop.orders()
    await shop.app.workshop.drain()
    assert (await shop.job()).state == "failed"
    assert not [line for line in await shop.told() if line == "list.xlsx"]


async def test_a_file_with_whole_numbers_is_made_anew_each_time_and_each_time_written_down(shop: Shop) -> None:
    await appoint(shop.database, shop.dung, "registrar", ROOT)
    for number in (1, 2):
        await shop.orders(number, identities="yes", reason="Đối chiếu danh sách")
        await shop.app.workshop.drain()
    assert len([line for line in await every(shop.database, AuditRow) if line.action == "export identities"]) == 2
    assert "từ đó chưa có gì thay đổi" not in "\n".join(await shop.told())


async def test_a_process_whose_lease_went_to_another_settles_nothing_any_more(shop: Shop) -> None:
    await shop.orders()
    (late,) = await jobs.claim(shop.database, shop.clock.now(), workshops.LEASE, 1)
    shop.clock.forward(workshops.LEASE)
    (present,) = await jobs.claim(shop.database, shop.clock.now(), workshops.LEASE, 1)
    async with shop.database.transaction() as session:
        assert not await jobs.finish(session, late, (), "", at=START, lasts=timedelta(hours=1))
        assert not await jobs.note(session, late, ())
        assert not await jobs.go_on(session, late, START)
        assert await jobs.finish(session, present, (), "", at=START, lasts=timedelta(hours=1))


@pytest.mark.parametrize("registrar", [False, True])
async def test_whole_numbers_need_their_own_right_and_write_who_what_how_many_and_why(
    shop: Shop, *, registrar: bool
) -> None:
    if registrar:
        await appoint(shop.database, shop.dung, "registrar", ROOT)
    await shop.orders(identities="yes", reason="Đối chiếu danh sách")
    await shop.app.workshop.drain()
    job, lines = await shop.job(), await every(shop.database, AuditRow)
    audited = [(line.action, line.actor, line.new, line.reason) for line in lines]
    if not registrar:
        assert (job.state, audited) == ("failed", [])
        return
    what = "initiatives of DLK, gd1, 2 rows, whole identity numbers"
    assert audited == [("export identities", shop.dung.id, what, "Đối chiếu danh sách")]
    assert job.expires_at == START + timedelta(hours=24)


async def test_what_is_too_large_for_the_chat_comes_in_parts_where_no_link_can_lead_to_it(shop: Shop) -> None:
    shop.makes(_large, splits=True)
    shop.can(file_bytes=50)
    await shop.orders()
    await shop.app.workshop.drain()
    _, *files = await shop.told()
    assert files == ["list-0.xlsx", "list-1.xlsx", "list-2.xlsx"]


async def test_what_cannot_be_split_and_has_no_address_is_said_with_a_way_out(shop: Shop) -> None:
    shop.makes(_large)
    shop.can(file_bytes=98)
    await shop.orders()
    await shop.app.workshop.drain()
    (said,) = await shop.told()
    assert "tệp lớn quá" in said
    assert "WEBHOOK_URL" in said


@pytest.mark.parametrize("can", [{"file_bytes": 98}, {"sends_files": PLAIN.sends_files}])
async def test_what_the_chat_does_not_carry_comes_as_a_link_of_which_only_a_hash_is_kept(
    shop: Shop, can: dict[str, Any]
) -> None:
    shop.makes(_large)
    shop.can(**can)
    shop.app.workshop._handing_over._address = "https://bot.example.org"
    await shop.orders()
    await shop.app.workshop.drain()
    _, linked = await shop.told()
    address = next(line for line in linked.splitlines() if line.startswith("https://bot.example.org/files/"))
    (link,) = await every(shop.database, LinkRow)
    assert address.rpartition("/")[2] not in repr(link)
    assert (link.person_id, link.job, link.expires_at) == (shop.dung.id, 77, START + timedelta(hours=72))


async def test_what_has_expired_or_was_called_off_is_forgotten_but_not_what_is_needed_still(shop: Shop) -> None:
    await shop.orders(1001)
    await shop.app.workshop.drain()
    shop.clock.forward(timedelta(hours=48))
    await shop.orders(1002)
    await shop.app.workshop.drain()
    shop.clock.forward(timedelta(hours=25))
    assert await shop.app.workshop.tidy(shop.database) == 1
    assert [(await shop.job(number)).state for number in (1001, 1002)] == ["expired", "done"]
    assert len(shop.contents) == 1
    shop.clock.forward(timedelta(hours=72))
    while await shop.app.workshop.tidy(shop.database):
        pass
    assert ((await shop.job(1002)).state, shop.contents) == ("expired", [])


async def test_the_same_is_not_ordered_twice_while_it_is_under_way(database: Database) -> None:
    dung = await meet(database, "dung")
    place = chat_of(dung, "dung")

    async def order(number: int, **options: str) -> None:
        async with database.transaction() as session:
            ordered = Order(number, "initiatives", PROGRAMME, ROOT, PHASE, options)
            await jobs.order(session, ordered, place, "vi", at=START, now=START)

    await order(1)
    await order(2, state="verified")
    with pytest.raises(ConflictError):
        await order(3)
    async with database.transaction() as session:
        await jobs.call_off(session, 1, dung.id, START)
        await session.execute(update(JobRow).where(col(JobRow.id) == 2).values(state="failed"))
    await order(4)
