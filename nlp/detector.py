"""`Detector.compile(policy)` and `.find(text)`: joins the kinds of triggers, settles overlaps, explains each match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from config.faults import Fault, PolicyFaults
from config.policy import ExceptionPhrase, Negation, Phrase, Policy, Questions, Rule, Surface, Within
from nlp.common import common_words
from nlp.compiling import Compiler, without_collecting
from nlp.finders import FINDERS, Finder, Rank
from nlp.first_look import EVERYTHING, NOTHING, SOUNDLESS, FirstLook, Glance, Openers
from nlp.gate import Gate
from nlp.hearing import Hearing
from nlp.match import Explanation, Match
from nlp.message import LONG, MOST_PARTS, Message, around, merged, parts
from nlp.phrases import Compiled, Span
from nlp.readings import Readings
from nlp.second_look import Learned, SecondLook, second_look_for
from nlp.sound import Sound
from nlp.speech import silence
from nlp.text import Folded, fold
from nlp.tokens import Words, shared_tokenizer

_MESSAGE_REACH = 3
_FIGURES = re.compile("[0-9]")
ALONE = 0
"""The first look's door for phrases that count by themselves; one for each finder follows it."""


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """A phrase of a rule, compiled, with its rank in the rule."""

    rule: Rule
    phrase: Compiled
    order: int

    @property
    def rank(self) -> Rank:
        """How apt its match is."""
        return int(self.rule.severity), self.phrase.weight, -self.order


@dataclass(frozen=True, slots=True, eq=False)
class Silencer:
    """An exception, compiled."""

    source: ExceptionPhrase
    phrase: Compiled

    def stands(self, message: Message, span: Span) -> bool:
        """Whether the exception is there for the match."""
        view = message.view(self.phrase.reach)
        if not self.phrase.may_stand(view):
            return False
        for found in self.phrase.spans(view):
            if self.source.within is Within.MESSAGE:
                return True
            if self.source.within is Within.MATCH:
                if found.first < span.last and span.first < found.last:
                    return True
            elif not _apart(message.words, found, span):
                return True
        return False


