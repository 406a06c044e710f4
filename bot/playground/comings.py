"""Who comes and goes, who may do what, and what becomes of the chat itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.playground.cast import RIGHTS, Chat, Membership, Person
from bot.playground.refusals import JSON
from bot.playground.world import Where, Who, World

USUAL_RIGHTS = frozenset({"can_manage_chat", "can_invite_users", "can_pin_messages"})
"""What this simulation gives an administrator if nothing else is said."""


class Comings:
    """The verbs of membership and of settings; mixed into the Simulator."""

    world: World

    def add_person(self, key: str, **facts: Any) -> Person:
        """Somebody new who is in no chat yet; `facts` are Person's fields (first_name, last_name, is_bot, …)."""
        person = self.world.add_person(key, **facts)
        self.world.changed()
        return person

    def add_group(
        self,
        key: str,
        members: Iterable[Who] = (),
        *,
        title: str = "",
        owner: Who | None = None,
        bot: str = "",
        kind: str = "supergroup",
        forum: bool = False,
    ) -> Chat:
        """A group as it stands; nobody is told.

        Args:
            key: its short name.
            members: ordinary members.
            title: what it is called; the key if not given.
            owner: who made it.
            bot: "", "member" or "administrator".
            kind: "supergroup" or "group".
            forum: whether it has topics.
        """
        chat = self.world.add_chat(key, title=title or key, kind=kind, is_forum=forum)
        chat.members = {self.world.person(who).id: Membership() for who in members}
        if owner is not None:
            chat.members[self.world.person(owner).id] = Membership("creator")
        if bot:
            chat.members[self.world.bot.id] = Membership(bot, USUAL_RIGHTS if bot == "administrator" else frozenset())
        return chat

    def join(self, chat: Where, who: Who, *, by: Who | None = None) -> JSON:
        """Somebody joins, or `by` adds them. The bot itself joins as a member; see promote."""
        place, person = self.world.chat(chat), self.world.person(who)
        actor = person if by is None else self.world.person(by)
        self._stand(place, person, Membership(), actor)
        return self._service(place, actor, {"new_chat_members": [person.json()]})

    def leave(self, chat: Where, who: Who) -> JSON:
        """Somebody leaves."""
        place, person = self.world.chat(chat), self.world.person(who)
        self._stand(place, person, Membership("left"), person)
        return self._service(place, person, {"left_chat_member": person.json()})

    def kick(self, chat: Where, who: Who, *, by: Who) -> JSON:
        """Somebody, or the bot, is removed."""
        place, person, actor = self.world.chat(chat), self.world.person(who), self.world.person(by)
        self._stand(place, person, Membership("kicked"), actor)
        return self._service(place, actor, {"left_chat_member": person.json()})

    def promote(self, chat: Where, who: Who, *, by: Who, rights: Iterable[str] = USUAL_RIGHTS) -> None:
        """Somebody, or the bot, becomes an administrator (and a member, if they were none)."""
        place, person, actor = self.world.chat(chat), self.world.person(who), self.world.person(by)
        if unknown := set(rights) - set(RIGHTS):
            raise ValueError(f"there is no right {min(unknown)}")
        self._stand(place, person, Membership("administrator", frozenset(rights)), actor)

    def demote(self, chat: Where, who: Who, *, by: Who) -> None:
        """Somebody, or the bot, is an ordinary member again."""
        self._stand(self.world.chat(chat), self.world.person(who), Membership(), self.world.person(by))

    def block(self, who: Who, *, blocked: bool = True) -> None:
        """Somebody blocks the bot in their private chat, or lets it in again."""
        person = self.world.person(who)
        person.blocked = blocked
        place = self.world.private(person)
        bot = self.world.bot
        was, now = (Membership(s) for s in (("member", "kicked") if blocked else ("kicked", "member")))
        body = self._change(place, person, bot, was, now)
        self.world.queue.add("my_chat_member", body, key=f"own {place.id}")
        self.world.changed()

    def set_auto_delete(self, chat: Where, who: Who, seconds: int) -> JSON:
        """Set the timer that deletes messages; 0 turns it off."""
        place = self.world.chat(chat)
        place.auto_delete = seconds
        changed = {"message_auto_delete_timer_changed": {"message_auto_delete_time": seconds}}
        return self._service(place, self.world.person(who), changed)

    def set_title(self, chat: Where, who: Who, title: str) -> JSON:
        """Call the group something else."""
        place = self.world.chat(chat)
        place.title = title
        return self._service(place, self.world.person(who), {"new_chat_title": title})

    def pin(self, chat: Where, who: Who, message_id: int) -> JSON:
        """Pin a message."""
        place = self.world.chat(chat)
        place.pinned = message_id
        pinned = {"pinned_message": self.world.quoted(place, message_id)}
        return self._service(place, self.world.person(who), pinned)

    def migrate(self, chat: Where, who: Who) -> Chat:
        """The group becomes a supergroup with a number of its own; both chats say so."""
        old, person = self.world.chat(chat), self.world.person(who)
        new = self.world.add_chat(old.key, title=old.title, kind="supergroup", is_forum=False)
        new.members = dict(old.members)
        old.key, old.migrated_to = f"{old.key} before", new.id
        self._service(old, person, {"migrate_to_chat_id": new.id})
        self._service(new, person, {"migrate_from_chat_id": old.id})
        return new

    def delete_group(self, chat: Where) -> None:
        """The group is no more; nobody is told."""
        self.world.chat(chat).is_deleted = True
        self.world.changed()

    def forbid_writing(self, chat: Where, *, forbidden: bool = True) -> None:
        """The group's settings keep the bot from writing, or let it again."""
        self.world.chat(chat).bot_may_write = not forbidden
        self.world.changed()

    def _service(self, place: Chat, actor: Person, content: JSON) -> JSON:
        message = self.world.new_message(place, actor, content)
        self.world.publish(place, message)
        return message

    def _stand(self, place: Chat, person: Person, now: Membership, actor: Person) -> None:
        """Change how somebody stands and tell the bot what Telegram would tell it."""
        was = place.standing(person.id)
        place.members[person.id] = now
        body = self._change(place, actor, person, was, now)
        if person is self.world.bot:
            self.world.queue.add("my_chat_member", body, key=f"own {place.id}")
        elif place.standing(self.world.bot.id).is_admin:
            self.world.queue.add("chat_member", body, key=f"member {person.id}")
        self.world.changed()

    def _change(self, place: Chat, actor: Person, person: Person, was: Membership, now: Membership) -> JSON:
        return {
            "chat": self.world.chat_json(place),
            "from": actor.json(),
            "date": int(self.world.clock.now()),
            "old_chat_member": was.json(person),
            "new_chat_member": now.json(person),
        }
