"""YAML files -> packs -> one Policy. Every fault of every file is reported at once, each with file and line.

A pack is a file, or a folder with `pack.yaml` (the header) and any other `*.yaml` beside it (classes and rules).
The format is told in docs/policies.md; the notation inside phrases is `nlp`'s to judge, not ours.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from config.faults import Fault, Place, PolicyFaults
from config.merging import merge
from config.policy import (
    CARD_LIMIT,
    Basis,
    Change,
    EventKind,
    Example,
    ExceptionPhrase,
    IdentifierKind,
    MarkingKind,
    Negation,
    Pack,
    Phrase,
    Policy,
    Questions,
    Rule,
    Severity,
    Source,
    Surface,
    Verified,
    Within,
    WordClass,
)
from config.reading import Faults, Section, read_yaml

BUILT_IN = Path(__file__).parent / "packs"
RULE_ID = re.compile(r"[A-Z]{2,8}-[0-9]{2,3}\Z")
CLASS_NAME = re.compile(r"[a-z][a-z0-9 -]*\Z")
CLOCK = re.compile(r"([1-9][0-9]{0,3}) (hour|day|week)s?\Z")
_PLAIN: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every value as text; the one in C is many times faster and says the same."""


def load_policy(names: Iterable[str]) -> Policy:
    """The policy that these packs make together, bases first, each overlay after what it extends.

    Args:
        names: built-in names (`uk-government`) or paths of YAML files or pack folders.

    Raises:
        PolicyFaults: everything that is wrong with the packs or with their combination.
    """
    packs = load_packs(names)
    faults = Faults()
    policy = merge(packs, faults)
    if faults:
        raise PolicyFaults(faults)
    return policy


def load_packs(names: Iterable[str]) -> list[Pack]:
    """The packs of these names, read and checked one by one, not yet merged."""
    faults = Faults()
    packs = [pack for name in names if (pack := _load_pack(name.strip(), faults)) is not None]
    if faults:
        raise PolicyFaults(faults)
    if not packs:
        raise PolicyFaults([Fault(Place("POLICY", 1), "No policy pack is named; a good value is uk-government.")])
    return packs


def built_in_names() -> list[str]:
    """The packs that come with the program."""
    return sorted(path.stem for path in BUILT_IN.iterdir() if path.suffix == ".yaml" or (path / "pack.yaml").exists())


def _load_pack(name: str, faults: Faults) -> Pack | None:
    files = _files_of(name)
    if not files:
        built_in = ", ".join(built_in_names())
        faults.add(
            Place(name or "POLICY", 1),
            f"There is no such pack; use the path of a YAML file, or one of {built_in}.",
        )
        return None
    sections = [section for path, shown in files if (section := read_yaml(path, shown, faults)) is not None]
    if len(sections) < len(files):
        return None
    return _read_pack(sections, _digest(path for path, _ in files), faults)


def _files_of(name: str) -> list[tuple[Path, str]]:
    """The files of a pack, header first, each with the name that its author knows it by."""
    is_built_in = re.fullmatch(r"[a-z0-9-]+", name) is not None
    base = BUILT_IN / name if is_built_in else Path(name)
    single = base.with_name(base.name + ".yaml") if is_built_in else base
    if base.is_dir():
        header = base / "pack.yaml"
        others = sorted(path for path in base.glob("*.yaml") if path != header)
        return [(path, f"{name}/{path.name}") for path in (header, *others)] if header.exists() else []
    return [(single, single.name if is_built_in else name)] if single.is_file() else []


def _digest(paths: Iterable[Path]) -> str:
    """A digest of what the files say, the same for any layout, comments or line endings."""
    said = [yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_PLAIN) for path in paths]  # noqa: S506
    return hashlib.sha256(_canonical(said).encode()).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_canonical(key)}:{_canonical(value[key])}" for key in sorted(value, key=str)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return repr(value)


