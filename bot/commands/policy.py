"""`remembrancer policy`: show the rules in force, compare two policies, check a pack before it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.packs import load_policy
from config.policy import Policy, Rule
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
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    for rule_id in sorted(after.keys() - before.keys()):
        rule = after[rule_id]
        yield f"+ {rule_id} {rule.title} [{rule.severity.word}], from {rule.pack}: {rule.reminder}"
    for rule_id in sorted(before.keys() - after.keys()):
        yield f"- {rule_id} {before[rule_id].title}"
    for rule_id in sorted(before.keys() & after.keys()):
        for change in _changes(before[rule_id], after[rule_id]):
            yield f"~ {rule_id} {change}"


def _changes(old: Rule, new: Rule) -> Iterator[str]:
    if old.severity != new.severity:
        yield f"severity: {old.severity.word} -> {new.severity.word}"
    if old.file_within != new.file_within:
        yield f"clock: {old.file_within or 'none'} -> {new.file_within}"
    for name in ("title", "reminder", "why", "instead"):
        if getattr(old, name) != getattr(new, name):
            yield f"{name}: {getattr(old, name)} -> {getattr(new, name)}"
    for name in ("phrases", "exceptions"):
        had, has = {entry.text for entry in getattr(old, name)}, {entry.text for entry in getattr(new, name)}
        yield from (f"{name}: + {text}" for text in sorted(has - had))
        yield from (f"{name}: - {text}" for text in sorted(had - has))
    for name in ("markings", "identifiers", "events"):
        had, has = {member.value for member in getattr(old, name)}, {member.value for member in getattr(new, name)}
        yield from (f"{name}: + {value}" for value in sorted(has - had))
        yield from (f"{name}: - {value}" for value in sorted(had - has))


def check_pack(name: str) -> int:
    """Run a pack's examples, with its base where it extends one, and name each trigger that no example tries."""
    from config.packs import load_packs

    pack = load_packs([name])[-1]
    policy = load_policy([pack.extends, name] if pack.extends else [name])
    detector = Detector.compile(policy)
    own = {rule.id for rule in policy.rules if rule.pack == pack.name or pack.name in rule.tightened_by}
    faults = check_examples(policy, detector)
    files = pack.place.file.removesuffix("pack.yaml")
    untried = [fault for fault in untried_triggers(policy, detector) if fault.place.file.startswith(files)]
    for fault in [*faults, *untried]:
        print(fault)
    examples = sum(len(rule.examples) for rule in policy.rules if rule.id in own)
    print(
        f"{pack.name} {pack.version}: {len(own)} rules, {examples} examples, {len(faults)} of them wrong,"
        f" {len(untried)} triggers without an example."
    )
    return FINDING if faults or untried else WELL
