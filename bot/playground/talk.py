"""What people say and do in the simulated chats. Every verb returns the message (or press) that came of it.

`chat` and `who` may be the values, their numbers or their keys, so that a script over HTTP can use the same verbs.
"""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.cast import ANONYMOUS_ADMIN, TELEGRAM, Chat, Person, Topic
from bot.playground.refusals import JSON
from bot.playground.text import found_entities
from bot.playground.world import Where, Who, World


class Talk:
    """The verbs of conversation; mixed into the Simulator."""

    world: World

    def say(
        self,
        chat: Where,
        who: Who,
        text: str,
        *,
        reply_to: int | None = None,
        topic: str | int | None = None,
        entities: list[JSON] | None = None,
    ) -> JSON:
        """Write a text, a command too. One of the bot's ephemeral commands is seen by the bot alone.

        Args:
            chat: where; a person's key is their private chat.
            who: by whom.
            text: the words.
            reply_to: the number of a message in the same chat.
            topic: a forum's topic, by name or number.
            entities: formatting that the person made; what Telegram finds itself is added.
        """
        place, person = self.world.chat(chat), self.world.person(who)
        content = self.world.words(text)
        if entities:
            content["entities"] = [*entities, *content.get("entities", [])]
        if place.is_group and self._is_ephemeral_command(text):
            message = self.world.new_ephemeral(place, person, self.world.bot, content, self._thread(place, topic))
            self.world.publish(place, message)
            return message
        return self.post(place, person, content, reply_to=reply_to, topic=topic)

    def post(
        self,
        chat: Where,
        who: Who | None,
        content: JSON,
        *,
        reply_to: int | None = None,
        topic: str | int | None = None,
    ) -> JSON:
        """Post any content, as the Bot API writes it (`{"location": {…}}`); ValueError for whoever is not there."""
        place = self.world.chat(chat)
        person = None if who is None else self.world.person(who)
        if person is not None and not place.standing(person.id).is_in:
            raise ValueError(f"{person.name} is not in {place.title}")
        if place.type == "private" and person is not None:
            person.started = True
        if reply_to is not None:
            content = content | {"reply_to_message": self.world.quoted(place, reply_to)}
        message = self.world.new_message(place, person, content, thread=self._thread(place, topic))
        if person is not None and person.is_bot:
            place.last_bot = person.id
        self.world.publish(place, message)
        return message

    def edit(self, chat: Where, message_id: int, text: str) -> JSON:
        """Change the words of a person's message (or its caption)."""
        place = self.world.chat(chat)
        message = place.messages[message_id]
        field, entities = ("text", "entities") if "text" in message else ("caption", "caption_entities")
        message |= {field: text, entities: found_entities(text), "edit_date": int(self.world.clock.now())}
        if not message[entities]:
            del message[entities]
        self.world.publish(place, message, edited=True)
        self.world.changed()
        return message

    def delete(self, chat: Where, message_id: int) -> None:
        """A person deletes a message; no bot is told."""
        self.world.chat(chat).messages.pop(message_id, None)
        self.world.changed()

    def document(self, chat: Where, who: Who, file_name: str, *, caption: str = "", **more: Any) -> JSON:
        """Post a file of that name; nobody needs its bytes."""
        document = _file() | {"file_name": file_name, "mime_type": "application/octet-stream", "file_size": 4096}
        return self.post(chat, who, {"document": document} | _caption(caption), **more)

    def photo(self, chat: Where, who: Who, *, caption: str = "", **more: Any) -> JSON:
        """Post a picture."""
        sizes = [_file() | {"width": side, "height": side, "file_size": side * 20} for side in (90, 800)]
        return self.post(chat, who, {"photo": sizes} | _caption(caption), **more)

    def voice(self, chat: Where, who: Who, *, caption: str = "", **more: Any) -> JSON:
        """Post a voice message."""
        voice = _file() | {"duration": 7, "mime_type": "audio/ogg"}
        return self.post(chat, who, {"voice": voice} | _caption(caption), **more)

    def video(self, chat: Where, who: Who, *, caption: str = "", **more: Any) -> JSON:
        """Post a video."""
        video = _file() | {"duration": 7, "width": 640, "height": 360}
        return self.post(chat, who, {"video": video} | _caption(caption), **more)

    def contact(self, chat: Where, who: Who, *, name: str, phone: str, **more: Any) -> JSON:
        """Share somebody's contact details."""
        return self.post(chat, who, {"contact": {"phone_number": phone, "first_name": name}}, **more)

    def location(self, chat: Where, who: Who, *, latitude: float, longitude: float, **more: Any) -> JSON:
        """Share a place."""
        return self.post(chat, who, {"location": {"latitude": latitude, "longitude": longitude}}, **more)

    def poll(self, chat: Where, who: Who, question: str, options: list[str], **more: Any) -> JSON:
        """Ask the group."""
        poll = {
            "id": str(secrets.randbits(60)), "question": question, "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": True,
            "members_only": False,
            "options": [{"text": text, "voter_count": 0, "persistent_id": str(n)} for n, text in enumerate(options)],
        }  # fmt: skip
        return self.post(chat, who, {"poll": poll}, **more)

    def forward(self, chat: Where, who: Who, text: str, *, origin: str = "Somebody else", **more: Any) -> JSON:
        """Forward a text from elsewhere, from somebody who hides their account."""
        source = {"type": "hidden_user", "date": int(self.world.clock.now()) - 60, "sender_user_name": origin}
        return self.post(chat, who, self.world.words(text) | {"forward_origin": source}, **more)

    def anonymous(self, chat: Where, text: str, **more: Any) -> JSON:
        """An administrator writes as the group itself."""
        place = self.world.chat(chat)
        stand_in = Person("", ANONYMOUS_ADMIN, "Group", username="GroupAnonymousBot", is_bot=True)
        return self._stand_in(place, stand_in, {"sender_chat": place.json()} | self.world.words(text), **more)

    def channel_post(self, chat: Where, text: str, *, title: str = "Announcements", **more: Any) -> JSON:
        """The linked channel's post arrives in the group by itself."""
        place = self.world.chat(chat)
        channel = {"id": place.id - 1_000_000, "type": "channel", "title": title}
        now = int(self.world.clock.now())
        origin = {"type": "channel", "date": now, "chat": channel, "message_id": 1}
        stand_in = Person("", TELEGRAM, "Telegram")
        content = {"sender_chat": channel, "is_automatic_forward": True, "forward_origin": origin}
        return self._stand_in(place, stand_in, content | self.world.words(text), **more)

    def _stand_in(self, place: Chat, stand_in: Person, content: JSON, *, topic: str | int | None = None) -> JSON:
        message = self.world.new_message(place, stand_in, content, thread=self._thread(place, topic))
        self.world.publish(place, message)
        return message

    def press(
        self, chat: Where, who: Who, message: JSON | int, button: str | int = 0, *, ephemeral: bool = False
    ) -> str:
        """Press a button of one of the bot's messages; the number of the callback query.

        Args:
            chat: where the message stands.
            who: who presses.
            message: the message as JSON, or its number.
            button: its text, its callback data, or which one of all from 0.
            ephemeral: the number given is an ephemeral message's.
        """
        place, person = self.world.chat(chat), self.world.person(who)
        if isinstance(message, dict):
            ephemeral = "ephemeral_message_id" in message
            number = message["ephemeral_message_id"] if ephemeral else message["message_id"]
        else:
            number = message
        seen = place.ephemerals[number].message if ephemeral else place.messages[number]
        if ephemeral and place.ephemerals[number].receiver != person.id:
            raise ValueError(f"{person.name} does not see this message")
        return self.press_data(place, person, seen, _data(seen, button))

    def press_data(self, chat: Where, who: Who, message: JSON, data: str) -> str:
        """A press with any data at all, as a forged client can send it."""
        place, person = self.world.chat(chat), self.world.person(who)
        query_id = str(secrets.randbits(62))
        query = {"id": query_id, "from": person.json(), "message": message, "data": data}
        query["chat_instance"] = str(hash((place.id, "instance")) & (2**62 - 1))
        self.world.queries[query_id] = {
            "user": person.id, "chat": place.id, "at": self.world.clock.now(), "answered": False,
            "ephemeral": message.get("ephemeral_message_id"),
        }  # fmt: skip
        self.world.queue.add("callback_query", query, key=f"callback {person.id}")
        self.world.changed()
        return query_id

    def add_topic(self, chat: Where, who: Who, name: str) -> Topic:
        """Open a topic in a forum."""
        place, person = self.world.chat(chat), self.world.person(who)
        if not place.is_forum:
            raise ValueError(f"{place.title} has no topics")
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.world.new_message(place, person, created, thread=place.next_message_id)
        topic = Topic(message["message_id"], name)
        place.topics[topic.id] = topic
        self.world.publish(place, message)
        return topic

    def close_topic(self, chat: Where, who: Who, name: str, *, closed: bool = True) -> JSON:
        """Close a topic, or open it again."""
        place = self.world.chat(chat)
        topic = self.world.own_topic(place, name)
        topic.is_closed = closed
        field = "forum_topic_closed" if closed else "forum_topic_reopened"
        return self.post(place, who, {field: {}}, topic=topic.name)

    def _thread(self, place: Chat, topic: str | int | None) -> int | None:
        return None if topic is None else self.world.own_topic(place, str(topic)).id

    def _is_ephemeral_command(self, text: str) -> bool:
        name, _, addressee = (
            text.split(maxsplit=1)[0].removeprefix("/").partition("@") if text.strip() else ("", "", "")
        )
        if not text.startswith("/") or addressee.lower() not in {"", self.world.bot.username.lower()}:
            return False
        every = (command for commands in self.world.commands.values() for command in commands)
        return any(command.get("is_ephemeral") and command["command"] == name for command in every)


def _data(message: JSON, button: str | int) -> str:
    rows: list[list[JSON]] = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [each for row in rows for each in row]
    chosen = [
        each for n, each in enumerate(buttons) if button in {n, each["text"]} or button == each.get("callback_data")
    ]
    if not chosen or "callback_data" not in chosen[0]:
        raise ValueError("the message has no such button")
    data: str = chosen[0]["callback_data"]
    return data


def _file() -> JSON:
    return {"file_id": secrets.token_urlsafe(24), "file_unique_id": secrets.token_urlsafe(8)}


def _caption(text: str) -> JSON:
    if not text:
        return {}
    entities = found_entities(text)
    return {"caption": text} | ({"caption_entities": entities} if entities else {})
