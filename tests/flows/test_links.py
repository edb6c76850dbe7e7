"""A shared link: the host is checked exactly, and a link that leads nowhere or elsewhere is refused."""

from __future__ import annotations

import pytest

from bot.talk import Talk
from flows.fields.field import Held, Outcome, Refused
from flows.said import Text
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.tables import rows

EVIDENCE = LIBRARY["evidence"]
ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz_-012345"

SHARED = {
    "a file": f"https://drive.google.com/file/d/{ID}/view?usp=sharing",
    "a file of the first account": f"https://drive.google.com/file/u/0/d/{ID}/edit",
    "an open link": f"https://drive.google.com/open?id={ID}",
    "a download": f"https://drive.google.com/uc?export=download&id={ID}",
    "a folder": f"https://drive.google.com/drive/folders/{ID}",
    "a folder of the first account": f"https://drive.google.com/drive/u/0/folders/{ID}",
    "a document": f"https://docs.google.com/document/d/{ID}/edit",
    "a sheet": f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0",
    "slides": f"https://docs.google.com/presentation/d/{ID}/edit",
    "an id of twenty letters": f"https://drive.google.com/file/d/{ID[:20]}/view",
}
KEPT = {
    "without the scheme": (f"drive.google.com/file/d/{ID}/view", f"https://drive.google.com/file/d/{ID}/view"),
    "never without encryption": (f"http://drive.google.com/open?id={ID}", f"https://drive.google.com/open?id={ID}"),
    "spaces around": (f"  https://drive.google.com/file/d/{ID}\n", f"https://drive.google.com/file/d/{ID}"),
    "without what is behind the #": (
        f"https://docs.google.com/document/d/{ID}#x",
        f"https://docs.google.com/document/d/{ID}",
    ),
}
ELSEWHERE = {
    "another host": f"https://evil.example/file/d/{ID}",
    "another Google": f"https://sites.google.com/d/{ID}",
    "the bare domain": f"https://google.com/file/d/{ID}",
    "a host that begins alike": f"https://drive.google.com.evil.example/file/d/{ID}",
    "a host that ends alike": f"https://evil-drive.google.com/file/d/{ID}",
    "a host without the dot": f"https://drivegoogle.com/file/d/{ID}",
    "the host in the path": f"https://evil.example/drive.google.com/file/d/{ID}",
    "the host in the query": f"https://evil.example/?drive.google.com/file/d/{ID}",
    "the host as the user": f"https://drive.google.com@evil.example/file/d/{ID}",
    "a user before the host": f"https://an@drive.google.com/file/d/{ID}",
    "a user and a password": f"https://an:bi-mat@drive.google.com/file/d/{ID}",
    "a port": f"https://drive.google.com:8443/file/d/{ID}",
    "the ordinary port": f"https://drive.google.com:443/file/d/{ID}",
    "a dot after the host": f"https://drive.google.com./file/d/{ID}",
    "a backslash": f"https://drive.google.com\\@evil.example/file/d/{ID}",
    "letters that look alike": f"https://drіve.google.com/file/d/{ID}",
    "another short link": "https://bit.ly/3abcdefghijklmnopqrstuvwx",
    "no host": f"https:///file/d/{ID}",
    "an address that is no address": f"https://[drive.google.com/file/d/{ID}",
    "a host that turns into two": f"https://drive.google.com\u2100evil.example/file/d/{ID}",
}
INCOMPLETE = {
    "the front page": "https://drive.google.com/",
    "the own drive": "https://drive.google.com/drive/my-drive",
    "no id": "https://drive.google.com/file/d/",
    "an id cut off": "https://drive.google.com/file/d/1AbCd/view",
    "an id of nineteen letters": f"https://drive.google.com/file/d/{ID[:19]}/view",
    "an id with a blank": f"https://drive.google.com/file/d/{ID[:10]} {ID[:10]}",
    "an address elsewhere in the query": f"https://drive.google.com/?next=https://evil.example/d/{ID}",
}
NO_LINKS = [
    "xem trên drive",
    "www.drive.google.com",
    "ftp://drive.google.com/file/d/x",
    "javascript:alert(1)",
    "drive",
    "",
]


def typed(text: str, asking: Ask, **looking: object) -> Outcome:
    return EVIDENCE.read(Text(text), asking(**looking))


@pytest.mark.parametrize("link", rows(SHARED))
def test_a_shared_link_is_kept(link: str, asking: Ask) -> None:
    outcome = typed(link, asking)
    assert isinstance(outcome, Held)
    assert outcome.value == ({"link": link.partition("#")[0]},)


@pytest.mark.parametrize(("link", "kept"), rows(KEPT))
def test_a_link_is_tidied(link: str, kept: str, asking: Ask) -> None:
    outcome = typed(link, asking)
    assert isinstance(outcome, Held)
    assert outcome.value == ({"link": kept},)


def test_a_link_comes_with_the_reminder_to_share_it(asking: Ask, talk: Talk) -> None:
    outcome = typed(SHARED["a file"], asking)
    assert isinstance(outcome, Held)
    told = "\n".join(talk.say(line, "en") for line in outcome.screen.lines)
    assert [step in told for step in ("1. ", "2. ", "3. ", "Anyone with the link")] == [True] * 4


@pytest.mark.parametrize("link", rows(ELSEWHERE))
def test_a_link_to_anywhere_else_is_refused(link: str, asking: Ask, talk: Talk) -> None:
    outcome = typed(link, asking)
    assert isinstance(outcome, Refused)
    assert "https://drive.google.com/" in talk.say(outcome.problem, "en")


@pytest.mark.parametrize("link", rows(INCOMPLETE))
def test_a_link_without_its_id_is_refused_with_the_way_to_the_right_one(link: str, asking: Ask, talk: Talk) -> None:
    outcome = typed(link, asking)
    assert isinstance(outcome, Refused)
    assert "not complete" in talk.say(outcome.problem, "en")


@pytest.mark.parametrize("text", NO_LINKS)
def test_words_that_are_no_link_are_refused(text: str, asking: Ask) -> None:
    assert isinstance(typed(text, asking), Refused)


def test_links_and_files_are_kept_together(asking: Ask) -> None:
    outcome = typed(SHARED["a folder"], asking, partial=({"name": "1.pdf", "reference": "r"},))
    assert isinstance(outcome, Held)
    assert EVIDENCE.show(outcome.value, asking()) == f"1.pdf, {SHARED['a folder']}"