class Detector:
    """The rules of a policy, ready to be asked about messages. Made by `compile`; may be shared by threads."""

    def __init__(
        self,
        policy: Policy,
        triggers: Sequence[Trigger],
        silencers: dict[str, list[Silencer]],
        everywhere: list[Silencer],
        readings: Readings,
        *,
        second: SecondLook | None,
    ) -> None:
        self._triggers = triggers
        self._silencers = silencers
        self._everywhere = everywhere
        self._readings = readings
        self._finders: list[Finder] = [finder for make in FINDERS if (finder := make(policy)) is not None]
        self._second = second
        weighed = self._second.rules if self._second else ()
        # sets of phrases are integers with a bit for each, as the gate takes them
        self._weighed_of: dict[str, int] = {}
        for number, trigger in enumerate(triggers):
            if trigger.phrase.source.weighed and trigger.rule.id in weighed:
                self._weighed_of[trigger.rule.id] = self._weighed_of.get(trigger.rule.id, 0) | 1 << number
        self._every = (1 << len(triggers)) - 1
        self._weighed = reduce(or_, self._weighed_of.values(), 0)
        self._alone = self._every & ~self._weighed
        self._gate = Gate([trigger.phrase for trigger in triggers], readings)
        self._hearing = Hearing(self._first_look(), self._second)
        self._far = sum(
            1 << number for number, trigger in enumerate(triggers) if trigger.phrase.reach == _MESSAGE_REACH
        )
        self.tokenizer = shared_tokenizer()
        """Counts what it is given, for tests and benchmarks."""
        self.categories = {rule.id: rule.category for rule in policy.rules if rule.enabled}
        """The rules in force, each with its category."""

    @classmethod
    @without_collecting()
    def compile(
        cls, policy: Policy, *, tolerated: list[Fault] | None = None, learned: Learned | None = None
    ) -> Detector:
        """Make a detector.

        Args:
            policy: the rules.
            tolerated: for the authors' workbench: what is wrong is added here and left out, instead of refused.
            learned: what the second look goes by; this release's own, if nothing is said.

        Raises:
            PolicyFaults: every phrase and exception that cannot be used, with its place.
        """
        compiler = Compiler(policy.classes)
        triggers: list[Trigger] = []
        silencers: dict[str, list[Silencer]] = {}
        compiler.check_classes()
        for rule in policy.rules:
            if not rule.enabled:
                continue
            for order, phrase in enumerate(rule.phrases):
                if (compiled := compiler.compile(phrase)) is not None:
                    triggers.append(Trigger(rule, compiled, order))
            silencers[rule.id] = _silencers(compiler, rule.exceptions)
        everywhere = _silencers(compiler, policy.exceptions)
        if tolerated is not None:
            tolerated.extend(compiler.faults)
        elif compiler.faults:
            raise PolicyFaults(compiler.faults)
        readings = Readings(compiler.vocabulary(), common_words())
        return cls(policy, triggers, silencers, everywhere, readings, second=second_look_for(policy, learned))

    def find(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> list[Match]:
        """The rules that a message recalls, most apt first, each once.

        Args:
            text: the message as given.
            surface: where the words stood.
            not_spoken: ranges of characters that are not the speaker's words.
        """
        glance = self._hearing.glance(text, surface, not_spoken)
        return [] if glance is NOTHING else self._look(text, surface, not_spoken, [], glance=glance)

    def explain(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> Explanation:
        """What `find` finds, and what was kept silent with the reason."""
        silenced: list[str] = []
        self._look(text, surface, not_spoken, silenced, thorough=True)
        matches = self.find(text, surface=surface, not_spoken=not_spoken)
        return Explanation(tuple(matches), tuple(dict.fromkeys(silenced)))

    def triggers_in(self, text: str, rule: str) -> set[str]:
        """The triggers of a rule that the text holds, whether or not another one wins: phrases as written, markings and
        identifiers by name."""
        folded = fold(text)
        message, numbers = self._read(folded, list(parts(folded.cased)), among=self._every)
        found = {
            match.trigger
            for finder in self._finders
            for _, match in finder.find(folded, [(0, len(folded.cased))])
            if match.rule == rule
        }
        return found | {
            trigger.phrase.source.text
            for number in numbers
            if (trigger := self._triggers[number]).rule.id == rule
            and trigger.phrase.spans(message.view(trigger.phrase.reach))
        }

    def _look(
        self,
        text: str,
        surface: Surface,
        not_spoken: Sequence[tuple[int, int]],
        silenced: list[str],
        *,
        glance: Glance | None = None,
        thorough: bool = False,
    ) -> list[Match]:
        folded = fold(text, not_spoken=not_spoken)
        seen = EVERYTHING if thorough else glance
        ranges, glances, sound = impression = self._hearing.impression(folded, surface, seen)
        if not impression.opens:
            return []
        among = self._plausible(sound, alone=any(seen.opens(ALONE) for seen in glances))
        asked = [
            its
            for its, seen in zip(ranges, glances, strict=True)
            if seen.opens(ALONE) or (seen.sounds and sound.believed(its[0]))
        ]
        message, numbers = self._read(folded, asked, among=self._every if thorough else among)
        best: dict[str, tuple[Rank, Match]] = {}
        for number in self._heard(numbers, surface):
            trigger = self._triggers[number]
            held = best.get(trigger.rule.id)
            if held is not None and held[0] >= trigger.rank:
                continue
            match = self._confirm(trigger, message, sound if self._weighed >> number & 1 else None, silenced)
            if match is not None:
                best[trigger.rule.id] = (trigger.rank, match)
        for door, finder in enumerate(self._finders, ALONE + 1):
            opened = [seen.opens(door) for seen in glances]
            for rank, match in finder.find(folded, around(ranges, opened)) if any(opened) else ():
                held = best.get(match.rule)
                if (held is None or held[0] < rank) and not self._excepted(match, message, silenced):
                    best[match.rule] = (rank, match)
        if not best and (match := sound.speaks(folded)) is not None:
            return [match]
        return sound.most_apt_first(list(best.values()))

    def _plausible(self, sound: Sound, *, alone: bool) -> int:
        """The phrases that may be believed: those of rules that the message sounds like, and those that count alone."""
        of_rules = (self._weighed_of.get(rule, 0) for rule in sound.plausible)
        return reduce(or_, of_rules, self._alone if alone else 0)

    def _read(self, folded: Folded, ranges: Sequence[tuple[int, int]], *, among: int) -> tuple[Message, list[int]]:
        """The message, with the words of those parts that the gate opens for, and the phrases that may stand there."""
        numbers: set[int] = set()
        opened: list[tuple[int, int]] = []
        for start, end in ranges if among else ():
            found = set(self._gate.numbers(self._gate.look(folded.cased[start:end]), among=among))
            if found:
                numbers |= found
                opened.append((start, end))
                if len(opened) == MOST_PARTS:
                    break
        if len(folded.cased) > LONG and self._far & among:
            found = set(self._gate.numbers(self._gate.look(folded.cased), among=self._far & among))
            if found:
                numbers |= found
                opened = [(0, len(folded.cased))]
        words = self.tokenizer.words(folded, merged(opened))
        message = Message(folded, words, [self._readings.of(plain) for plain in words.plain])
        return message, sorted(numbers)

    def _heard(self, numbers: Iterable[int], surface: Surface) -> Iterator[int]:
        for number in numbers:
            surfaces = self._triggers[number].phrase.source.surfaces
            # what is passed on is not the speaker's own: a phrase looks at it only where its author says so
            if surface in surfaces if surfaces else surface is not Surface.FORWARD:
                yield number

    def _confirm(self, trigger: Trigger, message: Message, sound: Sound | None, silenced: list[str]) -> Match | None:
        phrase = trigger.phrase
        source = phrase.source
        held_back: list[str] = []
        for span in phrase.spans(message.view(phrase.reach)):
            reason = silence(
                message.words,
                span.first,
                span.last,
                negatable=source.negation is Negation.BLOCKS,
                questions=source.questions is Questions.FIRE,
            ) or self._exception(trigger.rule.id, message, span)
            if reason is None and sound is not None:
                words = message.words
                reason = sound.doubt(trigger.rule.id, words.starts[span.first], words.ends[span.last - 1])
            if reason is None:
                start, end = message.place(span)
                return Match(
                    rule=trigger.rule.id,
                    start=start,
                    end=end,
                    kind="phrase",
                    trigger=source.text,
                    why=f"The words match {source.text!r}.",
                    place=source.place,
                    considered=tuple(held_back),
                )
            held_back.append(reason)
        silenced.extend(f"{trigger.rule.id} {source.text!r} ({source.place}): {reason}" for reason in held_back)
        return None

    def _exception(self, rule: str, message: Message, span: Span) -> str | None:
        for silencer in (*self._silencers.get(rule, ()), *self._everywhere):
            if silencer.stands(message, span):
                why = f" ({silencer.source.why})" if silencer.source.why else ""
                return f"the exception {silencer.source.text!r} holds{why}"
        return None

    def _excepted(self, match: Match, message: Message, silenced: list[str]) -> bool:
        """Whether an exception that reaches markings and identifiers too silences one."""
        reaching = [
            silencer
            for silencer in (*self._silencers.get(match.rule, ()), *self._everywhere)
            if silencer.source.markings
        ]
        if not reaching:
            return False
        whole, span = message, message.span_of(match.start, match.end)
        if span is None:  # it stands where no phrase was looked for
            whole = self._whole(message)
            span = whole.span_of(match.start, match.end)
        for silencer in reaching:
            if span is not None and silencer.stands(whole, span):
                silenced.append(f"{match.rule} {match.trigger}: the exception {silencer.source.text!r} holds")
                return True
        return False

    def _first_look(self) -> FirstLook:
        alone = (number for number in range(len(self._triggers)) if self._alone >> number & 1)
        words = self._gate.openers(alone)
        doors = [Openers(words=words, mistyped=words), *(finder.openers for finder in self._finders)]
        return FirstLook(
            [door._replace(words=frozenset(_FIGURES.sub("0", word) for word in door.words)) for door in doors],
            self._second.by_words() if self._second else SOUNDLESS,
            known=self._readings.known,
            slips=self._readings.slips,
        )

    def _whole(self, message: Message) -> Message:
        """The message with all its words, for one that no phrase opened."""
        words = self.tokenizer.words(message.folded, [(0, len(message.folded.cased))])
        return Message(message.folded, words, [self._readings.of(plain) for plain in words.plain])


def _silencers(compiler: Compiler, exceptions: Iterable[ExceptionPhrase]) -> list[Silencer]:
    made = []
    for exception in exceptions:
        within = Within.MESSAGE if exception.within is Within.MESSAGE else Within.SENTENCE
        compiled = compiler.compile(Phrase(exception.text, exception.place, within=within, language=exception.language))
        if compiled is not None:
            made.append(Silencer(exception, compiled))
    return made


def _apart(words: Words, one: Span, other: Span) -> bool:
    """Whether a sentence ends between two spans."""
    first, second = (one, other) if one.first <= other.first else (other, one)
    return any(words.breaks[index] >= 2 for index in range(first.last, second.first + 1))
