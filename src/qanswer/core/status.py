"""How far a control is in place, read from a source's own words. Coarse: one status for a whole passage.

Shared by ingestion and by the judge, who reads clause by clause with `read_clause_status`.
"""

from __future__ import annotations

import re

from qanswer.core.control import ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.sentences import split_sentences

_BUILD = (
    r"(?:implement|introduc|support|launch|publish|add|extend|expand|migrat|adopt|deploy|roll|achiev|obtain|pursu|complet|"
    r"establish|enabl|offer|available|formali[sz]|automat|replac|creat|develop|hire|undergo|certif)"
)
_NOT_YET = r"(?:not|never)(?: yet| currently| formally| presently)?(?: been)?"
_ABSENT = (
    r"(?:implemented|available|offered|supported|in place|in scope|certified|compliant|performed|provided|established|"
    r"conducted|completed|enabled|deployed|wired|applicable|done|started)"
)
_DOES = r"(?:have|offer|support|hold|provide|maintain|carry|perform|conduct|undergo)"
_NOT_DONE = (
    r"\bnot (?:yet|currently|presently|at this time|at present)\b|^not (?:run|used|made|kept|covered|included|done)\b",
    rf"\b{_NOT_YET} {_ABSENT}\b",
    rf"\b(?:do|does) not (?:currently |yet |presently )?{_DOES}\b",
    r"\bhas not (?:yet )?(?:been|undergone|completed|achieved|obtained)\b",
    r"\b(?:has|have|with) no (?:formal|dedicated|documented|current|bug bounty|such|public)\b",
    r"\bthere (?:is|are) (?:currently |also )?no\b|\bno\b[^.;]{0,80}\b(?:exists?|yet)\b",
    r"\bno [\w /-]{0,40}(?:has|have) (?:yet )?been (?:completed|performed|conducted)\b",
    r"\bno longer (?:offered|supported|available|in place)\b",
    r"\b(?:decided|opted) against\b|\b(?:decided|chose|chosen|opted) not to\b|\b(?:gave|given|giving) up\b",
    r"\babandoned\b",
    r"\b(?:we|they|staff) do without\b|\bruled (?:it )?out\b|\b(?:is|are) missing\b|\bhas been discontinued\b",
    r"\bout of scope\b|\b(?:is|are|remains?|currently) unavailable\b|\bunsupported\b",
    r"\bnone (?:yet|today|currently)\b|\bnon-?compliant\b",
)
_UNDER_EVALUATION = (
    r"\bunder (?:evaluation|consideration|assessment|discussion)\b",
    r"\bbeing (?:evaluated|considered|assessed for|explored|investigated)\b",
    r"\b(?:we are|we're|is|are|currently) (?:evaluating|considering|exploring|investigating|looking (?:into|at|for))\b",
    r"\bto be (?:evaluated|decided|determined|confirmed)\b|\bTB[DC]\b",
)
# "Scheduled for retirement": what is there today ends; nothing new is promised.
_END = r"(?:retire|decommission|remov|shut|delet|destr|dispos|replace|switch)"
_NO_END = rf"(?! (?:for|to be) {_END})"
# Planned maintenance is a kind of maintenance.
_KIND_OF_WORK = r"(?:maintenance|downtime|outages?|changes?|work|interruptions?|releases?|windows?|events?|jobs?)"
_NO_KIND = rf"(?! {_KIND_OF_WORK})"
_PLANNED = (
    r"\broad-?maps?\b",
    (
        rf"\b(?:is|are|was|were|currently|now) (?:also )?(?:planned|scheduled|targeted|slated|envisaged|intended)"
        rf"\b{_NO_END}"
    ),
    rf"\b(?:planned|scheduled|targeted|slated|due){_NO_END} (?:for|in|by|to|on)\b",
    rf"^(?:planned|scheduled)\b{_NO_KIND}|^(?:targeted|target|aspirational|future|upcoming|not started)\b",
    r"\b(?:plan|plans|planning|intend|intends|aim|aims|expect|expects) to\b(?! the)",
    rf"\bwill (?:\w+ly )?(?:be |become )?(?:\w+ly )?{_BUILD}",
    r"\b(?:aspirational|forthcoming)\b|\bto be (?:implemented|introduced|completed|published|added)\b",
    r"\bin (?:a|the) (?:future|coming|next)\b|\bon the [\w -]{0,30}(?:track|backlog)\b",
    r"\bpursued after\b|\bwork towards?\b",
    r"\bwill be (?:issued|written|published|ready|in place|held|certified|audited) (?:in|by|from|next|later|during)\b",
    r"\b(?:foreseen|envisioned|anticipated) (?:for|in|by)\b|\bcoming (?:soon|in|by|with|later)\b",
    r"\bexpected (?:by|in|for|around|at the end|before)\b",
    r"\bexpect(?:s|ed)? to (?:be|have|complete|achieve|obtain|receive|finish|publish)\b",
    r"\b(?:comes?|arrives?|follows?) (?:in|with) (?:Q[1-4]|20\d\d)\b",
)
_UNFINISHED = (
    r"(?:implemented|expanded|extended|migrated|removed|rolled out|introduced|deployed|built|hardened|developed|"
    r"replaced|added|improved|formali[sz]ed|established|phased|automated|prepared|finali[sz]ed|drafted|onboarded|upgraded|enhanced|"
    r"strengthened)"
)
_CHANGING = (
    r"(?:migrating|implementing|rolling out|expanding|extending|working (?:on|towards?)|building|introducing|hardening|"
    r"removing|deploying|finali[sz]ing|preparing|pursuing|undergoing|completing|formali[sz]ing|moving)"
)
_IN_PROGRESS = (
    r"\b(?:in progress|underway|under way|under development|in preparation|under preparation)\b|\bbooked for\b",
    r"\b(?:is|are|currently|still|now) in development\b|^in development\b",
    r"\bon-?going (?:implementation|migration|roll-?out|project)\b",
    r"\b(?:in|as an?) (?:\w+ )?(?:preview|beta|alpha|pilot|early access)\b",
    r"\b(?:private|public|limited|closed|open) (?:preview|beta)\b",
    r"\b(?:observation|audit) (?:period|window) (?:\w+ )?(?:running|runs|began|begins|started|opened|since)\b",
    r"\bbeing (?:written|drafted|negotiated|hired|recruited|set up|put in place|prepared|trialled|tested for)\b",
    r"\b(?:we are|we're|is|are) (?:hiring|recruiting|trialling|negotiating)\b",
    r"\bpilot(?:ing|ed)\b|\bon (?:our|the|its|their) way\b",
    rf"(?<!\bits )(?<!\bof )\bbeing (?:\w+ly )?{_UNFINISHED}\b",
    rf"\b(?:we are|we're|is|are|currently|team is) (?:currently |actively |now |also )?{_CHANGING}\b",
)
_PARTIAL = (
    r"\b(?:partial|partially|partly|in part)\b",
    r"\b(?:where|wherever|when) (?:\w+ )?(?:feasible|possible|practical|practicable)\b",
    r"\bwith (?:some|few|legacy) exceptions?\b|\b(?:some|most) but not all\b",
)
_IN_PLACE = (
    r"^(?:yes|implemented|in place|compliant|complete|completed|certified|active|done|enabled|live|operational|"
    r"achieved|met|fully)\b"
)
_ORDER = (
    (ControlStatus.UNDER_EVALUATION, _UNDER_EVALUATION),
    (ControlStatus.IN_PROGRESS, _IN_PROGRESS),
    (ControlStatus.PLANNED, _PLANNED),
    (ControlStatus.NOT_DONE, _NOT_DONE),
    (ControlStatus.PARTIAL, _PARTIAL),
)
_PATTERNS = tuple((status, re.compile("|".join(words), re.IGNORECASE)) for status, words in _ORDER)
_STARTS_IN_PLACE = re.compile(_IN_PLACE, re.IGNORECASE)
_NO = re.compile(r"^(?:no|none|n)\b[.,;:\s]*$|^no[.,;:] ", re.IGNORECASE)
_CLAUSE = re.compile(r";\s+|\s+[—\u2013]\s+|,\s+(?:but|while|although|however)\s+|\s+(?:but|however)\s+", re.IGNORECASE)
_STATUS_HEADER = re.compile(
    r"\b(?:status|state|maturity|implementation|implemented\??|in place\??|compliance|progress)\b", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Za-z]{2,}")


