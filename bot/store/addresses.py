"""DATABASE_URL -> where the database is and which dialect speaks to it; no password ever leaves here in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StoreError

GOOD = "sqlite:///remembrancer.db or postgresql://USER:PASSWORD@HOST/NAME"

_POSTGRES_OPTIONS = {"sslmode": "ssl", "host": "host"}
"""What libpq calls an option -> what asyncpg calls it; hosts' own DATABASE_URLs use libpq's names."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. `shown` is fit to be printed: a path, or host and name without user and password."""

    dialect: Literal["sqlite", "postgresql"]
    url: URL
    shown: str
    path: Path | None = None


def read_address(url: str) -> Address:
    """Read a DATABASE_URL (contract.md, Settings). Raises StoreError with a good value; never repeats the URL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(f"DATABASE_URL cannot be read; a good value is {GOOD}.") from None
    if parsed.drivername == "sqlite":
        return _sqlite(parsed)
    if parsed.drivername in {"postgresql", "postgres"}:
        return _postgres(parsed)
    raise StoreError(f"DATABASE_URL names a kind of database that is not known here; a good value is {GOOD}.")


def _sqlite(parsed: URL) -> Address:
    if not parsed.database or parsed.database == ":memory:" or parsed.host or parsed.query:
        raise StoreError("DATABASE_URL must name a file; a good value is sqlite:///remembrancer.db.")
    path = Path(parsed.database)
    if path.is_dir():
        raise StoreError(f"DATABASE_URL names the folder {path}; a good value is sqlite:///{path}/remembrancer.db.")
    return Address("sqlite", URL.create("sqlite", database=str(path)), str(path), path)


def _postgres(parsed: URL) -> Address:
    options: dict[str, str | tuple[str, ...]] = {}
    for name, value in parsed.query.items():
        if name not in _POSTGRES_OPTIONS:
            known = ", ".join(sorted(_POSTGRES_OPTIONS))
            raise StoreError(f"DATABASE_URL has an option that is not known here; the known ones are {known}.")
        options[_POSTGRES_OPTIONS[name]] = value
    if not parsed.database:
        raise StoreError(f"DATABASE_URL does not name a database; a good value is {GOOD}.")
    shown = f"{parsed.host or 'this machine'}/{parsed.database}"
    return Address("postgresql", parsed.set(drivername="postgresql+asyncpg", query=options), shown)
