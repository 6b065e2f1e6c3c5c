"""Policies, overviews and jobs for the tests of the generated documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qanswer.core.control import ControlStatus
from qanswer.core.passage import Classification, Library, Passage, PassageKind, Source, make_passage_id
from qanswer.core.status import read_row_status, read_status
from qanswer.knowledge.controls import map_controls
from qanswer.knowledge.library import load_library
from qanswer.reports.overview import Overview, OverviewRequest, VendorDetails, build_overview

DEMO = Path(__file__).parents[2] / "knowledge"
ISSUED = date(2026, 11, 25)
MakeSource = Callable[..., Source]
MakePassage = Callable[..., Passage]
MakeLibrary = Callable[..., Library]
MakeOverview = Callable[..., Overview]


@pytest.fixture(scope="session")
def make_source() -> MakeSource:
    """Make one policy file."""

    def make(title: str, classification: Classification = Classification.PUBLIC, **changes: object) -> Source:
        path = f"{title.lower().replace(' ', '-')}.md"
        values: dict[str, object] = {
            "id": path,
            "title": title,
            "path": path,
            "kind": "md",
            "sha256": path,
            "version": "1.0",
            "owner": "Security team",
            "classification": classification,
        }
        return Source(**(values | changes))  # type: ignore[arg-type]  # the values are those of the fields

    return make


@pytest.fixture(scope="session")
def make_passage() -> MakePassage:
    """Make one passage; its status is read from its words, as ingestion does."""

    def make(  # every part of a passage can be given
        source: Source,
        text: str,
        *,
        headings: tuple[str, ...] = (),
        kind: PassageKind = PassageKind.BULLET,
        fields: tuple[tuple[str, str], ...] = (),
        question: str = "",
        status: ControlStatus | None = None,
    ) -> Passage:
        read = read_row_status(fields) if fields else read_status(text)
        path = (source.title, *headings)
        id_ = make_passage_id(source.path, path, text)
        return Passage(id_, source, path, text, "L1", kind, status or read, question, fields)

    return make


@pytest.fixture(scope="session")
def make_library() -> MakeLibrary:
    """Gather passages, and their sources, into a library."""

    def make(*passages: Passage) -> Library:
        return Library(tuple({passage.source.id: passage.source for passage in passages}.values()), passages)

    return make


@pytest.fixture(scope="session")
def make_overview() -> MakeOverview:
    """Build an overview of a library for a buyer."""

    def make(library: Library, **changes: object) -> Overview:
        values: dict[str, object] = {
            "buyer": "Northwind",
            "vendor": VendorDetails("Smalt AI", "Smalt AI platform", email="support@smaltai.com"),
            "issued_on": ISSUED,
            "valid_until": date(2027, 2, 23),
        }
        request = OverviewRequest(**(values | changes))  # type: ignore[arg-type]  # the values are those of the fields
        return build_overview(library, map_controls(library), request)

    return make


@pytest.fixture(scope="session")
def demo_library() -> Library:
    """The demo vendor's policies."""
    return load_library(DEMO)


@pytest.fixture(scope="session")
def demo(demo_library: Library, make_overview: MakeOverview) -> Overview:
    """The demo vendor's overview."""
    return make_overview(demo_library, recipient="security@northwind.example", nda="NDA-2026-014")
