"""Contents by their hash: in a folder, and in a bucket of something that speaks S3."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from storage.objects import Objects, ObjectsAwayError, folder_of

HASH = "ab" + "0" * 62


class Bucket:
    """As much of S3 as is needed; it believes every signature."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.broken = False

    async def answer(self, request: web.Request) -> web.Response:
        if self.broken:
            return web.Response(status=403)
        path = request.path
        if request.method == "PUT":
            self.objects[path] = await request.read()
            return web.Response(headers={"ETag": '"1"'})
        if request.method == "POST" and "delete" in request.query:
            keys = re.findall(r"<Key>(.+?)</Key>", await request.text())
            for key in keys:
                self.objects.pop(f"{path.rstrip('/')}/{key}", None)
            gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            return web.Response(text=f"<DeleteResult>{gone}</DeleteResult>", content_type="application/xml")
        if path not in self.objects:
            return web.Response(status=404)
        headers = {"ETag": '"1"', "Last-Modified": "Mon, 21 Mar 2022 02:00:00 GMT"}
        return web.Response(body=self.objects[path], headers=headers)


@pytest.fixture
async def bucket(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bucket]:
    made, app = Bucket(), web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    server = TestServer(app)
    await server.start_server()
    for name, value in {
        "AWS_ENDPOINT": str(server.make_url("")).rstrip("/"),
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_REGION": "vn",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    yield made
    await server.close()


async def test_a_content_is_kept_found_and_forgotten_in_a_folder(tmp_path: Path) -> None:
    objects = Objects(f"file:{tmp_path}/files")
    assert await objects.get(HASH) is None
    await objects.put(HASH, b"one")
    await objects.put(HASH, b"one")
    assert await objects.get(HASH) == b"one"
    assert (tmp_path / "files" / "ab" / HASH).read_bytes() == b"one"
    await objects.delete(HASH)
    await objects.delete(HASH)
    assert await objects.get(HASH) is None
    assert list((tmp_path / "files").iterdir()) == []


async def test_the_folder_is_its_owners_only(tmp_path: Path) -> None:
    await Objects(f"file:{tmp_path}/files").put(HASH, b"one")
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0


async def test_nothing_is_made_before_something_is_kept(tmp_path: Path) -> None:
    Objects(f"file:{tmp_path}/files")
    assert list(tmp_path.iterdir()) == []


async def test_a_content_is_kept_found_and_forgotten_in_a_bucket(bucket: Bucket) -> None:
    objects = Objects("s3://bucket/some/prefix")
    assert await objects.get(HASH) is None
    await objects.put(HASH, b"one")
    assert bucket.objects == {f"/bucket/some/prefix/ab/{HASH}": b"one"}
    assert await objects.get(HASH) == b"one"
    await objects.delete(HASH)
    assert bucket.objects == {}


async def test_a_bucket_that_refuses_is_told_without_a_word_of_it(bucket: Bucket) -> None:
    bucket.broken = True
    with pytest.raises(ObjectsAwayError) as away:
        await Objects("s3://bucket").put(HASH, b"one")
    assert "http" not in str(away.value)


async def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder", encoding="utf-8")
    objects = Objects(f"file:{tmp_path}/files")
    for asked in (objects.put(HASH, b"one"), objects.get(HASH), objects.delete(HASH)):
        with pytest.raises(ObjectsAwayError):
            await asked


@pytest.mark.parametrize("url", ["file:data/files", "file:./data/files", "file://data/files"])
def test_a_folder_may_be_named_from_here(url: str) -> None:
    assert folder_of(url) == Path("data/files").absolute()


def test_a_folder_may_be_named_from_the_root() -> None:
    assert folder_of("file:/srv/files") == folder_of("file:///srv/files") == Path("/srv/files")
    assert folder_of("s3://bucket") is None
