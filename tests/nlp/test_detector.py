"""The detector: order, places, exceptions, parts of a message, strangers' text and how much work it may make."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.policy import IdentifierKind, MarkingKind, Severity, Surface, Within
from nlp.detector import Detector
from nlp.message import LONG, MOST_PARTS, around, parts
from nlp.tokens import Tokenizer, shared_tokenizer
from tests.nlp.policies import CLASSES, EVERYDAY, exception, phrase, policy, rule

DETECTOR = Detector.compile(EVERYDAY)


def test_a_match_explains_itself() -> None:
    """Rule, trigger, words, place in the pack."""
    text = "morning 👍🏽 please DELETE this chat, ta"
    (match,) = DETECTOR.find(text)
    assert match.rule == "RET-03"
    assert text[match.start : match.end] == "DELETE this chat"
    assert match.kind == "phrase"
    assert match.trigger == "<delete> & <chat>"
    assert match.place is not None
    assert match.why


def test_the_most_apt_rule_comes_first_and_each_once() -> None:
    """Severity first, then how telling the phrase is."""
    found = DETECTOR.find("agreed, we take option B. delete the chat and bin the thread")
    assert [match.rule for match in found] == ["RET-03", "RET-01"]


@pytest.mark.parametrize(
    "text",
    ["d e l e t e the chat", "dеlеtе the chat", "de\u200blete the chat", "delte the chat", "DELEEEETE THE CHAT!!!!", "delete teh chat",
     "delete the msgs", "#delete this #chat", "ｄｅｌｅｔｅ the chat", "morning all\ndelete the chat\nta", "delete the chat full stop"],
)  # fmt: skip
def test_the_way_people_write(text: str) -> None:
    """Spaced, disguised, mistyped, shouted or dictated: it is found."""
    assert [match.rule for match in DETECTOR.find(text)] == ["RET-03"]


@pytest.mark.parametrize(
    "text",
    ["delete the chart?", "> delete the chat", "https://x.org/delete-the-chat", "`delete chat`", "the wiped floor", ""],
)
def test_what_is_silent(text: str) -> None:
    """Other words, quotes, links and code bring nothing."""
    assert DETECTOR.find(text) == []


def test_a_quoted_range_is_not_the_speakers() -> None:
    """Telegram's quote entities count."""
    text = "delete the chat\nno, we keep it"
    assert DETECTOR.find(text)
    assert DETECTOR.find(text, not_spoken=[(0, 15)]) == []


def test_neighbours_across_a_link_are_still_neighbours() -> None:
    """The gate does not close on a message because a link stands between the words."""
    detector = Detector.compile(policy(rule("RET-03", "delete it")))
    assert detector.find("delete https://a.example.org/one/two/three it")


def test_exceptions_silence_where_they_reach() -> None:
    """Over the match, in its sentence, or anywhere in the message; and the pack's own over every rule."""
    rules = (
        rule(
            "RET-01",
            "delete ... chat",
            exceptions=(exception("old chat", Within.MATCH), exception("(training | quiz)", why="it is a course")),
        ),
        rule("RET-02", "wipe ... thread", exceptions=(exception("holiday", Within.MESSAGE),)),
    )
    detector = Detector.compile(policy(*rules, exceptions=(exception("for the poster"),)))
    assert detector.find("delete the chat, it is old")
    assert not detector.find("delete the old chat")
    assert not detector.find("in the quiz it said delete the chat")
    assert detector.find("the quiz is on. delete the chat")
    assert not detector.find("wipe the thread. holiday pics only")
    assert not detector.find("wipe the thread for the poster")
    assert detector.explain("in the quiz they delete the chat").silenced[0].endswith("(it is a course)")


def test_markings_and_identifiers_join_in() -> None:
    """Every kind of trigger brings its own rule."""
    detector = Detector.compile(
        policy(
            rule("CLS-02", severity=Severity.STOP, markings=frozenset({MarkingKind.OFFICIAL_SENSITIVE})),
            rule("PER-01", identifiers=frozenset({IdentifierKind.NATIONAL_INSURANCE_NUMBER})),
            rule("RET-01", "paper"),
        )
    )
    text = "the OFFICIAL-SENSITIVE paper says his NI number is QQ 12 34 56 C"
    found = {match.rule: match for match in detector.find(text)}
    assert found["CLS-02"].kind == "marking"
    assert "RET-01" in found
    assert not detector.find("morning all")
    assert detector.find("see the O-S note")


def test_surfaces() -> None:
    """A phrase may be for file names alone; what is forwarded is heard only where the phrase says so."""
    detector = Detector.compile(
        policy(
            rule("RET-01", phrase("draft letter", surfaces=frozenset({Surface.FILE_NAME}))),
            rule("RET-02", "secret plan"),
        )
    )
    assert detector.find("draft letter.docx", surface=Surface.FILE_NAME)
    assert not detector.find("draft letter.docx")
    assert detector.find("secret plan", surface=Surface.CAPTION)
    assert not detector.find("secret plan", surface=Surface.FORWARD)


def test_rules_that_are_off_are_off() -> None:
    """A rule that is not enabled neither matches nor is scored."""
    off = dataclasses.replace(rule("RET-01", "agreed then"), enabled=False)
    detector = Detector.compile(policy(off, rule("RET-02", "timer on")))
    assert not detector.find("agreed then")
    assert set(detector.categories) == {"RET-02"}


