"""Somebody who runs the real commands, in a folder of their own with settings of their own."""

from __future__ import annotations

import asyncio
import os
import sys
import tomllib
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

from typer.testing import CliRunner

from bot.__main__ import build
from bot.settings import SECRETS, Settings
from storage.database import Database

ROOT = Path(__file__).parents[2]
UNSET: dict[str, str | None] = dict.fromkeys(
    (*(name.upper() for name in Settings.model_fields), *(f"{name}_FILE" for name in SECRETS)), None
)
PACK = ROOT / "storage" / "programmes" / "01-trieu-daklak"


def version_of(pack: Path) -> int:
    """Return the version a pack says it has."""
    return int(tomllib.loads((pack / "programme.toml").read_text(encoding="utf-8"))["version"])


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    def marked(self, mark: str) -> list[str]:
        """Return the lines of a checklist with a mark."""
        return [line.removeprefix(f"{mark} ") for line in self.out.splitlines() if line.startswith(f"{mark} ")]


@dataclass
class Operator:
    """Runs commands where nothing but what a test gives is set."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """Return the SQLite file that is used unless a test says otherwise."""
        return self.folder / "data" / "sangkien.db"

    def database(self) -> Database:
        return Database(f"sqlite+aiosqlite:///{self.file}")

    async def __call__(self, *command: str, **settings: str) -> Done:
        """Run a command within this process, which is ten times as fast."""

        def run() -> Done:
            with chdir(self.folder):
                done = CliRunner().invoke(build(), command, env={**UNSET, **self.env, **settings})
            return Done(done.exit_code, done.stdout, done.stderr)

        return await asyncio.to_thread(run)

    async def process(self, *command: str, **settings: str) -> Done:
        """Run a command as a process of its own, as operators do."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *command),
            cwd=self.folder,
            env={**inherited, "PYTHONPATH": str(ROOT), **self.env, **settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 120)
        return Done(process.returncode or 0, out.decode(), err.decode())
