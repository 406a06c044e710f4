"""What one person sees of a chat, in the words and shapes that the page shows."""

from __future__ import annotations

from typing import Any

from bot.playground.cast import Chat, Membership, Person
from bot.playground.refusals import JSON
from bot.playground.simulator import Simulator
from bot.playground.text import part

ROLES = {"creator": "owner", "administrator": "administrator", "member": "member"}
PERIODS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
SHOWN_ENTITIES = frozenset({"bold", "italic", "code", "pre", "text_link"})
NOTICES_KEPT = 3
MESSAGES_SHOWN = 200


def view(sim: Simulator, chat: Chat, viewer: Person) -> JSON:
    """The chat as `viewer` sees it, with who there is and how the bot stands."""
    return {
        "version": sim.version,
        "me": viewer.key,
        "chats": [{"key": group.key, "title": group.title} for group in sim.world.chats.values() if _is_shown(group)],
        "chat": {"key": chat.key, "title": chat.title, "is_private": chat.type == "private"},
        "bot": {"name": sim.bot.name, "standing": _standing(chat.standing(sim.bot.id))},
        "people": [
            {"key": person.key, "name": person.name, "standing": _standing(_in_groups(sim, person))}
            for person in sim.world.people.values()
            if not person.is_bot
        ],
        "is_member": chat.standing(viewer.id).is_in,
        "messages": [_message(sim, viewer, message) for message in sim.sees(viewer, chat)[-MESSAGES_SHOWN:]],
        "notices": [
            {"id": notice["query"], "text": notice["text"], "alert": notice["alert"]}
            for notice in sim.world.notices
            if notice["user"] == viewer.id and notice["text"]
        ][-NOTICES_KEPT:],
    }


def _is_shown(chat: Chat) -> bool:
    return chat.is_group and chat.migrated_to is None


def _in_groups(sim: Simulator, person: Person) -> Membership:
    """How the person stands in the first group that there is."""
    groups = [chat for chat in sim.world.chats.values() if _is_shown(chat)]
    return groups[0].standing(person.id) if groups else Membership()


def _standing(membership: Membership) -> str:
    return ROLES.get(membership.status, "not here")


def _message(sim: Simulator, viewer: Person, message: JSON) -> JSON:
    sender = message.get("from") or {}
    hidden = message.get("sender_chat")
    is_ephemeral = "ephemeral_message_id" in message
    reply = message.get("reply_to_message")
    return {
        "id": message["ephemeral_message_id"] if is_ephemeral else message["message_id"],
        "is_ephemeral": is_ephemeral,
        "sender": hidden["title"] if hidden else sender.get("first_name", ""),
        "is_bot": sender.get("id") == sim.bot.id,
        "is_mine": sender.get("id") == viewer.id and not hidden,
        "at": message["date"],
        "is_edited": "edit_date" in message,
        "event": happening(message),
        "attachment": attachment(message),
        "text": message.get("text") or message.get("caption") or "",
        "entities": [
            {name: entity[name] for name in ("type", "offset", "length", "url") if name in entity}
            for entity in message.get("entities") or message.get("caption_entities") or []
            if entity["type"] in SHOWN_ENTITIES
        ],
        "reply_to": {"sender": _name(reply.get("from")), "text": _short(reply)} if reply else None,
        "buttons": [
            [{"text": button["text"], "url": button.get("url")} for button in row]
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", [])
        ],
    }


def happening(message: JSON) -> str:
    """A service message as a sentence; empty for what somebody said."""
    actor = _name(message.get("from"))
    said = ""
    match message:
        case {"new_chat_members": [*people]}:
            names = " and ".join(map(_name, people))
            said = f"{actor} joined the group" if names == actor else f"{actor} added {names}"
        case {"left_chat_member": person}:
            said = f"{actor} left the group" if _name(person) == actor else f"{actor} removed {_name(person)}"
        case {"message_auto_delete_timer_changed": {"message_auto_delete_time": 0}}:
            said = f"{actor} turned the auto-delete timer off"
        case {"message_auto_delete_timer_changed": {"message_auto_delete_time": seconds}}:
            said = f"{actor} set messages to delete themselves after {period(seconds)}"
        case {"new_chat_title": title}:
            said = f"{actor} renamed the group to {title}"
        case {"pinned_message": pinned}:
            said = f"{actor} pinned “{_short(pinned)}”"
        case {"forum_topic_created": {"name": name}}:
            said = f"{actor} opened the topic {name}"
        case {"migrate_to_chat_id": _} | {"migrate_from_chat_id": _}:
            said = "The group became a supergroup"
    return said


def attachment(message: JSON) -> str:
    """What hangs on a message, in words."""
    said = ""
    match message:
        case {"document": {"file_name": name}}:
            said = f"Document: {name}"
        case {"photo": _}:
            said = "Photo"
        case {"voice": _}:
            said = "Voice message"
        case {"video": _}:
            said = "Video"
        case {"contact": {"first_name": name, "phone_number": number}}:
            said = f"Contact: {name}, {number}"
        case {"location": _}:
            said = "Location"
        case {"poll": {"question": question, "options": options}}:
            said = f"Poll: {question} ({' / '.join(option['text'] for option in options)})"
        case {"forward_origin": {"sender_user_name": name}}:
            said = f"Forwarded from {name}"
        case {"is_automatic_forward": True}:
            said = "Forwarded from the channel"
    return said


def period(seconds: int) -> str:
    """A time in its largest whole unit: "1 day", "2 hours"."""
    size, name = next((size, name) for size, name in PERIODS if seconds % size == 0)
    return f"{seconds // size} {name}{'' if seconds == size else 's'}"


def _name(user: Any) -> str:
    return str((user or {}).get("first_name", "Somebody"))


def _short(message: JSON) -> str:
    words = message.get("text") or message.get("caption") or attachment(message) or happening(message)
    first = part(words, {"offset": 0, "length": 60})
    return first if first == words else first + "…"
