"""The page's own server: what it serves, plays and refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground.playground import create_app
from bot.playground.serving import served
from bot.playground.simulator import Simulator
from bot.playground.view import period
from tests.playground.conftest import Client

RECORD = {"rule": "RET-03", "answer": "acknowledged", "chat_id": -1, "user_id": 2, "message_id": None}


async def records() -> list[dict[str, Any]]:
    return [RECORD]


def look(text: str) -> dict[str, Any]:
    start = text.find("delete")
    match = {"rule": "RET-03", "title": "Frozen", "start": start, "end": start + 6, "why": "The words match."}
    return {"matches": [match] if start >= 0 else [], "microseconds": 42.4}


class Page:
    """The page's server as the page uses it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def play(self, verb: str, **given: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.post(f"{self.url}/api/play/{verb}", json=given) as answer:
            return answer.status, await answer.json()

    async def news(self, **query: Any) -> dict[str, Any]:
        async with self.session.get(f"{self.url}/api/news", params={"since": -1, **query}) as answer:
            body: dict[str, Any] = await answer.json()
            return body


@pytest.fixture
async def page(sim: Simulator, client: Client) -> AsyncIterator[Page]:
    """Served with a simulator, one record, and a look that knows one word."""
    async with served(create_app(sim, acknowledgements=records, look=look)) as url:
        yield Page(url, client.session)


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/panels.js", "/icon.svg", "/api/news?since=-1"])
async def test_everything_is_served_with_headers_that_shut_the_rest_out(page: Page, path: str) -> None:
    """Nothing but this page's own files runs or is loaded."""
    async with page.session.get(page.url + path) as answer:
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        text = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "https://" not in text
    assert "innerHTML" not in text


async def test_one_begins_as_an_ordinary_member_of_the_group(page: Page) -> None:
    """Without a choice the page shows the first group as its first ordinary member."""
    news = await page.news()
    assert (news["me"], news["chat"]["key"], news["bot"]["standing"]) == ("ben", "team", "administrator")
    assert {person["key"]: person["standing"] for person in news["people"]} == {
        "ada": "owner",
        "ben": "member",
        "cleo": "member",
        "dev": "not here",
    }


async def test_what_is_for_one_is_shown_to_one(page: Page, client: Client, team: int, ben: int) -> None:
    """An ephemeral message, and the words that answer a press, reach their addressee alone."""
    keyboard = {
        "inline_keyboard": [[{"text": "Source", "url": "https://example.org"}, {"text": "OK", "callback_data": "k"}]]
    }
    only = {"receiver_user_id": ben}
    sent = await client.do(
        "sendMessage", chat_id=team, text="for Ben", reply_markup=keyboard, ephemeral_message_parameters=only
    )
    number = sent["ephemeral_message_id"]
    status, _ = await page.play("press", chat="team", who="ben", message=number, ephemeral=True, button=1)
    assert status == 200
    query = (await client.updates())[-1]["callback_query"]
    assert query["data"] == "k"
    await client.do("answerCallbackQuery", callback_query_id=query["id"], text="Thank you")
    shown = await page.news(**{"as": "ben", "chat": "team"})
    assert [(m["text"], m["is_ephemeral"], m["is_bot"]) for m in shown["messages"]] == [("for Ben", True, True)]
    assert [notice["text"] for notice in shown["notices"]] == ["Thank you"]
    others = await page.news(**{"as": "ada", "chat": "team"})
    assert (others["messages"], others["notices"]) == ([], [])
    status, told = await page.play("press", chat="team", who="ada", message=number, ephemeral=True, button=1)
    assert (status, told) == (400, {"error": "Ada does not see this message"})


async def test_every_event_is_played_and_told_in_words(page: Page, client: Client) -> None:
    """Each verb of the page makes an update for the bot and a line for the eye."""
    played: dict[str, dict[str, Any]] = {
        "say": {"text": "hello"},
        "document": {"name": "list.xlsx"},
        "photo": {},
        "voice": {},
        "video": {},
        "contact": {},
        "location": {},
        "poll": {},
        "forward": {"text": "old news"},
        "timer": {"seconds": 86400},
        "title": {"text": "Renamed"},
        "leave": {},
    }
    for verb, given in played.items():
        status, told = await page.play(verb, chat="team", who="ben", **given)
        assert status == 200, (verb, told)
    await page.play("timer", chat="team", who="ada", seconds=0)
    assert (await page.play("join", chat="team"))[0] == 200
    assert len(await client.updates()) == len(played) + 2
    shown = await page.news(**{"as": "ada", "chat": "team"})
    assert [m["event"] or m["attachment"] or m["text"] for m in shown["messages"]] == [
        "hello",
        "Document: list.xlsx",
        "Photo",
        "Voice message",
        "Video",
        "Contact: Alex Example, +44 7700 900123",
        "Location",
        "Poll: Shall we approve this? (Yes / No)",
        "Forwarded from Somebody else",
        "Ben set messages to delete themselves after 1 day",
        "Ben renamed the group to Renamed",
        "Ben left the group",
        "Ada turned the auto-delete timer off",
        "Ben joined the group",
    ]


