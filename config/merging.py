"""A base and its overlays -> one Policy. An overlay adds and tightens; an attempt to loosen is a fault.

One standard instead of many is what the project is for: a department may ask for more than the base, never for less,
and every rule in force says which pack it came from.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from config.policy import CARD_LIMIT, Change, Pack, PackStamp, Policy, Rule, WordClass
from config.reading import Faults


def merge(packs: list[Pack], faults: Faults) -> Policy:
    """The packs as one policy, in the order given; what is wrong with the combination is added to `faults`."""
    rules: dict[str, Rule] = {}
    classes: dict[str, WordClass] = {}
    loaded: set[str] = set()
    for pack in packs:
        if pack.refuses:
            faults.add(pack.place, pack.refuses)
        if pack.name in loaded:
            faults.add(pack.place, f"The pack {pack.name} is named twice; name it once.")
            continue
        if pack.extends and pack.extends not in loaded:
            faults.add(pack.place, f"{pack.name} extends {pack.extends}: write POLICY={pack.extends},{pack.name}.")
        loaded.add(pack.name)
        for word_class in pack.classes:
            first = classes.setdefault(word_class.name, word_class)
            if first is not word_class:
                faults.add(
                    word_class.place,
                    f"The class '{word_class.name}' is already at {first.place}; rename this one.",
                )
        for rule in _own_rules(pack, first=pack is packs[0]):
            first_rule = rules.setdefault(rule.id, rule)
            if first_rule is not rule:
                faults.add(
                    rule.place,
                    f"{rule.id} is already at {first_rule.place}; change it under 'changes:' instead.",
                )
        for change in pack.changes:
            if change.rule in rules:
                rules[change.rule] = _tighten(rules[change.rule], change, pack.name, faults)
            else:
                faults.add(change.place, f"There is no rule {change.rule} to change; name one of the base's.")
    return Policy(
        rules=tuple(rule for rule in rules.values() if rule.enabled),
        packs=tuple(PackStamp(pack.name, pack.version, pack.digest) for pack in packs),
        classes=MappingProxyType(classes),
        exceptions=packs[0].exceptions,
    )


def _own_rules(pack: Pack, *, first: bool) -> list[Rule]:
    """The pack's rules; an overlay's exceptions excuse only these, since excusing the base's would loosen them."""
    if first or not pack.exceptions:
        return list(pack.rules)
    return [replace(rule, exceptions=rule.exceptions + pack.exceptions) for rule in pack.rules]


def _tighten(rule: Rule, change: Change, by: str, faults: Faults) -> Rule:
    """The rule as the overlay wants it, if that is no looser than it was."""
    loosened = (
        rule.binding
        and (
            (change.severity is not None and change.severity < rule.severity and "its severity lower")
            or (change.enabled is False and rule.enabled and "it off")
            or (
                change.file_within is not None
                and rule.file_within is not None
                and change.file_within > rule.file_within
                and "its clock longer"
            )
        )
    ) or None
    if loosened:
        faults.add(change.place, f"{rule.id} is binding ({rule.place}), so an overlay cannot turn {loosened}.")
        return rule
    tightened = replace(
        rule,
        severity=change.severity or rule.severity,
        enabled=rule.enabled if change.enabled is None else change.enabled,
        sources=change.sources + rule.sources,
        reminder=change.reminder or rule.reminder,
        why=change.why or rule.why,
        instead=change.instead or rule.instead,
        file_within=change.file_within or rule.file_within,
        phrases=rule.phrases + change.phrases,
        markings=rule.markings | change.markings,
        identifiers=rule.identifiers | change.identifiers,
        events=rule.events | change.events,
        examples=rule.examples + change.examples,
        tightened_by=(*rule.tightened_by, by),
    )
    if len(tightened.card) > CARD_LIMIT:
        faults.add(
            change.place,
            f"So changed, reminder, why, first source and instead of {rule.id} have {len(tightened.card)} characters"
            f" together; at most {CARD_LIMIT} are read.",
        )
    return tightened
