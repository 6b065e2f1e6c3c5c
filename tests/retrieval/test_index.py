"""An index finds passages, is built by increments, and is never trusted when damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from qanswer.core.errors import FileError
from qanswer.core.passage import Library, PassageKind
from qanswer.core.protocols import Encoder
from qanswer.retrieval.index import build_index, load_index

MakeLibrary = Callable[..., Library]


class ListeningEncoder(Encoder, Protocol):
    """An encoder that remembers what it encoded."""

    encoded: list[str]


MakeEncoder = Callable[..., ListeningEncoder]
FILES = ("manifest.json", "passages.json", "vectors.faiss")


def test_nearest_passage_comes_first(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """Passages come by falling score between 0 and 1, ranks from 1, at most as many as asked for."""
    index = build_index(make_library("Backups are encrypted", "Staff are trained", "Logs are kept"), encoder, tmp_path)
    (found,) = index.search(["Are backups encrypted?"], 2)
    assert [hit.rank for hit in found] == [1, 2]
    assert found[0].passage.text == "Backups are encrypted"
    assert 1.0 >= found[0].score >= found[1].score >= 0.0


def test_a_published_answer_is_as_near_as_its_question(
    encoder: Encoder, make_library: MakeLibrary, tmp_path: Path
) -> None:
    """A short reply says little alone; read with the question it answers, it lies near. One figure a statement."""
    library = make_library("Every week with Tenable. Findings are filed.", "Staff are trained")
    reply = replace(library.passages[0], kind=PassageKind.QA, question="How often do you scan?")
    asked = "How often do you scan?"
    (alone,) = build_index(library, encoder, tmp_path / "alone").search([asked], 2)
    published = replace(library, passages=(reply, library.passages[1]))
    (found,) = build_index(published, encoder, tmp_path / "published").search([asked], 2)
    (before,) = (hit.nearness for hit in alone if hit.passage.text == reply.text)
    assert found[0].passage == reply
    assert len(found[0].nearness) == len(before) == 2
    assert all(now > then for now, then in zip(found[0].nearness, before, strict=True))


def test_each_question_gets_its_own_answer(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """Many questions at once give what each gives alone."""
    index = build_index(make_library("Backups are encrypted", "Staff are trained", "Logs are kept"), encoder, tmp_path)
    questions = ["encrypted backups", "trained staff", "logs"]
    assert index.search(questions, 3) == [index.search([question], 3)[0] for question in questions]


def test_large_library_is_searched_whole_in_effect(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """Beyond the candidates taken from either side, the best passages are still found."""
    texts = [f"Statement {number} of the series" for number in range(700)]
    index = build_index(make_library(*texts, "Backups are encrypted"), encoder, tmp_path)
    (found,) = index.search(["Are backups encrypted?"], 5)
    assert (found[0].passage.text, len(found)) == ("Backups are encrypted", 5)


def test_no_question_and_no_passage(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """Nothing asked gives nothing; an empty library gives no passage."""
    index = build_index(make_library(), encoder, tmp_path)
    assert (index.search([], 3), index.search(["x"], 3)) == ([], [()])


def test_saved_index_comes_back(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """What is loaded equals what was built: the library, its hash and what a question finds."""
    built = build_index(make_library("Backups are encrypted", "Staff are trained"), encoder, tmp_path)
    loaded = load_index(tmp_path, encoder)
    assert loaded is not None
    assert (loaded.library, loaded.sha256) == (built.library, built.sha256)
    assert loaded.search(["backups"], 2) == built.search(["backups"], 2)


def test_real_passages_survive_saving(encoder: Encoder, workspace: Path, tmp_path: Path) -> None:
    """Every field of real passages and sources comes back: dates, fields of rows, questions, problems."""
    from qanswer.knowledge.library import load_library

    library = load_library(workspace / "knowledge")
    build_index(library, encoder, tmp_path)
    loaded = load_index(tmp_path, encoder)
    assert loaded is not None
    assert (loaded.library, loaded.library.problems) == (library, library.problems)


def test_only_changed_passages_are_embedded(
    make_encoder: MakeEncoder, make_library: MakeLibrary, tmp_path: Path
) -> None:
    """After an edit only the passages whose text changed are embedded, and progress counts those."""
    encoder = make_encoder()
    assert build_index(make_library("One", "Two", "Three"), encoder, tmp_path).n_embedded == 3
    encoder.encoded.clear()
    steps: list[tuple[int, int]] = []
    index = build_index(
        make_library("Three", "Two, edited", "One"), encoder, tmp_path, progress=lambda *step: steps.append(step)
    )
    assert (index.n_embedded, sorted(encoder.encoded), steps) == (1, ["A. Two, edited", "Two, edited"], [(2, 2)])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["truncate", "flip", "delete", "empty"])
def test_damaged_index_is_not_trusted(
    encoder: Encoder, make_library: MakeLibrary, tmp_path: Path, name: str, damage: str
) -> None:
    """A file cut short, changed in one byte, deleted or emptied makes the index absent; it is then built afresh."""
    library = make_library("Backups are encrypted", "Staff are trained")
    build_index(library, encoder, tmp_path)
    path = tmp_path / name
    content = bytearray(path.read_bytes())
    if damage == "delete":
        path.unlink()
    else:
        content[len(content) // 2] ^= 0x01
        path.write_bytes({"truncate": bytes(content[:-9]), "flip": bytes(content), "empty": b""}[damage])
    loaded = load_index(tmp_path, encoder)
    assert loaded is None
    assert build_index(library, encoder, tmp_path).n_embedded == 2
    assert load_index(tmp_path, encoder) is not None


def test_files_of_two_runs_are_not_mixed(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """A run that broke off between two files leaves an index that counts as absent."""
    build_index(make_library("One", "Two"), encoder, tmp_path / "a")
    build_index(make_library("One", "Three"), encoder, tmp_path / "b")
    (tmp_path / "a" / "passages.json").write_bytes((tmp_path / "b" / "passages.json").read_bytes())
    assert load_index(tmp_path / "a", encoder) is None


def test_index_of_another_encoder_or_format(
    make_encoder: MakeEncoder, make_library: MakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors of different encoders are never mixed, and an index of another format is built afresh."""
    library = make_library("One", "Two")
    build_index(library, make_encoder("first"), tmp_path)
    assert load_index(tmp_path, make_encoder("second")) is None
    assert build_index(library, make_encoder("second"), tmp_path).n_embedded == 2
    monkeypatch.setattr("qanswer.retrieval.storage.FORMAT", -1)
    assert load_index(tmp_path, make_encoder("second")) is None


def test_nothing_partial_is_left(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """The folder holds the three files and no temporary one."""
    build_index(make_library("One"), encoder, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_folder_that_cannot_be_written(encoder: Encoder, make_library: MakeLibrary, tmp_path: Path) -> None:
    """One clear error, with the folder's name."""
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        build_index(make_library("One"), encoder, tmp_path / "file" / "index")
