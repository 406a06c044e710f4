"""Methods that change or remove what was sent, and that answer a press."""

from __future__ import annotations

from typing import Literal

from bot.playground.cast import Chat, Ephemeral
from bot.playground.methods.desk import Desk, Method, keyboard
from bot.playground.methods.sending import text_content
from bot.playground.queue import PRESS_LIFE
from bot.playground.refusals import EPHEMERAL_GONE, JSON, NOT_MODIFIED, QUERY_OLD, bad
from bot.playground.world import SERVICE

DELETABLE_FOR = 48 * 3600


def edit_message_text(desk: Desk, given: JSON) -> JSON:
    """New words for the bot's own message."""
    message = _own_message(desk, given)
    return _change(desk, message, text_content(given) | keyboard(given.get("reply_markup"), inline_only=True))


def edit_message_reply_markup(desk: Desk, given: JSON) -> JSON:
    """Other buttons, or none, for the bot's own message."""
    message = _own_message(desk, given)
    kept = {name: message[name] for name in ("text", "entities") if name in message}
    return _change(desk, message, kept | keyboard(given.get("reply_markup"), inline_only=True))


def edit_ephemeral_message_text(desk: Desk, given: JSON) -> Literal[True]:
    """New words for what one member alone sees."""
    message = _own_ephemeral(desk, given).message
    _change(desk, message, text_content(given) | keyboard(given.get("reply_markup"), inline_only=True))
    return True


def edit_ephemeral_message_reply_markup(desk: Desk, given: JSON) -> Literal[True]:
    """Other buttons for what one member alone sees."""
    message = _own_ephemeral(desk, given).message
    kept = {name: message[name] for name in ("text", "entities") if name in message}
    _change(desk, message, kept | keyboard(given.get("reply_markup"), inline_only=True))
    return True


def delete_ephemeral_message(desk: Desk, given: JSON) -> Literal[True]:
    """Take it away from the member who sees it."""
    found = _own_ephemeral(desk, given)
    del desk.member_chat(given["chat_id"]).ephemerals[found.id]
    desk.world.changed()
    return True


def delete_message(desk: Desk, given: JSON) -> Literal[True]:
    """The bot's own message, or with the right another's."""
    chat = desk.member_chat(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None:
        raise bad("message to delete not found")
    is_own = (message.get("from") or {}).get("id") == desk.bot.id
    is_old = desk.world.clock.now() - message["date"] > DELETABLE_FOR
    if is_old or not (is_own or chat.standing(desk.bot.id).may("can_delete_messages")):
        raise bad("message can't be deleted")
    del chat.messages[message["message_id"]]
    desk.world.changed()
    return True


def answer_callback_query(desk: Desk, given: JSON) -> Literal[True]:
    """Answer a press, once and in time; the presser sees the words for a moment."""
    query = desk.world.queries.get(given["callback_query_id"])
    if query is None or query["answered"] or desk.world.clock.now() - query["at"] > PRESS_LIFE:
        raise bad(QUERY_OLD)
    query["answered"] = True
    desk.world.notices.append(
        {
            "query": given["callback_query_id"], "user": query["user"], "chat": query["chat"],
            "text": given.get("text", ""), "alert": bool(given.get("show_alert")), "order": desk.world.next_serial(),
        }
    )  # fmt: skip
    desk.world.changed()
    return True


def pin_chat_message(desk: Desk, given: JSON) -> Literal[True]:
    """Pin a message, with the right."""
    chat = desk.writable_chat(given["chat_id"])
    if given["message_id"] not in chat.messages:
        raise bad("message to pin not found")
    if chat.is_group and not chat.standing(desk.bot.id).may("can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")
    chat.pinned = given["message_id"]
    desk.world.new_message(chat, desk.bot, {"pinned_message": desk.world.quoted(chat, given["message_id"])})
    return True


def set_message_reaction(desk: Desk, given: JSON) -> Literal[True]:
    """React to a message; a bot has one reaction at most."""
    message = _message(desk.member_chat(given["chat_id"]), given["message_id"], "message to react not found")
    reactions = given.get("reaction") or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    desk.world.reactions[message["chat"]["id"], message["message_id"]] = reactions
    desk.world.changed()
    return True


def _message(chat: Chat, number: int, otherwise: str) -> JSON:
    try:
        return chat.messages[number]
    except KeyError:
        raise bad(otherwise) from None


def _own_message(desk: Desk, given: JSON) -> JSON:
    if given.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    if given.get("chat_id") is None:
        raise bad("chat_id is empty")
    if given.get("message_id") is None:
        raise bad("message identifier is not specified")
    message = _message(desk.member_chat(given["chat_id"]), given["message_id"], "message to edit not found")
    if (message.get("from") or {}).get("id") != desk.bot.id or SERVICE & message.keys():
        raise bad("message can't be edited")
    return message


def _own_ephemeral(desk: Desk, given: JSON) -> Ephemeral:
    chat = desk.member_chat(given["chat_id"])
    found = chat.ephemerals.get(given["ephemeral_message_id"])
    is_own = found is not None and found.message["from"]["id"] == desk.bot.id
    if desk.ephemeral != "honoured" or found is None or not is_own or found.receiver != given["receiver_user_id"]:
        raise bad(EPHEMERAL_GONE)
    return found


def _change(desk: Desk, message: JSON, content: JSON) -> JSON:
    names = ("text", "entities", "reply_markup")
    if {name: message.get(name) for name in names} == {name: content.get(name) for name in names}:
        raise bad(NOT_MODIFIED)
    for name in names:
        message.pop(name, None)
    message |= content | {"edit_date": int(desk.world.clock.now())}
    desk.world.changed()
    return message


CHANGING: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editEphemeralMessageText": edit_ephemeral_message_text,
    "editEphemeralMessageReplyMarkup": edit_ephemeral_message_reply_markup,
    "deleteEphemeralMessage": delete_ephemeral_message,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "pinChatMessage": pin_chat_message,
    "setMessageReaction": set_message_reaction,
}
