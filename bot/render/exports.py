"""Exports by kind and format, to an open file or to a new one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.errors import WrongUsage
from bot.render.export_csv import write_csv
from bot.render.export_jsonl import write_jsonl
from bot.render.table import KINDS, Kind

Write = Callable[[Kind, AsyncIterator[object], BinaryIO], Awaitable[int]]


async def _write_xlsx(kind: Kind, records: AsyncIterator[object], out: BinaryIO) -> int:
    from bot.render.export_xlsx import write_xlsx  # openpyxl is slow to import

    return await write_xlsx(kind, records, out)


FORMATS: Mapping[str, Write] = {"csv": write_csv, "jsonl": write_jsonl, "xlsx": _write_xlsx}
"""How to write each format (contract.md, Commands)."""


async def write_records(records: AsyncIterator[object], kind: str, form: str, out: BinaryIO) -> int:
    """Write records of a kind (a name in KINDS) in a format (a name in FORMATS); gives how many there were.

    They are written as they come, so an export may be larger than memory.
    """
    return await FORMATS[form](KINDS[kind], records, out)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file to write, its owner's alone; taken away again if what is written to it fails.

    Never overwrites and never follows a link that lies in its place. Raises WrongUsage.
    """
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise WrongUsage(f"--out {path} is there already; give the name of a new file.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name for a file"
        raise WrongUsage(f"--out {path} cannot be written ({reason}); a good value is export.csv.") from None
    try:
        with os.fdopen(number, "wb") as out:
            yield out
    except BaseException:
        path.unlink(missing_ok=True)
        raise
