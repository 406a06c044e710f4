"""Records as CSV that a spreadsheet opens without running anything in it (RFC 4180; OWASP on CSV injection).

A spreadsheet takes a cell for a formula if it begins with one of = + - @, a tab or a line break; some fold full-width
forms first. Such a cell gets an apostrophe in front. Whole numbers are left as they are: -100123 is a number to every
spreadsheet, and scripts read these columns.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import AsyncIterator, Iterable
from typing import BinaryIO

from bot.render.table import Cell, Kind

_DANGEROUS = frozenset("=+-@\t\r\n\x00")
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,20}", re.ASCII)


def harmless(cell: Cell) -> str:
    """A cell's text, with an apostrophe in front where a spreadsheet might take it for a formula."""
    if cell is None:
        return ""
    text = str(cell)
    if _WHOLE_NUMBER.fullmatch(text):
        return text
    # some programs strip leading blanks, and fold full-width signs, before they look
    bare = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u3000\ufeff\u200b"))
    if text[:1] in _DANGEROUS or bare[:1] in _DANGEROUS:
        return f"'{text}"
    return text


async def write_csv(kind: Kind, records: AsyncIterator[object], out: BinaryIO) -> int:
    """Write a line of names and a line for each record, as UTF-8 with a byte order mark; gives how many records.

    Excel takes a file without the mark for one in the machine's old code page.
    """
    out.write("\ufeff".encode())
    out.write(_line(column.name for column in kind.columns))
    written = 0
    async for record in records:
        out.write(_line(harmless(cell) for cell in kind.cells(record)))
        written += 1
    return written


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(list(cells))
    return text.getvalue().encode("utf-8", "replace")
