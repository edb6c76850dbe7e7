"""Hands over what was made: as files in the chat where it carries them, else by links that one person can open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from bot.channels.capabilities import PLAIN
from bot.channels.channel import Capabilities, Channel
from flows import making
from flows.making import Wished, described
from flows.records import Job
from flows.screen import Msg, Screen
from storage import links
from storage.jobs import Made, Ordered
from storage.loading import Snapshot
from storage.outbox import ANSWER, Outbox, Place

_ROOM_FOR_CHANCE = 1.15  # parts with equally many rows are not equally large


@dataclass(frozen=True, slots=True)
class Finished:
    """Files that are kept, how many rows they hold, and the data they were made from; `since` if that was earlier."""

    files: tuple[Made, ...]
    rows: int
    fingerprint: str
    since: datetime | None


class HandingOver:
    """Knows what each channel carries, and where links lead."""

    def __init__(self, channels: Mapping[str, Channel], address: str | None, token: Callable[[], str]) -> None:
        """Take the channels and the public address of this bot, if it has one; `token` makes the secret of a link."""
        self._channels, self._address, self._token = channels, address, token

    def redraws(self, place: Place) -> bool:
        """Tell whether the message of a job can be drawn anew."""
        return self._can(place).edits

    def parts(self, place: Place, sizes: Sequence[int]) -> int:
        """Return in how many parts files have to come so that the chat carries them, where no link can lead to them."""
        can = self._can(place)
        if self._address or not can.sends_files or can.file_endings or max(sizes) <= can.file_bytes:
            return 1
        return ceil(sum(sizes) * _ROOM_FOR_CHANCE / can.file_bytes)

    async def hand_over(
        self, outbox: Outbox, one: Ordered, done: Finished, expires_at: datetime, shared: Snapshot
    ) -> None:
        """Put the files or the links to them into the outbox, in the transaction that notes them as done."""
        place, what = one.place, _what(one.job, shared)
        can = self._can(place)
        fits = all(can.carries(file.name, file.size) for file in done.files)
        large = can.sends_files and all(can.carries(file.name, 0) for file in done.files)
        if not fits and self._address is None:
            await self._say(outbox, one, making.stays(what, large=large))
            return
        await self._say(outbox, one, making.ready(one.job, what, since=done.since))
        if fits:
            for file in done.files:
                await outbox.made(place, file.name, file.sha256)
            return
        addresses = []
        for number in range(len(done.files)):
            token = self._token()
            await links.make(
                outbox.session, token, job=one.job.id, file=number, person=place.person, expires_at=expires_at
            )
            addresses.append(f"{self._address}/files/{token}")
        await outbox.once(place, making.linked(addresses, one.job, expires_at, large=large))

    async def failed(self, outbox: Outbox, one: Ordered, shared: Snapshot) -> None:
        """Say that it could not be made, and offer to try again."""
        job = Job(one.job.id, one.job.kind, one.job.programme, one.job.unit, one.job.phase, one.job.options, "failed")
        await self._say(outbox, one, making.ended(job, shared.programmes, shared.units))

    async def _say(self, outbox: Outbox, one: Ordered, screen: Screen) -> None:
        """Draw the message of the job for the last time, else say it anew."""
        if self.redraws(one.place) and await outbox.redraw_job(one.place, one.job.id, screen, lane=ANSWER):
            return
        await outbox.post(one.place, screen)

    def _can(self, place: Place) -> Capabilities:
        channel = self._channels.get(place.channel)
        return channel.capabilities if channel else PLAIN


def _what(job: Job, shared: Snapshot) -> Msg:
    return described(Wished.of(job), shared.programmes, shared.units)
