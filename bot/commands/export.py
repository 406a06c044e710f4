"""`remembrancer export`: the evidence as a table, to standard output or a new file."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from bot.domain import Span
from bot.errors import WrongUsage
from bot.render.exports import new_file, write_records
from bot.store.opening import open_store
from config.settings import Settings

WELL = 0
DAY = dt.timedelta(days=1)


async def export(
    settings: Settings,
    *,
    kind: str,
    form: str,
    chat_id: int | None,
    since: str | None,
    until: str | None,
    out: str | None,
) -> int:
    """Write the records of one kind.

    Args:
        settings: where the database is.
        kind: acknowledgements or reminders.
        form: csv, jsonl or xlsx.
        chat_id: one group, or all.
        since: the first day, as 2026-11-23.
        until: the last day, itself included.
        out: a path where there is no file yet; standard output where None.

    Raises:
        WrongUsage: a day is none, or the file is there already.
    """
    first, last = _day("--since", since), _day("--until", until)
    span = Span(chat_id, first, last + DAY if last else None)
    if out is None and form == "xlsx" and sys.stdout.isatty():
        raise WrongUsage("A spreadsheet cannot be shown on a terminal; add --out with a file's name.")
    store = await open_store(settings.database_url)
    try:
        records = store.acknowledgements(span) if kind == "acknowledgements" else store.reminders(span)
        if out is None:
            await write_records(records, kind, form, sys.stdout.buffer)
        else:
            with new_file(Path(out)) as file:
                await write_records(records, kind, form, file)
    finally:
        await store.close()
    return WELL


def _day(option: str, word: str | None) -> dt.datetime | None:
    if word is None:
        return None
    try:
        return dt.datetime.combine(dt.date.fromisoformat(word), dt.time(), dt.UTC)
    except ValueError:
        raise WrongUsage(f"{option} is a day; a good value is 2026-11-23.") from None
