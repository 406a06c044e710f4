"""`Detector.compile(policy)` and `.find(text)`: joins the kinds of triggers, settles overlaps, explains each match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from config.faults import Fault, PolicyFaults
from config.policy import ExceptionPhrase, Negation, Phrase, Policy, Questions, Rule, Surface, Within
from nlp.common import common_words
from nlp.compiling import Compiler
from nlp.finders import FINDERS, Finder, Rank
from nlp.gate import Gate, Starts, spoken
from nlp.match import Explanation, Match
from nlp.message import MOST_PARTS, Message, merged, parts
from nlp.phrases import Compiled, Span
from nlp.readings import Readings
from nlp.speech import silence
from nlp.text import comparable, fold
from nlp.tokens import Words, shared_tokenizer

_MESSAGE_REACH = 3


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
    ) -> None:
        self._triggers = triggers
        self._silencers = silencers
        self._everywhere = everywhere
        self._readings = readings
        self._finders: list[Finder] = [finder for make in FINDERS if (finder := make(policy)) is not None]
        self._gate = Gate([trigger.phrase for trigger in triggers], readings, _all_starts(self._finders))
        self._far = frozenset(
            number for number, trigger in enumerate(triggers) if trigger.phrase.reach == _MESSAGE_REACH
        )
        self.tokenizer = shared_tokenizer()
        """Counts what it is given, for tests and benchmarks."""
        self.categories = {rule.id: rule.category for rule in policy.rules if rule.enabled}
        """The rules in force, each with its category."""

    @classmethod
    def compile(cls, policy: Policy, *, tolerated: list[Fault] | None = None) -> Detector:
        """Make a detector.

        Args:
            policy: the rules.
            tolerated: for the authors' workbench: what is wrong is added here and left out, instead of refused.

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
        return cls(policy, triggers, silencers, everywhere, Readings(compiler.vocabulary(), common_words()))

    def opens(self, text: str) -> bool:
        """The gate: False promises that `find` finds nothing."""
        look = self._gate.look(text)
        if look.others:
            lower = (text if text.isascii() else comparable(text)).lower()
            if any(finder.opens(lower) for finder in self._finders):
                return True
        if not look.ways:
            return False
        ranges = list(parts(text))
        if len(ranges) == 1:
            return next(self._gate.numbers(look, near=spoken(text)), None) is not None
        return any(self._gate.opens(text[start:end]) for start, end in ranges) or any(
            number in self._far for number in self._gate.numbers(look, near=False, among=self._far)
        )

    def find(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> list[Match]:
        """The rules that a message recalls, most apt first, each once.

        Args:
            text: the message as given.
            surface: where the words stood.
            not_spoken: ranges of characters that are not the speaker's words.
        """
        return self._look(text, surface, not_spoken, []) if self.opens(text) else []

    def explain(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> Explanation:
        """What `find` finds, and what was kept silent with the reason."""
        silenced: list[str] = []
        matches = self._look(text, surface, not_spoken, silenced)
        return Explanation(tuple(matches), tuple(dict.fromkeys(silenced)))

    def triggers_in(self, text: str, rule: str) -> set[str]:
        """The triggers of a rule that the text holds, whether or not another one wins: phrases as written, markings and
        identifiers by name."""
        message, numbers = self._read(text, ())
        found = {
            match.trigger for finder in self._finders for _, match in finder.find(message.folded) if match.rule == rule
        }
        return found | {
            trigger.phrase.source.text
            for number in numbers
            if (trigger := self._triggers[number]).rule.id == rule
            and trigger.phrase.spans(message.view(trigger.phrase.reach))
        }

    def _look(
        self, text: str, surface: Surface, not_spoken: Sequence[tuple[int, int]], silenced: list[str]
    ) -> list[Match]:
        message, numbers = self._read(text, not_spoken)
        best: dict[str, tuple[Rank, Match]] = {}
        for trigger in self._heard(numbers, surface):
            held = best.get(trigger.rule.id)
            if held is not None and held[0] >= trigger.rank:
                continue
            match = self._confirm(trigger, message, silenced)
            if match is not None:
                best[trigger.rule.id] = (trigger.rank, match)
        for finder in self._finders:
            for rank, match in finder.find(message.folded):
                held = best.get(match.rule)
                if (held is None or held[0] < rank) and not self._excepted(match, message, silenced):
                    best[match.rule] = (rank, match)
        return [match for _, match in sorted(best.values(), key=lambda pair: pair[0], reverse=True)]

    def _read(self, text: str, not_spoken: Sequence[tuple[int, int]]) -> tuple[Message, list[int]]:
        """The message, with the words of the parts that the gate opens for, and the phrases that may stand there."""
        folded = fold(text, not_spoken=not_spoken)
        numbers: set[int] = set()
        opened: list[tuple[int, int]] = []
        ranges = list(parts(folded.cased))
        for start, end in ranges:
            found = set(self._gate.numbers(self._gate.look(folded.cased[start:end])))
            if found:
                numbers |= found
                opened.append((start, end))
                if len(opened) == MOST_PARTS:
                    break
        if len(ranges) > 1:
            far = set(self._gate.numbers(self._gate.look(folded.cased), among=self._far))
            if far:
                numbers |= far
                opened = [(0, len(folded.cased))]
        words = self.tokenizer.words(folded, merged(opened))
        message = Message(folded, words, [self._readings.of(plain) for plain in words.plain])
        return message, sorted(numbers)

    def _heard(self, numbers: Iterable[int], surface: Surface) -> Iterator[Trigger]:
        for number in numbers:
            trigger = self._triggers[number]
            surfaces = trigger.phrase.source.surfaces
            # what is passed on is not the speaker's own: a phrase looks at it only where its author says so
            if surface in surfaces if surfaces else surface is not Surface.FORWARD:
                yield trigger

    def _confirm(self, trigger: Trigger, message: Message, silenced: list[str]) -> Match | None:
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
        whole = message if len(message.words) else self._whole(message)
        span = whole.span_of(match.start, match.end)
        for silencer in reaching:
            if span is not None and silencer.stands(whole, span):
                silenced.append(f"{match.rule} {match.trigger}: the exception {silencer.source.text!r} holds")
                return True
        return False

    def _whole(self, message: Message) -> Message:
        """The message with all its words, for one that no phrase opened."""
        words = self.tokenizer.words(message.folded, [(0, len(message.folded.cased))])
        return Message(message.folded, words, [self._readings.of(plain) for plain in words.plain])


def _all_starts(finders: Iterable[Finder]) -> Starts:
    words: set[str] = set()
    fragments: list[str] = []
    signs: list[str] = []
    for finder in finders:
        words |= finder.starts.words
        fragments += finder.starts.fragments
        signs += finder.starts.signs
    return Starts(frozenset(words), tuple(fragments), tuple(signs))


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
