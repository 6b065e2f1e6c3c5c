"""The review log as a chain: each row's hash covers the row and the hash before it: none can change unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from qanswer.core.errors import Problem
from qanswer.store.values import dump_value

# Fixed for all time: a column that a later schema adds is not part of the hash.
_COVERED = (
    "id",
    "job_id",
    "question_id",
    "decision",
    "verdict",
    "text",
    "author",
    "at",
    "reason",
    "escalated_to",
    "answer_id",
    "answer_version",
    "draft",
    "previous_hash",
)


def hash_row(row: Mapping[str, Any]) -> str:
    """Give the sha256 of a review's row, `previous_hash` included and `hash` left out."""
    return hashlib.sha256(dump_value([row[name] for name in _COVERED]).encode()).hexdigest()


def find_broken_link(rows: Iterable[Mapping[str, Any]], length: int, head: str) -> Problem | None:
    """Find the first row, in the order of ids, that is missing, changed or not linked to the one before; None if whole.

    `length` and `head` are what the store noted at the last append: they show when rows at the end are gone.
    """
    previous, count = "", 0
    for count, row in enumerate(rows, 1):
        where = f"review {row['id']} ({row['job_id']}, {row['question_id']})"
        if row["id"] != count:
            return Problem(f"review {count}", f"is missing from the log; {where} follows the one before it")
        if row["previous_hash"] != previous:
            return Problem(where, "is not linked to the review before it")
        if row["hash"] != hash_row(row):
            return Problem(where, "was changed after it was written")
        previous = str(row["hash"])
    if (count, previous) != (length, head):
        return Problem(f"review {count + 1}", f"is missing from the end of the log, which once held {length}")
    return None
