"""Two files compared, as JSON and in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from qanswer.core.errors import UnsupportedFormatError
from qanswer.ooxml.diff import PackageDiff, PartState, diff_packages
from qanswer.questionnaires.files import is_delimited

_MAX_LINES = 20


def diff_files(before: Path, after: Path) -> PackageDiff:
    """Compare two workbooks, two Word documents, or two delimited files.

    Raises:
        FileError: one of them cannot be read, or they are of different kinds.
    """
    kinds = [is_delimited(path) for path in (before, after)]
    if kinds[0] != kinds[1]:
        message = f"{before.name} and {after.name} are files of different kinds"
        raise UnsupportedFormatError(message, hint="Name the buyer's file, and the same file answered.")
    if kinds[0]:
        from qanswer.questionnaires.fill.delimited_diff import diff_delimited

        return diff_delimited(before, after)
    return diff_packages(before, after)


def diff_object(difference: PackageDiff) -> dict[str, object]:
    """Make the object of `diff --json`."""
    return {
        "before": difference.before,
        "after": difference.after,
        "before_sha256": difference.before_sha256,
        "after_sha256": difference.after_sha256,
        "identical": difference.is_only_answers,
        "cells_changed": list(difference.cells_changed),
        "parts_changed": [part.name for part in difference.parts if part.state is not PartState.IDENTICAL],
        "parts": {part.name: part.state.value for part in difference.parts},
        "declared": list(difference.declared),
        "lost": {feature.name: [feature.before, feature.after] for feature in difference.lost_features},
        "reasons": list(difference.reasons),
    }


def render_diff(difference: PackageDiff) -> str:
    """Say what differs: the answers first, then what else changed and what got lost."""
    return "\n".join(_lines(difference))


def _lines(difference: PackageDiff) -> Iterator[str]:
    n_cells = len(difference.cells_changed)
    cells = f"{n_cells} cell{'' if n_cells == 1 else 's'} changed"
    if difference.is_only_answers:
        yield f"{cells}, nothing else." + "".join(f" Declared: {one}." for one in difference.declared)
    else:
        yield f"{cells}, and more than answers:"
        yield from _shorten(f"  {reason}" for reason in difference.reasons)
    yield from _shorten(f"  {locator}" for locator in difference.cells_changed)
    counts = {state.value: difference.count(state) for state in PartState}
    yield "Parts: " + ", ".join(f"{n} {state}" for state, n in counts.items() if n) + "."
    if difference.lost_features:
        yield "Lost:"
        yield from (f"  {one.name}: {one.before} before, {one.after} after" for one in difference.lost_features)


def _shorten(lines: Iterator[str]) -> Iterator[str]:
    yield from islice(lines, _MAX_LINES)
    if rest := sum(1 for _ in lines):
        yield f"  and {rest} more"
