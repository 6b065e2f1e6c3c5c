"""Values -> edits of a document. Nothing is written here; the caller packs and proves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ParamSpec

from qanswer.core.errors import Problem
from qanswer.ooxml.edits import Edition, Expectation, PartEdit
from qanswer.ooxml.package import Package, parse_part
from qanswer.ooxml.store import StoreWriter
from qanswer.ooxml.word_index import Element, index_document
from qanswer.questionnaires.fill.options import FillRequest
from qanswer.questionnaires.fill.values import check_value
from qanswer.questionnaires.fill.word_control import ControlFiller
from qanswer.questionnaires.fill.word_place import Outcome, PlaceFiller, WordValue
from qanswer.questionnaires.fill.word_text import PartWriter
from qanswer.questionnaires.locator import parse_word_locator

_P = ParamSpec("_P")
_LAST_NUMBER = re.compile(r"(?<=[CP])\d+\Z")


def plan_document(package: Package, request: FillRequest) -> Edition:
    """Work out the edits that bring the values into the document.

    Raises:
        DamagedFileError: the document part is broken.
    """
    return _DocumentFiller(package, request).plan()


class _DocumentFiller:
    """The values of one fill."""

    def __init__(self, package: Package, request: FillRequest) -> None:
        self._package = package
        self._request = request
        self._part = package.main_part
        self._refused: list[Problem] = []
        self._expected: list[Expectation] = []
        self._changed: list[str] = []
        encoding = package.facts[self._part].encoding
        self._writer = PartWriter(package.read(self._part), encoding, is_tracking=_is_tracking(package))
        self._stores = StoreWriter(package)
        controls = ControlFiller(self._writer, self._stores, request.options.fill_locked)
        self._filler = PlaceFiller(controls, request)

    def plan(self) -> Edition:
        wanted = self._read_wanted()
        if self._package.facts[self._part].is_utf16:
            for item in wanted:
                self._refuse(item, f"{self._part} is in UTF-16, which is never edited")
            return Edition(refused=tuple(self._refused))
        places = {item.target.place for item in wanted}
        neighbours = {_neighbour(place) for place in places}
        blocks = self._package.facts[self._part].blocks
        index = index_document(self._writer.data, places | neighbours, name=self._part, blocks=blocks)
        for place, items in _by_place(wanted).items():
            self._plan_place(index.places.get(place), items, index.places.get(_neighbour(place)))
        splices = tuple(sorted(self._writer.splices))
        edits = (PartEdit(self._part, splices),) if splices else ()
        return Edition(
            edits + self._stores.edits(), tuple(self._expected), tuple(self._changed), (), tuple(self._refused)
        )

    def _refuse(self, item: WordValue, reason: str) -> None:
        self._refused.append(Problem(item.locator, reason))

    def _read_wanted(self) -> list[WordValue]:
        wanted = []
        for value in self._request.values:
            target = parse_word_locator(value.slot.locator)
            if target is None:
                self._refused.append(Problem(value.slot.locator, "not a place in a document"))
            else:
                wanted.append(WordValue(value, target))
        return wanted

    def _plan_place(self, element: Element | None, items: Sequence[WordValue], neighbour: Element | None) -> None:
        accepted = []
        for item in items:
            reason = check_value(item.value.slot, item.value.value)
            reason = reason or ("there is no such place in the document" if element is None else "")
            if reason:
                self._refuse(item, reason)
            else:
                accepted.append(item)
        if element is None:
            return
        parts = [item for item in accepted if item.is_part]
        for item in parts:
            if item.target.control:
                self._note(item, self._counted(self._filler.fill_control, element, item))
        inside = [item for item in parts if not item.target.control]
        for item, outcome in zip(inside, self._filler.fill_parts(element, inside), strict=True):
            self._note(item, outcome)
        for number, item in enumerate(item for item in accepted if not item.is_part):
            if number or parts:
                self._refuse(item, "another answer goes into the same place")
            else:
                self._note(item, self._counted(self._filler.fill_whole, element, item, neighbour))

    def _counted(self, fill: Callable[_P, Outcome], *args: _P.args, **kwargs: _P.kwargs) -> Outcome:
        """Fill, and note whether that changed anything."""
        before = self._filler.count()
        outcome = fill(*args, **kwargs)
        return replace(outcome, is_changed=self._filler.count() > before)

    def _note(self, item: WordValue, outcome: Outcome) -> None:
        """Write down what the proof must find, and whether anything changes."""
        if outcome.reason:
            self._refuse(item, outcome.reason)
            return
        self._expected.append(Expectation(item.locator, item.target.place, outcome.text, outcome.control))
        if outcome.is_changed:
            self._changed.append(item.locator)


def _neighbour(place: str) -> str:
    """Name the place whose look an answer takes where its own place has none: the cell or paragraph before it."""
    match = _LAST_NUMBER.search(place)
    return "" if match is None else f"{place[: match.start()]}{max(int(match[0]) - 1, 0)}"


def _by_place(wanted: Sequence[WordValue]) -> dict[str, list[WordValue]]:
    places: dict[str, list[WordValue]] = {}
    for item in wanted:
        places.setdefault(item.target.place, []).append(item)
    return places


def _is_tracking(package: Package) -> bool:
    """Tell whether the document has the tracking of changes switched on."""
    found = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "trackRevisions":
            value = next((text for key, text in attributes.items() if key.rpartition(" ")[2] == "val"), "1")
            found.append(value.lower() not in {"0", "false", "off"})

    for part in package.related(package.main_part, "settings"):
        parse_part(package, part, start)
    return any(found)
