"""Numbers in lanes add up as they would one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.lanes import HALF, WIDTH, halves, packed

ROW = st.lists(st.integers(-300, 300), min_size=3, max_size=3)


@given(st.lists(ROW, min_size=1, max_size=50))
def test_the_sum_of_rows_is_the_row_of_sums(rows: list[list[int]]) -> None:
    """Those below nought borrow from the lane above, and give it back."""
    total = sum(packed(np.array(rows))) + halves(3)
    lanes = [(total >> (WIDTH * lane) & (2 * HALF - 1)) - HALF for lane in range(3)]
    assert lanes == [sum(column) for column in zip(*rows, strict=True)]


def test_rows_without_lanes_are_nought() -> None:
    """Nothing to add up."""
    assert list(packed(np.zeros((2, 0), np.int8))) == [0, 0]
    assert halves(0) == 0
