"""Who and what there is: people, chats, memberships, topics; and how the Bot API writes them down."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.playground.refusals import JSON

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip
"""An administrator's rights in a group, as ChatMemberAdministrator lists them."""
IN_CHAT = frozenset({"creator", "administrator", "member"})
ANONYMOUS_ADMIN, CHANNEL_BOT, TELEGRAM = 1087968824, 136817688, 777000
"""The numbers that stand in for somebody whom Telegram hides."""
GENERAL_TOPIC = 1


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with an account; bots are people too. `key` is the short name that scripts use."""

    key: str
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    is_bot: bool = False
    language_code: str = "en"
    started: bool = False  # has a private chat with the bot
    blocked: bool = False  # blocked the bot
    deactivated: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def json(self) -> JSON:
        """A User of the Bot API."""
        user: JSON = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username"):
            if value := getattr(self, name):
                user[name] = value
        return user if self.is_bot else user | {"language_code": self.language_code}


@dataclass(slots=True)
class Membership:
    """How somebody stands in a chat."""

    status: str = "member"  # creator, administrator, member, left, kicked
    rights: frozenset[str] = frozenset()

    @property
    def is_in(self) -> bool:
        return self.status in IN_CHAT

    @property
    def is_admin(self) -> bool:
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether an administrator's right is there."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def json(self, person: Person) -> JSON:
        """A ChatMember of the Bot API."""
        member: JSON = {"status": self.status, "user": person.json()}
        if self.status == "creator":
            member["is_anonymous"] = False
        elif self.status == "administrator":
            member |= {"can_be_edited": False, "is_anonymous": False}
            member |= {right: right in self.rights for right in RIGHTS}
        elif self.status == "kicked":
            member["until_date"] = 0
        return member


@dataclass(slots=True)
class Topic:
    """A thread of a forum."""

    id: int
    name: str
    is_closed: bool = False


@dataclass(slots=True)
class Ephemeral:
    """A message that one person alone sees (and the bot)."""

    id: int
    receiver: int
    message: JSON
    order: int  # where it stands among the chat's messages
    sent_at: float


@dataclass(slots=True, eq=False)
class Chat:
    """A chat and all that was said in it. Messages are kept as the Bot API writes them."""

    key: str
    id: int
    type: str  # private, group, supergroup
    title: str
    next_message_id: int
    is_forum: bool = False
    members: dict[int, Membership] = field(default_factory=dict)
    messages: dict[int, JSON] = field(default_factory=dict)
    order: dict[int, int] = field(default_factory=dict)
    ephemerals: dict[int, Ephemeral] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    auto_delete: int = 0
    migrated_to: int | None = None
    is_deleted: bool = False
    bot_may_write: bool = True
    last_bot: int | None = None  # the bot that wrote last
    pinned: int | None = None

    @property
    def is_group(self) -> bool:
        return self.type in {"group", "supergroup"}

    def standing(self, user_id: int) -> Membership:
        """How somebody stands; "left" for whoever was never there."""
        return self.members.get(user_id, Membership("left"))

    def json(self) -> JSON:
        """A Chat of the Bot API; a private one is written by its person."""
        chat: JSON = {"id": self.id, "type": self.type, "title": self.title}
        return chat | ({"is_forum": True} if self.is_forum else {})


def private_chat(person: Person) -> JSON:
    """The Chat of a person's private chat with the bot."""
    return {"type": "private"} | {
        k: v for k, v in person.json().items() if k in {"id", "first_name", "last_name", "username"}
    }
