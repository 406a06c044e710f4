"""Pack names -> a policy and its detector, refused as a whole if anything is wrong, failing examples included."""

from __future__ import annotations

from collections.abc import Sequence

from config.faults import PolicyFaults
from config.packs import load_policy
from config.policy import Policy
from nlp.detector import Detector
from nlp.examples import check_examples


def compile_policy(names: Sequence[str]) -> tuple[Policy, Detector]:
    """The policy in force and what detects it.

    Raises:
        PolicyFaults: every fault at once, each with file and line.
    """
    policy = load_policy(names)
    detector = Detector.compile(policy)
    if faults := check_examples(policy, detector):
        raise PolicyFaults(faults)
    return policy, detector
