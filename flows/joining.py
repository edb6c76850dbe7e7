"""One person on several channels: a code made on one account and typed on another; the list of one's accounts."""

from __future__ import annotations

import re
from datetime import timedelta

from flows import support
from flows.channels import named
from flows.desk.deciding import own_form
from flows.effects import Join, OfferJoining, Part, Refuse, Show
from flows.needs import AccountsOf, FailedJoinings, JoiningByCode, JoiningById
from flows.records import AccountRecord, JoinOffer
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, At, Button, Line, Msg, Rows, Screen, button
from flows.session import Joining
from flows.vietnamese import fold, unaccented

LASTS = timedelta(minutes=10)
TRIES, TRIES_WITHIN = 5, timedelta(hours=1)
REFUSED = "joining code"
_CODE = re.compile("[2-9ACDEFGHJKMNPQRTUVWXY]{8}")
_INTRODUCED = ("MANOI", "NOI", "CONNECT", "LINK", "L")
_WISHES = frozenset({"noi", "noi zalo", "noi telegram", "noi voi zalo", "noi voi telegram", "noi kenh", "connect"})
_UNKNOWN = N_("This code is not right, or its 10 minutes are over. On the other channel type /data and get a new one.")
_TOO_MANY = N_("That was a wrong code too often. Try again in an hour, with a new code.")
_BARRIERS = {
    "two officers": N_("Both accounts belong to officers, and their names are not the same. They cannot be connected."),
    "two cards": N_("Initiatives of the two accounts have different card numbers. They cannot be connected."),
    "one decides for the other": N_(
        "One of the two has decided on, opened or entered an initiative of the other. They cannot be connected."
    ),
    "one stands in for the other": N_("One of the two officers stands in for the other. They cannot be connected."),
}


def way() -> Button:
    """Return the button that makes a code."""
    return button(N_("Connect Zalo/Telegram"), "join", "offer")


def tidy(typed: str) -> str:
    """Return a code as it is written, of whatever spelling: 7F3K9QWX."""
    return re.sub(r"[^0-9A-Z]", "", unaccented(typed).upper())


def read(scene: Scene) -> str | None:
    """Return the code that words are, None where they are something else.

    While something else is asked, only words that say so are a code.
    """
    if not isinstance(scene.said, Text):
        return None
    words, bare = tidy(scene.said.text), scene.session.doing is None or isinstance(scene.session.doing, Joining)
    codes = [words.removeprefix(word) for word in _INTRODUCED if words.startswith(word)]
    return next((code for code in (*codes, *((words,) if bare else ())) if _is_code(code)), None)


def asked_for(scene: Scene) -> bool:
    """Tell whether words ask for a code."""
    return isinstance(scene.said, Text) and fold(scene.said.text) in _WISHES


def offer(scene: Scene) -> Turn:
    """Make a code and say what to do with it on the other channel."""
    code, now = scene.facts.fresh.joining, scene.facts.now
    written = f"{code[:4]}-{code[4:]}"
    lines: list[Line] = [
        N_("Open our bot on the other channel and send it this:"),
        N_("connect {code}", code=written),
        "",
        *(
            N_("{channel}: press {link}", channel=named(door.channel), link=f"{door.entrance}l-{code}")
            for door in scene.facts.others
            if door.entrance
        ),
        N_("The code works once, until {at}. Give it to nobody: it opens your initiatives.", at=At(now + LASTS)),
    ]
    shown = Screen(tuple(lines), ((_list(),),), title=N_("One person, several channels"))
    return Turn(scene.session, (OfferJoining(scene.facts.fresh.id, code, now + LASTS), Show(shown, once=True)))


def typed(scene: Scene, code: str) -> Turn:
    """Take a code: say whose account it joins with this one, and ask; wrong ones are counted."""
    person, now = scene.facts.person.id, scene.facts.now
    if scene.facts[FailedJoinings(person, now - TRIES_WITHIN)] >= TRIES:
        return scene.show(Screen((_TOO_MANY, *support.whom(scene))))
    found = scene.facts[JoiningByCode(code, person)] if _is_code(code) else None
    if found is None or not _still_open(scene, found):
        return scene.show(Screen((_UNKNOWN,), ((way(),),)), Refuse(REFUSED))
    if found.person == person:
        return scene.show(Screen((N_("This code is for your other channel: send it to our bot there, not here."),)))
    if found.barrier:
        return scene.show(_barred(scene, found), Refuse("joining"))
    doing = Joining(found.id, own_form(scene.session))
    return scene.move(doing, Show(_question(scene, found)))


def question(scene: Scene, doing: Joining, note: Msg | None = None) -> Screen | None:
    """Return what is asked of whoever typed a code, None where it is over."""
    found = scene.facts[JoiningById(doing.offer, scene.facts.person.id)]
    return _question(scene, found, note) if found and _still_open(scene, found) and not found.barrier else None


def answer(scene: Scene, doing: Joining) -> Turn:
    """Ask again: only the words of a button are an answer."""
    asked = question(scene, doing, N_("Type “Connect” or “No”."))
    return scene.show(asked) if asked else scene.move(doing.then, Show(Screen((_UNKNOWN,), ((way(),),))))


def leave(scene: Scene, doing: Joining) -> Turn:
    """Leave both accounts as they are."""
    return scene.move(doing.then, Show(Screen((N_("Nothing was connected."),))))


