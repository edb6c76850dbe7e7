"""The shipped pack, a copy of it to spoil, and the sentences of its problems in plain English."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import storage
from flows.screen import Listing, Msg
from storage.packs import Pack, PackError, Problem, read_pack

SHIPPED = Path(storage.__file__).parent / "programmes" / "01-trieu-daklak"
QUESTIONS = (
    "full_name",
    "phone",
    "identity",
    "unit",
    "bloc",
    "target_group",
    "kind",
    "title",
    "description",
    "evidence",
    "applied_on",
    "recognition",
    "benefit",
    "co_authors",
    "declaration",
    "sub_unit",
)


@dataclass(frozen=True)
class Copy:
    """A copy of the shipped pack that a test may spoil."""

    folder: Path

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8", newline="")

    def change(self, file: str, old: str, new: str) -> int:
        """Put new words in the place of the first old ones and return their line."""
        text = self.text(file)
        assert old in text, f"{old!r} is not in {file}: the test no longer changes anything"
        self.write(file, text.replace(old, new, 1))
        return text.count("\n", 0, text.index(old)) + 1

    def append(self, file: str, row: str) -> None:
        self.write(file, f"{self.text(file)}{row}\n")

    def line(self, file: str, words: str) -> int:
        """Return the first line that holds the words."""
        lines = self.text(file).split("\n")
        return next(number for number, line in enumerate(lines, start=1) if words in line)

    def read(self) -> Pack:
        return read_pack(self.folder, QUESTIONS)

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(PackError) as refused:
            self.read()
        return refused.value.problems


@pytest.fixture
def pack() -> Pack:
    return read_pack(SHIPPED, QUESTIONS)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(SHIPPED, tmp_path / "pack")))


def english(message: Msg | str) -> str:
    """Return a sentence as its English source with its arguments in place."""
    if isinstance(message, str):
        return message
    return message.text.format(**{name: _plain(value) for name, value in message.args.items()})


def _plain(value: object) -> str:
    if isinstance(value, Listing):
        return value.glue.join(english(item) for item in value.items)
    return english(value) if isinstance(value, Msg) else str(value)
