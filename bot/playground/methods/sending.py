"""Methods that put a new message somewhere."""

from __future__ import annotations

import secrets

from bot.playground.cast import Chat
from bot.playground.methods.desk import Desk, Method, keyboard
from bot.playground.refusals import (
    JSON,
    NO_EPHEMERAL_HERE,
    NO_EPHEMERAL_RECEIVER,
    NO_EPHEMERAL_RIGHT,
    bad,
)
from bot.playground.text import formatted, units

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
EPHEMERAL_WINDOW = 15.0
"""Seconds after a person's press or ephemeral command in which a bot that is no administrator may answer them."""


def send_message(desk: Desk, given: JSON) -> JSON:
    """A text."""
    return _send(desk, given, text_content(given))


def send_document(desk: Desk, given: JSON) -> JSON:
    """A file with a caption."""
    name = given.pop("document name", "file")
    size = given.pop("document size", 0)
    document = _file() | {"file_name": name, "mime_type": "application/octet-stream", "file_size": size}
    return _send(desk, given, {"document": document} | _caption(given))


def send_photo(desk: Desk, given: JSON) -> JSON:
    """A picture with a caption."""
    photo = [_file() | {"width": 640, "height": 480, "file_size": given.pop("photo size", 0)}]
    return _send(desk, given, {"photo": photo} | _caption(given))


def text_content(given: JSON) -> JSON:
    """`text` and `entities` of a request as the message has them."""
    text, entities = formatted(given.get("text") or "", given.get("parse_mode"), given.get("entities"))
    if not text.strip():
        raise bad("message text is empty")
    if units(text) > LONGEST_TEXT:
        raise bad("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def _caption(given: JSON) -> JSON:
    text, entities = formatted(given.get("caption") or "", given.get("parse_mode"), given.get("caption_entities"))
    if units(text) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    content: JSON = {"caption": text} if text else {}
    return content | ({"caption_entities": entities} if entities else {})


def _send(desk: Desk, given: JSON, content: JSON) -> JSON:
    chat = desk.writable_chat(given["chat_id"])
    thread = _thread(desk, chat, given.get("message_thread_id"))
    content |= keyboard(given.get("reply_markup"))
    if given.get("ephemeral_message_parameters") is not None:
        if desk.ephemeral == "refused":
            raise bad("ephemeral messages are not supported")
        if desk.ephemeral == "honoured":
            return _send_ephemeral(desk, chat, given, content, thread)
    content |= _reply(desk, chat, given.get("reply_parameters") or {})
    message = desk.world.new_message(chat, desk.bot, content, thread=thread)
    chat.last_bot = desk.bot.id
    return message


def _thread(desk: Desk, chat: Chat, given: int | None) -> int | None:
    if given is None:
        return None
    if not chat.is_forum:
        # outside forums the number is that of a message that others replied to
        if given not in chat.messages:
            raise bad("message thread not found")
        return None
    if given not in chat.topics:
        raise bad("message thread not found")
    if chat.topics[given].is_closed and not chat.standing(desk.bot.id).may("can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return given


def _reply(desk: Desk, chat: Chat, reply: JSON) -> JSON:
    number = reply.get("message_id")
    if number is None:
        return {}
    if number not in chat.messages:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    return {"reply_to_message": desk.world.quoted(chat, number)}


def _send_ephemeral(desk: Desk, chat: Chat, given: JSON, content: JSON, thread: int | None) -> JSON:
    world, to_one = desk.world, given["ephemeral_message_parameters"]
    if not chat.is_group:
        raise bad(NO_EPHEMERAL_HERE)
    receiver = world.people.get(to_one["receiver_user_id"])
    if receiver is None or receiver.is_bot or not chat.standing(receiver.id).is_in:
        raise bad(NO_EPHEMERAL_RECEIVER)
    answered = (given.get("reply_parameters") or {}).get("ephemeral_message_id")
    query = world.queries.get(to_one.get("callback_query_id") or "")
    in_time = [
        query is not None
        and query["user"] == receiver.id
        and query["chat"] == chat.id
        and world.clock.now() - query["at"] <= EPHEMERAL_WINDOW,
        answered in chat.ephemerals
        and chat.ephemerals[answered].receiver == receiver.id
        and world.clock.now() - chat.ephemerals[answered].sent_at <= EPHEMERAL_WINDOW,
    ]
    if not chat.standing(desk.bot.id).is_admin and not any(in_time):
        raise bad(NO_EPHEMERAL_RIGHT)
    if to_one.get("replace_callback_query_message") and query is not None and query["ephemeral"] is not None:
        chat.ephemerals.pop(query["ephemeral"], None)
    return world.new_ephemeral(chat, desk.bot, receiver, content, thread)


def _file() -> JSON:
    return {"file_id": secrets.token_urlsafe(24), "file_unique_id": secrets.token_urlsafe(8)}


SENDING: dict[str, Method] = {"sendMessage": send_message, "sendDocument": send_document, "sendPhoto": send_photo}
