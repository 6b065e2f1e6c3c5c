"""How the memo shortens and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanswer.reports.memo_lines import share_rows, shorten_list, shorten_places, word_minutes


def test_long_lists_are_cut_and_counted() -> None:
    """Ten names where eight fit: eight, and two more."""
    assert shorten_list([str(n) for n in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
    assert shorten_list(["a"]) == "a"


def test_a_sheet_is_named_once_for_the_cells_that_follow() -> None:
    """Word places and the buyer's own numbers have no sheet and stay as they are."""
    assert shorten_places(["A!B1", "A!B2", "C D!E3", "C D!E4", "T0R1C2"]) == "A!B1, B2, C D!E3, E4, T0R1C2"
    assert shorten_places(["A!B1", "A!B2", "A!B3"], 2) == "A!B1, B2 and 1 more"


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (124, "2 h 4 min"), (8493, "142 h")]
)
def test_minutes_are_worded(minutes: int, words: str) -> None:
    """Nobody counts 8,493 minutes."""
    assert word_minutes(minutes) == words


@given(st.lists(st.integers(0, 40), max_size=6), st.integers(0, 50))
def test_rows_are_shared_fairly(lengths: list[int], n_rows: int) -> None:
    """Nothing is wasted, no list gets more than it has, and a list that is cut has as many rows as any, give or take one."""
    shares = share_rows(lengths, n_rows)
    assert sum(shares) == min(n_rows, sum(lengths))
    assert all(share <= length for share, length in zip(shares, lengths, strict=True))
    cut = [share for share, length in zip(shares, lengths, strict=True) if share < length]
    assert not cut or max(shares) <= min(cut) + 1
