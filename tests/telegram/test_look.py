"""The first look: ordinary talk passes by, everything else is handled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.look import Look
from config.policy import Surface

GROUP = {"id": -1001, "type": "supergroup"}
ANA = {"id": 7, "is_bot": False, "first_name": "Ana"}


def message(**fields: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 5, "date": 1, "chat": GROUP, "from": ANA, **fields}}


def find(
    text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
) -> Sequence[object]:
    """A detector that looks for one word, and for another in captions."""
    for start, end in not_spoken:
        text = text[:start] + " " * (end - start) + text[end:]
    return [word for word in ("delete", "picture") if word in text and (word == "delete" or surface is Surface.CAPTION)]


@pytest.fixture
def look() -> Look:
    return Look(find)


@pytest.mark.parametrize(
    ("update", "concerns_us"),
    [
        (message(text="morning all"), False),
        (message(text="let's delete this"), True),
        (message(text="/rules"), True),
        (message(text="see 👍 delete", entities=[{"type": "code", "offset": 7, "length": 6}]), False),
        (message(text="see 👍 delete", entities=[{"type": "bold", "offset": 7, "length": 6}]), True),
        (message(caption="delete x", caption_entities=[{"type": "blockquote", "offset": 0, "length": 6}]), False),
        (message(caption="delete", photo=[{}]), True),
        (message(caption="picture", animation={}), True),
        (message(text="picture"), False),
        (message(sticker={}), False),
        (message(text="ok", reply_to_message={"text": "delete"}), False),
        (message(new_chat_members=[ANA]), True),
        (message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}), True),
        (message(document={"file_name": "a.pdf"}), True),
        (message(text="hello", forward_origin={}), True),
        (message(rich_message={}), True),
        (message(text="delete", sender_chat=GROUP), False),
        (message(text="delete", is_automatic_forward=True), False),
        (message(migrate_to_chat_id=-5, sender_chat=GROUP), True),
        ({"update_id": 1, "edited_message": message(text="now delete it")["message"]}, True),
        ({"update_id": 1, "edited_message": message(text="now fine")["message"]}, False),
        ({"update_id": 1, "callback_query": {}}, True),
        ({"update_id": 1, "my_chat_member": {}}, True),
        ({"update_id": 1, "poll": {}}, False),
        ({"update_id": 1, "message": {**message(text="hi")["message"], "chat": {"id": 7, "type": "private"}}}, True),
        ({"update_id": 1, "message": {**message(text="delete")["message"], "from": {**ANA, "is_bot": True}}}, False),
    ],
)
def test_what_is_handled_and_what_passes_by(look: Look, update: dict[str, Any], concerns_us: bool) -> None:
    """Only what something is found in, an event, a command or a press is decoded."""
    assert look(update) is concerns_us


def test_every_edit_is_handled_where_a_rule_asks(look: Look) -> None:
    """A pack may name the event message-edited."""
    edit = {"update_id": 1, "edited_message": message(text="now fine")["message"]}
    assert Look(lambda _, **__: [], edits=True)(edit)


@given(st.dictionaries(st.text(max_size=12), st.integers() | st.text(max_size=5)))
def test_unknown_kinds_pass_by(update: dict[str, Any]) -> None:
    """Telegram adds kinds of update; those that we did not ask for concern nobody."""
    known = {"message", "edited_message", "callback_query", "my_chat_member", "chat_member"}
    assert Look(lambda _, **__: ["found"])({key: value for key, value in update.items() if key not in known}) is False
