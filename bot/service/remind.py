"""An event in a group -> the reminder that is due, recorded before anybody sends it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator

from bot.domain import Delivery, Event, NewReminder, RuleEdition
from bot.service.clock import Clock
from bot.store.base import Store
from config.policy import EventKind, Policy, Rule, Severity
from nlp.detector import Detector

TOKEN_BYTES = 16
"""128 random bits: nobody guesses a button, and its 22 characters fit Telegram's 64 bytes of callback data."""
ROUTINE = frozenset(
    {
        EventKind.PHOTO,
        EventKind.VIDEO,
        EventKind.VOICE,
        EventKind.DOCUMENT,
        EventKind.SPREADSHEET,
        EventKind.CONTACT,
        EventKind.LOCATION,
        EventKind.FORWARD,
        EventKind.POLL,
    }
)
"""What people post all day. By itself, without telling words, it recalls a rule to somebody once in a while only."""
ROUTINE_PAUSE = dt.timedelta(days=1)
"""The brief: the first media post by a member in a day; an album is several posts and one occasion."""


class Remind:
    """Decides what an event recalls. The same for every member: it never asks who somebody is."""

    def __init__(
        self,
        policy: Policy,
        detector: Detector,
        store: Store,
        *,
        clock: Clock,
        new_token: Callable[[], str] = lambda: secrets.token_urlsafe(TOKEN_BYTES),
    ) -> None:
        self._policy, self._detector, self._store = policy, detector, store
        self._clock, self._new_token = clock, new_token

    async def consider(self, event: Event) -> Delivery | None:
        """The reminder now due to the event's author, or None.

        One reminder for one event, however many rules it touches; and no rule twice for one message or its edits,
        which the store's schema sees to.
        """
        rules = await self._due(event)
        if not rules:
            return None
        return await self._store.record_reminder(
            NewReminder(
                chat_id=event.chat_id,
                member_id=event.member_id,
                message_id=event.message_id,
                thread_id=event.thread_id,
                occasion=event.occasion,
                rules=tuple(self._edition(rule) for rule in rules),
                reminded_at=self._clock(),
                token=self._new_token(),
            )
        )

    async def _due(self, event: Event) -> list[Rule]:
        """The rules that the event touches, each once, gravest first and the most apt first among equals."""
        spoken, happened = list(self._spoken(event)), list(self._happened(event))
        if happened and ROUTINE.issuperset(event.happenings):
            known = await self._store.reminded_since(event.chat_id, event.member_id, self._clock() - ROUTINE_PAUSE)
            happened = [rule for rule in happened if rule.id not in known]
        weight = dict[str, Severity]()
        for rule, severity in (*spoken, *((rule, rule.severity) for rule in happened)):
            weight[rule.id] = max(severity, weight.get(rule.id, severity))
        return [self._policy.rule(rule_id) for rule_id in sorted(weight, key=lambda rule_id: -weight[rule_id])]

    def _spoken(self, event: Event) -> Iterator[tuple[Rule, Severity]]:
        """The rules that the words recall, each with the severity that the match bears out."""
        for words in event.words:
            for match in self._detector.find(words.text, surface=words.surface, not_spoken=words.not_spoken):
                rule = self._policy.rule(match.rule)
                yield rule, Severity.NUDGE if match.only_nudges else rule.severity

    def _happened(self, event: Event) -> Iterator[Rule]:
        for happening in event.happenings:
            yield from self._policy.for_event(happening)

    def _edition(self, rule: Rule) -> RuleEdition:
        stamp = self._policy.stamp(rule)
        return RuleEdition(rule.id, stamp.name, stamp.version, stamp.digest)
