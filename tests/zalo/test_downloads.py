"""Files people send: fetched from Zalo alone, and no more than allowed."""

from __future__ import annotations

import pytest

from bot.channels.channel import LaterError, NeverError
from bot.channels.zalo.downloads import Downloads
from bot.files.source import TooLargeError
from tests.zalo.oa.server import Answer, Zalo

ZALO = "https://openapi.zalo.me"


@pytest.fixture
def downloads(zalo: Zalo) -> Downloads:
    return Downloads(("zdn.vn",), zalo.url)


async def test_a_file_is_fetched(zalo: Zalo, downloads: Downloads) -> None:
    zalo.files["a"] = Answer(b"content")
    assert await downloads.fetch(f"{zalo.url}/files/a", 7) == b"content"


async def test_a_file_that_is_too_large_is_not_kept(zalo: Zalo, downloads: Downloads) -> None:
    zalo.files["a"] = Answer(b"content")
    with pytest.raises(TooLargeError):
        await downloads.fetch(f"{zalo.url}/files/a", 6)


@pytest.mark.parametrize("status", [400, 403, 404, 410])
async def test_a_link_that_is_over_is_over(zalo: Zalo, downloads: Downloads, status: int) -> None:
    zalo.files["a"] = Answer(b"", status)
    with pytest.raises(NeverError, match="over"):
        await downloads.fetch(f"{zalo.url}/files/a", 7)


async def test_a_host_that_is_ill_is_asked_again_later(zalo: Zalo, downloads: Downloads) -> None:
    zalo.files["a"] = Answer(b"", 503)
    with pytest.raises(LaterError):
        await downloads.fetch(f"{zalo.url}/files/a", 7)
    with pytest.raises(LaterError) as caught:
        await downloads.fetch("http://127.0.0.1:9/secret", 7)
    assert "secret" not in str(caught.value)


async def test_a_file_that_moved_is_followed_three_times(zalo: Zalo, downloads: Downloads) -> None:
    zalo.files["d"] = Answer(b"content")
    for here, there in (("a", "b"), ("b", "c"), ("c", "d")):
        zalo.files[here] = Answer(b"", 302, {"Location": f"/files/{there}"})
    assert await downloads.fetch(f"{zalo.url}/files/a", 7) == b"content"
    zalo.files["z"] = Answer(b"", 302, {"Location": "/files/a"})
    with pytest.raises(NeverError, match="always elsewhere"):
        await downloads.fetch(f"{zalo.url}/files/z", 7)


async def test_a_file_that_moved_away_from_zalo_is_not_followed(zalo: Zalo, downloads: Downloads) -> None:
    zalo.files["a"] = Answer(b"", 302, {"Location": "http://169.254.169.254/latest"})
    with pytest.raises(NeverError, match="not Zalo's"):
        await downloads.fetch(f"{zalo.url}/files/a", 7)


@pytest.mark.parametrize(
    "url",
    [
        "http://f.zdn.vn/1",
        "https://zdn.vn.example.org/1",
        "https://evilzdn.vn/1",
        "https://example.org/?zdn.vn",
        "https://f.zdn.vn:8443/1",
        "https://an@f.zdn.vn/1",
        "https://f.zdn.vn:port/1",
        "https://127.0.0.1/1",
        "http://localhost/1",
        "file:///etc/passwd",
        "",
    ],
)
async def test_nothing_else_is_ever_asked(url: str) -> None:
    with pytest.raises(NeverError, match="not Zalo's"):
        await Downloads(("zdn.vn",), ZALO).fetch(url, 7)
