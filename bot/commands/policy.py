"""`remembrancer policy`: show the rules in force, compare two policies, check a pack before it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from config.faults import Fault, PolicyFaults
from config.merging import merge
from config.packs import built_in_names, load_packs, load_policy
from config.policy import Pack, Policy, Rule
from config.reading import Faults
from nlp.detector import Detector
from nlp.examples import check_examples, untried_triggers

WELL, FINDING = 0, 1


def show(names: Sequence[str]) -> int:
    """Print the rules in force, each with the pack it came from and its ground."""
    policy = load_policy(names)
    for stamp in policy.packs:
        print(f"{stamp.name} {stamp.version}  (digest {stamp.digest[:16]})")
    for rule in policy.rules:
        print()
        print(f"{rule.id}  {rule.title}  [{rule.severity.word}]")
        tightened = f", tightened by {', '.join(rule.tightened_by)}" if rule.tightened_by else ""
        print(f"    from {rule.pack} ({rule.place}){tightened}")
        print(f"    {rule.reminder}")
        print(f"    why: {rule.why}")
        print(f"    instead: {rule.instead}")
        if rule.file_within:
            print(f"    time to file: {_clock(rule)}")
        for source in rule.sources:
            where = f"{source.name}, {source.section}" if source.section else source.name
            print(f"    source ({rule.basis.value}): {where}; {source.url}; {source.verified.value}, {source.checked}")
    return WELL


def diff(before: Sequence[str], after: Sequence[str]) -> int:
    """Print what `after` changes against `before`: rules added, gone and changed, in words."""
    old, new = load_policy(before), load_policy(after)
    lines = list(_differences(old, new))
    print("\n".join(lines) if lines else "No difference.")
    return WELL


def _differences(old: Policy, new: Policy) -> Iterator[str]:
    before, after = ({rule.id: rule for rule in policy.rules} for policy in (old, new))
    added = sorted(after.keys() - before.keys())
    gone = sorted(before.keys() - after.keys())
    changed = {
        rule_id: lines
        for rule_id in sorted(before.keys() & after.keys())
        if (lines := list(_changes(before[rule_id], after[rule_id])))
    }
    words = list(_shared(old, new))
    if added or gone or changed or words:
        more = _count(len(added), "rule").capitalize()
        yield f"{more} added, {len(gone) or 'none'} gone, {len(changed) or 'none'} changed."
    for rule_id in added:
        rule = after[rule_id]
        yield from (
            "",
            f"Added    {rule_id}  {rule.title}  [{rule.severity.word}, {rule.basis.value}], from {rule.pack}",
        )
        yield f"         {rule.reminder}"
    for rule_id in gone:
        yield from ("", f"Gone     {rule_id}  {before[rule_id].title}")
    for rule_id, lines in changed.items():
        rule = after[rule_id]
        new_hands = [name for name in rule.tightened_by if name not in before[rule_id].tightened_by]
        yield from ("", f"Changed  {rule_id}  {rule.title}" + (f", by {', '.join(new_hands)}" if new_hands else ""))
        yield from (f"         {line}" for line in lines)
    if words:
        yield from ("", "Shared words and exceptions")
        yield from (f"         {line}" for line in words)


def _changes(old: Rule, new: Rule) -> Iterator[str]:
    if old.severity != new.severity:
        yield f"severity: was {old.severity.word}, now {new.severity.word}"
    if old.file_within != new.file_within:
        yield f"time to file: was {_clock(old)}, now {_clock(new)}"
    for name in ("title", "category", "reminder", "why", "instead"):
        if getattr(old, name) != getattr(new, name):
            yield from (f"{name} was: {getattr(old, name)}", f"{name} now: {getattr(new, name)}")
    if old.basis != new.basis:
        yield f"basis: was {old.basis.value}, now {new.basis.value}"
    if old.binding != new.binding:
        yield "now binding" if new.binding else "no longer binding"
    yield from _more_and_less("source", [each.name for each in old.sources], [each.name for each in new.sources])
    yield from _more_and_less("trigger", [each.text for each in old.phrases], [each.text for each in new.phrases])
    yield from _more_and_less(
        "exception", [each.text for each in old.exceptions], [each.text for each in new.exceptions]
    )
    for name, one in (("markings", "marking"), ("identifiers", "identifier"), ("events", "event")):
        had, has = (sorted(member.value for member in getattr(rule, name)) for rule in (old, new))
        yield from _more_and_less(one, had, has)


def _shared(old: Policy, new: Policy) -> Iterator[str]:
    """What changes beneath rules that say the same: the words of classes, and what silences every rule."""
    for name in sorted(old.classes.keys() & new.classes.keys()):
        had, has = ([entry.text for entry in policy.classes[name].entries] for policy in (old, new))
        yield from _more_and_less(f"word of <{name}>", had, has)
    had, has = ([each.text for each in policy.exceptions] for policy in (old, new))
    yield from _more_and_less("exception for every rule", had, has)


def _more_and_less(what: str, had: Sequence[str], has: Sequence[str]) -> Iterator[str]:
    yield from (f"new {what}: {text}" for text in dict.fromkeys(has) if text not in had)
    yield from (f"{what} gone: {text}" for text in dict.fromkeys(had) if text not in has)


def _clock(rule: Rule) -> str:
    if rule.file_within is None:
        return "not set"
    hours = int(rule.file_within.total_seconds()) // 3600
    return _count(hours, "hour") if hours % 24 else _count(hours // 24, "day")


def check_pack(names: Sequence[str]) -> int:
    """Run a pack's examples, with what it extends, and name the triggers that no example tries.

    Args:
        names: the pack; where others stand before it, they are loaded before it and not judged.

    Raises:
        PolicyFaults: the pack cannot be read, compiled or merged.
    """
    packs = _with_bases(load_packs(names))
    # a rule that is off is tried too: somebody may switch it on
    packs[-1] = pack = replace(packs[-1], rules=tuple(replace(rule, enabled=True) for rule in packs[-1].rules))
    faults = Faults()
    policy = merge(packs, faults)
    if faults:
        raise PolicyFaults(faults)
    detector = Detector.compile(policy)
    own = [rule for rule in policy.rules if rule.pack == pack.name or pack.name in rule.tightened_by]
    wrong = check_examples(policy, detector)
    untried = [fault for fault in untried_triggers(replace(policy, rules=tuple(own)), detector) if _is_of(pack, fault)]
    for line in (*map(str, wrong), *_by_rule(untried)):
        print(line)
    print(
        f"{pack.name} {pack.version}: {_count(len(own), 'rule')},"
        f" {_count(sum(len(rule.examples) for rule in own), 'example')},"
        f" {_count(len(wrong), 'wrong example')}, {_count(len(untried), 'trigger')} without an example."
    )
    return FINDING if wrong or untried else WELL


def _with_bases(packs: list[Pack]) -> list[Pack]:
    """The packs, with the built-in ones before them that they extend and that were not named."""
    while (base := packs[0].extends) and base not in {pack.name for pack in packs}:
        if base not in built_in_names():
            sentence = (
                f"{packs[0].name} extends {base}; name the file of {base} first, with a comma and no space after it."
            )
            raise PolicyFaults([Fault(packs[0].place, sentence)])
        packs = [*load_packs([base]), *packs]
    return packs


def _is_of(pack: Pack, fault: Fault) -> bool:
    """Whether a place is in the pack's own files, not in those of its base."""
    here = pack.place.file
    return fault.place.file == here or (
        here.endswith("/pack.yaml") and fault.place.file.startswith(here.removesuffix("pack.yaml"))
    )


def _by_rule(faults: Iterable[Fault]) -> Iterator[str]:
    """One line for what is said of one rule in one file, however many triggers it is about."""
    lines: dict[tuple[str, str], list[int]] = {}
    for fault in faults:
        lines.setdefault((fault.place.file, fault.sentence), []).append(fault.place.line)
    for (file, sentence), numbers in lines.items():
        more = f" The same for {len(numbers) - 1} more, on {_lines(numbers[1:])}." if len(numbers) > 1 else ""
        yield f"{file}:{numbers[0]}: {sentence}{more}"


def _lines(numbers: Sequence[int]) -> str:
    """Line numbers, neighbours joined: line 4; lines 4-6, 9."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    told = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    return f"line{'s' if len(set(numbers)) > 1 else ''} {', '.join(told)}"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
