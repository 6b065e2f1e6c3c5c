"""A folder of policies becomes a library; a bad file stops nothing, an unchanged one is not read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from qanswer.core.errors import KnowledgeError
from qanswer.core.passage import Classification
from qanswer.knowledge.blocks import PolicyText
from qanswer.knowledge.formats import parse_file
from qanswer.knowledge.library import hash_sources, load_library


def test_sources_in_the_order_of_paths(tmp_path: Path) -> None:
    """Files of sub-folders are read, in the order of their paths, which use forward slashes."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.md").write_text("# X\n\nOne.\n")
    (tmp_path / "a.txt").write_text("Title\n\nA sentence of text here.\n")
    assert [source.path for source in load_library(tmp_path).sources] == ["a.txt", "b/x.md"]


def test_other_files_are_left_aside(tmp_path: Path) -> None:
    """Hidden files, Word's lock files and files of other kinds are no policies."""
    for name in (".hidden.md", "~$a.docx", "image.png"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.md").write_text("x")
    assert load_library(tmp_path).sources == ()


def test_missing_folder_fails(tmp_path: Path) -> None:
    """A folder that is not there is an error with its name."""
    with pytest.raises(KnowledgeError, match="nowhere"):
        load_library(tmp_path / "nowhere")
    with pytest.raises(KnowledgeError, match="nowhere"):
        hash_sources(tmp_path / "nowhere")


def test_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    """A damaged file is named and the others are read."""
    (tmp_path / "a.docx").write_bytes(b"no package")
    (tmp_path / "b.md").write_text("# B\n\nText.\n")
    library = load_library(tmp_path)
    assert [problem.where for problem in library.problems] == ["a.docx"]
    assert [passage.text for passage in library.passages] == ["Text."]


def test_hash_is_that_of_the_library(tmp_path: Path) -> None:
    """The quick hash equals the library's, with a damaged file too, and changes with any content or name."""
    (tmp_path / "a.docx").write_bytes(b"no package")
    (tmp_path / "b.md").write_text("# B\n\nText.\n")
    before = hash_sources(tmp_path)
    assert before == load_library(tmp_path).sha256
    (tmp_path / "b.md").rename(tmp_path / "c.md")
    assert hash_sources(tmp_path) != before


def test_unchanged_files_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an earlier library at hand only the changed file is parsed; problems of the others are kept."""
    (tmp_path / "a.docx").write_bytes(b"no package")
    (tmp_path / "b.md").write_text("# B\n\nText.\n")
    (tmp_path / "c.md").write_text("# C\n\nText.\n")
    earlier = load_library(tmp_path)
    (tmp_path / "c.md").write_text("# C\n\nOther.\n")
    parsed: list[str] = []

    def parse(path: str, content: bytes | None) -> PolicyText:
        parsed.append(path)
        return parse_file(path, content)

    monkeypatch.setattr("qanswer.knowledge.library.parse_file", parse)
    library = load_library(tmp_path, previous=earlier)
    assert parsed == ["c.md"]
    assert library.problems == earlier.problems
    assert [passage.text for passage in library.passages] == ["Text.", "Other."]


def test_unknown_classification_stays_internal(tmp_path: Path) -> None:
    """A classification that is not understood is kept from everyone, and named."""
    (tmp_path / "a.md").write_text("---\nclassification: top secret\n---\n# A\n\nText.\n")
    library = load_library(tmp_path)
    assert library.sources[0].classification is Classification.INTERNAL
    assert "top secret" in library.problems[0].message


def test_empty_file_is_a_problem(tmp_path: Path) -> None:
    """A policy without text is named."""
    (tmp_path / "a.md").write_text("\n")
    assert load_library(tmp_path).problems[0].message == "no text was found in it"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    """Umlauts and dashes survive in each encoding that editors write."""
    (tmp_path / "a.md").write_bytes("# Über\n\nWir – täglich.\n".encode(encoding))
    library = load_library(tmp_path)
    assert (library.sources[0].title, library.passages[0].text) == ("Über", "Wir – täglich.")
