"""Answers as one JSON value, their secrets encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.draft import Answers, Secret, Value
from storage.cipher import Cipher

_SECRET = "$secret"  # noqa: S105 - the name of a JSON key


def dump(answers: Answers, cipher: Cipher, initiative: int) -> dict[str, Any]:
    """Return answers fit for a JSON column."""
    return {key: _dump(value, cipher, f"{initiative}/{key}") for key, value in answers.items()}


def load(stored: Mapping[str, Any], cipher: Cipher, initiative: int) -> dict[str, Value]:
    """Return answers as flows know them."""
    return {key: _load(value, cipher, f"{initiative}/{key}") for key, value in stored.items()}


def _dump(value: Value, cipher: Cipher, place: str) -> Any:
    if isinstance(value, Secret):
        return {_SECRET: cipher.close(value.secret, place)}
    if isinstance(value, Mapping):
        return {key: _dump(one, cipher, place) for key, one in value.items()}
    return [_dump(one, cipher, place) for one in value] if isinstance(value, tuple) else value


def _load(stored: Any, cipher: Cipher, place: str) -> Value:
    if isinstance(stored, dict):
        if _SECRET in stored:
            return Secret(cipher.open(stored[_SECRET], place))
        return {key: _load(one, cipher, place) for key, one in stored.items()}
    if isinstance(stored, list):
        return tuple(_load(one, cipher, place) for one in stored)
    return stored if isinstance(stored, int) else str(stored)
