"""The shapes of a policy: packs, rules, and what makes a rule speak.

Plain frozen values, nothing read or compiled here. `config.packs` makes them from YAML; `nlp` compiles the phrases;
`bot.service` asks them about events. What each key means to an author is told in docs/policies.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType

from config.faults import Place


class Severity(IntEnum):
    """How much a rule matters; the order is what "tighten" means."""

    NUDGE = 1
    PROMPT = 2
    STOP = 3

    @property
    def word(self) -> str:
        """The severity as packs write it."""
        return self.name.lower()


class Basis(StrEnum):
    """What a rule rests on, so that nobody is told that something is law which is not."""

    LAW = "law"
    POLICY = "policy"
    GOOD_PRACTICE = "good practice"


class Verified(StrEnum):
    """How well the pack's authors could check a source."""

    READ = "read"
    OPENING_READ = "opening read"
    SECOND_HAND = "second-hand"
    NOT_CHECKED = "not checked"


class Within(StrEnum):
    """How far a phrase, or the reach of an exception, may stretch."""

    MATCH = "match"
    CLAUSE = "clause"
    SENTENCE = "sentence"
    MESSAGE = "message"


class Surface(StrEnum):
    """Where in a message the words stood."""

    MESSAGE = "message"
    CAPTION = "caption"
    FILE_NAME = "file name"
    POLL = "poll"
    TITLE = "title"
    CHECKLIST = "checklist"
    CONTACT = "contact"
    FORWARD = "forward"


class EventKind(StrEnum):
    """What can happen in a chat besides words; ours, not Telegram's (bot/telegram/incoming.py translates)."""

    JOINED = "joined"
    LEFT = "left"
    AUTO_DELETE_ON = "auto-delete-on"
    AUTO_DELETE_OFF = "auto-delete-off"
    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    FORWARD = "forward"
    CONTACT = "contact"
    LOCATION = "location"
    POLL = "poll"
    POLL_CLOSED = "poll-closed"
    CHECKLIST_DONE = "checklist-done"
    TITLE_CHANGED = "title-changed"
    PINNED = "pinned"
    MESSAGE_EDITED = "message-edited"
    BOT_ADDED = "bot-added"
    GROUP_MIGRATED = "group-migrated"


class MarkingKind(StrEnum):
    """The families of protective markings that a rule may name (nlp/markings.py finds them)."""

    OFFICIAL_SENSITIVE = "official-sensitive"
    SECRET = "secret"
    TOP_SECRET = "top-secret"
    HANDLING = "handling"
    DESCRIPTOR = "descriptor"
    CAVEAT = "caveat"
    LEGACY = "legacy"
    US_CLASSIFIED = "us-classified"
    POLICE_GRADING = "police-grading"
    IMPOSSIBLE = "impossible"


class IdentifierKind(StrEnum):
    """The numbers and details about a person that a rule may name (nlp/identifiers.py finds them)."""

    NATIONAL_INSURANCE_NUMBER = "national-insurance-number"
    NHS_NUMBER = "nhs-number"
    PASSPORT_NUMBER = "passport-number"
    DRIVING_LICENCE_NUMBER = "driving-licence-number"
    PNC_ID = "pnc-id"
    PRISON_NUMBER = "prison-number"
    BANK_ACCOUNT = "bank-account"
    PHONE_NUMBER = "phone-number"
    EMAIL_ADDRESS = "email-address"
    POSTAL_ADDRESS = "postal-address"
    DATE_OF_BIRTH = "date-of-birth"
    VEHICLE_REGISTRATION = "vehicle-registration"
    US_SOCIAL_SECURITY_NUMBER = "us-social-security-number"
    HOSPITAL_NUMBER = "hospital-number"


class Negation(Enum):
    """What "don't" before a phrase does."""

    BLOCKS = "blocks"
    IGNORED = "ignored"


