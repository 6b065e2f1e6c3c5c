"""An overview as an OSCAL component definition (JSON), and the schema's rules that we check.

OSCAL 1.1.2, NIST. The controls are those of our own catalogue, which the back matter names; framework ids go along as
properties in a namespace of our own, since a framework's ids are not those of a published OSCAL catalogue.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from qanswer.core.errors import Problem
from qanswer.reports.overview import Overview
from qanswer.reports.overview_parts import CrosswalkRow
from qanswer.reports.shown import ShownStatement
from qanswer.reports.wording import status_views

OSCAL_VERSION = "1.1.2"
NAMESPACE = "urn:qanswer:oscal"
_UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}")
_TOKEN = re.compile(r"[^\W\d][\w.\-]*")
_TEXT = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_FRAMEWORK_PROPERTIES = ("soc2-2017", "iso27001-2022", "ccm-v4", "csf-2.0")


def build_component_definition(overview: Overview) -> dict[str, Any]:
    """Build the document; the same overview gives the same ids."""
    vendor = overview.request.vendor
    catalogue, party = _make_id(overview, "catalogue"), _make_id(overview, "vendor")
    requirements = [_requirement(overview, control) for control in _gather_controls(overview)]
    component: dict[str, Any] = {
        "uuid": _make_id(overview, "component"),
        "type": "service",
        "title": vendor.product or vendor.name,
        "description": f"{vendor.product or 'The service'} of {vendor.name}, as its policies describe it.",
        "responsible-roles": [{"role-id": "provider", "party-uuids": [party]}],
    }
    if requirements:
        component["control-implementations"] = [
            {
                "uuid": _make_id(overview, "implementation"),
                "source": f"#{catalogue}",
                "description": "Statements of policies that may be shown, each with the status that they give it.",
                "implemented-requirements": requirements,
            }
        ]
    definition = {
        "uuid": _make_id(overview, "definition"),
        "metadata": _metadata(overview, party),
        "components": [component],
        "back-matter": {"resources": list(_resources(overview, catalogue))},
    }
    return {"component-definition": definition}


def check_component_definition(document: dict[str, Any]) -> tuple[Problem, ...]:
    """Check the rules of the schema that a document like ours can break; none broken gives none.

    Required members, the forms of ids, tokens, instants and texts, no empty list, every id once, internal references.
    """
    definition = document.get("component-definition")
    if not isinstance(definition, dict) or set(document) != {"component-definition"}:
        return (Problem("component-definition", "must be the one member of the document"),)
    problems = list(_check_members(definition, "component-definition"))
    uuids = [value for _, key, value in _walk(definition, "") if key == "uuid"]
    problems += [Problem(str(id_), "is used twice") for id_ in sorted({id_ for id_ in uuids if uuids.count(id_) > 1})]
    for path, key, value in _walk(definition, ""):
        if key == "source" and str(value).startswith("#") and str(value)[1:] not in uuids:
            problems.append(Problem(path, f"refers to {value}, which is not there"))
    return tuple(problems)


def _metadata(overview: Overview, party: str) -> dict[str, Any]:
    vendor = overview.request.vendor
    organisation: dict[str, Any] = {"uuid": party, "type": "organization", "name": vendor.name}
    if vendor.email:
        organisation["email-addresses"] = [vendor.email]
    return {
        "title": f"{overview.title}: {vendor.name}",
        "last-modified": datetime.combine(overview.request.issued_on, time(), tzinfo=UTC).isoformat(),
        "version": overview.request.version,
        "oscal-version": OSCAL_VERSION,
        "props": [
            {"name": "marking", "value": overview.classification},
            {"name": "tracking-id", "ns": NAMESPACE, "value": overview.tracking_id},
            {"name": "valid-until", "ns": NAMESPACE, "value": overview.request.valid_until.isoformat()},
        ],
        "roles": [{"id": "provider", "title": "Provider"}],
        "parties": [organisation],
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """What an overview tells of one control, wherever it stands."""

    row: CrosswalkRow
    status: str
    lines: tuple[str, ...]
    sources: tuple[str, ...]


def _gather_controls(overview: Overview) -> Iterator[_Told]:
    """Give each control once: from its own table, or from attestations, roadmap, gaps and the rest."""
    views = {control.id: control for s in overview.sections for group in s.groups for control in group.controls}
    shown: dict[str, list[ShownStatement]] = {}
    for one in overview.statements():
        shown.setdefault(one.control_id, []).append(one)
    gaps = {gap.control_id: gap for gap in overview.gaps}
    keys = [view.key for view in status_views()]
    for row in overview.crosswalk:
        found = shown.get(row.control_id, [])
        lines, sources = [f"{one.lead}{one.body}" for one in found], [one.source_line for one in found]
        statuses = [one.status.key for one in found]
        if gap := gaps.get(row.control_id):
            lines, sources, statuses = [*lines, gap.text], [*sources, gap.source], [*statuses, "not_done"]
        view = views.get(row.control_id)
        status = view.status.key if view else max(statuses, key=keys.index, default="unknown")
        if lines:
            yield _Told(row, status, tuple(lines), tuple(dict.fromkeys(sources)))


def _requirement(overview: Overview, told: _Told) -> dict[str, Any]:
    properties = [{"name": "implementation-status", "ns": NAMESPACE, "value": told.status}]
    for name, ids in zip(_FRAMEWORK_PROPERTIES, told.row.framework_ids, strict=False):
        properties += [{"name": name, "ns": NAMESPACE, "value": id_} for id_ in ids.split(", ") if id_.strip("\u2013")]
    return {
        "uuid": _make_id(overview, told.row.control_id),
        "control-id": _make_token(told.row.control_id),
        "description": "\n".join(told.lines),
        "props": properties,
        "remarks": "Sources: " + "; ".join(told.sources),
    }


def _resources(overview: Overview, catalogue: str) -> Iterator[dict[str, Any]]:
    yield {
        "uuid": catalogue,
        "title": "Control objectives of qanswer",
        "description": "About 120 objectives over 17 domains; ids are lower case, without an ampersand.",
    }
    for source in overview.sources:
        yield {
            "uuid": _make_id(overview, f"source {source.title}"),
            "title": source.title,
            "description": f"Version {source.version or 'not stated'}; access: {source.access}.",
        }


def _make_id(overview: Overview, name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{overview.tracking_id}:{name}"))


def _make_token(control_id: str) -> str:
    return control_id.replace("&", "").lower()


_REQUIRED = {
    "component-definition": ("uuid", "metadata"),
    "metadata": ("title", "last-modified", "version", "oscal-version"),
    "components": ("uuid", "type", "title", "description"),
    "control-implementations": ("uuid", "source", "description", "implemented-requirements"),
    "implemented-requirements": ("uuid", "control-id", "description"),
    "props": ("name", "value"),
    "parties": ("uuid", "type"),
    "roles": ("id", "title"),
    "responsible-roles": ("role-id",),
    "resources": ("uuid",),
}
_FORMS = {
    "uuid": _UUID,
    "control-id": _TOKEN,
    "role-id": _TOKEN,
    "id": _TOKEN,
    "name": _TEXT,
    "value": _TEXT,
    "version": _TEXT,
    "last-modified": _INSTANT,
}


def _check_members(value: Any, path: str) -> Iterator[Problem]:
    """Check one object, and all below it."""
    kind = re.sub(r"\[\d+\]$", "", path).rsplit("/", maxsplit=1)[-1]
    for name in _REQUIRED.get(kind, ()):
        if name not in value:
            yield Problem(path, f"lacks {name}")
    for name, member in value.items():
        yield from _check_member(member, name, f"{path}/{name}")


def _check_member(member: Any, name: str, path: str) -> Iterator[Problem]:
    if isinstance(member, list) and not member:
        yield Problem(path, "is an empty list")
    elif isinstance(member, list):
        objects = ((n, item) for n, item in enumerate(member) if isinstance(item, dict))
        for n, item in objects:
            yield from _check_members(item, f"{path}[{n}]")
    elif isinstance(member, dict):
        yield from _check_members(member, path)
    elif not isinstance(member, str) or not _FORMS.get(name, _TEXT).fullmatch(member):
        yield Problem(path, f"has the wrong form: {member!r}")


def _walk(value: Any, path: str) -> Iterable[tuple[str, str, Any]]:
    """Give path, name and value of every plain member."""
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, dict | list):
                yield from _walk(member, f"{path}/{name}")
            else:
                yield f"{path}/{name}", name, member
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _walk(item, f"{path}[{n}]")
