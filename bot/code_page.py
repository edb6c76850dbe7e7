"""The pages behind a link that needs a code: asking for it, what it opens, and that it opens nothing any more."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from http import HTTPStatus

from aiohttp import web

from bot.done import Revealed
from bot.talk import DEFAULT, Talk
from flows.screen import N_, Line

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
}
_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="color-scheme" content="light dark">
<title>{title}</title><link rel="icon" href="data:,">
<style>
body {{ margin: 0; background: #f6f1e9; color: #2b2520; font: 18px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
  "Noto Sans", Arial, sans-serif; }}
main {{ box-sizing: border-box; max-width: 34em; margin: 0 auto; padding: 20px 18px 32px; overflow-wrap: anywhere; }}
h1 {{ margin: 0 0 12px; font-size: 1.45em; line-height: 1.25; }}
p {{ margin: 0 0 12px; }}
label {{ font-weight: 600; }}
input, button {{ box-sizing: border-box; display: block; width: 100%; min-height: 52px; margin: 4px 0 12px;
  padding: 12px; border: 2px solid #0f6b62; border-radius: 14px; font: inherit; }}
input {{ background: #fffdfa; color: inherit; text-transform: uppercase; letter-spacing: .1em; }}
button {{ background: #0f6b62; color: #ffffff; font-weight: 600; }}
input:focus, button:focus {{ outline: 3px solid #d9642b; outline-offset: 2px; }}
.problem {{ padding: 10px 12px; border: 1px solid #b23b2e; border-radius: 12px; color: #8f2a20; background: #fff4f1; }}
.number {{ padding: 14px 12px; border: 1px solid #e6dccd; border-radius: 12px; background: #fffdfa; font-size: 1.5em;
  font-weight: 600; letter-spacing: .06em; text-align: center; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #171411; color: #f2ebe2; }}
  input, .number {{ background: #221e1a; border-color: #4b433a; }}
  button {{ background: #23796d; border-color: #23796d; }}
  .problem {{ color: #f6b3a8; border-color: #f08f80; background: #2a1b18; }}
}}
</style>
<main><h1>{title}</h1>{body}</main></html>
"""
_FILE_READY, _DOWNLOAD = N_("Your file is ready"), N_("Download")
_FIELD = (
    '<input name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="12" '
    "autofocus>"
)


class CodePage:
    """Writes the pages of one kind of link: `way` tells where the code is had, `over` what to do once it is gone.

    `ready` stands above the question, `submit` on its button.
    """

    def __init__(
        self,
        talk: Talk,
        way: Line,
        over: Line,
        ready: Line = _FILE_READY,
        submit: Line = _DOWNLOAD,
    ) -> None:
        """Take the words that differ."""
        self._talk, self._way, self._over = talk, way, over
        self._ready, self._submit = ready, submit

    def ask(self, problem: Line = "") -> web.Response:
        """Ask for the code; a `problem` says what was wrong with the last one."""
        label = self._say(N_("Code from the chat"))
        body = (
            f"<p>{self._say(self._way)}</p>"
            f"{_problem(self._say(problem))}"
            f'<form method="post"><label>{label}{_FIELD}</label><button>{self._say(self._submit)}</button></form>'
        )
        return self._page(self._say(self._ready), body, HTTPStatus.FORBIDDEN if problem else HTTPStatus.OK)

    def reveal(self, revealed: Revealed) -> web.Response:
        """Show what a code opens that is no file."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in revealed.lines)
        body = f'<p class="number">{escape(revealed.number)}</p>{lines}'
        return self._page(escape(revealed.title), body, HTTPStatus.OK)

    def gone(self) -> web.Response:
        """Say that the link opens nothing."""
        title = self._say(N_("This link opens nothing"))
        return self._page(title, f"<p>{self._say(self._over)}</p>", HTTPStatus.NOT_FOUND)

    def broken(self) -> web.Response:
        """Say that something broke here, and that nothing was opened yet."""
        title = self._say(N_("Something broke on our side"))
        body = f"<p>{self._say(N_('Go back and type the code once more.'))}</p>"
        return self._page(title, body, HTTPStatus.SERVICE_UNAVAILABLE)

    def _page(self, title: str, body: str, status: HTTPStatus) -> web.Response:
        text = _PAGE.format(title=title, body=body)
        return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)

    def _say(self, line: Line) -> str:
        return escape(self._talk.say(line, DEFAULT))


def _problem(words: str) -> str:
    return f'<p class="problem" role="alert">{words}</p>' if words else ""
