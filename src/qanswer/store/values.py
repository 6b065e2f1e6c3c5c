"""The house's frozen values as JSON and back, without loss: what the store's JSON columns hold."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from qanswer.core.errors import StoreError

Value = TypeVar("Value")


def dump_value(value: object) -> str:
    """Give canonical JSON: equal values give equal texts, so that a hash over them means something."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse_value(kind: type[Value], text: str) -> Value:
    """Read what `dump_value` gave; a field that is missing takes its default, one that is not known is left out.

    Raises:
        StoreError: it is no such value.
    """
    try:
        found: Value = _build(kind, json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        message = f"the store holds a damaged {kind.__name__}: {error}"
        raise StoreError(message) from error
    return found


def dump_all(values: Iterable[object]) -> str:
    """Give a JSON list of the values."""
    return dump_value(tuple(values))


def parse_all(kind: type[Value], text: str) -> tuple[Value, ...]:
    """Read what `dump_all` gave.

    Raises:
        StoreError: it is no list of such values.
    """
    if text in {"", "[]"}:
        return ()
    try:
        return tuple(_build(kind, entry) for entry in json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        message = f"the store holds a damaged list of {kind.__name__}: {error}"
        raise StoreError(message) from error


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _build(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin is tuple:
        return _build_tuple(get_args(kind), value)
    if origin in {Union, types.UnionType}:
        (own,) = (one for one in get_args(kind) if one is not types.NoneType)
        return None if value is None else _build(own, value)
    if is_dataclass(kind):
        return _build_dataclass(kind, value)
    if kind in {date, datetime}:
        return kind.fromisoformat(value)
    return kind(value)


def _build_tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_build(kinds[0], entry) for entry in value)
    return tuple(_build(kind, entry) for kind, entry in zip(kinds, value, strict=True))


def _build_dataclass(kind: Any, value: Any) -> Any:
    given = {}
    for field, own in _hints(kind):
        if field.name in value:
            given[field.name] = _build(own, value[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise KeyError(field.name)
    return kind(**given)


@lru_cache(maxsize=64)
def _hints(kind: Any) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in fields(kind))