def _read_pack(sections: list[Section], digest: str, faults: Faults) -> Pack:
    header = sections[0]
    name, language = header.text("pack"), header.text("language", default="en")
    rules = [_read_rule(entry, name, language) for section in sections for entry in section.sections("rules")]
    changes = [_read_change(entry, language) for section in sections for entry in section.sections("changes")]
    if header.flag("second_look", default=False):
        rules = [replace(rule, second_look=True, phrases=_weighed(rule.phrases)) for rule in rules]
        changes = [replace(change, phrases=_weighed(change.phrases)) for change in changes]
    pack = Pack(
        name=name,
        version=header.text("version"),
        title=header.text("title"),
        summary=header.text("summary"),
        language=language,
        digest=digest,
        place=header.place,
        extends=header.optional_text("extends"),
        refuses=header.optional_text("refuses"),
        classes=tuple(word_class for section in sections for word_class in _read_classes(section, language)),
        exceptions=tuple(entry for section in sections for entry in _exceptions(section, language)),
        rules=tuple(rules),
        changes=tuple(changes),
    )
    for section in sections:
        section.done()
    _refuse_twins(pack, faults)
    if not (pack.rules or pack.changes or pack.refuses):
        faults.add(pack.place, "The pack has no rules; add one under 'rules:'.")
    return pack


