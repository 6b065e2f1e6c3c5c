"""The OSCAL export, and the schema's rules that are checked on it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qanswer.core.passage import Library
from qanswer.reports.oscal import build_component_definition, check_component_definition
from qanswer.reports.overview import Overview
from qanswer.reports.write import write_overview


def _requirements(document: dict[str, Any]) -> list[dict[str, Any]]:
    component = document["component-definition"]["components"][0]
    found: list[dict[str, Any]] = component["control-implementations"][0]["implemented-requirements"]
    return found


def test_export_keeps_the_schemas_rules(demo: Overview, make_overview: Any) -> None:
    """The demo vendor's export, and that of an empty library, break no rule."""
    assert check_component_definition(build_component_definition(demo)) == ()
    assert check_component_definition(build_component_definition(make_overview(Library()))) == ()


def test_export_holds_every_control_with_status_and_framework_ids(demo: Overview) -> None:
    """Each control is one requirement with its statements, those of the roadmap too, its status and ids."""
    requirements = {one["control-id"]: one for one in _requirements(build_component_definition(demo))}
    assert len(requirements) == len(demo.crosswalk)
    sessions = requirements["iam.06"]
    assert "being migrated from browser storage" in sessions["description"]
    assert {"name": "implementation-status", "ns": "urn:qanswer:oscal", "value": "partial"} in sessions["props"]
    assert "SOC 2 Type II. On roadmap" in requirements["aa.01"]["description"]
    encryption = requirements["cek.02"]
    properties = {(one["name"], one["value"]) for one in encryption["props"]}
    assert ("implementation-status", "implemented") in properties
    assert ("iso27001-2022", "A.8.24") in properties
    assert "AES-256" in encryption["description"]


def test_export_is_the_same_for_the_same_overview(demo: Overview, tmp_path: Path) -> None:
    """Ids follow from the content, so that two exports can be compared."""
    path = write_overview(demo, tmp_path, ("oscal",))[0]
    assert path.name.endswith(".oscal.json")
    assert json.loads(path.read_text("utf-8")) == build_component_definition(demo)


def _drop_title(document: dict[str, Any]) -> None:
    del document["component-definition"]["metadata"]["title"]


def _empty_components(document: dict[str, Any]) -> None:
    document["component-definition"]["components"] = []


def _repeat_uuid(document: dict[str, Any]) -> None:
    first, second = _requirements(document)[:2]
    second["uuid"] = first["uuid"]


def _dangling_source(document: dict[str, Any]) -> None:
    document["component-definition"]["components"][0]["control-implementations"][0]["source"] = "#gone"


def _bad_token(document: dict[str, Any]) -> None:
    _requirements(document)[0]["control-id"] = "A&A.01"


def _bad_instant(document: dict[str, Any]) -> None:
    document["component-definition"]["metadata"]["last-modified"] = "2026-11-25"


def _second_root(document: dict[str, Any]) -> None:
    document["catalog"] = {}


@pytest.mark.parametrize(
    "damage",
    [_drop_title, _empty_components, _repeat_uuid, _dangling_source, _bad_token, _bad_instant, _second_root],
)
def test_each_broken_rule_is_found(demo: Overview, damage: Callable[[dict[str, Any]], None]) -> None:
    """A missing member, an empty list, a repeated id, a dangling reference, a wrong form: each is one finding."""
    document = copy.deepcopy(build_component_definition(demo))
    damage(document)
    assert len(check_component_definition(document)) == 1
