"""What Telegram shows of the bot, where the server can show it."""

from __future__ import annotations

import json

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.bots import NamedBot
from bot.channels.telegram.profile import Profile, publish
from flows.screen import N_, Line
from tests.telegram.server import Answer, Api, ok, refused
from tests.telegram.words import say

PROFILE = Profile({"start": N_("begin"), "submit": N_("hand in {what}", what="a" * 300)}, N_("b" * 121))


def in_vietnamese(line: Line) -> str:
    return f"vi {say(line)}"


async def test_everybody_sees_vietnamese_commands_and_english_users_english_ones(api: Api, bot: NamedBot) -> None:
    api.ordinary |= {"setMyCommands": ok(True), "setMyShortDescription": ok(True)}
    await publish(bot, PROFILE, vi=in_vietnamese, en=say)
    default, english = api.asked("setMyCommands")
    assert "language_code" not in default
    assert english["language_code"] == "en"
    assert json.loads(default["commands"]) == [
        {"command": "start", "description": "vi begin"},
        {"command": "nop", "description": f"vi hand in {'a' * 300}"[:256]},
    ]
    assert [one["command"] for one in json.loads(english["commands"])] == ["start", "submit"]
    assert api.asked("setMyShortDescription") == [
        {"short_description": "vi " + "b" * 117},
        {"short_description": "b" * 120, "language_code": "en"},
    ]


@pytest.mark.parametrize(
    "answer", [refused(404, "Not Found"), refused(429, "a", retry_after=3), Answer(200, {"ok": False})]
)
async def test_a_server_that_cannot_show_it_is_no_obstacle(api: Api, bot: NamedBot, answer: Answer) -> None:
    api.ordinary |= {"setMyCommands": answer, "setMyShortDescription": answer}
    with capture_logs() as logs:
        await publish(bot, PROFILE, vi=in_vietnamese, en=say)
    assert [entry["event"] for entry in logs] == ["telegram_profile_not_published"] * 4
