"""Releases: overviews that were made out to somebody, and when one may not be made again. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qanswer.core.review import Provenance


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One file of a release: its format, its name, and the sha256 of its bytes."""

    format: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """One overview as it was made: for whom, under which NDA, until when, and the files themselves by their hashes."""

    tracking_id: str
    buyer: str
    recipient: str
    nda: str
    version: str
    issued_on: date
    valid_until: date
    files: tuple[ReleasedFile, ...]
    provenance: Provenance
    id: int = 0
    """Place in the log, from 1; 0 as long as it is not stored."""

    def is_for(self, buyer: str, recipient: str, version: str) -> bool:
        """Whether it is the same copy: one version for one recipient at one buyer."""
        mine = (self.buyer, self.recipient, self.version)
        return [_fold(one) for one in mine] == [_fold(one) for one in (buyer, recipient, version)]


def find_expired(
    releases: Iterable[Release], *, buyer: str, recipient: str, version: str, today: date
) -> Release | None:
    """Find the release that has run out for this recipient, version and buyer; None where none was made, or one holds.

    Whoever makes such a copy again must say anew until when it holds, or name another version.
    """
    same = [release for release in releases if release.is_for(buyer, recipient, version)]
    last = max(same, key=lambda release: release.valid_until, default=None)
    return last if last and last.valid_until < today else None


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
