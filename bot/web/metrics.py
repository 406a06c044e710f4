"""The bot's numbers as Prometheus text. Counts only: nothing about any person, chat or rule."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

GAUGES = {
    "waiting": "Updates being handled at this moment.",
    "due": "Messages in the outbox that are still to be sent.",
    "chats": "Groups that the bot is in.",
    "silent_seconds": "Seconds since Telegram last answered.",
}
COUNTERS = {
    "seen": "Updates that came in.",
    "handled": "Updates that were more than ordinary, and were handled.",
    "set_aside": "Updates that could not be decoded.",
    "reminders": "Reminders recorded.",
    "acknowledgements": "Acknowledgements recorded.",
}


class _Numbers(Collector):
    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers

    def collect(self) -> list[Metric]:
        gauges: list[Metric] = [
            GaugeMetricFamily(f"remembrancer_{name}", sentence, value=self._numbers[name])
            for name, sentence in GAUGES.items()
            if name in self._numbers
        ]
        counters: list[Metric] = [
            CounterMetricFamily(f"remembrancer_{name}", sentence, value=self._numbers[name])
            for name, sentence in COUNTERS.items()
            if name in self._numbers
        ]
        return gauges + counters


def metrics_text(numbers: Mapping[str, int]) -> bytes:
    """Prometheus' text format; numbers that are not known here are left out."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Numbers(numbers))
    return generate_latest(registry)
