"""`Detector.compile(policy)` and `.find(text)`: joins the kinds of triggers, settles overlaps, explains each match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from config.faults import Fault, PolicyFaults
from config.policy import ExceptionPhrase, Negation, Phrase, Policy, Questions, Rule, Surface, Within
from nlp.common import common_words
from nlp.finders import FINDERS
from nlp.gate import Gate
from nlp.match import Explanation, Match
from nlp.phrases import Compiled, Compiler, Span, View
from nlp.readings import Readings
from nlp.speech import JUDGEMENTS, asks, negated
from nlp.text import Folded, comparable, fold
from nlp.tokens import Tokenizer, Words


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """A phrase of a rule, compiled, with its rank in the rule."""

    rule: Rule
    phrase: Compiled
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Silencer:
    """An exception, compiled."""

    source: ExceptionPhrase
    phrase: Compiled


@dataclass(slots=True)
class Message:
    """One message under examination: its folded text, words and views, made when first asked for."""

    text: str
    folded: Folded
    words: Words
    readings: list[frozenset[str]]
    _views: dict[int, View] = field(default_factory=dict)

    def view(self, reach: int) -> View:
        """The message's places for one reach."""
        view = self._views.get(reach)
        if view is None:
            view = self._views[reach] = View(self.words, self.readings, reach)
        return view

    def place(self, span: Span) -> tuple[int, int]:
        """The characters of the text as given."""
        return self.folded.span(self.words.starts[span.first], self.words.ends[span.last - 1])


class Detector:
    """The rules of a policy, ready to be asked about messages. Made by `compile`."""

    def __init__(
        self,
        triggers: Sequence[Trigger],
        silencers: dict[str, list[Silencer]],
        everywhere: list[Silencer],
        readings: Readings,
        policy: Policy,
    ) -> None:
        self._triggers = triggers
        self._silencers = silencers
        self._everywhere = everywhere
        self._readings = readings
        self._tokenizer = Tokenizer()
        self._gate = Gate([trigger.phrase for trigger in triggers], readings)
        self._finders = [finder for make in FINDERS if (finder := make(policy)) is not None]
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
        return cls(triggers, silencers, everywhere, Readings(compiler.vocabulary(), common_words()), policy)

    def opens(self, text: str) -> bool:
        """The gate: False promises that `find` finds nothing."""
        if self._gate.opens(text):
            return True
        lower = (text if text.isascii() else comparable(text)).lower()
        return any(finder.opens(lower) for finder in self._finders)

    def triggers_in(self, text: str, rule: str) -> set[str]:
        """The phrases of a rule that the text holds, as written, whether or not another one wins."""
        message = self._message(text, ())
        return {
            trigger.phrase.source.text
            for trigger in self._triggers
            if trigger.rule.id == rule and trigger.phrase.spans(message.view(trigger.phrase.reach))
        }

    def find(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> list[Match]:
        """The rules that a message recalls, most apt first, each once.

        Args:
            text: the message as given.
            surface: where the words stood.
            not_spoken: ranges of characters that are not the speaker's words.
        """
        if not self.opens(text):
            return []
        return list(self._look(text, surface, not_spoken, []))

    def explain(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> Explanation:
        """What `find` finds, and what was kept silent with the reason."""
        silenced: list[str] = []
        matches = self._look(text, surface, not_spoken, silenced)
        return Explanation(tuple(matches), tuple(dict.fromkeys(silenced)))

    def _look(
        self, text: str, surface: Surface, not_spoken: Sequence[tuple[int, int]], silenced: list[str]
    ) -> list[Match]:
        message = self._message(text, not_spoken)
        best: dict[str, tuple[tuple[int, int, int], Match]] = {}
        for trigger in self._candidates(message, surface):
            rank = (int(trigger.rule.severity), trigger.phrase.weight, -trigger.order)
            held = best.get(trigger.rule.id)
            if held is not None and held[0] >= rank:
                continue
            match = self._confirm(trigger, message, silenced)
            if match is not None:
                best[trigger.rule.id] = (rank, match)
        for finder in self._finders:
            for rank, match in finder.find(message.folded):
                held = best.get(match.rule)
                if (held is None or held[0] < rank) and not self._markings_silenced(match, message, silenced):
                    best[match.rule] = (rank, match)
        return [match for _, match in sorted(best.values(), key=lambda pair: pair[0], reverse=True)]

    def _message(self, text: str, not_spoken: Sequence[tuple[int, int]]) -> Message:
        folded = fold(text, not_spoken=not_spoken)
        words = self._tokenizer.words(folded)
        return Message(text, folded, words, [self._readings.of(plain) for plain in words.plain])

    def _candidates(self, message: Message, surface: Surface) -> Iterable[Trigger]:
        for number in sorted(self._gate.candidates(message.folded.cased)):
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
            reason = _speech(source, message.words, span) or self._exception(trigger.rule.id, message, span)
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
            if _stands(silencer, message, span):
                return f"the exception {silencer.source.text!r} holds" + (f" ({silencer.source.why})" if silencer.source.why else "")
        return None

    def _markings_silenced(self, match: Match, message: Message, silenced: list[str]) -> bool:
        span = _words_of(match, message)
        for silencer in (*self._silencers.get(match.rule, ()), *self._everywhere):
            if silencer.source.markings and span is not None and _stands(silencer, message, span):
                silenced.append(f"{match.rule} {match.trigger}: the exception {silencer.source.text!r} holds")
                return True
        return False


def _silencers(compiler: Compiler, exceptions: Iterable[ExceptionPhrase]) -> list[Silencer]:
    made = []
    for exception in exceptions:
        within = Within.MESSAGE if exception.within is Within.MESSAGE else Within.SENTENCE
        compiled = compiler.compile(Phrase(exception.text, exception.place, within=within, language=exception.language))
        if compiled is not None:
            made.append(Silencer(exception, compiled))
    return made


def _speech(source: Phrase, words: Words, span: Span) -> str | None:
    if source.questions is Questions.SILENT and asks(words, span.first, span.last):
        return "it is a question"
    if source.negation is Negation.IGNORED:
        return None
    reason = negated(words, span.first, span.last)
    if reason is not None:
        return reason
    for judge in JUDGEMENTS:
        if (reason := judge(words, span.first, span.last)) is not None:
            return reason
    return None


def _stands(silencer: Silencer, message: Message, span: Span) -> bool:
    phrase = silencer.phrase
    view = message.view(phrase.reach)
    if not phrase.may_stand(view):
        return False
    for found in phrase.spans(view):
        if silencer.source.within is Within.MESSAGE:
            return True
        if silencer.source.within is Within.MATCH:
            if found.first < span.last and span.first < found.last:
                return True
        elif not _apart(message.words, found, span):
            return True
    return False


def _apart(words: Words, one: Span, other: Span) -> bool:
    """Whether two spans share no sentence."""
    first, second = (one, other) if one.first <= other.first else (other, one)
    return any(words.breaks[index] >= 2 for index in range(first.last, second.first + 1) if index < len(words)) if second.first >= first.last else False


def _words_of(match: Match, message: Message) -> Span | None:
    inside = [
        index
        for index in range(len(message.words))
        if (place := message.folded.span(message.words.starts[index], message.words.ends[index])) and place[0] < match.end and match.start < place[1]
    ]
    return Span(inside[0], inside[-1] + 1) if inside else None
