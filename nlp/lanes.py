"""Many small whole numbers in one: lanes of sixteen bits, so that one addition of Python adds up all of them.

What is put into a number with a sign borrows from the lane above it; the sum of such numbers is still right, lane by
lane. Each lane must stay within 32,767 either way when the lanes are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

WIDTH = 16
"""Bits of a lane."""
HALF = 1 << (WIDTH - 1)
"""The highest bit of a lane."""


def halves(lanes: int) -> int:
    """The highest bit of so many lanes."""
    return sum(HALF << (WIDTH * lane) for lane in range(lanes))


def packed(rows: NDArray[np.integer]) -> Iterator[int]:
    """Each row of a table as one whole number, its first column in the lowest lane."""
    lanes = rows.shape[1]
    if not lanes:
        yield from repeat(0, len(rows))
        return
    size, raised = WIDTH // 8 * lanes, halves(lanes)
    plain = (rows.astype(np.int32) + HALF).astype("<u2").tobytes()
    for start in range(0, len(plain), size):
        yield int.from_bytes(plain[start : start + size], "little") - raised
