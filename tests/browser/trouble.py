"""Collects everything a browser complains about, so that no test passes over it."""

from __future__ import annotations

import re

from playwright.async_api import ConsoleMessage, Page, Request, Response


class Trouble:
    """Errors and warnings of the console (a breach of the content policy is one), failed requests, refused ones."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._forgiven: list[re.Pattern[str]] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._found.append(f"uncaught: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("dialog", lambda dialog: self._found.append(f"dialog: {dialog.message}"))

    def forgive(self, pattern: str) -> None:
        """Expect trouble that matches, in this test."""
        self._forgiven.append(re.compile(pattern))

    @property
    def found(self) -> list[str]:
        """What nobody forgave."""
        return [one for one in self._found if not any(pattern.search(one) for pattern in self._forgiven)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._found.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        self._found.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._found.append(f"refused: {response.request.method} {response.url}: {response.status}")
