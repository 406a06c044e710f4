"""The command line, as contract.md has it: results to standard output, the rest to standard error, exit 0, 1 or 2."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import signal
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from journey import DELETE, POLICY, Program, free_port

from bot.playground.simulator import Simulator

BROKEN = POLICY.read_text().replace("severity: stop", "severity: loud", 1).replace("basis: law", "bases: law", 1)


@pytest.fixture
def here(tmp_path: Path) -> Program:
    """The program's commands in an empty folder, with a policy and nothing else set."""
    return Program(tmp_path, {"POLICY": str(POLICY)}, 0)


async def test_match_tells_what_fires_and_why(here: Program) -> None:
    """One JSON object a line, positions in characters of the text as given, the most apt rule first."""
    lines = [f"😀 {DELETE}", "good morning", ""]
    status, out, err = await here.command("match", "--json", stdin="\n".join(lines) + "\n")
    assert (status, err) == (0, "")
    told = [json.loads(line) for line in out.splitlines()]
    assert [each["text"] for each in told] == lines
    assert [len(each["matches"]) for each in told] == [1, 0, 0]
    (match,) = told[0]["matches"]
    assert match["rule"] == "RET-03"
    assert lines[0][match["start"] : match["end"]] == "delete this chat"
    assert match["why"]


async def test_match_in_words_with_what_was_considered(here: Program) -> None:
    """`--why` also says what was kept silent, and where the trigger stands."""
    status, out, _ = await here.command("match", "--why", stdin=f"{DELETE}\nplease do not delete this chat\n")
    assert status == 0
    assert "policy.yaml:" in out
    assert "silent:" in out


async def test_match_with_other_packs(here: Program) -> None:
    """`--policy` wins over the setting."""
    status, out, _ = await here.command("match", "--json", "--policy", "uk-government", stdin=f"{DELETE}\n")
    assert status == 0
    assert json.loads(out)["matches"][0]["rule"] == "RET-03"


async def test_evaluate_tells_precision_and_recall(here: Program) -> None:
    """In all and by rule; as JSON too."""
    rows = [
        {"text": DELETE, "rules": ["RET-03"], "also_ok": []},
        {"text": "put disappearing messages on", "rules": ["RET-02"], "also_ok": []},
        {"text": "lose the lot before they ask", "rules": ["RET-03"], "also_ok": []},
        {"text": "good morning", "rules": [], "also_ok": []},
    ]
    (here.folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    status, out, _ = await here.command("evaluate", "corpus.jsonl")
    assert status == 0
    assert "2/3" in out
    assert "RET-03" in out
    status, out, _ = await here.command("evaluate", "corpus.jsonl", "--json")
    assert status == 0
    json.loads(out)


async def test_a_wrong_corpus_line_is_named(here: Program) -> None:
    """File and line, exit 2, nothing half-read."""
    (here.folder / "corpus.jsonl").write_text('{"text": "a", "rules": []}\n{"text": 7, "rules": []}\n')
    status, out, err = await here.command("evaluate", "corpus.jsonl")
    assert (status, out) == (2, "")
    assert "corpus.jsonl:2" in err


async def test_exports_in_every_format(sim: Simulator, program: Program) -> None:
    """JSON Lines, CSV and a workbook; by chat and day; to a new file that is its owner's alone."""
    sim.say("team", "ben", DELETE)
    call = await sim.wait_for_call("sendMessage")
    sim.press("team", "ben", call.result, "Acknowledge")
    await sim.wait_for_call("answerCallbackQuery")
    (record,) = await program.acknowledgements()
    _, out, _ = await program.command("export", "acknowledgements", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out.lstrip("\ufeff")))
    assert row["rule"] == "RET-03"
    assert row["chat_id"].lstrip("'") == str(record["chat_id"])
    _, out, _ = await program.command("export", "acknowledgements", "--format", "jsonl", "--chat", "-1")
    assert out == ""
    _, out, _ = await program.command("export", "acknowledgements", "--format", "jsonl", "--until", "2020-01-01")
    assert out == ""
    day = record["reminded_at"][:10]
    _, out, _ = await program.command("export", "acknowledgements", "--format", "jsonl", "--since", day, "--until", day)
    assert json.loads(out) == record
    status, _, _ = await program.command("export", "acknowledgements", "--format", "xlsx", "--out", "a.xlsx")
    file = program.folder / "a.xlsx"
    assert status == 0
    assert file.read_bytes()[:2] == b"PK"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    status, _, err = await program.command("export", "acknowledgements", "--out", "a.xlsx")
    assert status == 2
    assert "a.xlsx is there already" in err


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["export", "everything"], "acknowledgements"),
        (["export", "acknowledgements", "--since", "yesterday"], "--since"),
        (["export", "acknowledgements", "--format", "pdf"], "csv"),
        (["export", "acknowledgements", "--chat", "team"], "--chat"),
        (["evaluate", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["match", "--policy", "no-such-pack"], "uk-government"),
        (["try", "--port", "http"], "8080"),
        (["dance"], "dance"),
        ([], "COMMAND"),
        (["run"], "TELEGRAM_BOT_TOKEN"),
    ],
)
async def test_wrong_usage_is_one_sentence_and_exit_2(here: Program, words: list[str], names: str) -> None:
    """On standard error, naming the option or variable, with nothing on standard output."""
    status, out, err = await here.command(*words)
    assert (status, out) == (2, "")
    assert names in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("variable", "value"), [("PORT", "http"), ("DATABASE_URL", "mysql://x"), ("LOG_LEVEL", "loud"), ("POLICY", ",")]
)
async def test_a_wrong_setting_is_one_sentence_and_exit_2(here: Program, variable: str, value: str) -> None:
    """Before anything is done."""
    here.variables[variable] = value
    status, _, err = await here.command("check")
    assert status == 2
    assert err.startswith(variable)
    assert list(here.folder.iterdir()) == []


