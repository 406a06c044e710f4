"""A Telegram message -> our own Event, or None where no person did anything. UTF-16 ends here.

Who acts: a message is a person's only if it has no `sender_chat` (an anonymous administrator, a channel), is no
automatic forward, and its author is no bot (facts of the platform: 1087968824, 136817688 and 777000 stand in for
somebody whom Telegram hides). What is not the speaker's own: quotes, code, links, mentions; a forward is an event of
its own, and its words are looked at as somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from telegram import Chat, Message, MessageEntity, User
from telegram.constants import ChatType

from bot.domain import ChatKind, Event, Words
from config.policy import EventKind, Surface
from nlp.text import from_utf16

NOT_SPOKEN = frozenset(
    {
        MessageEntity.BLOCKQUOTE,
        MessageEntity.EXPANDABLE_BLOCKQUOTE,
        MessageEntity.CODE,
        MessageEntity.PRE,
        MessageEntity.URL,
        MessageEntity.MENTION,
        MessageEntity.TEXT_MENTION,
        MessageEntity.BOT_COMMAND,
    }
)
SPREADSHEETS = (".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods", ".numbers")


def chat_kind(chat: Chat) -> ChatKind:
    """A group, a private chat, or something we do not serve (channels, channels' direct messages)."""
    if chat.type in {ChatType.GROUP, ChatType.SUPERGROUP} and not chat.is_direct_messages:
        return ChatKind.GROUP
    return ChatKind.PRIVATE if chat.type == ChatType.PRIVATE else ChatKind.OTHER


def person(message: Message) -> User | None:
    """The person who acts, or None where Telegram names nobody."""
    user = message.from_user
    if user is None or user.is_bot or message.sender_chat is not None or message.is_automatic_forward:
        return None
    return user


def thread_of(message: Message) -> int | None:
    """The topic that the message stands in; None in groups without topics, where the number means a reply thread."""
    return message.message_thread_id if message.is_topic_message else None


def event(message: Message, *, update_id: int, edited: bool = False) -> Event | None:
    """What a person did with this message, or None where it is nobody's or in no group.

    Args:
        message: the message.
        update_id: the update that brought it; what makes it once where the message itself has no number.
        edited: whether it is an edit of an earlier one.
    """
    user = person(message)
    if user is None or chat_kind(message.chat) is not ChatKind.GROUP:
        return None
    happenings = [EventKind.MESSAGE_EDITED] if edited else [*_happenings(message)]
    return Event(
        chat_id=message.chat_id,
        member_id=user.id,
        at=message.edit_date or message.date,
        message_id=message.message_id or None,
        thread_id=thread_of(message),
        occasion=None if message.message_id else f"update:{update_id}",
        happenings=tuple(happenings),
        words=tuple(_words(message)),
    )


def _happenings(message: Message) -> Iterator[EventKind]:
    present = {
        EventKind.PHOTO: message.photo,
        EventKind.VIDEO: message.video or message.video_note,
        EventKind.VOICE: message.voice or message.audio,
        EventKind.DOCUMENT: message.document and not message.animation,
        EventKind.SPREADSHEET: message.document and _is_spreadsheet(message.document.file_name),
        EventKind.CONTACT: message.contact,
        EventKind.LOCATION: message.location or message.venue,
        EventKind.POLL: message.poll,
        EventKind.FORWARD: message.forward_origin,
        EventKind.CHECKLIST_DONE: message.checklist_tasks_done,
        EventKind.TITLE_CHANGED: message.new_chat_title,
        EventKind.PINNED: message.pinned_message,
        EventKind.JOINED: message.new_chat_members and _brought_somebody(message),
        EventKind.LEFT: message.left_chat_member and message.from_user == message.left_chat_member,
    }
    yield from (kind for kind, there in present.items() if there)
    if (timer := message.message_auto_delete_timer_changed) is not None:
        yield EventKind.AUTO_DELETE_ON if timer.message_auto_delete_time else EventKind.AUTO_DELETE_OFF


def _brought_somebody(message: Message) -> bool:
    """Whether the author added other people; who came by a link or a request brought nobody."""
    return any(member != message.from_user and not member.is_bot for member in message.new_chat_members)


def _is_spreadsheet(file_name: str | None) -> bool:
    return (file_name or "").lower().endswith(SPREADSHEETS)


def _words(message: Message) -> Iterator[Words]:
    surface = Surface.FORWARD if message.forward_origin else None
    if message.text:
        yield Words(message.text, surface or Surface.MESSAGE, _not_spoken(message.text, message.entities))
    if message.caption:
        ranges = _not_spoken(message.caption, message.caption_entities)
        yield Words(message.caption, surface or Surface.CAPTION, ranges)
    for text, kind in _other_words(message):
        if text:
            yield Words(text, kind)


def _other_words(message: Message) -> Iterator[tuple[str | None, Surface]]:
    if message.document:
        yield message.document.file_name, Surface.FILE_NAME
    if message.poll:
        yield "\n".join([message.poll.question, *(option.text for option in message.poll.options)]), Surface.POLL
    if message.checklist:
        tasks = (task.text for task in message.checklist.tasks)
        yield "\n".join([message.checklist.title, *tasks]), Surface.CHECKLIST
    if message.forum_topic_created:
        yield message.forum_topic_created.name, Surface.TITLE
    if message.forum_topic_edited:
        yield message.forum_topic_edited.name, Surface.TITLE
    yield message.new_chat_title, Surface.TITLE
    yield "\n".join(_rich_text(message.api_kwargs.get("rich_message"))), Surface.MESSAGE


def _rich_text(block: object, depth: int = 0) -> Iterator[str]:
    """Every text in a rich message (Bot API 10.1), which python-telegram-bot 22.8 hands over as it came."""
    if depth > 16:  # deeper than any client can make one
        return
    if isinstance(block, dict):
        for key, value in block.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _rich_text(value, depth + 1)
    elif isinstance(block, list):
        for item in block:
            yield from ([item] if isinstance(item, str) else _rich_text(item, depth + 1))


def _not_spoken(text: str, entities: Iterable[MessageEntity]) -> tuple[tuple[int, int], ...]:
    return not_spoken(text, ((entity.type, entity.offset, entity.length) for entity in entities))


def not_spoken(text: str, entities: Iterable[tuple[str, int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges, in characters, of what is not the speaker's own.

    Args:
        text: the words of a message.
        entities: the type, offset and length of each entity; the last two in UTF-16 units.
    """
    units = [(offset, offset + length) for kind, offset, length in entities if kind in NOT_SPOKEN]
    return tuple((from_utf16(text, start), from_utf16(text, end)) for start, end in units)
