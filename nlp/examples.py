"""The examples that packs carry, run against their own rules."""

from __future__ import annotations

from config.faults import Fault
from config.policy import Policy
from nlp.detector import Detector


def check_examples(policy: Policy, detector: Detector) -> list[Fault]:
    """A fault for each example that does not do what its pack says: fire its rule, or stay silent for it."""
    faults: list[Fault] = []
    for rule in policy.rules:
        if not rule.enabled:
            continue
        for example in rule.examples:
            hit = next((match for match in detector.find(example.text) if match.rule == rule.id), None)
            if example.fires and hit is None:
                held = _reason(detector, example.text, rule.id)
                faults.append(Fault(example.place, f"This example should recall {rule.id}, and nothing does{held}."))
            elif not example.fires and hit is not None:
                what = f"the trigger {hit.trigger!r} ({hit.place})"
                faults.append(Fault(example.place, f"This example should not recall {rule.id}, and {what} does."))
    return faults


def _reason(detector: Detector, text: str, rule: str) -> str:
    held = [reason for reason in detector.explain(text).silenced if reason.startswith(rule)]
    return f"; silenced: {held[0]}" if held else ""


def untried_triggers(policy: Policy, detector: Detector) -> list[Fault]:
    """A fault for each phrase, marking and identifier that no firing example of its rule holds."""
    faults: list[Fault] = []
    for rule in policy.rules:
        if not rule.enabled:
            continue
        tried: set[str] = set()
        for example in rule.examples:
            if example.fires:
                tried |= detector.triggers_in(example.text, rule.id)
        faults += [
            Fault(phrase.place, f"No example of {rule.id} tries this trigger; write one that it fires on.")
            for phrase in rule.phrases
            if phrase.text not in tried
        ]
        faults += [
            Fault(rule.place, f"No example of {rule.id} tries {name.value}; write one that it fires on.")
            for name in sorted(rule.markings | rule.identifiers)
            if name.value not in tried
        ]
    return faults
