"""Methods that ask: who am I, what is new, who is in a chat."""

from __future__ import annotations

from typing import Literal

from bot.playground.cast import Membership
from bot.playground.methods.desk import Desk, Method
from bot.playground.refusals import JSON, WEBHOOK_IS_SET, bad, conflict


def get_me(desk: Desk, _: JSON) -> JSON:
    """The bot itself."""
    return desk.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not desk.world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(desk: Desk, given: JSON) -> list[JSON]:
    """What is new; waits for it as long as asked."""
    if desk.webhook.url:
        raise conflict(WEBHOOK_IS_SET)
    desk.queue.allow(given.get("allowed_updates"))
    return await desk.queue.fetch(given.get("offset", 0), given.get("limit", 100), given.get("timeout", 0))


def get_chat(desk: Desk, given: JSON) -> JSON:
    """All about a chat."""
    chat = desk.member_chat(given["chat_id"])
    full = desk.world.chat_json(chat) | {"accent_color_id": 0, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    if chat.auto_delete:
        full["message_auto_delete_time"] = chat.auto_delete
    if chat.pinned in chat.messages:
        full["pinned_message"] = desk.world.quoted(chat, chat.pinned)
    return full


def get_chat_member(desk: Desk, given: JSON) -> JSON:
    """How somebody stands in a chat."""
    chat = desk.known_chat(given["chat_id"]) if given["user_id"] == desk.bot.id else desk.member_chat(given["chat_id"])
    person = desk.world.people.get(given["user_id"])
    if person is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if person is desk.bot and desk.bot.id not in chat.members:
        raise bad("chat not found")
    if person is desk.bot:
        desk.member_chat(given["chat_id"])
    return chat.standing(person.id).json(person)


def get_chat_administrators(desk: Desk, given: JSON) -> list[JSON]:
    """The administrators, without other bots."""
    chat = desk.member_chat(given["chat_id"])
    if not chat.is_group:
        raise bad("there are no administrators in the private chat")
    pairs = [(desk.world.people[number], standing) for number, standing in chat.members.items()]
    return [s.json(p) for p, s in pairs if s.is_admin and (not p.is_bot or p is desk.bot)]


def get_chat_member_count(desk: Desk, given: JSON) -> int:
    """How many are in a chat."""
    return sum(map(_is_in, desk.member_chat(given["chat_id"]).members.values()))


def leave_chat(desk: Desk, given: JSON) -> Literal[True]:
    """The bot goes."""
    chat = desk.member_chat(given["chat_id"])
    if not chat.is_group:
        raise bad("chat member status can't be changed in private chats")
    was, now = chat.standing(desk.bot.id), Membership("left")
    chat.members[desk.bot.id] = now
    body = {"chat": chat.json(), "from": desk.bot.json(), "date": int(desk.world.clock.now())}
    body |= {"old_chat_member": was.json(desk.bot), "new_chat_member": now.json(desk.bot)}
    desk.queue.add("my_chat_member", body, key=f"own {chat.id}")
    desk.world.changed()
    return True


def _is_in(standing: Membership) -> bool:
    return standing.is_in


ASKING: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
