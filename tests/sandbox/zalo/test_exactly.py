"""What an account's API takes is exactly what Zalo describes: no field more, no verifier of another length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.cast import OA
from bot.sandbox.zalo.oa.oauth import challenge_of
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.conftest import AN, Oa

if TYPE_CHECKING:
    from bot.sandbox.zalo.oa.world import OaWorld


@pytest.mark.parametrize(
    "body",
    [
        {"recipient": {"user_id": AN}, "message": {"text": "x"}, "tag": "ACCOUNT_UPDATE"},
        {"recipient": {"user_id": AN, "group_id": "1"}, "message": {"text": "x"}},
        {"recipient": {}, "message": {"text": "x"}},
        {"recipient": AN, "message": {"text": "x"}},
        {"recipient": {"user_id": AN}},
        {"message": {"text": "x"}},
        [],
    ],
)
async def test_a_message_has_one_recipient_and_nothing_beside(open_client: Oa, oa: OaWorld, body: Any) -> None:
    headers = {"access_token": open_client.access}
    answer = await open_client.call("POST", "/v3.0/oa/message/cs", json=body, headers=headers)
    assert answer["error"] == -201
    assert oa.tally.sent == 0


@pytest.mark.parametrize("length", [42, 44, 128])
async def test_a_verifier_has_43_characters(client: Oa, oa: OaWorld, length: int) -> None:
    verifier = "v" * length
    form = {
        "grant_type": "authorization_code",
        "app_id": OA.app_id,
        "code": oa.oauth.consent(challenge_of(verifier)),
        "code_verifier": verifier,
    }
    assert (await client.token(form))["error"] == -14013


@pytest.mark.parametrize(
    ("kind", "name", "begins", "most"),
    [("image", "a.png", PNG, 1_048_576), ("gif", "a.gif", b"GIF89a", 5_242_880), ("file", "a.pdf", b"%PDF", 5_242_880)],
)
async def test_an_upload_has_one_or_five_megabytes(client: Oa, kind: str, name: str, begins: bytes, most: int) -> None:
    assert (await client.upload(kind, name, begins.ljust(most)))["error"] == 0
    assert (await client.upload(kind, name, begins.ljust(most + 1)))["error"] == -210
