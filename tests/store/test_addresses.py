"""DATABASE_URL: what is understood, and that nothing secret in it is ever repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.addresses import read_address
from bot.store.opening import open_store


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_host_s_own_url_is_understood(scheme: str) -> None:
    """The URL that a platform hands out works as it is, with libpq's word for TLS."""
    address = read_address(f"{scheme}://anna:hunter2@db.example.org:5433/records?sslmode=require")
    assert (address.url.drivername, address.url.port) == ("postgresql+asyncpg", 5433)
    assert dict(address.url.query) == {"ssl": "require"}
    assert address.shown == "db.example.org/records"
    assert "hunter2" not in repr(address)


@pytest.mark.parametrize(("url", "path"), [("sqlite:///a/b.db", "a/b.db"), ("sqlite:////var/b.db", "/var/b.db")])
def test_three_slashes_are_relative_and_four_absolute(url: str, path: str) -> None:
    """A SQLite URL names a path the way SQLAlchemy's do."""
    assert read_address(url).path == Path(path)


async def test_no_password_in_an_error() -> None:
    """Neither a wrong URL nor a server that is not there brings the password into a sentence or a traceback's text."""
    for url in (
        "postgresql://anna:hunter2@127.0.0.1:1/records",
        "postgresql://anna:hunter2@127.0.0.1:1",
        "postgresql://anna:hunter2@127.0.0.1:notaport/records",
        "mysql://anna:hunter2@localhost/records",
        "postgresql://anna:hunter2@127.0.0.1/records?options=hunter2",
    ):
        with pytest.raises(StoreError) as caught:
            await open_store(url)
        assert "hunter2" not in str(caught.value)
        assert str(caught.value).endswith(".")
        assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "url", ["", "remembrancer.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///{folder}"]
)
async def test_a_url_that_is_none_is_told_a_good_one(url: str, tmp_path: Path) -> None:
    """Whoever gets DATABASE_URL wrong reads a value that would do."""
    with pytest.raises(StoreError, match="good value is sqlite:///"):
        await open_store(url.format(folder=tmp_path))
