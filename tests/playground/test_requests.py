"""Every request is held against the Bot API's own list."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from bot.playground.simulator import Simulator
from tests.playground.conftest import Client

ONE_BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


@pytest.mark.parametrize(
    ("method", "given", "sentence"),
    [
        ("sendMassage", {}, "Not Found: method not found"),
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": -1}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": -1, "text": "x"}, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": -1, "text": "x", "txt": "x"}, 'Bad Request: unknown parameter "txt"'),
        ("sendMessage", {"chat_id": -1, "text": 7}, 'Bad Request: parameter "text" must be of type String'),
        (
            "sendMessage",
            {"chat_id": -1, "text": "x", "disable_notification": "maybe"},
            'Bad Request: parameter "disable_notification" must be of type Boolean',
        ),
        (
            "sendMessage",
            {"chat_id": -1, "text": "x", "ephemeral_message_parameters": {"receiver_id": 1}},
            'Bad Request: parameter "ephemeral_message_parameters" unknown field "receiver_id" of '
            "EphemeralMessageParameters",
        ),
        (
            "sendMessage",
            {"chat_id": -1, "text": "x", "ephemeral_message_parameters": {}},
            'Bad Request: parameter "ephemeral_message_parameters" field "receiver_user_id" of '
            "EphemeralMessageParameters must be there",
        ),
        (
            "sendMessage",
            {
                "chat_id": -1,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "é" * 33}]]},
            },
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
        ("setMyCommands", {"commands": [{"command": "Rules", "description": "x"}]}, "Bad Request: BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": {}}, 'Bad Request: parameter "commands" must be an Array'),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "nowhere"}},
            'Bad Request: parameter "scope" field "type" of BotCommandScopeDefault must be "default"',
        ),
        ("getUpdates", {"limit": 0}, 'Bad Request: parameter "limit" is too long or too short'),
    ],
)
async def test_a_slip_is_refused_and_named(client: Client, method: str, given: dict[str, Any], sentence: str) -> None:
    """What Telegram refuses is refused in its words; a misspelt name does not pass silently."""
    assert await client.refused(method, **given) == sentence


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "<h1>x</h1>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "h1" at byte offset 0',
        ),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "entity is out of the text"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "javascript:x"}]]}},
            "inline keyboard button URL is invalid: Unsupported URL protocol",
        ),
    ],
)
async def test_impossible_messages_are_refused(client: Client, team: int, more: dict[str, Any], sentence: str) -> None:
    """Lengths count in UTF-16 units after the markup is out; broken markup and keyboards do not pass."""
    assert await client.refused("sendMessage", chat_id=team, **more) == f"Bad Request: {sentence}"


async def test_the_longest_message_passes_with_its_markup(client: Client, team: int) -> None:
    """4096 units are allowed, and tags do not count."""
    message = await client.do("sendMessage", chat_id=team, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(message["text"]) == 4096
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_json_forms_addresses_and_files_are_all_read(sim: Simulator, client: Client, team: int) -> None:
    """However a client sends its parameters, they mean the same."""
    address = f"{sim.url}/bot{sim.token}/sendMessage"
    form = {"chat_id": str(team), "text": "form", "reply_markup": json.dumps(ONE_BUTTON)}
    multipart = aiohttp.FormData({"chat_id": str(team), "caption": "report", "disable_notification": "true"})
    multipart.add_field("document", b"a\r\n\r\nb\x00\xff", filename="hello.csv")
    attached = aiohttp.FormData({"chat_id": str(team), "document": "attach://file1"})
    attached.add_field("file1", b"abc", filename="c.csv")
    async with client.session.post(address, data=form) as answer:
        assert (await answer.json())["result"]["reply_markup"] == ONE_BUTTON
    async with client.session.get(address, params={"chat_id": team, "text": "address"}) as answer:
        assert (await answer.json())["result"]["text"] == "address"
    address = address.replace("sendMessage", "sendDocument")
    async with client.session.post(address, data=multipart) as answer:
        document = (await answer.json())["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("hello.csv", 8)
    assert sim.calls[-1].files["document"].content == b"a\r\n\r\nb\x00\xff"
    async with client.session.post(address, data=attached) as answer:
        assert (await answer.json())["result"]["document"]["file_name"] == "c.csv"


async def test_pictures_and_files_that_telegram_has_are_sent_by_name(client: Client, team: int) -> None:
    """A String stands for a file sent before; what is attached must be there."""
    photo = await client.do("sendPhoto", chat_id=team, photo="AgACfile", caption="c" * 1024)
    assert photo["photo"][0]["file_id"]
    assert await client.refused("sendPhoto", chat_id=team, photo="AgACfile", caption="c" * 1025) == (
        "Bad Request: message caption is too long"
    )
    assert await client.refused("sendDocument", chat_id=team, document="attach://nothing") == (
        "Bad Request: file must be non-empty"
    )
    assert await client.refused("sendDocument", chat_id=team) == 'Bad Request: parameter "document" is required'


async def test_method_names_do_not_mind_capitals(client: Client) -> None:
    """As on Telegram."""
    assert (await client.do("GETME"))["username"] == "remembrancer_bot"


@pytest.mark.parametrize(("token", "status"), [("7000000001:" + "A" * 35, 401), ("nonsense", 404)])
async def test_a_wrong_token_is_nobody(sim: Simulator, client: Client, token: str, status: int) -> None:
    """A well-formed unknown token is unauthorised; what is no token is not found."""
    async with client.session.post(f"{sim.url}/bot{token}/getMe") as answer:
        assert answer.status == status
        assert (await answer.json())["ok"] is False


async def test_the_log_tells_order_times_and_outcome(sim: Simulator, client: Client, team: int) -> None:
    """What a test wants to know about the bot's requests is in the log."""
    await client.do("sendMessage", chat_id=team, text="one")
    await client.refused("sendMessage", chat_id=-1, text="two")
    first, second = sim.calls.of("sendMessage")
    assert (first.number, first.ok, first.status, first.result["text"]) == (0, True, 200, "one")
    assert (second.done, second.status) == (False, 400)
    assert first.ended is not None
    assert first.began <= first.ended <= second.began
    assert sim.calls.done("sendMessage") == [first]


async def test_settings_are_kept_by_scope_and_language(client: Client) -> None:
    """Commands of a group do not show in private chats."""
    commands = [{"command": "rules", "description": "The rules"}]
    await client.do("setMyCommands", commands=commands, scope={"type": "all_group_chats"})
    assert await client.do("getMyCommands", scope={"type": "all_group_chats"}) == commands
    assert await client.do("getMyCommands") == []
    await client.do("deleteMyCommands", scope={"type": "all_group_chats"})
    assert await client.do("getMyCommands", scope={"type": "all_group_chats"}) == []
    for method, given in (
        ("setMyName", {"name": "R"}),
        ("setMyDescription", {"description": "d"}),
        ("setMyShortDescription", {"short_description": "s"}),
        ("setMyDefaultAdministratorRights", {"rights": {"can_manage_chat": True}}),
        ("close", {}),
        ("logOut", {}),
    ):
        assert await client.do(method, **given) is True
