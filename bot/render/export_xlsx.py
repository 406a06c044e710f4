"""Records as an Excel workbook: one sheet, every cell a text, so that nothing in it is a formula or loses a digit.

Excel keeps 15 digits of a number; ids may have more one day, and are names rather than numbers anyway.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot.render.table import Cell, Kind

LONGEST_CELL = 32_767
"""Characters; Excel's own limit."""
MOST_ROWS = 1_048_575
"""Rows below the line of names; Excel's own limit. More go to further sheets."""


async def write_xlsx(kind: Kind, records: AsyncIterator[object], out: BinaryIO) -> int:
    """Write a workbook; gives how many records. Rows go to a temporary file as they come, not to memory."""
    book = Workbook(write_only=True)
    written = 0
    sheet = _sheet(book, kind)
    async for record in records:
        if written and written % MOST_ROWS == 0:
            sheet = _sheet(book, kind)
        sheet.append(_texts(sheet, kind.cells(record)))
        written += 1
    book.save(out)
    return written


def _sheet(book: Workbook, kind: Kind) -> Any:
    number = len(book.sheetnames) + 1
    sheet = book.create_sheet(kind.name if number == 1 else f"{kind.name} {number}")
    sheet.freeze_panes = "A2"
    sheet.append(_texts(sheet, [column.name for column in kind.columns]))
    return sheet


def _texts(sheet: Any, cells: Iterable[Cell]) -> list[Any]:
    row: list[Any] = []
    for value in cells:
        if value is None:
            row.append(None)
            continue
        text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value))[:LONGEST_CELL]
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"  # openpyxl writes it inline, and "=1" as text too
        cell.quotePrefix = True
        row.append(cell)
    return row
