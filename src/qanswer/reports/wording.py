"""How statuses, verdicts, dates and classifications are worded and coloured in generated documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qanswer.core.control import ControlStatus
from qanswer.core.passage import Classification


@dataclass(frozen=True, slots=True)
class StatusView:
    """A status as shown: a word, what it means, and colours (six hexadecimal digits) that only repeat the word."""

    key: str
    label: str
    meaning: str
    fill: str
    ink: str


_VIEWS = (
    StatusView("implemented", "Implemented", "The source states it as in place.", "DDEFE3", "1B5E3A"),
    StatusView("required", "Required by policy", "The source lays it down as a rule.", "E1ECF7", "1F4E79"),
    StatusView("partial", "Partly implemented", "In place in part, or with exceptions.", "FBF0D2", "7A5200"),
    StatusView("in_progress", "In progress", "Work has begun and is not finished.", "E7E4F6", "433A8C"),
    StatusView("planned", "Planned", "Decided for later; not begun.", "EDE7F3", "5B3A7D"),
    StatusView("under_evaluation", "Under evaluation", "Being considered; not decided.", "ECECEC", "4A4A4A"),
    StatusView("not_done", "Not in place", "The source states that it is not so.", "F8E1DE", "8C2318"),
    StatusView("unknown", "Stated", "Stated without a status of its own.", "F1F3F5", "3D4852"),
)
_BY_KEY = {view.key: view for view in _VIEWS}
# A rule says what ought to be; that it is kept is another claim.
_OFFER = re.compile(
    r"\bcan (?:be )?discuss|\bto be discussed\b|\bcan be (?:reached|scoped)\b"
    r"|\bonce\b(?! (?:an?|per|every|each|in|monthly|daily|weekly)\b)|\b(?:would|could)\b|\bnext step\b|\(future\b"
    r"|\bmay\b(?! \d)",
    re.IGNORECASE,
)
_OPEN_LEAD_IN = re.compile(
    r"\b(?:plans?|planned|may|might|can|could|would|examples?|aims?|goals?|purposes?|intend\w*|criteria|exceptions?)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:shall|must|should|will)\b|\b(?:is|are) (?:required|expected|to be)\b"
    r"|\bit is (?:vital|important|essential|recommended)\b",
    re.IGNORECASE,
)


def status_views() -> tuple[StatusView, ...]:
    """Give all statuses, from what is in place to what is not."""
    return _VIEWS


def view_status(status: ControlStatus, text: str = "", lead_in: str = "") -> StatusView:
    """Word a status; what a policy only lays down ("must", "should") or offers to discuss is not called implemented.

    `lead_in` is the sentence that a bullet completes: "We may use:", "The plan shall ensure that:".
    """
    if status is ControlStatus.IMPLEMENTED:
        if _OFFER.search(text):
            return _BY_KEY["unknown"]
        is_rule = _RULE.search(f"{lead_in} {text}")
        return _BY_KEY["required" if is_rule else "unknown" if _OPEN_LEAD_IN.search(lead_in) else "implemented"]
    return _BY_KEY[str(status)]


def word_date(day: date | None) -> str:
    """Write a date as "5 May 2026"; "" for none. Month names are English whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


_MONTHS = tuple(
    re.findall(r"\w+", "January February March April May June July August September October November December")
)


def word_classification(classification: Classification) -> str:
    """Say who may see a source."""
    return {Classification.PUBLIC: "Public", Classification.NDA: "Under NDA"}.get(classification, "Internal")


def count_noun(number: int, noun: str, plural: str = "") -> str:
    """Write "1 question", "2 questions"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
