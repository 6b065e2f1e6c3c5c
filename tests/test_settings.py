"""Settings: what is read, what is refused."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from qanswer.core.errors import SettingsError
from qanswer.settings import Settings, parse_settings, read_settings


def test_read_settings_without_a_file_gives_the_defaults(tmp_path: Path) -> None:
    """A folder without qanswer.toml works with the defaults."""
    assert read_settings(tmp_path, {}) == Settings()


def test_starter_file_changes_nothing() -> None:
    """The file that `init` writes states the defaults and no more."""
    text = (files("qanswer.services") / "starter" / "qanswer.toml").read_text("utf-8")
    assert parse_settings(tomllib.loads(text)) == Settings()


def test_starter_file_names_only_settings_that_exist() -> None:
    """Every commented line of the starter file can be uncommented as it stands."""
    text = (files("qanswer.services") / "starter" / "qanswer.toml").read_text("utf-8")
    lines = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    assert parse_settings(tomllib.loads("\n".join(lines))).ownership.domains == (("DCS-", "3rd-party outsourced"),)


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    """QANSWER_TABLE_KEY overrides the file, and numbers are read as such."""
    (tmp_path / "qanswer.toml").write_text('[model]\nname = "one"\n', "utf-8")
    settings = read_settings(tmp_path, {"QANSWER_MODEL_NAME": "two", "QANSWER_OVERVIEW_VALID_DAYS": "30"})
    assert (settings.model.name, settings.overview.valid_days) == ("two", 30)


def test_environment_reaches_tables_of_two_words(tmp_path: Path) -> None:
    """QANSWER_LANGUAGE_MODEL_ADDRESS sets the address of [language_model]; the variable of the key is no setting."""
    given = {"QANSWER_LANGUAGE_MODEL_ADDRESS": "http://127.0.0.1:1/v1", "QANSWER_LANGUAGE_MODEL_KEY": "secret"}
    settings = read_settings(tmp_path, given)
    assert settings.language_model.address == "http://127.0.0.1:1/v1"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[modle]\nname = 'x'", ["modle", "model"]),
        ("[model]\nnam = 'x'", ["nam", "name"]),
        ("[overview]\nvalid_days = 'soon'", ["valid_days", "number", "soon"]),
        ("[overview]\nvalid_days = true", ["valid_days", "number"]),
        ("[company]\nname = 3", ["name", "text"]),
        ("company = 'x'", ["company", "table"]),
        ("[company", ["qanswer.toml"]),
    ],
)
def test_read_settings_names_what_it_does_not_understand(tmp_path: Path, text: str, words: list[str]) -> None:
    """A wrong name, type or syntax is one clear error that names it, with the nearest known name."""
    (tmp_path / "qanswer.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path, {})
    assert all(word in caught.value.message for word in words)
    assert "\n" not in caught.value.message
