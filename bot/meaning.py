"""What somebody meant, by what was shown to them last, and by the messages before it that are still in the chat."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.channel import Capabilities, Say
from bot.event import Address
from bot.understand import lettered, marked, understand, worded
from flows.said import Said, Text
from storage import letters
from storage.outbox import Place
from storage.sessions import Conversation


async def meant(
    session: AsyncSession,
    said: Said,
    address: Address,
    conversation: Conversation,
    account: int,
    *,
    say: Say,
    can: Capabilities,
) -> Said:
    """Return what was meant: by a number what was shown last on this channel, or a message with a letter.

    The whole words of a choice mean one of an earlier message too, as its button could be pressed where it has any.
    """
    screen = conversation.screen if conversation.session.account in (0, account) else None
    if not can.numbered:
        return understand(said, screen, say)
    screen = can.fitted(screen) if screen else None
    place = Place(0, address.channel, address.bot, address.chat)
    if typed := lettered(said):
        shown = await letters.find(session, place, typed[0])
        if shown and (tap := marked(can.fitted(shown), typed[1], say)):
            return tap
    taken = understand(said, screen, say, numbered=True)
    if not isinstance(taken, Text) or (screen and screen.takes != "choice"):
        return taken
    before = await letters.shown_before(session, place)
    return next((tap for one in before if (tap := worded(can.fitted(one), taken.text, say))), taken)