class Questions(Enum):
    """What a question does."""

    FIRE = "fire"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A trigger phrase in the packs' notation (docs/policies.md), not yet compiled."""

    text: str
    place: Place
    within: Within = Within.SENTENCE
    negation: Negation = Negation.BLOCKS
    questions: Questions = Questions.FIRE
    surfaces: frozenset[Surface] = frozenset()
    """Where it may match; empty means everywhere."""
    language: str = "en"
    weighed: bool = False
    """Whether it counts only where the rest of the message sounds like it too (nlp/second_look.py)."""


@dataclass(frozen=True, slots=True)
class ExceptionPhrase:
    """A phrase whose presence makes a rule (or, on a pack, every rule) stay silent."""

    text: str
    place: Place
    within: Within = Within.SENTENCE
    why: str = ""
    markings: bool = False
    """Whether it silences markings too; phrases it always silences."""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class WordClass:
    """Words and short phrases under one name, shared by the phrases of all packs that are loaded together."""

    name: str
    entries: tuple[Phrase, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule is written down, and how well that was checked."""

    name: str
    url: str
    checked: dt.date
    verified: Verified
    section: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A message that must, or must not, bring this rule's reminder."""

    text: str
    fires: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy: what it asks, on what ground, and what makes the bot recall it."""

    id: str
    title: str
    category: str
    severity: Severity
    basis: Basis
    sources: tuple[Source, ...]
    reminder: str
    why: str
    instead: str
    pack: str
    place: Place
    phrases: tuple[Phrase, ...] = ()
    markings: frozenset[MarkingKind] = frozenset()
    identifiers: frozenset[IdentifierKind] = frozenset()
    events: frozenset[EventKind] = frozenset()
    exceptions: tuple[ExceptionPhrase, ...] = ()
    examples: tuple[Example, ...] = ()
    binding: bool = True
    enabled: bool = True
    file_within: dt.timedelta | None = None
    """The organisation's clock for filing, where it has one."""
    tightened_by: tuple[str, ...] = ()
    """The overlays that changed it, in order."""
    second_look: bool = False
    """Whether a message that no phrase catches may recall it by how it sounds."""

    @property
    def card(self) -> str:
        """The three lines that a member reads; at most `CARD_LIMIT` characters."""
        return f"{self.reminder}\n{self.why} ({self.sources[0].name})\n{self.instead}"


CARD_LIMIT = 280
"""The most characters a reminder may have (the brief's BOT-16)."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A named, versioned set of rules as its files say it, before it is merged with others."""

    name: str
    version: str
    title: str
    summary: str
    language: str
    digest: str
    """SHA-256 over the pack's content, not its layout, in hexadecimal."""
    place: Place
    extends: str | None = None
    refuses: str | None = None
    classes: tuple[WordClass, ...] = ()
    exceptions: tuple[ExceptionPhrase, ...] = ()
    rules: tuple[Rule, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What an overlay tightens in a rule of its base; None and empty mean "as it was"."""

    rule: str
    place: Place
    severity: Severity | None = None
    enabled: bool | None = None
    sources: tuple[Source, ...] = ()
    """What the stricter rule rests on; the first is named in the reminder."""
    reminder: str | None = None
    why: str | None = None
    instead: str | None = None
    file_within: dt.timedelta | None = None
    phrases: tuple[Phrase, ...] = ()
    markings: frozenset[MarkingKind] = frozenset()
    identifiers: frozenset[IdentifierKind] = frozenset()
    events: frozenset[EventKind] = frozenset()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class PackStamp:
    """Which edition of a pack is in force; acknowledgements refer to it."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force: a base and its overlays, merged."""

    rules: tuple[Rule, ...]
    packs: tuple[PackStamp, ...]
    classes: Mapping[str, WordClass] = field(default_factory=lambda: MappingProxyType({}))
    exceptions: tuple[ExceptionPhrase, ...] = ()

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def stamp(self, rule: Rule) -> PackStamp:
        """The edition of the pack that the rule came from."""
        for stamp in self.packs:
            if stamp.name == rule.pack:
                return stamp
        raise KeyError(rule.pack)

    def for_event(self, kind: EventKind) -> tuple[Rule, ...]:
        """The rules that an event of this kind recalls, gravest first."""
        touched = [rule for rule in self.rules if kind in rule.events]
        return tuple(sorted(touched, key=lambda rule: -rule.severity))
