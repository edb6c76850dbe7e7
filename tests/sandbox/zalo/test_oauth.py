"""Tokens: a code once, a refresh token once, and an access token that dies with its successor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.sandbox.cast import OA
from bot.sandbox.zalo.oa.oauth import challenge_of
from bot.sandbox.zalo.oa.signature import proof
from tests.sandbox.zalo.conftest import Oa, later

if TYPE_CHECKING:
    from bot.sandbox.zalo.oa.world import OaWorld

VERIFIER = "v" * 43


def exchange(code: str, verifier: str = VERIFIER) -> dict[str, str]:
    return {"grant_type": "authorization_code", "app_id": OA.app_id, "code": code, "code_verifier": verifier}


async def test_a_code_gives_a_pair_once(client: Oa, oa: OaWorld) -> None:
    code = oa.oauth.consent(challenge_of(VERIFIER))
    pair = await client.token(exchange(code))
    assert set(pair) == {"access_token", "refresh_token", "expires_in"}
    assert pair["expires_in"] == "90000", "a string"
    assert (await client.token(exchange(code)))["error"] == -14012


async def test_a_code_lives_ten_minutes(client: Oa, oa: OaWorld) -> None:
    code = oa.oauth.consent()
    later(oa, minutes=10)
    assert (await client.token(exchange(code)))["error"] == -14012


@pytest.mark.parametrize("verifier", ["w" * 43, "v" * 42, ""])
async def test_the_verifier_has_to_fit_the_challenge(client: Oa, oa: OaWorld, verifier: str) -> None:
    code = oa.oauth.consent(challenge_of(VERIFIER))
    assert (await client.token(exchange(code, verifier)))["error"] == -14013


async def test_the_permission_page_sends_back_with_a_code(client: Oa, address: str) -> None:
    asked = {
        "app_id": OA.app_id,
        "redirect_uri": OA.redirect_uri,
        "code_challenge": challenge_of(VERIFIER),
        "state": "s1",
    }
    page = f"{address}/v4/oa/permission"
    async with client.session.get(page, params=asked, allow_redirects=False) as response:
        assert response.status == 302
        back = urlsplit(response.headers["Location"])
    found = parse_qs(back.query)
    assert (found["oa_id"], found["state"]) == ([OA.oa_id], ["s1"])
    assert "access_token" in await client.token(exchange(found["code"][0]))
    elsewhere = asked | {"redirect_uri": "https://elsewhere.example/"}
    assert (await client.call("GET", "/v4/oa/permission", params=elsewhere))["error"] == -14003


async def test_a_refresh_token_used_twice_is_refused(client: Oa, oa: OaWorld) -> None:
    first = client.refresh
    await client.renew()
    reused = await client.renew(first)
    assert reused["error"] == -14014
    assert "access_token" not in reused
    assert oa.tally.refreshes == 2
    assert oa.tally.refused == {-14014: 1}
    assert "access_token" in await client.renew(), "the newest one still works"


async def test_a_refresh_token_lives_three_months(client: Oa, oa: OaWorld) -> None:
    later(oa, days=90)
    assert (await client.renew())["error"] == -14014


async def test_the_old_access_token_dies_at_once(client: Oa) -> None:
    old = client.access
    await client.renew()
    assert (await client.call("GET", "/v2.0/oa/getoa", headers={"access_token": old}))["error"] == -216
    assert (await client.call("GET", "/v2.0/oa/getoa"))["error"] == 0


async def test_an_access_token_lives_25_hours(client: Oa, oa: OaWorld) -> None:
    later(oa, seconds=89_999)
    assert (await client.call("GET", "/v2.0/oa/getoa"))["error"] == 0
    later(oa, seconds=1)
    assert (await client.call("GET", "/v2.0/oa/getoa"))["error"] == -220


@pytest.mark.parametrize("headers", [{}, {"access_token": "x"}, {"access_token": ""}])
async def test_a_call_without_a_good_token_is_refused(client: Oa, headers: dict[str, str]) -> None:
    bearer = headers | {"Authorization": f"Bearer {client.access}"}
    assert (await client.call("GET", "/v2.0/oa/getoa", headers=bearer))["error"] == -216


async def test_the_two_secrets_are_not_to_be_mixed_up(client: Oa) -> None:
    form = {"grant_type": "refresh_token", "app_id": OA.app_id, "refresh_token": client.refresh}
    assert (await client.token(form, OA.secret_key))["error"] == -14004
    assert (await client.token(form, ""))["error"] == -14004
    assert "access_token" in await client.token(form), "a refused call has spent nothing"


async def test_a_wrong_app_a_wrong_grant_and_a_json_body_are_refused(client: Oa) -> None:
    assert (await client.renew(app_id="1"))["error"] == -14002
    assert (await client.renew(grant_type="password"))["error"] == -14005
    headers = {"secret_key": OA.app_secret}
    answer = await client.call("POST", "/v4/oa/access_token", json={"app_id": OA.app_id}, headers=headers)
    assert answer["error"] == -14005


async def test_a_proof_is_checked_where_there_is_one(client: Oa) -> None:
    good = {"access_token": client.access, "appsecret_proof": proof(OA.app_secret, client.access)}
    assert (await client.call("GET", "/v2.0/oa/getoa", headers=good))["error"] == 0
    bad = good | {"appsecret_proof": proof(OA.secret_key, client.access)}
    assert (await client.call("GET", "/v2.0/oa/getoa", headers=bad))["error"] == -242
