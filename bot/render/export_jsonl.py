"""Records as JSON Lines: one object a line, the form that scripts may rely on (contract.md, Data)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import BinaryIO

from bot.render.table import Kind


async def write_jsonl(kind: Kind, records: AsyncIterator[object], out: BinaryIO) -> int:
    """Write the records as UTF-8; gives how many there were."""
    written = 0
    names = [column.name for column in kind.columns]
    async for record in records:
        line = json.dumps(dict(zip(names, kind.cells(record), strict=True)), ensure_ascii=False)
        out.write(line.encode() + b"\n")
        written += 1
    return written
