"""Uploads: the field, the kind, the size, a week of life, and a token that is good for one kind of message only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.samples import sample
from bot.sandbox.zalo.oa import limits
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.conftest import Oa, later, template

if TYPE_CHECKING:
    from bot.sandbox.zalo.oa.world import OaWorld

GIF = b"GIF89a"


def file(token: str) -> dict[str, Any]:
    return {"attachment": {"type": "file", "payload": {"token": token}}}


def media(attachment_id: str) -> dict[str, Any]:
    return template("media", {"media_type": "image", "attachment_id": attachment_id})


async def test_a_document_goes_up_and_then_to_a_phone(open_client: Oa, oa: OaWorld) -> None:
    content = sample("bao-cao.pdf")
    uploaded = await open_client.upload("file", "bao-cao.pdf", content)
    assert set(uploaded["data"]) == {"token"}
    assert await open_client.code(file(uploaded["data"]["token"])) == 0
    shown = oa.last_bot_message("an")
    assert shown is not None
    assert shown.file is not None
    assert (shown.file.kind, shown.file.name, shown.file.content) == ("document", "bao-cao.pdf", content)


async def test_a_picture_goes_out_with_words(open_client: Oa, oa: OaWorld) -> None:
    uploaded = await open_client.upload("image", "a.png", PNG)
    assert set(uploaded["data"]) == {"attachment_id"}
    assert await open_client.code(media(uploaded["data"]["attachment_id"]) | {"text": "Tiến độ"}) == 0
    shown = oa.last_bot_message("an")
    assert shown is not None
    assert shown.file is not None
    assert (shown.file.kind, shown.file.width, shown.text) == ("photo", 640, "Tiến độ")


async def test_wrong_uploads_are_refused(client: Oa, oa: OaWorld) -> None:
    wrong = [
        ("file", "a.xlsx", b"PK\x03\x04", -201),
        ("file", "a.png", PNG, -201),
        ("file", "a", b"%PDF", -201),
        ("file", "a.pdf", b"MZ", -201),
        ("file", "a.pdf", b"", -201),
        ("image", "a.pdf", b"%PDF", -201),
        ("image", "a.gif", GIF, -201),
        ("gif", "a.png", PNG, -201),
        ("image", "a.png", PNG.ljust(limits.IMAGE_BYTES + 1), -210),
        ("file", "a.pdf", b"%PDF".ljust(limits.FILE_BYTES + 1), -210),
        ("gif", "a.gif", GIF.ljust(limits.GIF_BYTES + 1), -210),
    ]
    for kind, name, content, code in wrong:
        assert (await client.upload(kind, name, content))["error"] == code, (kind, name, len(content))
    assert (await client.upload("file", "a.pdf", b"%PDF", part="document"))["error"] == -201
    assert oa.tally.uploads == 0


async def test_the_greatest_size_is_taken(client: Oa) -> None:
    assert (await client.upload("image", "a.png", PNG.ljust(limits.IMAGE_BYTES)))["error"] == 0
    assert (await client.upload("file", "a.pdf", b"%PDF".ljust(limits.FILE_BYTES)))["error"] == 0


async def test_an_upload_lives_a_week(open_client: Oa, oa: OaWorld) -> None:
    token = (await open_client.upload("file", "a.pdf", b"%PDF"))["data"]["token"]
    later(oa, days=7)
    await open_client.renew()
    oa.say("an", "tệp đâu?")
    assert await open_client.code(file(token)) == -100


async def test_a_token_is_good_for_its_own_kind_of_message_only(open_client: Oa) -> None:
    token = (await open_client.upload("file", "a.pdf", b"%PDF"))["data"]["token"]
    image = (await open_client.upload("image", "a.png", PNG))["data"]["attachment_id"]
    assert await open_client.code(media(token)) == -201
    assert await open_client.code(file(image)) == -201
    assert await open_client.code({"text": "Kèm tệp"} | file(token)) == -201, "a file carries no text"


async def test_so_many_uploads_a_month_and_no_more(client: Oa, oa: OaWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOADS_A_MONTH", 1)
    assert (await client.upload("image", "a.png", PNG))["error"] == 0
    assert (await client.upload("image", "a.png", PNG))["error"] == -211
    later(oa, days=31)
    await client.renew()
    assert (await client.upload("image", "a.png", PNG))["error"] == 0
