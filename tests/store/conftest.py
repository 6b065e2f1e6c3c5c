"""Stores on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qanswer.store.database import Database
from qanswer.store.store import Session, Store, open_store
from stores import KINDS, Clock, OpenAs, empty_database


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of an empty database of each kind."""
    with empty_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def open_as(url: str) -> Iterator[OpenAs]:
    """Give a function that opens the store for an author."""
    opened: list[Store] = []
    clock = Clock()

    def open_one(author: str, *, four_eyes: bool = False) -> Store:
        opened.append(open_store(Session(Database(url), author, four_eyes=four_eyes, clock=clock)))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_as: OpenAs) -> Store:
    """Give a store opened by Ana."""
    return open_as("ana")
