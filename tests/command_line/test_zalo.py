"""`sangkien zalo connect` and what `doctor` says of the Official Account."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import typer

from bot.channels.zalo.oa.oauth import challenge
from bot.clock import SystemClock
from bot.command_line import zalo as command
from bot.command_line.checks import official_account
from bot.command_line.console import out
from bot.command_line.trouble import CommandError
from bot.settings import Settings, load
from storage.zalo_grants import Pair, ZaloGrants
from tests.command_line.operator import Operator
from tests.zalo.oa.conftest import APP, CIPHER
from tests.zalo.oa.server import Answer, Zalo, refused

HOOK = "https://bot.example.org"
DAY = timedelta(days=1)
GETOA = "/v2.0/oa/getoa"
ABOUT = Answer(
    {"error": 0, "data": {"oaid": "1", "name": "Sáng kiến Đắk Lắk", "is_verified": True, "package_name": "Nâng cao"}}
)


@pytest.fixture
async def zalo() -> AsyncIterator[Zalo]:
    zalo = Zalo()
    server = await zalo.serve()
    yield zalo
    await server.close()


@pytest.fixture
def chosen(zalo: Zalo) -> dict[str, str]:
    return {
        "ZALO_OA_APP_ID": APP.id,
        "ZALO_OA_APP_SECRET": APP.secret,
        "ZALO_OA_SECRET_KEY": "the account's secret",
        "ZALO_OPENAPI_URL": zalo.url,
        "ZALO_OAUTH_URL": zalo.url,
        "WEBHOOK_URL": HOOK,
        "SECRET_KEY": "a secret of tests",
    }


@pytest.fixture
def come_back(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the permission page was asked; the administrator comes back from it with its state and a code."""
    asked: dict[str, str] = {}
    shown = out.print

    def watch(*what: object, **how: object) -> None:
        address = urlsplit(str(what[0]))
        if address.path == "/v4/oa/permission":
            asked.update({name: values[0] for name, values in parse_qs(address.query).items()})
        shown(*what, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(out, "print", watch)
    monkeypatch.setattr(typer, "prompt", lambda _: f"{HOOK}/zalo/oa?code=c1&oa_id=1&state={asked['state']}")
    return asked


async def test_an_administrator_consents_and_the_tokens_are_kept(
    operator: Operator, zalo: Zalo, chosen: dict[str, str], come_back: dict[str, str]
) -> None:
    zalo.will(GETOA, ABOUT)
    done = await operator("zalo", "connect", **chosen)
    assert done.code == 0, done.said
    (form,) = zalo.grants
    assert (form["code"], form["grant_type"], form["secret_key"]) == ("c1", "authorization_code", APP.secret)
    assert (come_back["app_id"], come_back["redirect_uri"]) == (APP.id, f"{HOOK}/zalo/oa")
    assert len(form["code_verifier"]) == 43
    assert challenge(form["code_verifier"]) == come_back["code_challenge"]
    assert "“Sáng kiến Đắk Lắk” is connected." in done.out
    assert f"{HOOK}/zalo/oa/" in done.out.splitlines()[-1]
    assert "r1" not in done.said
    async with asyncio.timeout(10):
        database = operator.database()
        grant = await ZaloGrants(database, CIPHER, APP.id).read()
        await database.close()
    assert grant.pair is not None
    assert (grant.pair.access, grant.pair.refresh) == ("a1", "r1")


async def test_a_code_that_zalo_refuses_is_explained(
    operator: Operator, zalo: Zalo, chosen: dict[str, str], come_back: dict[str, str]
) -> None:
    zalo.of_grants.append(refused(-14019))
    done = await operator("zalo", "connect", **chosen)
    assert (done.code, come_back["app_id"]) == (1, APP.id)
    assert "Zalo gives no tokens for this code (error -14019)." in done.err


async def test_without_an_account_or_a_way_back_nothing_is_begun(operator: Operator, chosen: dict[str, str]) -> None:
    done = await operator("zalo", "connect")
    assert (done.code, "No Official Account is set up." in done.err) == (1, True)
    done = await operator("zalo", "connect", **{**chosen, "WEBHOOK_URL": ""})
    assert (done.code, "There is no address to come back to." in done.err) == (1, True)
    done = await operator("zalo", "connect", "--verifier", "short", **chosen)
    assert (done.code, "A verifier is 43 letters" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("c1", "no code in that address"),
        (f"{HOOK}/zalo/oa?state=s", "no code in that address"),
        (f"{HOOK}/zalo/oa?code=c1", "does not belong"),
        (f"{HOOK}/zalo/oa?code=c1&state=other", "does not belong"),
    ],
)
def test_an_address_that_is_no_answer_to_our_question_is_refused(address: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        command.code_of(address, "s")
    assert command.code_of(f" {HOOK}/zalo/oa?oa_id=1&code=c%2B1&state=s\n", "s") == "c+1"


def settings_of(operator: Operator, chosen: dict[str, str]) -> Settings:
    given = {name.lower(): value for name, value in chosen.items()}
    return load(_env_file=None, database_url=f"sqlite+aiosqlite:///{operator.file}", **given)


async def kept(operator: Operator, *, age: timedelta, ends: timedelta, refused: str = "") -> datetime:
    """Keep a pair of that age whose permission ends so long from now."""
    now = SystemClock().now()
    database = operator.database()
    grants = ZaloGrants(database, CIPHER, APP.id)
    await grants.replace(Pair("a0", "r0", now - age, now - age + timedelta(hours=25), now + ends))
    if refused:
        claimed = await grants.claim(now, DAY)
        assert claimed is not None
        await grants.refuse(refused, "", claimed.lease)
    await database.close()
    return now


async def found(operator: Operator, chosen: dict[str, str], *, offline: bool = False) -> list[tuple[str, str]]:
    check = official_account.check(settings_of(operator, chosen), SystemClock(), offline=offline)
    return [(one.state, one.text) async for one in check]


async def test_doctor_says_nothing_of_an_account_that_is_not_set_up(operator: Operator) -> None:
    assert await found(operator, {}) == []


async def test_doctor_finds_a_connected_account_well(operator: Operator, zalo: Zalo, chosen: dict[str, str]) -> None:
    await kept(operator, age=timedelta(hours=1), ends=80 * DAY)
    zalo.will(GETOA, ABOUT)
    states, texts = zip(*await found(operator, chosen), strict=True)
    assert states == ("well", "well")
    assert texts[0].startswith("Zalo's permission is kept and renewed every day")
    assert texts[1] == "Zalo knows the Official Account “Sáng kiến Đắk Lắk”, package Nâng cao."
    assert zalo.grants == []


@pytest.mark.parametrize(
    ("ends", "refused_why", "words"),
    [
        (80 * DAY, "error -14014", "gives no more tokens (error -14014): an administrator must consent again."),
        (13 * DAY, "", "because no token was renewed."),
        (-DAY, "", "an administrator must consent again."),
    ],
)
async def test_doctor_says_when_an_administrator_is_needed(
    operator: Operator, chosen: dict[str, str], ends: timedelta, refused_why: str, words: str
) -> None:
    await kept(operator, age=2 * DAY, ends=ends, refused=refused_why)
    ((state, text),) = await found(operator, chosen)
    assert state == "ill"
    assert words in text
    assert text.endswith("Run: sangkien zalo connect")


async def test_doctor_says_what_is_still_to_be_done(operator: Operator, chosen: dict[str, str]) -> None:
    unfinished = {**chosen, "WEBHOOK_URL": "", "ZALO_OA_SIGNATURE": "log_only"}
    del unfinished["WEBHOOK_URL"]
    states = [state for state, _ in await found(operator, unfinished, offline=True)]
    assert states == ["ill", "mind", "ill", "mind"]
    with_first = {**chosen, "ZALO_OA_REFRESH_TOKEN": "r0"}
    assert [state for state, _ in await found(operator, with_first, offline=True)] == ["mind", "mind"]


async def test_doctor_says_why_phone_numbers_are_typed(operator: Operator, chosen: dict[str, str]) -> None:
    inside = {**chosen, "WEBHOOK_URL": "http://bot.example.org"}
    state, text = (await found(operator, inside, offline=True))[0]
    assert (state, text.startswith("Phone numbers are typed")) == ("mind", True)
    for wanted in ({"ZALO_OA_FORM": "False"}, {"ZALO_OA_FORM_PICTURE": "https://cdn.example.org/a.png"}):
        assert text not in [other for _, other in await found(operator, {**inside, **wanted}, offline=True)]


async def test_doctor_names_an_account_that_is_not_verified_and_a_zalo_that_refuses(
    operator: Operator, zalo: Zalo, chosen: dict[str, str]
) -> None:
    await kept(operator, age=timedelta(hours=1), ends=80 * DAY)
    zalo.will(GETOA, Answer({"error": 0, "data": {"name": "A", "is_verified": False}}), refused(-224))
    assert "not verified" in (await found(operator, chosen))[-1][1]
    assert (await found(operator, chosen))[-1] == (
        "ill",
        "Zalo refuses to tell about the Official Account (-224: the package of the account is too low).",
    )
