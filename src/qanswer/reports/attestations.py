"""Attestations and compliance with laws: what is named, how far it is, its target; never stronger than a source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qanswer.core.control import Control, ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.passage import PassageKind
from qanswer.core.statement import Statement
from qanswer.reports.selection import STATUS_HEADER, Selected, has_status_column
from qanswer.reports.shown import ShownStatement, find_target, show_statement
from qanswer.reports.wording import StatusView

_NAME = re.compile(
    r"SOC ?[123](?:,? Type (?:II|I|2|1))?|ISO(?:/IEC)? ?(?:27001|27017|27018|27701|42001|22301|9001)|PCI[ -]DSS"
    r"|HITRUST|FedRAMP|Cyber Essentials(?: Plus)?|CSA STAR|TISAX|HIPAA|(?:UK |EU )?GDPR|CCPA(?: ?/ ?CPRA)?"
    r"|UK Data Protection Act(?: 2018)?|LGPD|PIPEDA"
)
# From the strongest to the weakest claim: where sources differ about one attestation, the weaker stands.
_WEAKNESS = (
    ControlStatus.IMPLEMENTED,
    ControlStatus.PARTIAL,
    ControlStatus.IN_PROGRESS,
    ControlStatus.PLANNED,
    ControlStatus.UNDER_EVALUATION,
    ControlStatus.NOT_DONE,
)


@dataclass(frozen=True, slots=True)
class Attestation:
    """A certification, audit or law, with the source's own word for its status. `target` is "" where none is named."""

    name: str
    status: StatusView
    status_words: str
    detail: str
    target: str
    statement: ShownStatement


def collect_attestations(
    selected: Sequence[Selected], controls: Mapping[str, Control]
) -> tuple[tuple[Attestation, ...], list[Selected]]:
    """Take the attestations out; give them, one for each name, and all other statements."""
    found: dict[str, Selected] = {}
    names: dict[str, str] = {}
    rest: list[Selected] = []
    for one in selected:
        name = _find_name(one, controls)
        if not name or one.statement.status is ControlStatus.UNKNOWN:
            rest.append(one)
            continue
        key = fold_name(name)
        names.setdefault(key, name)
        chosen = _choose(found[key], one) if key in found else one
        if chosen is one:
            found.pop(key, None)  # stands where its statement does
        found[key] = chosen
    return tuple(_make(names[key], one) for key, one in found.items()), rest


def find_names(text: str) -> frozenset[str]:
    """Give the attestations that a text names, folded so that "SOC2 Type 2" and "SOC 2 Type II" are one."""
    return frozenset(fold_name(name) for name in _NAME.findall(text))


def fold_name(name: str) -> str:
    """Give what makes two names the same attestation's."""
    folded = re.sub(r"\W+", "", name.lower())
    return folded.replace("typeii", "type2").replace("typei", "type1").replace("isoiec", "iso")


def _find_name(selected: Selected, controls: Mapping[str, Control]) -> str:
    """Give what is attested; "" where the statement is about something else."""
    label = selected.statement.label
    if has_status_column(selected.statement) and _NAME.search(label):
        return label
    control = controls.get(selected.control_id)
    if control is None or control.section != "attestations":
        return ""
    found = _NAME.search(label) or _NAME.search(strip_markup(selected.statement.quote))
    return found.group() if found else ""


def _choose(one: Selected, other: Selected) -> Selected:
    """Keep the weaker claim; of equal ones a table row, which has the status in a column of its own, else the first."""
    weakness = [_WEAKNESS.index(selected.statement.status) for selected in (one, other)]
    if weakness[0] != weakness[1]:
        return (one, other)[weakness[1] > weakness[0]]
    is_row = [selected.statement.passage.kind is PassageKind.TABLE_ROW for selected in (one, other)]
    return other if is_row[1] and not is_row[0] else one


def _make(name: str, selected: Selected) -> Attestation:
    statement = selected.statement
    shown = show_statement(statement, selected.control_id)
    words = _read_status_words(statement)
    return Attestation(
        name=name,
        status=shown.status,
        status_words=words or shown.status.label,
        detail=_read_detail(statement, shown),
        target=find_target(statement.text) if statement.is_open else "",
        statement=shown,
    )


def _read_status_words(statement: Statement) -> str:
    cells = (strip_markup(cell) for header, cell in statement.passage.fields if STATUS_HEADER.search(header))
    return next(cells, "")


def _read_detail(statement: Statement, shown: ShownStatement) -> str:
    """Give what stands beside name and status."""
    fields = statement.passage.fields
    if not fields:
        return shown.text
    cells = [strip_markup(cell) for header, cell in fields[1:] if cell.strip() and not STATUS_HEADER.search(header)]
    return " ".join(cells)
