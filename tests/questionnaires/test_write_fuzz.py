"""Broken packages: a fill ends in one clear error or in a proved file, never in a traceback or half a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import run


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1 << 40))
def test_a_broken_package_gives_an_error_or_a_proved_file(seed: int) -> None:
    """Nothing in between, nothing left in the folder, and the source as it was."""
    with tempfile.TemporaryDirectory() as folder:
        run(seed, Path(folder))
