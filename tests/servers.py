"""Real servers for tests: started by the tests themselves, in a folder of their own, on a port of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


def missing(what: str) -> None:
    """Skip a test whose server is not on this machine, saying so; fail where nothing may be skipped (REQUIRE_ALL=1)."""
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"{what} is not on this machine, and REQUIRE_ALL says that nothing may be skipped")
    pytest.skip(f"{what} is not on this machine; install it to run this test")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, None where there are none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Run a PostgreSQL of our own and give its address without a database name; a durable one waits for the disk."""
    programs = postgres_programs()
    if programs is None:
        missing("a PostgreSQL server")
        raise AssertionError
    folder = Path(tempfile.mkdtemp(prefix="sangkien-pg-"))
    as_owner: list[str] = []
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "postgres", "--"]
    port, data = free_port(), folder / "data"
    fsync = "on" if durable else "off"
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync={fsync} -c max_connections=60"
    log = str(folder / "log")

    def do(*command: str) -> None:
        subprocess.run([*as_owner, *command], check=True, capture_output=True, cwd=folder)

    do(str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    do(str(programs / "pg_ctl"), "-D", str(data), "-o", settings, "-l", log, "-w", "start")
    try:
        yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}"
    finally:
        do(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def clamd(signatures: str) -> Iterator[Path]:
    """Run a clamd that knows only these signatures (lines of a .ndb file) and give the path of its socket."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        missing("the virus scanner clamd (package clamav-daemon)")
        raise AssertionError
    folder = Path(tempfile.mkdtemp(prefix="sangkien-clamd-"))
    (folder / "signatures").mkdir()
    (folder / "signatures" / "tests.ndb").write_text(signatures, encoding="ascii")
    settings = {"LocalSocket": folder / "socket", "DatabaseDirectory": folder / "signatures", "Foreground": "yes"}
    (folder / "clamd.conf").write_text(
        "".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8"
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=log, stderr=log)
    try:
        _wait_for(folder / "socket", process)
        yield folder / "socket"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Return once a server has made its socket; raises TimeoutExpired after half a minute."""
    for _ in range(150):
        if path.is_socket():
            return
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"the server ended at once: {process.wait(timeout=0.2)}")
    raise subprocess.TimeoutExpired(str(path), 30)
