"""Logging, set up once: to standard error, for people or as JSON, never with a token and never with what was said.

Other libraries' loggers stay at warnings whatever LOG_LEVEL says: at lower levels some of them write whole requests,
and so messages and the token.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys

TOKEN_LIKE = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,}")
OURS = ("bot", "nlp", "config")
LINE_BREAKERS = {code: f"\\x{code:02x}" for code in [*range(32), 127, *range(128, 160)]} | {0x2028: " ", 0x2029: " "}


class _Guard(logging.Formatter):
    """Takes out whatever looks like a bot token, from tracebacks too, and keeps a record on one line."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__("%(message)s")
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage()
        if record.exc_info and (kind := record.exc_info[0]) is not None:
            # the traceback's own text may quote data; the kind of error and where it was raised is enough
            said += f" [{kind.__name__}{_where(record)}]"
        said = TOKEN_LIKE.sub("(token)", said).translate(LINE_BREAKERS)
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if self._as_json:
            return json.dumps({"at": at, "level": record.levelname.lower(), "from": record.name, "message": said})
        return f"{at} {record.levelname.lower():7} {said}"


def _where(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""


def set_up_logs(level: str = "info", *, form: str = "console") -> None:
    """Send every record through the guard to standard error.

    Args:
        level: for our own records: debug, info, warning or error.
        form: console or json.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Guard(as_json=form == "json"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    for name in ("telegram", "telegram.ext", "asyncio", "aiohttp", "uvicorn", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
