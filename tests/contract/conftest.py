"""The databases that the contract is tried on: a SQLite file, and a PostgreSQL server where there is one.

The server is the one that DATABASE_URL_TEST_POSTGRES names, else one that is started here from the binaries of an
installed PostgreSQL, in a folder of its own and on a socket of its own.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.base import Store
from bot.store.opening import open_store

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
NAMES = itertools.count(1)


def binaries() -> Path | None:
    """Where initdb and postgres are: Debian keeps them out of the PATH."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def servant() -> str | None:
    """Whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server's own database, in which others can be made."""
    given = os.environ.get("DATABASE_URL_TEST_POSTGRES")
    if given:
        yield given
        return
    folder = binaries()
    if folder is None:
        pytest.skip("There is no PostgreSQL here; install it, or name a server in DATABASE_URL_TEST_POSTGRES.")
    user = servant()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if user:
            shutil.chown(home, user)
        data = home / "data"
        made = [folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, user=user, cwd=home, check=True, capture_output=True)
        command = [folder / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", "-c", "fsync=off"]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(command, user=user, cwd=home, stdout=log, stderr=log)
        try:
            url = f"postgresql://postgres@/postgres?host={home}"
            _until_it_answers(folder, home)
            yield url
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _until_it_answers(folder: Path, home: Path) -> None:
    asking = [folder / "pg_isready", "-q", "-h", home]
    for _ in range(300):
        if subprocess.run(asking, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError((home / "log").read_text())


async def _new_database(server: str) -> str:
    from sqlalchemy import make_url, text
    from sqlalchemy.ext.asyncio import create_async_engine

    name = f"remembrancer_test_{os.getpid()}_{next(NAMES)}"
    url = make_url(server).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"create database {name}"))
    await engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/remembrancer.db"
    return await _new_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A store that is open on it, with a clock that stands still."""
    opened = await open_store(url, clock=lambda: NOW)
    yield opened
    await opened.close()
