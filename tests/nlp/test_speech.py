"""Who does what: the brief's section C.0."""

from __future__ import annotations

import pytest

from config.policy import Negation, Questions
from nlp.detector import Detector
from tests.nlp.policies import CLASSES, phrase, policy, rule

DELETE = Detector.compile(policy(rule("RET-03", "<delete> ... <chat>"), classes=CLASSES))


@pytest.mark.parametrize(
    "text",
    [
        "ill delete the chat",
        "can you bin the thread",
        "can we delete the chat?",
        "deleted the chat",
        "dont forget to delete the chat",
        "why dont we delete the chat",
        "can't we just wipe the thread",
        "shouldnt we delete this chat",
        "no need to ask, delete the chat",
        "I don't care, delete the chat",
        "if you don't mind delete the chat",
        "not sure about you but im deleting the chat",
        "delete the chat, don't tell anyone",
        "Don't worry. I'll delete the chat",
        "should I delete the chat or not",
    ],
)
def test_doing_proposing_asking_and_announcing_speak(text: str) -> None:
    """Intent, request, question and report of the deed bring the reminder."""
    assert DELETE.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "do NOT delete the chat",
        "don’t delete the chat",
        "pls dont anyone delete the chat",
        "never delete a chat",
        "nobody should delete the chat",
        "please avoid deleting the chat",
        "we're not allowed to delete the chat",
        "policy says delete no chat",
        "Reminder: delete chats only when filed",
        "you must not bin these messages",
        "im not deleting the chat",
        "he told us not to delete the chat",
        "make sure nobody deletes the chat",
        "am I right that we mustn't delete the chat?",
        "I haven't deleted the chat",
        "we can't delete the chat",
        "no deleting the chat",
        "leave it as it is rather than deleting the chat",
    ],
)
def test_forbidding_and_quoting_are_silent(text: str) -> None:
    """Negation that governs the verb, advice and the rule itself bring nothing, and the reason is told."""
    assert DELETE.find(text) == []
    assert DELETE.explain(text).silenced


def test_what_was_put_right_is_silent() -> None:
    """Somebody who has filed it needs no reminder to."""
    detector = Detector.compile(
        policy(rule("RET-01", "<delete> ... <chat>", "option <name>", "decision on"), classes=CLASSES)
    )
    assert detector.find("The decision on parking is no")
    assert detector.find("I have filed the decision on parking on SharePoint") == []


def test_a_phrase_may_ask_for_other_treatment() -> None:
    """negation: ignored, and questions: silent."""
    ignoring = Detector.compile(policy(rule("RET-08", phrase("put ... in writing", negation=Negation.IGNORED))))
    assert ignoring.find("dont put this in writing")
    asking = Detector.compile(policy(rule("RET-01", phrase("is ... approved", questions=Questions.SILENT))))
    assert asking.find("is it approved?") == []
    assert asking.find("the bid is now approved")


def test_a_negation_inside_the_match_is_part_of_it() -> None:
    """`dont ... writing` is the trigger itself."""
    detector = Detector.compile(policy(rule("RET-08", "dont ...4 writing")))
    assert detector.find("dont put this in writing")
