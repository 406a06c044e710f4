"""What members read in a chat: reminders and pages, as plain text.

Plain text on purpose: no mark-up means nothing to inject into, and nothing that a name or a title could break.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import ReminderRecord
from config.policy import Policy
from config.words import Words

LONGEST = 4000
"""Characters of a page; Telegram takes 4,096 UTF-16 units, and our words have no character beyond one unit."""
ROWS_OF_MY_DATA = 20


@dataclass(frozen=True, slots=True)
class Rights:
    """What the bot may do in a group, as far as its work needs it."""

    reads_messages: bool
    administrator: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Turns keys of config/words into what a person reads, for one operator and one policy."""

    words: Words
    policy: Policy
    organisation: str
    contact: str

    def reminder(self, rule_ids: Sequence[str]) -> str:
        """The card of the gravest rule, and the titles of the others."""
        known = {rule.id for rule in self.policy.rules}
        rules = [self.policy.rule(rule_id) for rule_id in rule_ids if rule_id in known]
        if not rules:  # the policy has changed since the reminder was recorded
            return self.words.say("reminder.heading")
        also = [self.words.say("reminder.also", title=rule.title) for rule in rules[1:]]
        return "\n".join([rules[0].card, *also])

    def source(self, rule_ids: Sequence[str]) -> str | None:
        """The web address of the first rule's source."""
        for rule in self.policy.rules:
            if rule_ids and rule.id == rule_ids[0]:
                return rule.sources[0].url
        return None

    def done(self, at: dt.datetime) -> str:
        """What a reminder says once it is acknowledged."""
        return self.words.say("reminder.done", time=in_words(at))

    def page(self, page: str) -> str:
        """A page that is the same for everybody: introduction, welcome, help, privacy, start, rules."""
        if page == "rules":
            return self._rules()
        key = f"{page}.private" if page == "start" else page
        return self.words.say(key, organisation=self.organisation, contact=self.contact)

    def setup(self, rights: Rights) -> str:
        """What the bot lacks in a group, with the steps to mend it."""
        lacks = []
        if not (rights.reads_messages or rights.administrator):
            lacks.append(self.words.say("setup.privacy_mode"))
        if not rights.administrator:
            lacks.append(self.words.say("setup.not_administrator"))
        return "\n\n".join([self.words.say("setup.heading"), *lacks]) if lacks else self.words.say("setup.ready")

    def my_data(self, records: Sequence[ReminderRecord]) -> str:
        """Everything held on a person, newest first."""
        if not records:
            return self.words.say("mydata.none")
        titles = {rule.id: rule.title for rule in self.policy.rules}
        newest = sorted(records, key=lambda record: record.reminded_at, reverse=True)
        lines = [self.words.say("mydata.heading", count=len(records))]
        for record in newest[:ROWS_OF_MY_DATA]:
            at = record.acknowledged_at
            answer = self.words.say("mydata.acknowledged", time=in_words(at)) if at else self.words.say("mydata.open")
            title = titles.get(record.rule, "")
            time = in_words(record.reminded_at)
            lines.append(self.words.say("mydata.line", time=time, rule=record.rule, title=title, answer=answer))
        if (older := len(records) - ROWS_OF_MY_DATA) > 0:
            lines.append(self.words.say("mydata.more", count=older, contact=self.contact))
        return _cut(lines)

    def _rules(self) -> str:
        packs = ", ".join(f"{stamp.name} {stamp.version}" for stamp in self.policy.packs)
        lines = [
            self.words.say(
                "rules.line", id=rule.id, title=rule.title, basis=rule.basis.value, source=rule.sources[0].name
            )
            for rule in self.policy.rules
        ]
        heading = self.words.say("rules.heading", packs=packs)
        return _cut([heading, *lines, self.words.say("rules.more", contact=self.contact)])


def in_words(at: dt.datetime) -> str:
    """A time as people write it, in UTC: 23 November 2026, 14:05 UTC."""
    return f"{at.astimezone(dt.UTC):%-d %B %Y, %H:%M} UTC"


def _cut(lines: list[str]) -> str:
    """As many whole lines as one message can hold, the last line always among them."""
    while len(lines) > 2 and sum(map(len, lines)) + len(lines) > LONGEST:
        del lines[-2]
    return "\n".join(lines)
