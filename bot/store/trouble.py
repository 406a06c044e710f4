"""What a driver's error means: whether it will pass, and one sentence for the operator."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreError
from bot.store.addresses import Address

TROUBLE = (SQLAlchemyError, OSError)
"""What drivers raise; asyncpg lets a refused connection through as OSError."""

_BUSY = {5, 6}
"""SQLITE_BUSY and SQLITE_LOCKED: the lower byte of SQLite's error codes."""
_PASSING_STATES = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"}
"""PostgreSQL's SQLSTATEs that another try may cure: conflicts, deadlocks, restarts, too many connections."""


def may_pass(error: Exception) -> bool:
    """Whether another try may succeed: somebody else holds the lock, or the server was away for a moment."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is not None:
            return code & 0xFF in _BUSY
        return getattr(error.orig, "sqlstate", None) in _PASSING_STATES
    return isinstance(error, OSError)


def explain(error: Exception, address: Address) -> StoreError:
    """A driver's error as one sentence for the operator, without statements, values or passwords."""
    if isinstance(error, StoreError):
        return error
    if may_pass(error) and address.dialect == "sqlite":
        return StoreError(f"The database {address.shown} stayed locked by another program; stop it and try again.")
    if isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        return StoreError(f"The database {address.shown} refused ({code or type(error.orig).__name__}).")
    if isinstance(error, OSError):
        return StoreError(f"The database {address.shown} cannot be reached ({type(error).__name__}).")
    return StoreError(f"The database {address.shown} cannot be used ({type(error).__name__}).")
