"""The pages behind a link whose file needs a code: asking for it, and saying that the link opens nothing any more."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from http import HTTPStatus

from aiohttp import web

from bot.talk import DEFAULT, Talk
from flows.screen import N_, Line

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
}
_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>{title}</title>
<style>body{{font:18px/1.5 system-ui,sans-serif;max-width:32em;margin:3em auto;padding:0 1em}}
input,button{{font:inherit;padding:.5em;margin:.3em 0}}</style>
<h1>{title}</h1>{body}</html>
"""


class CodePage:
    """Writes the pages of one kind of link: `way` tells where the code is had, `over` what to do once it is gone."""

    def __init__(self, talk: Talk, way: Line, over: Line) -> None:
        """Take the words that differ."""
        self._talk, self._way, self._over = talk, way, over

    def ask(self, problem: Line = "") -> web.Response:
        """Ask for the code; a `problem` says what was wrong with the last one."""
        label, submit = N_("Code from the chat"), N_("Download")
        body = (
            f"<p>{self._say(self._way)}</p>"
            f"<p><strong>{self._say(problem)}</strong></p>"
            f'<form method="post"><label>{self._say(label)}<br><input name="code" autocomplete="off" required '
            f'maxlength="12" autofocus></label><br><button>{self._say(submit)}</button></form>'
        )
        return self._page(N_("Your file is ready"), body, HTTPStatus.FORBIDDEN if problem else HTTPStatus.OK)

    def gone(self) -> web.Response:
        """Say that the link opens nothing."""
        return self._page(N_("This link opens nothing"), f"<p>{self._say(self._over)}</p>", HTTPStatus.NOT_FOUND)

    def _page(self, title: Line, body: str, status: HTTPStatus) -> web.Response:
        text = _PAGE.format(title=self._say(title), body=body)
        return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)

    def _say(self, line: Line) -> str:
        return escape(self._talk.say(line, DEFAULT))
