"""The simulated world: who is where, what was said, and which of it the bot gets to see.

Plain state and its transitions; nothing here waits or talks over the network. What people do is in talk.py and
comings.py, what the bot does in methods/; both end here. Facts of the platform: core.telegram.org/bots/features
(privacy mode) and core.telegram.org/bots/api (ephemeral messages).
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

from bot.playground.cast import Chat, Ephemeral, Membership, Person, Topic, private_chat
from bot.playground.clock import SimulatedClock
from bot.playground.queue import UpdateQueue
from bot.playground.refusals import JSON
from bot.playground.text import found_entities, part

Who = Person | int | str
Where = Chat | int | str
SUPERGROUPS = -1_000_000_000_000
"""Their numbers are below this one."""
SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "message_auto_delete_timer_changed",
        "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "forum_topic_created", "forum_topic_edited",
        "forum_topic_closed", "forum_topic_reopened", "group_chat_created", "supergroup_chat_created",
        "chat_owner_left", "chat_owner_changed", "video_chat_started", "video_chat_ended", "checklist_tasks_done",
    }
)  # fmt: skip
"""Fields that make a message a service message, which the bot sees even in privacy mode."""


class World:
    """Everything that is so.

    Args:
        clock: the time.
        queue: where the bot's updates go.
        bot: the bot itself, a Person with `is_bot`.
        privacy_mode: whether the bot's privacy mode is on (getMe.can_read_all_group_messages is its opposite).
        first_message_id: the first message of every chat; a supergroup counts for itself.
        first_chat_id: the first group's number, negative; each next one is one lower.
        first_user_id: the first person's.
    """

    def __init__(
        self,
        *,
        clock: SimulatedClock,
        queue: UpdateQueue,
        bot: Person,
        privacy_mode: bool,
        first_message_id: int,
        first_chat_id: int,
        first_user_id: int,
    ) -> None:
        self.clock, self.queue, self.bot, self.privacy_mode = clock, queue, bot, privacy_mode
        self.people: dict[int, Person] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, JSON] = {}
        self.notices: list[JSON] = []
        self.reactions: dict[tuple[int, int], list[JSON]] = {}
        self.commands: dict[str, list[JSON]] = {}
        self.texts: dict[str, str] = {}
        self.changed: Callable[[], None] = lambda: None
        self._first_message_id = first_message_id
        self._chat_ids = itertools.count(first_chat_id, -1)
        self._user_ids = itertools.count(first_user_id)
        self._ephemeral_ids = itertools.count(1)
        self._serial = itertools.count(1)

    # finding

    def person(self, who: Who) -> Person:
        """By the value itself, number or key; KeyError where there is nobody."""
        if isinstance(who, Person):
            return who
        for person in self.people.values():
            if who in {person.id, person.key} or str(who) == str(person.id):
                return person
        raise KeyError(f"nobody is called {who}")

    def chat(self, where: Where) -> Chat:
        """By the value itself, number or key; a person's key or number is their private chat."""
        if isinstance(where, Chat):
            return where
        for chat in self.chats.values():
            if where in {chat.id, chat.key} or str(where) == str(chat.id):
                return chat
        return self.private(self.person(where))

    def private(self, person: Person) -> Chat:
        """The person's private chat with the bot, made at first need."""
        if person.id not in self.chats:
            chat = Chat(person.key, person.id, "private", person.name, self._first_message_id)
            chat.members = {person.id: Membership(), self.bot.id: Membership()}
            self.chats[person.id] = chat
        return self.chats[person.id]

    # making

    def add_person(self, key: str, **facts: Any) -> Person:
        """Somebody new, known by `key`; facts are Person's fields."""
        facts.setdefault("first_name", key.capitalize())
        facts.setdefault("id", next(self._user_ids))
        if facts.get("is_bot"):
            facts.setdefault("username", f"{key}_bot")
        person = Person(key=key, **facts)
        self.people[person.id] = person
        return person

    def add_chat(self, key: str, *, title: str, kind: str, is_forum: bool, chat_id: int | None = None) -> Chat:
        """An empty group."""
        number = chat_id or next(self._chat_ids)
        if kind == "group" and number <= SUPERGROUPS:
            number -= SUPERGROUPS  # basic groups have short numbers
        chat = Chat(key, number, kind, title, self._first_message_id, is_forum)
        self.chats[chat.id] = chat
        self.changed()
        return chat

    def next_serial(self) -> int:
        """A number that is never given twice; it orders things across kinds."""
        return next(self._serial)

    # messages

    def new_message(self, chat: Chat, sender: Person | None, content: JSON, *, thread: int | None = None) -> JSON:
        """A message with its number and place, kept in the chat; the caller publishes it."""
        message_id = chat.next_message_id
        chat.next_message_id += 1
        message = {"message_id": message_id} | self._frame(chat, sender, thread) | content
        chat.messages[message_id] = message
        chat.order[message_id] = self.next_serial()
        self.changed()
        return message

    def new_ephemeral(self, chat: Chat, sender: Person, receiver: Person, content: JSON, thread: int | None) -> JSON:
        """A message between the bot and one member: message_id 0 and an id of its own kind."""
        number = next(self._ephemeral_ids)
        message = {"message_id": 0, "ephemeral_message_id": number, "receiver_user": receiver.json()}
        message |= self._frame(chat, sender, thread) | content
        other = sender.id if receiver is self.bot else receiver.id
        chat.ephemerals[number] = Ephemeral(number, other, message, self.next_serial(), self.clock.now())
        self.changed()
        return message

    def _frame(self, chat: Chat, sender: Person | None, thread: int | None) -> JSON:
        frame: JSON = {"from": sender.json()} if sender else {}
        frame |= {"chat": self.chat_json(chat), "date": int(self.clock.now())}
        if chat.is_forum and thread is not None and thread != 1:
            frame |= {"message_thread_id": thread, "is_topic_message": True}
        return frame

    def chat_json(self, chat: Chat) -> JSON:
        """A Chat of the Bot API."""
        return private_chat(self.people[chat.id]) if chat.type == "private" else chat.json()

    def quoted(self, chat: Chat, message_id: int) -> JSON:
        """A message as it stands in another one's reply_to_message: whole, but without its own."""
        message = chat.messages[message_id]
        return copy.deepcopy({k: v for k, v in message.items() if k not in {"reply_to_message", "pinned_message"}})

    def own_topic(self, chat: Chat, name: str) -> Topic:
        """The topic of that name; KeyError where there is none."""
        for topic in chat.topics.values():
            if name in {topic.name, str(topic.id)}:
                return topic
        raise KeyError(f"no topic is called {name}")

    # what the bot sees

    def publish(self, chat: Chat, message: JSON, *, edited: bool = False) -> bool:
        """Give the bot the message, if it may see it; whether it does."""
        if not self.bot_sees(chat, message):
            return False
        self.queue.add("edited_message" if edited else "message", message, key=f"message {chat.id}")
        self.changed()
        return True

    def bot_sees(self, chat: Chat, message: JSON) -> bool:
        """Privacy mode and the rule that bots never see bots."""
        sender = message.get("from") or {}
        is_hidden_person = "sender_chat" in message  # anonymous administrators and channels wear a bot's number
        if (sender.get("is_bot") and not is_hidden_person) or not chat.standing(self.bot.id).is_in:
            return False
        if chat.type == "private" or not self.privacy_mode or chat.standing(self.bot.id).is_admin:
            return True
        if "ephemeral_message_id" in message or SERVICE & message.keys():
            return True
        replied = message.get("reply_to_message") or {}
        return (replied.get("from") or {}).get("id") == self.bot.id or self._is_for_bot(chat, message)

    def _is_for_bot(self, chat: Chat, message: JSON) -> bool:
        text = message.get("text") or message.get("caption") or ""
        own = "@" + self.bot.username.lower()
        for entity in message.get("entities") or message.get("caption_entities") or []:
            words = part(text, entity).lower()
            if entity["type"] == "mention" and words == own:
                return True
            if entity["type"] == "bot_command":
                if "@" in words and words.endswith(own):
                    return True
                if "@" not in words and entity["offset"] == 0 and chat.last_bot in {None, self.bot.id}:
                    return True
        return False

    def words(self, text: str) -> JSON:
        """A text message's content, with the entities that Telegram finds."""
        entities = found_entities(text)
        return {"text": text} | ({"entities": entities} if entities else {})
