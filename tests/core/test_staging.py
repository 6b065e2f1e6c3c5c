"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from qanswer.core.errors import FileError
from qanswer.core.staging import prepare_output_folder, staged_file, staging_folder, write_whole


def test_a_staged_file_takes_its_name_when_all_went_well(tmp_path: Path) -> None:
    """With the permissions that any new file of the user's gets, and nothing beside it."""
    output = tmp_path / "out.xlsx"
    with staged_file(output) as temporary:
        assert temporary.suffix == ".xlsx"
        temporary.write_bytes(b"new")
        assert not output.exists()
    assert output.read_bytes() == b"new"
    (tmp_path / "usual").touch()
    assert output.stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    """The old file and an empty folder beside it."""
    write_whole(tmp_path / "out", b"old")

    def fail_in_a_file() -> None:
        with staged_file(tmp_path / "out") as temporary:
            temporary.write_bytes(b"half")
            raise error

    def fail_in_a_folder() -> None:
        with staging_folder(tmp_path) as stage:
            (stage / "out").write_bytes(b"half")
            raise error

    for fail in (fail_in_a_file, fail_in_a_folder):
        with pytest.raises(error):
            fail()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out", b"old")]


def test_outputs_of_a_stage_appear_together(tmp_path: Path) -> None:
    """Two files made, two files there, one of them replaced."""
    (tmp_path / "a").write_text("old")
    with staging_folder(tmp_path) as stage:
        (stage / "a").write_text("new")
        (stage / "b").write_text("new")
        assert (tmp_path / "a").read_text() == "old"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new", "b": "new"}


def test_places_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    """A folder where a file should be, and a file where a folder should be: one line with the place."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="file: cannot be written"):
        prepare_output_folder(tmp_path / "file")
    with pytest.raises(FileError, match="folder cannot be written"), staged_file(tmp_path / "folder"):
        pass
    with pytest.raises(FileError, match="folder"), staging_folder(tmp_path) as stage:
        (stage / "folder").touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