def test_a_long_message_is_read_where_it_opens() -> None:
    """One telling line in a page of minutes is found, and little else is given to the tokenizer."""
    page = "The weather was fine and lunch was good. " * 90
    text = page[:2000] + "Please delete the chat today. " + page[:2000]
    before = DETECTOR.tokenizer.looked_at
    (match,) = DETECTOR.find(text)
    assert text[match.start : match.end] == "delete the chat"
    assert DETECTOR.tokenizer.looked_at - before < 200


def test_a_phrase_for_the_whole_message_reaches_across_a_long_one() -> None:
    """within: message is kept however long the message."""
    detector = Detector.compile(policy(rule("RET-01", phrase("foi & chat", within=Within.MESSAGE), phrase("x y z"))))
    filler = "The weather was fine. " * 30
    assert detector.find(filler + "An foi came. The chat goes. " + filler)


def test_a_sentence_without_end_is_still_searched() -> None:
    """Dictation without a full stop loses nothing."""
    text = ("so we went on and on " * 60) + "and then please delete the whole chat " + ("so we went on and on " * 60)
    assert [match.rule for match in DETECTOR.find(text)] == ["RET-03"]


@given(st.text(alphabet="ab .\n", max_size=3 * LONG))
def test_parts_cover_the_text(text: str) -> None:
    """No character of a long text is skipped."""
    covered: set[int] = set()
    for start, end in parts(text):
        assert 0 <= start <= end <= len(text)
        covered.update(range(start, end))
    assert covered == set(range(len(text)))


def test_short_parts_are_looked_at_with_their_neighbours() -> None:
    """What belongs together is one range; what nobody wants is left out."""
    ranges = [(0, 10), (10, 20), (20, 300), (300, 310), (310, 400), (400, 500)]
    assert around(ranges, [False] * 6) == []
    assert around(ranges, [True, False, False, False, False, False]) == [(0, 20)]
    assert around(ranges, [False, False, True, False, False, False]) == [(20, 300)]
    assert around(ranges, [False, False, False, True, False, False]) == [(20, 400)]
    assert around(ranges, [True, False, False, False, False, True]) == [(0, 20), (400, 500)]
    assert around(ranges, [True] * 6) == [(0, 500)]


@pytest.mark.parametrize(
    "text",
    ["!" * 4096, "?!" * 2048, "a" * 4096, "👍" * 4096, "\u200b" * 4096, "a " * 2048, '"' * 4096, "`" * 4096, "\n" * 4096, "don't " * 680,
     "delete the chat " * 256, "please do not delete the chat. " * 130, "delete " * 580, "chat " * 800, "> x\n" * 1000, "e\u0301" * 2048],
)  # fmt: skip
def test_no_text_makes_much_work(text: str) -> None:
    """However a text of 4,096 characters is made, the tokenizer is given a bounded part of it, in short chunks."""
    before = DETECTOR.tokenizer.looked_at
    DETECTOR.find(text)
    assert DETECTOR.tokenizer.looked_at - before <= MOST_PARTS * 480


WORDS = st.sampled_from(
    [
        "delete",
        "deleting",
        "chat",
        "thread",
        "foi",
        "agreed",
        "option",
        "B",
        "not",
        "dont",
        "the",
        "a",
        ".",
        "!",
        "?",
        "👍",
        "don’t",
        "d",
        "e",
        "l",
        "\u200b",
        "é",
        "said",
        '"',
        ">",
        "`",
        "12",
        "£10m",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)), st.sampled_from(Surface))
def test_any_text_is_answered(text: str, surface: Surface) -> None:
    """Any Unicode: no exception, places inside the text, the same answer for the same text."""
    found = DETECTOR.find(text, surface=surface)
    assert all(0 <= match.start <= match.end <= len(text) for match in found)
    assert DETECTOR.find(text, surface=surface) == found
    assert len({match.rule for match in found}) == len(found)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_the_first_look_hides_nothing(text: str) -> None:
    """A file name is never let go at first look; the same words spoken bring the same matches."""
    assert DETECTOR.find(text) == DETECTOR.find(text, surface=Surface.FILE_NAME)


def test_the_tokenizer_forgets() -> None:
    """However many new words come, the strings that spaCy holds stay within a bound."""
    tokenizer = Tokenizer()
    detector = Detector.compile(EVERYDAY)
    detector.tokenizer = tokenizer
    most = 0
    for number in range(3 * Tokenizer.ZONE):
        detector.find(f"delete the chat zq{number}x vw{number}y")
        most = max(most, tokenizer.strings())
    assert most < 1500 + 4 * Tokenizer.ZONE


def test_one_tokenizer_serves_a_process() -> None:
    """spaCy is made once."""
    assert DETECTOR.tokenizer is shared_tokenizer()


def test_the_right_one_of_a_thousand_phrases() -> None:
    """Half a phrase is none, and what all share with each other names no other rule."""
    many = tuple(
        rule(f"ABC-{number:02}", *(f"<delete> & zebra{number}x{other}" for other in range(100))) for number in range(10)
    )
    detector = Detector.compile(policy(*many, classes=CLASSES))
    assert not detector.find("morning all, is the kettle on")
    assert not detector.find("delete the chat")
    assert [match.rule for match in detector.find("delete zebra7x31")] == ["ABC-07"]


def test_a_text_that_grows_when_it_is_made_comparable() -> None:
    """Signs that stand for several letters make a short text a long one; it is looked at all the same."""
    assert DETECTOR.find("\ufdfa" * (LONG - 20) + " delete the chat")
    assert DETECTOR.find("\u3300" * (LONG // 2) + " delete the chat")
