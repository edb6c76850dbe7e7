"""An shares her number by Zalo's form, played over HTTP with two processes; forms that come late, twice, or empty."""

from __future__ import annotations

from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.channels.zalo.oa.inbound import BOT, understand
from bot.sandbox.cast import AN
from bot.sandbox.content import SHARE_ACTION, Message
from storage.tables import AccountRow, InitiativeRow
from tests.transcripts.reading import read
from tests.zalo.oa.day import Day, two_processes

KEY = AN.key

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def day(database_url: str, tmp_path: Path) -> AsyncIterator[Day]:
    """An has begun to hand in and is asked for her number."""
    async with two_processes(database_url, tmp_path, (AN,)) as day:
        await does(day, "/start u-DLK-01-017", "[Nộp sáng kiến]", "[Tôi đồng ý]", AN.name)
        yield day


async def does(day: Day, *acts: str) -> None:
    for act in acts:
        day.do(KEY, act)
        await day.settle()


async def shares(day: Day, phone: str | None = None) -> None:
    day.world.share_contact(KEY, of_other=phone)
    await day.settle()


def newest(day: Day) -> Message:
    message = day.world.last_bot_message(KEY)
    assert message is not None
    return message


def said(day: Day) -> str:
    return newest(day).text


def is_form(message: Message) -> bool:
    return [one.action for row in message.keyboard for one in row] == [SHARE_ACTION]


async def draft(day: Day) -> InitiativeRow:
    async with day.apps[0].database.transaction() as session:
        return (await session.execute(select(InitiativeRow))).scalar_one()


def submitted(day: Day) -> dict[str, Any]:
    return next(one for one in day.world.take() if one["event_name"] == "user_submit_info")


async def twice(day: Day) -> None:
    """Let both processes take the same events, as when Zalo repeats itself."""
    raws = day.world.take()
    for app in day.apps:
        for raw in raws:
            event = understand(raw, BOT, day.clock.now())
            if event:
                await app.turns.take(event)
    for app in day.apps:
        await app.sender.drain()


async def test_one_press_one_confirmation_and_the_next_question_a_message_each(day: Day) -> None:
    assert is_form(newest(day))
    reading = read(said(day))
    assert reading.lines == ("2/15 · Số điện thoại", "Gõ số điện thoại của anh/chị, ví dụ: 0912 345 678")
    assert set(reading.offered.values()) == {"Quay lại", "Để sau"}
    before = day.world.tally.sent
    day.world.tap(KEY, newest(day).id, "Chia sẻ thông tin")
    await day.settle()
    assert said(day).splitlines()[:2] == [
        "2/15 · Số điện thoại",
        "Anh/chị vừa chia sẻ số 0900 000 001. Nếu dùng số khác, anh/chị gõ số đó.",
    ]
    await does(day, "1")
    assert said(day).startswith("3/15 · Số CCCD")
    assert day.world.tally.sent - before == 2
    assert not day.world.tally.refused
    assert (await draft(day)).answers["phone"] == "+84900000001"


@pytest.mark.parametrize("typed", ["0900 000 002", "quay lại", "1", "0912 345 67"])
async def test_whatever_stands_on_the_form_can_be_typed(day: Day, typed: str) -> None:
    await does(day, typed)
    assert not is_form(newest(day))
    begins = {
        "0900 000 002": "3/15",
        "quay lại": "Sửa · Họ và tên",
        "0912 345 67": "Anh/chị đã gõ 9 chữ số.",
    }
    assert said(day).startswith(begins.get(typed, "Bản nháp được giữ lại"))


async def test_a_number_that_somebody_else_typed_into_the_form_is_taken_only_after_a_yes(day: Day) -> None:
    await shares(day, "+84900000099")
    assert "0900 000 099" in said(day)
    assert "phone" not in (await draft(day)).answers
    await does(day, "0900 000 001")
    assert (await draft(day)).answers["phone"] == "+84900000001"


async def test_the_same_event_twice_does_nothing_twice(day: Day) -> None:
    before = day.world.tally.sent
    day.world.share_contact(KEY)
    await twice(day)
    day.do(KEY, "[Dùng số này]")
    await twice(day)
    assert day.world.tally.sent - before == 2
    assert said(day).startswith("3/15")


async def test_an_old_form_filled_in_late_takes_nothing_away(day: Day) -> None:
    form = newest(day)
    await does(day, "0900 000 001", "066199001234")
    asked, kept = said(day), deepcopy((await draft(day)).answers)
    day.world.tap(KEY, form.id, "Chia sẻ thông tin")
    await day.settle()
    assert said(day).startswith("Số 0900 000 001 đã được ghi rồi.\n\n4/15 · Nơi công tác")
    assert asked.splitlines()[-1] == said(day).splitlines()[-1]
    await shares(day, "+84900000099")
    assert said(day).startswith("Câu số điện thoại đã trả lời rồi, vẫn ghi số 0900 000 001.\n\n4/15")
    assert (await draft(day)).answers == kept
    await does(day, "[Đổi số điện thoại]")
    assert is_form(newest(day))
    assert "Đang là: 0900 000 001" in said(day)
    await shares(day, "+84900000099")
    await does(day, "[Dùng số này]")
    assert said(day).startswith("4/15")
    assert (await draft(day)).answers["phone"] == "+84900000099"


async def test_a_form_filled_in_when_nothing_is_open_leads_on(day: Day) -> None:
    await does(day, "[Để sau]")
    await shares(day)
    assert said(day).startswith("Bây giờ chưa cần số điện thoại của anh/chị.")
    assert "Nộp sáng kiến" in read(said(day)).offered.values()
    await does(day, "/nop", "[Làm tiếp]")
    assert is_form(newest(day))


async def test_name_and_address_of_the_form_are_not_kept_and_no_number_is_logged(day: Day) -> None:
    with capture_logs() as logs:
        day.world.share_contact(KEY)
        raw = submitted(day)
        raw["info"] |= {"name": "Tên khác", "address": "12 Lê Duẩn", "city": "Buôn Ma Thuột"}
        event = understand(raw, BOT, day.clock.now())
        assert event is not None
        await day.apps[0].turns.take(event)
        await day.apps[0].sender.drain()
    assert "0900 000 001" in said(day)
    written = repr(logs)
    assert not [one for one in ("900000001", "900 000 001", "Tên khác", "Lê Duẩn") if one in written]
    async with day.apps[0].database.transaction() as session:
        account = (await session.execute(select(AccountRow))).scalar_one()
    kept = await draft(day)
    assert "Lê Duẩn" not in repr((kept.model_dump(), account.model_dump()))
    assert kept.answers["full_name"] == AN.name


async def test_a_form_that_came_without_a_number_is_answered(day: Day) -> None:
    day.world.share_contact(KEY)
    raw = submitted(day)
    del raw["info"]["phone"]
    event = understand(raw, BOT, day.clock.now())
    assert event is not None
    await day.apps[0].turns.take(event)
    await day.apps[0].sender.drain()
    assert said(day).startswith("Thông tin anh/chị gửi chưa có số điện thoại.")
    assert "2/15 · Số điện thoại" in said(day)
