"""The second look: it learns, the same messages give the same file, and what it hears decides what a phrase is worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.packs import load_policy
from nlp.detector import Detector
from nlp.first_look import FirstLook
from nlp.labelled import BENIGN, NEAR_MISS, POSITIVE, Row, voices
from nlp.learning.lessons import CORPUS, digest, gather
from nlp.learning.teaching import FAINT, learn
from nlp.second_look import FILE, Learned, SecondLook
from tests.nlp.policies import HERE, phrase, policy, rule

PEOPLE = ("Priya", "Tom", "the board", "my boss", "Owen", "nobody", "she", "he")
TALK = (
    "lunch is at one for {}", "{} missed the train again", "the rain got {} this morning",
    "we walked the dog with {}", "did {} see the match", "cake in the kitchen, says {}",
)  # fmt: skip
PROPER = ("{} keeps the thread on file", "nobody may bin anything, says {}", "{} handed the laptop back to work")
BREACHES = {
    "RET-03": ("lose the thread before {} asks", "bin what we wrote, {} wants it", "scrub the lot before {} sees it"),
    "SEC-01": ("{} runs it from a kitchen laptop", "sent it home for {} to print", "{} logs in from the library"),
}
PACKS = ("uk-government", "uk-police", "nhs", "council", "us-federal", "us-finance")
OWN = policy(
    rule("RET-03", phrase("thread", weighed=True), second_look=True),
    rule("SEC-01", phrase("laptop", weighed=True), phrase("printer"), second_look=True),
)


def rows() -> list[Row]:
    """A small world in which two rules and ordinary talk sound different."""
    made = [Row(said.format(one), (), frozenset(), HERE, BENIGN) for said in TALK for one in PEOPLE]
    made += [Row(said.format(one), (), frozenset(), HERE, NEAR_MISS) for said in PROPER for one in PEOPLE]
    made += [
        Row(said.format(one), (rule_id,), frozenset(), HERE, POSITIVE)
        for rule_id, sayings in BREACHES.items()
        for said in sayings
        for one in PEOPLE
    ]
    return made


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(rows(), tell=len, rounds=60)


@pytest.fixture(scope="module")
def detector(learned: Learned) -> Detector:
    return Detector.compile(OWN, learned=learned)


def test_the_same_messages_give_the_same_file(learned: Learned, tmp_path: Path) -> None:
    """To the byte; and what is read back is what was written."""
    learned.save(tmp_path / "one.npz")
    learn(rows(), tell=len, rounds=60).save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    again = Learned.load(tmp_path / "one.npz")
    assert (again.rules, again.opens, again.speaks) == (("RET-03", "SEC-01"), learned.opens, learned.speaks)
    assert (again.word_features == learned.word_features).all()
    assert (again.features == learned.features).all()
    assert (again.hidden_weights == learned.hidden_weights).all()


def test_it_tells_breaches_from_talk_and_rule_from_rule(learned: Learned) -> None:
    """A higher margin for what deserves a reminder, and the right rule in front."""
    look = SecondLook(learned, learned.rules)
    talk, breach = (
        look.judge(text, [(0, len(text))])[0]
        for text in ("lunch is at one for Sam", "scrub the lot before Sam sees it")
    )
    assert breach.margin > learned.speaks > talk.margin
    odds = look.by_rule(breach)
    assert odds["RET-03"] > odds["SEC-01"]


def test_the_first_look_opens_for_every_example() -> None:
    """One in words that nothing else has is an example of a pack all the same, and must not be let go."""
    odd = Row("whistle at dawn", ("RET-03",), frozenset(), HERE, POSITIVE)
    taught = learn([*rows(), odd], tell=len, rounds=60)
    first = FirstLook([], SecondLook(taught, taught.rules).by_words(), known=[], slips=lambda _: ())
    assert first.glance(odd.text).sounds


def test_no_feature_in_the_tree_is_faint() -> None:
    """What says next to nothing takes no place in the file."""
    assert (abs(Learned.load(FILE).hidden_weights).max(axis=1) > FAINT).all()


def test_a_phrase_counts_only_where_the_rest_sounds_like_it(detector: Detector) -> None:
    """What is weighed is doubted in ordinary talk, with the reason; what counts alone is not."""
    (match,) = detector.find("lose the thread before Owen asks")
    assert (match.rule, match.kind) == ("RET-03", "phrase")
    explained = detector.explain("did Owen see the match thread, lunch is at one")
    assert explained.matches == ()
    assert "sounds like ordinary talk" in explained.silenced[0]
    (alone,) = detector.find("lunch is at one by the printer")
    assert (alone.rule, alone.kind) == ("SEC-01", "phrase")


def test_two_words_are_never_spoken_to_by_their_sound(learned: Learned, detector: Detector) -> None:
    """However much they sound like it; figures are no words."""
    look = SecondLook(learned, learned.rules)
    for text, spoken_to in (("scrub lot", False), ("scrub lot 12 10", False), ("bin what wrote", True)):
        (piece,) = look.judge(text, [(0, len(text))])
        assert piece.in_force >= learned.speaks
        assert bool(detector.find(text)) is spoken_to


def test_what_only_sounds_like_it_is_marked_as_such(detector: Detector) -> None:
    """No phrase is there: the match names the words that told, stands in them, and only nudges."""
    text = "Morning! scrub the lot before Tom sees it"
    (match,) = detector.find(text)
    assert (match.rule, match.kind, match.only_nudges) == ("RET-03", "statistical", True)
    assert "scrub" in match.why
    assert "scrub" in text[match.start : match.end]
    assert detector.find("we walked the dog with Tom") == []


def test_rules_that_are_not_in_force_are_not_answered(learned: Learned) -> None:
    """What sounds like one of them is as ordinary as the rest."""
    only = Detector.compile(policy(rule("SEC-01", phrase("printer"), second_look=True)), learned=learned)
    assert only.find("scrub the lot before Tom sees it") == []
    assert only.find("Tom logs in from the library")


def test_the_file_is_small_and_knows_every_rule() -> None:
    """At most 5 MB; a rule of the built-in packs that nothing was learned about would rest on its phrases alone."""
    assert FILE.stat().st_size <= 5_000_000
    listening = {rule.id for rule in load_policy(PACKS).rules if rule.second_look}
    assert set(Learned.load(FILE).rules) >= listening


def test_the_file_is_of_these_messages() -> None:
    """Who changes a message or a label runs `python -m nlp.learning`; the file tells what it was learned from."""
    rows = gather()
    assert Learned.load(FILE).learned_from == digest(rows)
    assert digest(row for row in rows if row.text != rows[0].text) != digest(rows)


def test_the_file_was_learned_from_the_texts_of_the_project() -> None:
    """Of the hardest that it was taught it finds half, since it keeps silent in doubt; of ordinary talk hardly any."""
    detector = Detector.compile(load_policy(PACKS))
    taught = list(voices(CORPUS))
    wanted = [row for row in taught if row.difficulty == "paraphrase" and row.place.file.endswith("-2.txt")][::40]
    ordinary = [row for row in taught if row.kind == BENIGN and not row.also_ok][::40]
    found = sum(bool(detector.find(row.text)) for row in wanted)
    raised = sum(bool(detector.find(row.text)) for row in ordinary)
    assert found > 0.5 * len(wanted)
    assert raised < 0.01 * len(ordinary)
