"""Answers what a bot may ask about the account and about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.views import instant
from bot.sandbox.zalo.hands import zalo_id_of
from bot.sandbox.zalo.oa.errors import Reason, Refused
from bot.sandbox.zalo.oa.fields import record, text

if TYPE_CHECKING:
    from bot.sandbox.people import Person
    from bot.sandbox.zalo.oa.world import OaWorld

_PACKAGES = {"full": "Nâng cao", "no_buttons": "Cơ bản", "free": "Dùng thử"}
_GOVERNMENT = 4


class Questions:
    """What the account can be asked."""

    def __init__(self, world: OaWorld) -> None:
        """Answer for the given world."""
        self._world = world

    def oa(self) -> dict[str, Any]:
        """Tell of the account itself."""
        account = self._world.account
        return {
            "oaid": account.oa_id,
            "name": account.name,
            "description": "",
            "is_verified": True,
            "oa_type": _GOVERNMENT,
            "num_follower": sum(self._world.windows.follows(zalo_id_of(one)) for one in self._world.people.values()),
            "package_name": _PACKAGES[self._world.package],
            "package_valid_through_date": "31/12/2099",
        }

    def user(self, asked: object) -> dict[str, Any]:
        """Tell of a person; raises Refused for one who has nothing to do with the account."""
        person = self._person(asked)
        user = zalo_id_of(person)
        last = self._world.windows.last(user)
        if last is None:
            raise Refused(Reason.NO_FOLLOWER)
        year, month, day = instant(last)[:10].split("-")
        return {
            "user_id": user,
            "user_id_by_app": f"4{person.user_id}",
            "display_name": person.name,
            "user_is_follower": self._world.windows.follows(user),
            "user_last_interaction_date": f"{day}/{month}/{year}",
            "avatar": "https://s120-ava-talk.zadn.vn/default",
            "shared_info": {"name": "", "phone": "", "address": "", "city": "", "district": ""},
        }

    def quota(self, asked: object) -> dict[str, Any]:
        """Tell when a person last did something, in milliseconds."""
        last = self._world.windows.last(zalo_id_of(self._person(asked)))
        return {"last_interaction": str(int(last.timestamp() * 1000)) if last else "0"}

    def _person(self, asked: object) -> Person:
        given = record(asked, "data", needs=frozenset({"user_id"}))
        chat = self._world.chat_of(text(given["user_id"], "user_id", 64))
        if chat is None:
            raise Refused(Reason.USER)
        return chat.person
