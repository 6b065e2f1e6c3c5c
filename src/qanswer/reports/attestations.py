"""Attestations and compliance with laws: what is named, how far it is, its target; never stronger than a source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qanswer.core.control import Control, ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.passage import PassageKind
from qanswer.core.statement import Statement
from qanswer.core.status import read_clause_status
from qanswer.reports.selection import STATUS_HEADER, Selected, has_status_column
from qanswer.reports.shown import ShownStatement, find_target, join_cells, show_statement
from qanswer.reports.wording import StatusView, view_status

_NAME = re.compile(
    r"SOC ?[123](?:,? Type (?:II|I|2|1))?|ISO(?:/IEC)? ?(?:27001|27017|27018|27701|42001|22301|9001)|PCI[ -]DSS"
    r"|HITRUST|FedRAMP|Cyber Essentials(?: Plus)?|CSA STAR|TISAX|HIPAA|(?:UK |EU )?GDPR|CCPA(?: ?/ ?CPRA)?"
    r"|UK Data Protection Act(?: 2018)?|LGPD|PIPEDA"
)
_HELD = re.compile(
    r"\b(?:certified|certificat\w+|compl(?:y|ies|iant|iance|eted)|attest(?:ed|ation)|achieved|obtained|holds?|held|passed"
    r"|audited|aligned|adhere\w*|undergo\w*|maintain\w*|registered|in place|available|report)\b",
    re.IGNORECASE,
)
_STILL_COMING = re.compile(r"\b(?:in progress|under ?way|meanwhile|until)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:(\u2013\u2014]|\.\s")
_FEW_LETTERS = 24
"""A longer status is a sentence: it goes to the details, and the plain word for it stands in its place."""
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
        if not name or one.statement.status is ControlStatus.UNKNOWN or _is_vague(one.statement):
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


def _is_vague(statement: Statement) -> bool:
    """Whether running text counts as in place only for want of other words: a name alone says of nothing that it is."""
    return statement.status in {ControlStatus.IMPLEMENTED, ControlStatus.PARTIAL} and not is_held(statement)


def is_held(statement: Statement) -> bool:
    """Whether it says in so many words that something is held or complied with, and not while something else comes."""
    if has_status_column(statement):
        return True
    is_in_place = view_status(statement.status, statement.text).key in {"implemented", "partial"}
    words = f"{statement.label} {statement.text}"
    return is_in_place and bool(_HELD.search(words)) and not _STILL_COMING.search(statement.text)


def _choose(one: Selected, other: Selected) -> Selected:
    """Keep the weaker claim; of equal ones a table row, which has the status in a column of its own, else the first."""
    weakness = [_WEAKNESS.index(selected.statement.status) for selected in (one, other)]
    if weakness[0] != weakness[1]:
        return (one, other)[weakness[1] > weakness[0]]
    is_row = [selected.statement.passage.kind is PassageKind.TABLE_ROW for selected in (one, other)]
    return other if is_row[1] and not is_row[0] else one


def _make(name: str, selected: Selected) -> Attestation:
    statement = selected.statement
    words, rest = _cut_status(_read_status_words(statement))
    status = _weaken(statement.status, words)
    shown = show_statement(replace(statement, status=status), selected.control_id)
    detail = join_cells((rest, _read_detail(statement, shown)))
    return Attestation(
        name=name,
        status=shown.status,
        status_words=words or shown.status.label,
        detail=detail,
        target=find_target(f"{words} {detail}") if statement.is_open else "",
        statement=shown,
    )


def _cut_status(words: str) -> tuple[str, str]:
    """Cut a wordy status into its first words, which name it, and the rest; into none and all where they are many."""
    parts = [part.strip() for part in _CLAUSE.split(words, maxsplit=1)]
    if len(parts[0]) > _FEW_LETTERS:
        return "", words
    rest = parts[-1] if len(parts) > 1 else ""
    return parts[0], rest[:1].upper() + rest[1:]


def _weaken(status: ControlStatus, words: str) -> ControlStatus:
    """Give the weaker of a row's status and that of the words that name it: "Not in scope" is not in part in place."""
    named = read_clause_status(words) if words else status
    found = [one for one in (status, named) if one in _WEAKNESS]
    return max(found, key=_WEAKNESS.index, default=status)


def _read_status_words(statement: Statement) -> str:
    cells = (strip_markup(cell) for header, cell in statement.passage.fields if STATUS_HEADER.search(header))
    return next(cells, "")


def _read_detail(statement: Statement, shown: ShownStatement) -> str:
    """Give what stands beside name and status."""
    fields = statement.passage.fields
    if not fields:
        return shown.text
    return join_cells(strip_markup(cell) for header, cell in fields[1:] if not STATUS_HEADER.search(header))
