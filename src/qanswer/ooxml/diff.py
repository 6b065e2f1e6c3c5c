"""Two files, compared part by part: what is the same to the byte, what changed, and what got lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.archive import is_same_entry
from qanswer.ooxml.features import FeatureCount, compare_features
from qanswer.ooxml.limits import is_xml_name
from qanswer.ooxml.package import Package, open_package
from qanswer.ooxml.second_reader import find_changed_cells
from qanswer.ooxml.second_word_reader import find_changed_places
from qanswer.ooxml.shapes import Change, compare_documents, compare_sheets
from qanswer.ooxml.tree import read_tree
from qanswer.ooxml.workbook import is_recalculation_only

_MAX_REASONS = 20
"""Reasons given for one sheet: a sheet that was written anew differs in every row."""


class PartState(StrEnum):
    """What became of a part. `repacked`: the same content, compressed anew; `rewritten`: XML that means the same."""

    IDENTICAL = "identical"
    REPACKED = "repacked"
    REWRITTEN = "rewritten"
    CHANGED = "changed"
    LOST = "lost"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class PartDifference:
    """One part and what became of it."""

    name: str
    state: PartState


@dataclass(frozen=True, slots=True)
class PackageDiff:
    """How AFTER differs from BEFORE.

    `is_only_answers`: every byte outside of `cells_changed` and of what is `declared` is the same; else `reasons` say
    what is not.
    """

    before: str
    after: str
    before_sha256: str
    after_sha256: str
    parts: tuple[PartDifference, ...]
    features: tuple[FeatureCount, ...]
    cells_changed: tuple[str, ...]
    declared: tuple[str, ...]
    is_only_answers: bool
    reasons: tuple[str, ...]

    @property
    def lost_features(self) -> tuple[FeatureCount, ...]:
        """What AFTER has less of than BEFORE."""
        return tuple(feature for feature in self.features if feature.after < feature.before)

    def count(self, state: PartState) -> int:
        """Count the parts in one state."""
        return sum(part.state is state for part in self.parts)


def diff_packages(before: Path, after: Path) -> PackageDiff:
    """Compare two Office files.

    Raises:
        FileError: one of them cannot be opened.
    """
    old, new = open_package(before), open_package(after)
    parts = tuple(_compare_parts(old, new))
    changes = tuple(_find_changes(old, new, parts))
    declared, reasons = _judge(old, new, parts, changes)
    return PackageDiff(
        before=str(before),
        after=str(after),
        before_sha256=old.sha256,
        after_sha256=new.sha256,
        parts=parts,
        features=compare_features(old, new),
        cells_changed=tuple(change.where for change in changes if change.is_answer),
        declared=declared,
        is_only_answers=not reasons,
        reasons=reasons,
    )


def _compare_parts(old: Package, new: Package) -> Iterator[PartDifference]:
    for name in old.names:
        yield PartDifference(name, _compare_part(old, new, name) if name in new else PartState.LOST)
    yield from (PartDifference(name, PartState.ADDED) for name in new.names if name not in old)


def _compare_part(old: Package, new: Package, name: str) -> PartState:
    was, now = old.entry(name), new.entry(name)
    if is_same_entry(old.archive, was, new.archive, now):
        return PartState.IDENTICAL
    if (was.crc, was.n_bytes) == (now.crc, now.n_bytes):
        return PartState.REPACKED
    if is_xml_name(name) and _is_same_meaning(old, new, name):
        return PartState.REWRITTEN
    return PartState.CHANGED


def _is_same_meaning(old: Package, new: Package, name: str) -> bool:
    """Compare two XML parts in canonical form (C14N)."""
    from lxml import etree

    try:
        was, now = (read_tree(package, name) for package in (old, new))
        return bytes(etree.tostring(was, method="c14n")) == bytes(etree.tostring(now, method="c14n"))
    except (DamagedFileError, etree.C14NError):
        return False


def _find_changes(old: Package, new: Package, parts: tuple[PartDifference, ...]) -> Iterator[Change]:
    """Look into the parts that may hold answers."""
    main = old.main_part
    is_book = old.kind.startswith("xls")
    titles = {entry.part: entry.title for entry in old.sheets()} if is_book else {}
    for part in parts:
        if part.state not in {PartState.CHANGED, PartState.REWRITTEN}:
            continue
        if part.name in titles:
            yield from _compare_sheet(old, new, titles[part.name], part.name)
        elif part.name == main and not is_book:
            yield from _compare_document(old, new, main)
        elif not _is_declared(old, new, part.name):
            yield Change(f"{part.name} changed", is_answer=False)


def _compare_sheet(old: Package, new: Package, title: str, part: str) -> Iterator[Change]:
    """Compare a sheet in its bytes; where more than cells changed, name the cells whose values did."""
    changes = list(compare_sheets(old.read(part), new.read(part), title, part))
    if all(change.is_answer for change in changes):
        yield from changes
        return
    yield from (change for change in changes[:_MAX_REASONS] if not change.is_answer)
    yield from (Change(f"{title}!{cell}", is_answer=True) for cell in find_changed_cells(old, new, title, part))


def _compare_document(old: Package, new: Package, part: str) -> Iterator[Change]:
    """Compare a document in its bytes; where more than paragraphs changed, name the places whose texts did."""
    changes = list(compare_documents(old.read(part), new.read(part), part))
    yield from changes[:_MAX_REASONS] if any(not change.is_answer for change in changes) else changes
    if not any(change.is_answer for change in changes):
        yield from (Change(place, is_answer=True) for place in find_changed_places(old, new))


def _is_declared(old: Package, new: Package, name: str) -> bool:
    """Tell whether a part's change is one that a fill declares: recalculation, or data that a control is bound to."""
    if name == old.main_part:
        return is_recalculation_only(old.read(name), new.read(name), name)
    stores = {*old.related(old.main_part, "customXml"), *old.related("", "core-properties")}
    return name in (stores | {*old.related("", "extended-properties")}) and _has_same_elements(old, new, name)


def _has_same_elements(old: Package, new: Package, name: str) -> bool:
    was, now = (read_tree(package, name) for package in (old, new))
    return [node.tag for node in was.iter()] == [node.tag for node in now.iter()]


def _judge(
    old: Package, new: Package, parts: tuple[PartDifference, ...], changes: tuple[Change, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what is declared, and every reason why AFTER is more than BEFORE with answers."""
    declared, reasons = [], [change.where for change in changes if not change.is_answer]
    for state, verb in ((PartState.LOST, "lost"), (PartState.ADDED, "added"), (PartState.REPACKED, "packed anew")):
        names = [part.name for part in parts if part.state is state]
        if names:
            reasons.append(f"{len(names)} part{'s' if len(names) > 1 else ''} {verb} ({', '.join(names[:3])})")
    if old.names != new.names and not reasons:
        reasons.append("the parts stand in another order")
    for part in parts:
        if part.state is PartState.CHANGED and _is_declared_name(old, new, part.name):
            is_main = part.name == old.main_part
            declared.append(f"fullCalcOnLoad set in {part.name}" if is_main else f"bound data in {part.name}")
    return tuple(declared), tuple(reasons)


def _is_declared_name(old: Package, new: Package, name: str) -> bool:
    is_sheet = old.kind.startswith("xls") and name in {entry.part for entry in old.sheets()}
    is_document = name == old.main_part and not old.kind.startswith("xls")
    return not is_sheet and not is_document and _is_declared(old, new, name)
