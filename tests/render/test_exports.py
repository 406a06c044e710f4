"""Exports: the columns that scripts rely on, spreadsheets that run nothing, files that overwrite nothing."""

from __future__ import annotations

import asyncio
import csv
import dataclasses
import datetime as dt
import io
import json
import stat
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.domain import AcknowledgementRecord, ReminderRecord
from bot.errors import WrongUsage
from bot.render.export_csv import harmless
from bot.render.exports import FORMATS, new_file, write_records
from bot.render.table import KINDS, RECORDS

NOW = dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
RECORD = AcknowledgementRecord(
    chat_id=-1001234567890,
    user_id=7_000_000_001,
    rule="RET-01",
    pack="uk-government",
    pack_version="2026.11",
    pack_digest="d1",
    message_id=None,
    message_chat_id=None,
    reminded_at=NOW,
    acknowledged_at=NOW + dt.timedelta(seconds=1, microseconds=5),
    answer="acknowledged",
)
REMINDER = ReminderRecord(
    chat_id=-5,
    user_id=7,
    rule="RET-01",
    pack="uk-government",
    pack_version="2026.11",
    pack_digest="d1",
    message_id=5,
    message_chat_id=-5,
    reminded_at=NOW,
    state="due",
    channel=None,
    sent_at=None,
    acknowledged_at=None,
)
SIGNS = "=+-@\t\r\n＝＋－＠"
RISKY = st.one_of(
    st.text(),
    st.builds(str.__add__, st.sampled_from(list(SIGNS)), st.text()),
    st.builds(str.__add__, st.sampled_from([" =", "\u00a0+", "\ufeff@", "\u200b-", "-1+cmd|' /C calc'!A0"]), st.text()),
)


async def stream(records: Iterable[object]) -> AsyncIterator[object]:
    for record in records:
        yield record


def written(records: Iterable[object], kind: str, form: str) -> bytes:
    out = io.BytesIO()
    asyncio.run(write_records(stream(records), kind, form, out))
    return out.getvalue()


def test_json_lines_are_as_the_contract_says() -> None:
    """Every field of the contract, one object a line, times in UTC with a Z, null for no message."""
    lines = written([RECORD, RECORD], "acknowledgements", "jsonl").decode().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0]) == {
        "chat_id": -1001234567890,
        "user_id": 7_000_000_001,
        "rule": "RET-01",
        "pack": "uk-government",
        "pack_version": "2026.11",
        "pack_digest": "d1",
        "message_id": None,
        "message_chat_id": None,
        "reminded_at": "2026-11-23T11:30:00Z",
        "acknowledged_at": "2026-11-23T11:30:01.000005Z",
        "answer": "acknowledged",
    }


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_columns_are_the_record_s_fields(kind: str) -> None:
    """Nothing that a record holds is left out of its export, and each column says what it holds."""
    columns = KINDS[kind].columns
    assert [column.name for column in columns] == [field.name for field in dataclasses.fields(RECORDS[kind])]
    assert all(column.holds for column in columns)


@pytest.mark.parametrize(("kind", "record"), [("acknowledgements", RECORD), ("reminders", REMINDER)])
def test_every_format_has_the_same_rows(kind: str, record: object) -> None:
    """CSV, JSON Lines and workbook say the same of a record; ids in a workbook are texts, so no digit is lost."""
    objects = [json.loads(line) for line in written([record], kind, "jsonl").decode().splitlines()]
    expected = [list(objects[0]), ["" if value is None else str(value) for value in objects[0].values()]]
    text = written([record], kind, "csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == expected
    sheet = load_workbook(io.BytesIO(written([record], kind, "xlsx"))).active
    assert sheet is not None
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == expected


@pytest.mark.parametrize("form", list(FORMATS))
def test_an_export_of_nothing_is_a_good_file(form: str) -> None:
    """No records make an empty list of lines, or a table of names alone."""
    content = written([], "acknowledgements", form)
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert sheet.max_row == 1
    else:
        assert len(content.decode().splitlines()) == {"csv": 1, "jsonl": 0}[form]


@settings(deadline=None)
@given(RISKY, RISKY)
def test_a_csv_opens_without_running_a_formula(rule: str, pack: str) -> None:
    """Whatever a cell's text is, no cell begins with a formula's sign, and the text can be had back."""
    record = dataclasses.replace(RECORD, rule=rule, pack=pack)
    text = written([record], "acknowledgements", "csv").decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert row[0] == "-1001234567890"
    for cell, was in zip(row[2:4], (rule, pack), strict=True):
        assert cell in {was, f"'{was}"}
        is_number = cell.removeprefix("-").isascii() and cell.removeprefix("-").isdigit()
        assert is_number or not cell.lstrip(" \u00a0\ufeff\u200b").startswith(tuple(SIGNS))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (-100123, "-100123"),
        ("-100123", "-100123"),
        ("-1+1", "'-1+1"),
        ("+44", "'+44"),
        ("－１００", "'－１００"),
        ("=1", "'=1"),
        ("", ""),
        (None, ""),
        ("a=b", "a=b"),
        ("'=1", "'=1"),
    ],
)
def test_numbers_stay_numbers(cell: str | int | None, text: str) -> None:
    """A whole number is left as it is, also a negative one; everything that only resembles one is not."""
    assert harmless(cell) == text


@settings(deadline=None)
@given(RISKY, RISKY)
def test_a_workbook_has_no_formula(rule: str, pack: str) -> None:
    """Whatever a cell's text is, a spreadsheet library reads it back as text and never as a formula."""
    record = dataclasses.replace(RECORD, rule=rule, pack=pack)
    sheet = load_workbook(io.BytesIO(written([record], "acknowledgements", "xlsx"))).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    if rule.isascii() and rule.isprintable():
        assert (sheet["C2"].value or "") == rule


async def test_a_file_is_new_and_private(tmp_path: Path) -> None:
    """An export to a path is readable by its owner alone and overwrites nothing, not even through a link."""
    path = tmp_path / "export.csv"
    with new_file(path) as out:
        await write_records(stream([RECORD]), "acknowledgements", "csv", out)
    status = path.stat()
    assert stat.S_IMODE(status.st_mode) == 0o600
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "elsewhere.csv")
    for there in (path, link):
        with pytest.raises(WrongUsage, match="there already"), new_file(there):
            pass
    assert path.stat().st_size == status.st_size


@pytest.mark.parametrize("name", ["missing/export.csv", "nul\0l.csv", "x" * 300, "."])
def test_a_place_that_cannot_be_is_one_sentence(name: str, tmp_path: Path) -> None:
    """A path that cannot be written is a fault of one sentence, whatever the reason."""
    with pytest.raises(WrongUsage) as caught, new_file(tmp_path / name):
        pass
    assert str(caught.value).startswith("--out ")


def test_an_export_that_fails_leaves_no_half_file(tmp_path: Path) -> None:
    """Nobody takes half an export for a whole one."""

    async def breaking() -> AsyncIterator[object]:
        yield RECORD
        raise KeyError("slip")

    path = tmp_path / "export.jsonl"
    with pytest.raises(KeyError), new_file(path) as out:
        asyncio.run(write_records(breaking(), "acknowledgements", "jsonl", out))
    assert not path.exists()