async def test_check_says_line_by_line_what_is_in_order(sim: Simulator, program: Program) -> None:
    """Settings, packs with their examples, database, and the bot's rights where there is a token."""
    status, out, _ = await program.command("check")
    assert status == 1
    assert "privacy mode is on" in out
    sim.world.privacy_mode = False
    status, out, _ = await program.command("check")
    assert status == 0, out
    for said in ("ok: Settings", "ok: Policy", "ok: Database", "ok: Telegram"):
        assert said in out


async def test_check_names_every_fault_of_a_pack(here: Program) -> None:
    """Each on its line, with file and line; exit 1."""
    (here.folder / "broken.yaml").write_text(BROKEN)
    here.variables["POLICY"] = "broken.yaml"
    status, out, _ = await here.command("check")
    assert status == 1
    assert re.search(r"to mend: Policy: broken\.yaml:\d+: .*nudge, prompt, stop", out)
    assert re.search(r"to mend: Policy: broken\.yaml:\d+: .*did you mean 'basis'", out)


async def test_migrate_makes_the_database_and_refuses_a_newer_one(here: Program) -> None:
    """Mode 0600; a second time changes nothing; a newer one is left alone, in one sentence."""
    here.variables["DATABASE_URL"] = f"sqlite:///{here.folder}/a.db"
    assert (await here.command("migrate"))[0] == 0
    assert (await here.command("migrate"))[0] == 0
    file = here.folder / "a.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with sqlite3.connect(file) as database:
        database.execute("update remembrancer_schema set version_num = '9999'")
    database.close()
    status, _, err = await here.command("migrate")
    assert status == 2
    assert "9999" in err
    assert len(err.strip().splitlines()) == 1
    assert (await here.command("export", "acknowledgements"))[0] == 2


async def test_scotland_is_refused_with_a_reason(here: Program) -> None:
    """The pack says why it will not run."""
    status, _, err = await here.command("match", "--policy", "uk-government,scot-gov", stdin="x\n")
    assert status == 2
    assert "Scottish Government" in err


@asynccontextmanager
async def playground(folder: Path, port: int) -> AsyncIterator[str]:
    """`remembrancer try` in an empty environment; its address."""
    program = Program(folder, {}, port)
    await program.start("try", "--port", str(port))
    try:
        async with asyncio.timeout(90):
            while not (found := re.search(r"http://[0-9.:]+", program.log)):
                assert program.process
                assert program.process.returncode is None, program.log
                await asyncio.sleep(0.1)
        yield found[0]
        assert await program.stop(signal.SIGINT) == 0
    finally:
        await program.kill()


async def ask(address: str, path: str, body: Any = None) -> Any:
    async with aiohttp.ClientSession() as session:
        call = session.get(address + path) if body is None else session.post(address + path, json=body)
        async with call as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


async def test_the_playground_plays_and_remembers(tmp_path: Path) -> None:
    """The newcomer's sentence brings a private reminder; the record is still there after a stop and a start."""
    port = free_port()
    async with playground(tmp_path, port) as address:
        await ask(address, "/api/play/say", {"chat": "team", "who": "ben", "text": DELETE})
        async with asyncio.timeout(30):
            while not (shown := await _reminders(address, "ben")):
                await asyncio.sleep(0.1)
        assert await _reminders(address, "cerys") == []
        press = {"chat": "team", "who": "ben", "message": shown[0]["id"], "button": 0, "ephemeral": True}
        await ask(address, "/api/play/press", press)
        async with asyncio.timeout(30):
            while not (records := (await ask(address, "/api/acknowledgements"))["records"]):
                await asyncio.sleep(0.1)
        assert records[0]["rule"] == "RET-03"
        looked = await ask(address, "/api/look", {"text": DELETE})
        assert looked["matches"][0]["rule"] == "RET-03"
        assert looked["microseconds"] > 0
    async with playground(tmp_path, port) as address:
        assert (await ask(address, "/api/acknowledgements"))["records"] == records


async def _reminders(address: str, who: str) -> list[Any]:
    seen = (await ask(address, f"/api/news?chat=team&as={who}"))["messages"]
    return [message for message in seen if message["is_ephemeral"] and message["buttons"]]
