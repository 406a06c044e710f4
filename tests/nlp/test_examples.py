"""The examples that packs carry."""

from __future__ import annotations

from nlp.detector import Detector
from nlp.examples import check_examples, untried_triggers
from tests.nlp.policies import CLASSES, example, policy, rule


def test_examples_that_do_not_hold_are_faults_with_their_line() -> None:
    """An example that should fire and does not, and one that should not and does."""
    tried = policy(
        rule(
            "RET-03",
            "<delete> ... <chat>",
            examples=(
                example("delete the chat", fires=True, line=1),
                example("hello", fires=True, line=2),
                example("dont delete the chat", fires=True, line=3),
                example("bin the thread", fires=False, line=4),
                example("hello", fires=False, line=5),
            ),
        ),
        classes=CLASSES,
    )
    faults = check_examples(tried, Detector.compile(tried))
    assert [fault.place.line for fault in faults] == [2, 3, 4]
    assert "negated" in faults[1].sentence


def test_triggers_without_an_example_are_named() -> None:
    """Coverage of each trigger by at least one example that fires."""
    tried = policy(
        rule("RET-03", "<delete> ... <chat>", "agreed then", examples=(example("delete the chat", fires=True),)),
        classes=CLASSES,
    )
    (fault,) = untried_triggers(tried, Detector.compile(tried))
    assert "RET-03" in fault.sentence
