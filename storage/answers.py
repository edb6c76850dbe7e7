"""Answers as one JSON value, their secrets encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.draft import Answers, Secret, Value
from storage.cipher import Cipher

SECRET_MARK = "$secret"  # noqa: S105 - the name of a JSON key


def dump(answers: Answers, cipher: Cipher, initiative: int) -> dict[str, Any]:
    """Return answers fit for a JSON column."""
    return {key: _dump(value, cipher, f"{initiative}/{key}") for key, value in answers.items()}


def load(stored: Mapping[str, Any], cipher: Cipher, initiative: int) -> dict[str, Value]:
    """Return answers as flows know them."""
    return {
        key: value if isinstance(value, str) else _load(value, cipher, f"{initiative}/{key}")
        for key, value in stored.items()
    }


def closed_by_present_key(stored: Any, cipher: Cipher) -> bool:
    """Tell whether everything secret in stored answers is under the present key."""
    if isinstance(stored, dict):
        if SECRET_MARK in stored:
            return cipher.is_present(stored[SECRET_MARK])
        return all(closed_by_present_key(one, cipher) for one in stored.values())
    return all(closed_by_present_key(one, cipher) for one in stored) if isinstance(stored, list) else True


def without_secrets(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored answers without those that hold a secret anywhere."""
    return {key: value for key, value in stored.items() if not _holds_secret(value)}


def _holds_secret(stored: Any) -> bool:
    if isinstance(stored, dict):
        return SECRET_MARK in stored or any(_holds_secret(one) for one in stored.values())
    return any(_holds_secret(one) for one in stored) if isinstance(stored, list) else False


def _dump(value: Value, cipher: Cipher, place: str) -> Any:
    if isinstance(value, Secret):
        return {SECRET_MARK: cipher.close(value.secret, place)}
    if isinstance(value, Mapping):
        return {key: _dump(one, cipher, place) for key, one in value.items()}
    return [_dump(one, cipher, place) for one in value] if isinstance(value, tuple) else value


def _load(stored: Any, cipher: Cipher, place: str) -> Value:
    if isinstance(stored, str | int):
        return stored
    if isinstance(stored, dict):
        if SECRET_MARK in stored:
            return Secret(cipher.open(stored[SECRET_MARK], place))
        return {key: _load(one, cipher, place) for key, one in stored.items()}
    return tuple(_load(one, cipher, place) for one in stored) if isinstance(stored, list) else str(stored)
