"""Writes a page for files: a form that works on any phone, without a script too, and loads nothing from elsewhere."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from aiohttp import web

from bot.talk import DEFAULT, Talk
from bot.uploads import words
from bot.uploads.outcome import Outcome
from flows.fields.evidence import LARGEST, MOST_FILES
from flows.screen import NN_, Line, Msg
from storage.uploads import Page

_HERE = Path(__file__).parent
_UNUSUAL: Mapping[str, HTTPStatus] = {
    "over": HTTPStatus.GONE,
    "replaced": HTTPStatus.GONE,
    "handed in": HTTPStatus.GONE,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says besides its form: a problem, and what became of the files given just now."""

    problem: Line | None = None
    outcomes: tuple[Outcome, ...] = ()
    status: HTTPStatus = HTTPStatus.OK


class Writer:
    """Writes pages in the language of whoever they are for."""

    def __init__(self, talk: Talk) -> None:
        """Read the parts of the page once."""
        self._talk = talk
        self._page, self._form = (Template(_read(name)) for name in ("page.html", "form.html"))
        self._style, self._script = _read("page.css"), _read("page.js")
        policy = (
            *("default-src 'none'", "img-src data:", "connect-src 'self'", "form-action 'self'"),
            *("base-uri 'none'", "frame-ancestors 'none'"),
            *(f"style-src '{_hash(self._style)}'", f"script-src '{_hash(self._script)}'"),
        )
        self._headers: Mapping[str, str] = {
            "Cache-Control": "no-store, private",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": "; ".join(policy),
        }

    def whole(self, page: Page | None, sheet: Sheet, proof: str, key: str) -> web.Response:
        """Return a page; `proof` and `key` go into its form, `key` a new one every time it is written."""
        language = page.language if page and page.language in self._talk.languages else DEFAULT or "vi"

        def say(line: Line) -> str:
            return escape(self._talk.say(line, language))

        if page is None or page.state != "open":
            lines = words.WHY[page.state if page else "unknown"]
            title, rest = words.CLOSED, "".join(f"<p>{say(line)}</p>" for line in lines)
        else:
            title, rest = words.TITLE, self._filled(page, say, proof, key)
        told = f'<p class="problem" role="alert">{say(sheet.problem)}</p>' if sheet.problem else ""
        results = "".join(
            f'<li class="{one.state}"><b>{escape(one.name)}</b> <span>{say(one.words)}</span></li>'
            for one in sheet.outcomes
        )
        text = self._page.substitute(
            language=language,
            title=say(title),
            style=self._style,
            script=self._script,
            problem=told,
            results=results,
            rest=rest,
        )
        return web.Response(
            text=text, status=_status(page, sheet), content_type="text/html", charset="utf-8", headers=self._headers
        )

    def brief(self, page: Page | None, sheet: Sheet) -> web.Response:
        """Return the same for the script on the page, which has the rest already."""
        language = page.language if page else DEFAULT

        def say(line: Line) -> str:
            return self._talk.say(line, language or DEFAULT)

        closed = page is None or page.state != "open"
        lines = words.WHY[page.state if page else "unknown"] if closed else ()
        problem = " ".join(say(line) for line in ((sheet.problem,) if sheet.problem else lines))
        files = [{"name": one.name, "state": one.state, "words": say(one.words)} for one in sheet.outcomes]
        answer = {"problem": problem, "closed": closed, "files": files, "count": say(_count(page)) if page else ""}
        return web.Response(
            text=json.dumps(answer, ensure_ascii=False),
            status=_status(page, sheet),
            content_type="application/json",
            headers=self._headers,
        )

    def _filled(self, page: Page, say: Callable[[Line], str], proof: str, key: str) -> str:
        told = {name: self._talk.say(line, page.language) for name, line in words.SCRIPT.items()}
        full = page.files >= MOST_FILES
        return self._form.substitute(
            kinds=say(words.KINDS),
            count=say(_count(page)),
            full=f'<p class="problem">{say(words.FULL)}</p>' if full else "",
            hidden=" hidden" if full else "",
            proof=proof,
            key=key,
            choose=say(words.CHOOSE),
            camera=say(words.CAMERA),
            drag=say(words.DRAG),
            send=say(words.SEND),
            chat=say(words.IN_THE_CHAT),
            told=escape(json.dumps(told, ensure_ascii=False)),
            largest=LARGEST,
        )


def _count(page: Page) -> Msg:
    left = max(0, MOST_FILES - page.files)
    return NN_(
        "{count} file is here already; {left} more fit in.",
        "{count} files are here already; {left} more fit in.",
        page.files,
        left=left,
    )


def _status(page: Page | None, sheet: Sheet) -> HTTPStatus:
    if page is None:
        return HTTPStatus.NOT_FOUND
    return _UNUSUAL.get(page.state, sheet.status)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