def read_clause_status(clause: str) -> ControlStatus:
    """Read the status of one clause: the weakest its words allow; a plain statement counts as implemented."""
    clause = clause.strip()
    if not _WORDS.search(clause):
        return ControlStatus.UNKNOWN
    if _NO.match(clause):
        return ControlStatus.NOT_DONE
    return next((status for status, pattern in _PATTERNS if pattern.search(clause)), ControlStatus.IMPLEMENTED)


def split_clauses(text: str) -> tuple[str, ...]:
    """Cut a text at sentence ends, semicolons, dashes and contrasts: the stretches that can differ in status."""
    clauses = (part.strip() for sentence in split_sentences(text) for part in _CLAUSE.split(sentence))
    return tuple(clause for clause in clauses if clause)


def read_status(text: str) -> ControlStatus:
    """Read one status for a passage.

    Clauses that agree give their status; clauses in place beside others that are not give `PARTIAL`; among clauses of
    which none is in place, the one furthest from being so counts.
    """
    statuses = {read_clause_status(clause) for clause in split_clauses(strip_markup(text))} - {ControlStatus.UNKNOWN}
    if not statuses:
        return ControlStatus.UNKNOWN
    if len(statuses) == 1:
        return statuses.pop()
    if ControlStatus.IMPLEMENTED in statuses or ControlStatus.PARTIAL in statuses:
        return ControlStatus.PARTIAL
    return next(status for status, _ in _ORDER if status in statuses)


def read_row_status(fields: tuple[tuple[str, str], ...]) -> ControlStatus:
    """Read the status of a table row: its Status-like column's words if it has one, else those of all cells."""
    for header, cell in fields:
        if _STATUS_HEADER.search(header) and cell.strip():
            return _read_cell(strip_markup(cell).strip())
    return read_status(". ".join(cell.rstrip(".") for _, cell in fields if cell.strip()))


def _read_cell(cell: str) -> ControlStatus:
    if _STARTS_IN_PLACE.match(cell) and read_clause_status(cell) is ControlStatus.IMPLEMENTED:
        return ControlStatus.IMPLEMENTED
    return read_status(cell)
