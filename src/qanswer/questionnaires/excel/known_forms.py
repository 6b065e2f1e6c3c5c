"""Published forms recognised by their numbers and titles: grids in, name and hints on roles out. Pure.

Nothing here depends on fixed rows or columns: a form with a row more, or half of it deleted, is the same form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole
from qanswer.questionnaires.wording import normalise

_MAX_ROWS = 3000
_TITLE_ROWS = 8
"""Rows at the top of a sheet where a form says its name."""
_LEAST_IDS = 5
"""So many numbers of a form's own shape must be there: fewer may be a reference to it."""


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A published form.

    `ids` matches its numbers; `codes` are prefixes of which one at least must occur; `words` must occur in titles of
    sheets or in their first rows, where the numbers alone would not tell. `roles` hints what a column is by its header.
    """

    name: str
    ids: str = ""
    codes: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    roles: tuple[tuple[str, ColumnRole], ...] = ()


_CAIQ_ROLES = (
    ("ownership", ColumnRole.OWNER),
    ("implementation description", ColumnRole.COMMENT),
    ("csc responsibilities", ColumnRole.COMMENT),
    ("specification", ColumnRole.GUIDANCE),
    ("control title", ColumnRole.GUIDANCE),
)
_HECVAT_ROLES = (
    ("guidance", ColumnRole.GUIDANCE),
    ("additional information", ColumnRole.COMMENT),
    ("analyst", ColumnRole.BUYER),
    ("compliant", ColumnRole.BUYER),
    ("override", ColumnRole.BUYER),
    ("importance", ColumnRole.BUYER),
)
_SIG_ROLES = (("additional information", ColumnRole.COMMENT), ("maturity", ColumnRole.OTHER))
_SCORES = (("target", ColumnRole.BUYER), ("average", ColumnRole.COMPUTED))
_CAIQ_ID = r"[A-Z][A-Z&]{2}-\d{2}\.\d{1,2}"
_HECVAT_ID = r"[A-Z]{4}-\d{2}"
_HECVAT_CODES = frozenset(("DOCU", "APPL", "AAAI", "DATA", "VULN", "CHNG", "PPPR", "COMP", "DCTR", "ITAC"))

KNOWN_FORMS = (
    KnownForm("CAIQ-Lite", _CAIQ_ID, words=("caiq-lite", "caiq lite"), roles=_CAIQ_ROLES),
    KnownForm("CAIQ v4", _CAIQ_ID, frozenset(("CEK", "LOG", "UEM", "DSP", "A&A")), roles=_CAIQ_ROLES),
    KnownForm("CAIQ v3", _CAIQ_ID, frozenset(("AAC", "EKM", "MOS", "GRM", "DSI")), roles=_CAIQ_ROLES),
    KnownForm("HECVAT 4", _HECVAT_ID, frozenset(("REQU", "PRGN", "AIQU", "OPEM")), roles=_HECVAT_ROLES),
    KnownForm("HECVAT 3", _HECVAT_ID, _HECVAT_CODES, roles=_HECVAT_ROLES),
    KnownForm("SIG Core", r"[A-Z]\.\d+(?:\.\d+)*", words=("sig core",), roles=_SIG_ROLES),
    KnownForm("SIG Lite", r"[A-Z]\.\d+(?:\.\d+)*", words=("sig lite",), roles=_SIG_ROLES),
    KnownForm("SIG", r"[A-Z]\.\d+(?:\.\d+)*", words=("standardized information gathering",), roles=_SIG_ROLES),
    KnownForm("VSA", words=("vendor security alliance", "vsa-core", "vsa core", "vsa-full", "vsa full")),
    KnownForm(
        "CyFun", r"(?:\w+_)?[A-Z]{2}\.[A-Z]{2}-\d+(?:\.\d+)?", words=("cyfun", "cyberfundamentals"), roles=_SCORES
    ),
    KnownForm("NIST CSF", r"(?:ID|PR|DE|RS|RC|GV)\.[A-Z]{2}-\d+", roles=_SCORES),
    KnownForm("NIST SP 800-171", r"(?:03|3)\.(?:0?[1-9]|1[0-7])\.\d{1,2}", words=("800-171", "cui", "nist")),
    KnownForm("MASVS", r"(?:MSTG|MASVS)-[A-Z]+-\d+"),
    KnownForm(
        "ASVS", r"v?\d{1,2}\.\d{1,2}(?:\.\d{1,2})?", words=("asvs", "application security verification standard")
    ),
    KnownForm("SAMM", words=("software assurance maturity model", "samm assessment", "owasp samm")),
    KnownForm("VDA ISA", r"\d\.\d\.\d{1,2}", words=("vda isa", "tisax", "vda information security")),
    KnownForm("MVSP", r"\d\.\d{1,2}", words=("minimum viable secure product", "mvsp")),
)


def find_known_form(grids: Sequence[Grid]) -> KnownForm | None:
    """Find the published form that a workbook is; None when it is none of those known."""
    titles = " | ".join(_titles(grids))
    ids = tuple(_ids(grids))
    codes = Counter(re.split(r"[-.]", text)[0] for text in ids)
    return next((form for form in KNOWN_FORMS if _is(form, ids, codes, titles)), None)


def _titles(grids: Sequence[Grid]) -> Iterator[str]:
    for grid in grids:
        yield normalise(grid.title)
        for row in grid.rows[:_TITLE_ROWS]:
            yield from (normalise(text) for text in grid.row(row).values() if len(text) <= 200)


def _ids(grids: Sequence[Grid]) -> Iterator[str]:
    """Give texts that may number a question: short, with a digit, without a space."""
    for grid in grids:
        for row in grid.rows[:_MAX_ROWS]:
            for text in grid.row(row).values():
                plain = text.strip()
                if len(plain) <= 24 and " " not in plain and any(character.isdigit() for character in plain):
                    yield plain


def _is(form: KnownForm, ids: Sequence[str], codes: Counter[str], titles: str) -> bool:
    if form.words and not any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", titles) for word in form.words):
        return False
    if form.codes and not any(codes[code] for code in form.codes):
        return False
    if not form.ids:
        return bool(form.words)
    pattern = re.compile(form.ids + r"\Z", re.IGNORECASE if form.name == "ASVS" else 0)
    return len({text for text in ids if pattern.match(text)}) >= _LEAST_IDS


def steer(form: KnownForm | None, plans: Sequence[ColumnPlan]) -> tuple[ColumnPlan, ...]:
    """Let what is known of a form speak for its columns, except for the one with the questions."""
    if form is None:
        return tuple(plans)
    return tuple(_steer_column(form, plan) for plan in plans)


def _steer_column(form: KnownForm, plan: ColumnPlan) -> ColumnPlan:
    header = normalise(plan.header)
    role = next((role for words, role in form.roles if words in header), None)
    if role is None or role is plan.role or plan.role in {ColumnRole.QUESTION, ColumnRole.COMPUTED}:
        return plan
    return replace(plan, role=role, reason=f"known from {form.name}", options=())