def pressed(scene: Scene) -> Turn:
    """Take a button of these screens."""
    doing = scene.session.doing
    match scene.action.arg(0):
        case "offer":
            return offer(scene)
        case "yes" if isinstance(doing, Joining) and doing.offer == scene.action.number(1):
            return _join(scene, doing)
        case "no" if isinstance(doing, Joining):
            return leave(scene, doing)
        case "part":
            return _ask_part(scene)
        case "part-yes":
            return _part(scene)
        case "not-me":
            return _not_me(scene)
        case _:
            return accounts(scene)


def accounts(scene: Scene, note: Msg | None = None) -> Turn:
    """List the accounts of whoever speaks, with what can be done about each."""
    mine = scene.facts[AccountsOf(scene.facts.person.id)]
    lines = tuple(_described(scene, one) for one in mine)
    removable = [one for one in mine if one.id != scene.facts.person.account]
    rows: Rows = tuple(
        (button(N_("Remove {account}", account=_name(one)), "join", "part", one.id),) for one in removable
    )
    more = (N_("What you began on one of them goes on on any other."),) if removable else ()
    return scene.show(Screen((*lines, *more), (*rows, (way(),)), title=N_("My channels"), problem=note))


def _join(scene: Scene, doing: Joining) -> Turn:
    """Let both accounts be one person's, and tell where the code was made."""
    facts = scene.facts
    found = facts[JoiningById(doing.offer, facts.person.id)]
    if found is None or not _still_open(scene, found) or found.person == facts.person.id:
        return scene.move(doing.then, Show(Screen((_UNKNOWN,), ((way(),),))))
    if found.barrier:
        return scene.move(doing.then, Refuse("joining"), Show(_barred(scene, found)))
    told = Screen(
        (
            N_("Your account here is now connected with one on {channel}.", channel=named(facts.channel)),
            N_("Drafts and initiatives are the same on both. If that was not you, press “That was not me”."),
        ),
        ((button(N_("That was not me"), "join", "not-me", facts.person.account), _list()),),
    )
    done = Screen(
        (
            N_("Connected with your account on {channel}.", channel=named(found.channel)),
            N_("Drafts and initiatives are the same on both. We write to you where you wrote last."),
        ),
        ((button(N_("My initiatives"), "mine"), _list()),),
    )
    return scene.move(doing.then, Join(found.id, told, facts.now), Show(done))


def _ask_part(scene: Scene) -> Turn:
    one = _other_account(scene, scene.action.number(1))
    if one is None:
        return accounts(scene)
    lines = (
        N_("Remove {account}?", account=_name(one)),
        N_("Your drafts and initiatives stay here. Whoever writes from there begins anew and sees nothing of yours."),
    )
    yes = button(N_("Yes, remove it"), "join", "part-yes", one.id)
    return scene.show(Screen(lines, ((yes, _list()),)))


def _part(scene: Scene) -> Turn:
    one = _other_account(scene, scene.action.number(1))
    if one is None:
        return accounts(scene)
    return scene.show(Screen((N_("{account} is removed.", account=_name(one)),), ((_list(),),)), Part(one.id))


def _not_me(scene: Scene) -> Turn:
    """Take the account that used one's code away again at once, and say whom to call."""
    one = _other_account(scene, scene.action.number(1))
    if one is None:
        return accounts(scene)
    lines = (
        N_("The other account is removed and sees nothing of yours any more."),
        N_("Whoever it was had your code. Tell somebody of your union, they see what was done meanwhile."),
        *support.whom(scene),
    )
    return scene.show(Screen(lines, ((button(N_("My initiatives"), "mine"), _list()),)), Part(one.id))


def _other_account(scene: Scene, number: int) -> AccountRecord | None:
    """Return another account of whoever speaks than the one they write from."""
    mine = scene.facts[AccountsOf(scene.facts.person.id)]
    return next((one for one in mine if one.id == number and number != scene.facts.person.account), None)


def _question(scene: Scene, found: JoinOffer, note: Msg | None = None) -> Screen:
    unit = scene.facts.units.get(found.unit)
    owner: list[Line] = [N_("It was made by: {name}", name=_masked(found.name))] if found.name else []
    if unit:
        owner.append(N_("Unit: {unit}", unit=unit.name))
    lines = (
        N_("This account and the one on {channel} will be one person's.", channel=named(found.channel)),
        *owner,
        N_("Drafts, initiatives and messages will be the same on both. Connect only if both are yours."),
    )
    yes, no = button(N_("Connect"), "join", "yes", found.id), button(N_("No"), "join", "no")
    return Screen(lines, ((yes, no),), problem=note)


def _barred(scene: Scene, found: JoinOffer) -> Screen:
    return Screen(
        (_BARRIERS[found.barrier], *support.whom(scene)), ((button(N_("Ask somebody for help"), "support"),),)
    )


def _still_open(scene: Scene, found: JoinOffer) -> bool:
    return not found.used and found.expires_at > scene.facts.now


def _is_code(code: str) -> bool:
    return bool(_CODE.fullmatch(code)) and not code.isalpha() and not code.isdigit()


def _masked(name: str) -> str:
    """Return a name by which its owner knows it, and nobody else learns it."""
    return " ".join(f"{word[0]}•••" for word in name.split())


def _described(scene: Scene, one: AccountRecord) -> Msg:
    if one.id == scene.facts.person.account:
        return N_("{channel} · you write from here now", channel=named(one.channel))
    return N_("{channel} · last used {at}", channel=named(one.channel), at=At(one.seen_at, "short"))


def _name(one: AccountRecord) -> Msg:
    return N_("{channel} ({at})", channel=named(one.channel), at=At(one.seen_at, "short"))


def _list() -> Button:
    return button(N_("My channels"), "join", "list")