async def test_people_edit_answer_and_join(page: Page, sim: Simulator) -> None:
    """One's own messages only; who is away comes back before anybody new comes."""
    _, said = await page.play("say", chat="team", who="ben", text="first")
    number = said["result"]["message_id"]
    await page.play("say", chat="team", who="ada", text="second", reply_to=number)
    assert (await page.play("edit", chat="team", who="ben", message=number, text="changed"))[0] == 200
    assert (await page.play("edit", chat="team", who="ada", message=number, text="x"))[0] == 400
    shown = (await page.news(**{"as": "cleo", "chat": "team"}))["messages"]
    assert [(m["text"], m["is_edited"]) for m in shown] == [("changed", True), ("second", False)]
    assert shown[1]["reply_to"] == {"sender": "Ben", "text": "first"}
    await page.play("join", chat="team")
    await page.play("join", chat="team")
    joined = [m["event"] for m in (await page.news(**{"as": "cleo", "chat": "team"}))["messages"][2:]]
    assert joined == ["Dev joined the group", "Eira joined the group"]


async def test_the_bots_standing_can_be_changed(page: Page) -> None:
    """To see what replies look like where the bot is no administrator."""
    await page.play("bot_standing", chat="team", who="ada", administrator=False)
    assert (await page.news())["bot"]["standing"] == "member"
    await page.play("bot_standing", chat="team", who="ada", administrator=True)
    assert (await page.news())["bot"]["standing"] == "administrator"


async def test_a_private_chat_can_be_looked_at(page: Page, client: Client, ben: int) -> None:
    """A person's key is the key of their private chat."""
    await page.play("say", chat="ben", who="ben", text="/start")
    await client.do("sendMessage", chat_id=ben, text="Hello")
    shown = await page.news(**{"as": "ben", "chat": "ben"})
    assert shown["chat"]["is_private"]
    assert [message["text"] for message in shown["messages"]] == ["/start", "Hello"]
    assert (await page.play("timer", chat="ben", who="ben", seconds=60))[0] == 400


async def test_records_and_the_look_are_handed_through(page: Page) -> None:
    """The panels show what the program gives."""
    async with page.session.get(f"{page.url}/api/acknowledgements") as answer:
        assert await answer.json() == {"records": [RECORD]}
    async with page.session.post(f"{page.url}/api/look", json={"text": "delete it"}) as answer:
        assert (await answer.json())["matches"][0]["rule"] == "RET-03"


@pytest.mark.parametrize(
    ("verb", "given", "sentence"),
    [
        ("say", {"chat": "team", "who": "ben", "text": "  "}, "write something first"),
        ("say", {"chat": "team", "who": "ben", "text": "x" * 4097}, "a message has at most 4096 characters"),
        ("say", {"chat": "team", "who": "dev", "text": "x"}, "Dev is not in Casework"),
        ("say", {"chat": "team", "who": "zoe", "text": "x"}, "nobody is called zoe"),
        ("_group", {"key": "team"}, "there is nothing called _group to play"),
    ],
)
async def test_what_cannot_be_played_is_said(page: Page, verb: str, given: dict[str, Any], sentence: str) -> None:
    """A sentence for the page to show."""
    assert await page.play(verb, **given) == (400, {"error": sentence})


async def test_a_foreign_pages_form_does_not_get_in(page: Page) -> None:
    """Only JSON is taken, which another site cannot send without being asked."""
    for body, kind in (('{"text": "x"}', "text/plain"), ("[]", "application/json"), ("{", "application/json")):
        async with page.session.post(f"{page.url}/api/look", data=body, headers={"Content-Type": kind}) as answer:
            assert answer.status == 400


def test_periods_are_said_in_whole_units() -> None:
    """As a person would."""
    assert [period(n) for n in (86400, 604800, 7200, 90)] == ["1 day", "7 days", "2 hours", "90 seconds"]