def _weighed(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """English phrases of a pack that the second look was taught by; it knows no other language."""
    return tuple(replace(phrase, weighed=phrase.language == "en") for phrase in phrases)


def _refuse_twins(pack: Pack, faults: Faults) -> None:
    seen: dict[str, Place] = {}
    for kind, thing_id, place in [("rule", rule.id, rule.place) for rule in pack.rules] + [
        ("class", word_class.name, word_class.place) for word_class in pack.classes
    ]:
        first = seen.setdefault(f"{kind} {thing_id}", place)
        if first is not place:
            faults.add(place, f"The {kind} {thing_id} is already at {first}; give this one another name.")


def _read_classes(section: Section, language: str) -> Iterable[WordClass]:
    classes = section.section("classes")
    for name in classes.nodes if classes else ():
        assert classes is not None  # noqa: S101 - for the type checker; the loop is empty otherwise
        place = classes.place_of(name)
        if not CLASS_NAME.match(name):
            section.faults.add(place, f"A class is named in small letters, as in 'chat thing'; not '{name}'.")
        entries = tuple(Phrase(text, where, language=language) for text, where in classes.texts(name))
        yield WordClass(name, entries, place)


def _read_rule(entry: Section, pack: str, language: str) -> Rule:
    rule_id = entry.text("id")
    if rule_id and not RULE_ID.match(rule_id):
        entry.faults.add(entry.place_of("id"), f"A rule's id is like RET-01, not '{rule_id}'.")
    rule = Rule(
        id=rule_id,
        title=entry.text("title"),
        category=entry.text("category"),
        severity=entry.choice("severity", Severity, named=lambda severity: severity.word),
        basis=entry.choice("basis", Basis),
        sources=tuple(_read_source(source) for source in entry.sections("sources")),
        reminder=entry.text("reminder"),
        why=entry.text("why"),
        instead=entry.text("instead"),
        pack=pack,
        place=entry.place,
        phrases=_all_phrases(entry, language),
        markings=entry.choices("markings", MarkingKind),
        identifiers=entry.choices("identifiers", IdentifierKind),
        events=entry.choices("events", EventKind),
        exceptions=_exceptions(entry, language),
        examples=_examples(entry),
        binding=entry.flag("binding", default=True),
        enabled=entry.flag("enabled", default=True),
        file_within=_clock(entry),
    )
    entry.done()
    _judge(rule, entry)
    return rule


def _judge(rule: Rule, entry: Section) -> None:
    """What a rule must have to be worth a person's attention."""
    if not rule.sources:
        entry.faults.add(rule.place, f"{rule.id} names no source; say where the rule is written, under 'sources:'.")
    elif len(rule.card) > CARD_LIMIT:
        entry.faults.add(
            entry.place_of("reminder"),
            f"The reminder, why, first source and instead of {rule.id} have {len(rule.card)} characters together;"
            f" at most {CARD_LIMIT} are read.",
        )
    if not (rule.phrases or rule.markings or rule.identifiers or rule.events):
        entry.faults.add(rule.place, f"Nothing triggers {rule.id}; give it phrases, markings, identifiers or events.")
    for wanted in (True, False):
        if not any(example.fires is wanted for example in rule.examples):
            kind = "fires" if wanted else "silent"
            entry.faults.add(rule.place, f"{rule.id} has no example under 'examples: {kind}:'; give at least one.")


def _read_source(source: Section) -> Source:
    read = Source(
        name=source.text("name"),
        section=source.text("section", default=""),
        url=source.text("url"),
        checked=source.date("checked"),
        verified=source.choice("verified", Verified),
    )
    if read.url and not read.url.startswith("https://"):
        source.faults.add(source.place_of("url"), "A source's address begins with https://.")
    source.done()
    return read


def _read_change(entry: Section, language: str) -> Change:
    change = Change(
        rule=entry.text("rule"),
        place=entry.place,
        severity=entry.choice("severity", Severity, named=lambda severity: severity.word)
        if entry.has("severity")
        else None,
        enabled=entry.flag("enabled", default=True) if entry.has("enabled") else None,
        sources=tuple(_read_source(source) for source in entry.sections("sources")),
        reminder=entry.optional_text("reminder"),
        why=entry.optional_text("why"),
        instead=entry.optional_text("instead"),
        file_within=_clock(entry),
        phrases=_all_phrases(entry, language),
        markings=entry.choices("markings", MarkingKind),
        identifiers=entry.choices("identifiers", IdentifierKind),
        events=entry.choices("events", EventKind),
        examples=_examples(entry),
    )
    entry.asked.update({"severity", "enabled"})
    entry.done()
    return change


def _all_phrases(entry: Section, language: str) -> tuple[Phrase, ...]:
    phrases = _phrases(entry, "phrases", language)
    if (others := entry.section("phrases_in")) is not None:
        for code in list(others.nodes):
            phrases += _phrases(others, code, code)
    return phrases


def _phrases(entry: Section, key: str, language: str) -> tuple[Phrase, ...]:
    def make(text: str, place: Place, more: Section | None) -> Phrase:
        if more is None:
            return Phrase(text, place, language=language)
        return Phrase(
            text,
            place,
            within=more.choice("within", Within, default=Within.SENTENCE),
            negation=more.choice("negation", Negation, default=Negation.BLOCKS),
            questions=more.choice("questions", Questions, default=Questions.FIRE),
            surfaces=more.choices("in", Surface),
            language=language,
        )

    return entry.phrases(key, make)


def _exceptions(entry: Section, language: str) -> tuple[ExceptionPhrase, ...]:
    def make(text: str, place: Place, more: Section | None) -> ExceptionPhrase:
        if more is None:
            return ExceptionPhrase(text, place, language=language)
        return ExceptionPhrase(
            text,
            place,
            within=more.choice("within", Within, default=Within.SENTENCE),
            why=more.text("why", default=""),
            markings=more.flag("markings", default=False),
            language=language,
        )

    return entry.phrases("exceptions", make)


def _examples(entry: Section) -> tuple[Example, ...]:
    examples = entry.section("examples")
    if examples is None:
        return ()
    read = tuple(
        Example(text, kind == "fires", place) for kind in ("fires", "silent") for text, place in examples.texts(kind)
    )
    examples.done()
    return read


def _clock(entry: Section) -> dt.timedelta | None:
    written = entry.optional_text("file_within")
    if written is None:
        return None
    clock = CLOCK.match(written)
    if clock is None:
        entry.faults.add(entry.place_of("file_within"), f"A clock is like '1 day' or '4 hours', not '{written}'.")
        return None
    return dt.timedelta(**{clock[2] + "s": int(clock[1])})
