"""Statements: stretches of a passage, each with the status of its own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanswer.core.control import ControlStatus
from qanswer.core.passage import Passage, PassageKind, Source
from qanswer.core.statement import OPEN_STATUSES, read_statements, weaken
from qanswer.core.status import read_row_status, read_status

SOURCE = Source("p.md", "P", "p.md", "md", "ff")
IMPLEMENTED, PARTIAL, IN_PROGRESS = ControlStatus.IMPLEMENTED, ControlStatus.PARTIAL, ControlStatus.IN_PROGRESS


def _passage(text: str, kind: PassageKind = PassageKind.BULLET, question: str = "") -> Passage:
    return Passage("id", SOURCE, ("P",), text, "L1", kind, read_status(text), question)


def _row(*fields: tuple[str, str]) -> Passage:
    text = " | ".join(cell for _, cell in fields)
    return Passage("id", SOURCE, ("P",), text, "L1", PassageKind.TABLE_ROW, read_row_status(fields), "", fields)


def _read(passage: Passage) -> list[tuple[ControlStatus, str]]:
    return [(statement.status, statement.text) for statement in read_statements(passage)]


def test_semicolon_parts_what_is_in_place_from_what_is_to_come() -> None:
    """The first clause is in part, since the second is still being worked on."""
    text = "CSRF protection on state-changing operations; remaining legacy exemptions are being removed."
    assert _read(_passage(text)) == [
        (PARTIAL, "CSRF protection on state-changing operations"),
        (IN_PROGRESS, "Remaining legacy exemptions are being removed."),
    ]


def test_exception_is_cut_off_where_it_is_still_to_come() -> None:
    """An "apart from" that is being removed is an item of its own; one that stays is not cut."""
    text = "CSRF protection covers all operations, apart from legacy exemptions that are being removed."
    assert [status for status, _ in _read(_passage(text))] == [PARTIAL, IN_PROGRESS]
    assert len(_read(_passage("All data is encrypted, except for public assets."))) == 1


def test_sentences_have_their_own_status() -> None:
    """A plan beside a control in another sentence does not weaken that control's sentence."""
    text = "Sessions expire automatically. We are migrating tokens to HttpOnly cookies; see the Compliance Roadmap."
    statuses = [status for status, _ in _read(_passage(text))]
    assert statuses == [IMPLEMENTED, IN_PROGRESS]


def test_a_documents_name_is_no_plan() -> None:
    """To point to the "Compliance Roadmap" says nothing about status."""
    text = "The scope of the audit is given in the Compliance Roadmap."
    assert [status for status, _ in _read(_passage(text))] == [ControlStatus.UNKNOWN]


def test_background_clause_does_not_rule_the_main_clause() -> None:
    """What happens "while the report is in progress" is possible today."""
    text = "While the SOC 2 report is in progress, we can share our questionnaire under NDA."
    assert _read(_passage(text)) == [(IMPLEMENTED, text)]


def test_published_answer_loses_its_yes_and_keeps_its_question() -> None:
    """The bare "No." is no statement; the question is the label."""
    passage = _passage("No. Customer data is not used for training.", PassageKind.QA, "Do you train on our data?")
    statement = read_statements(passage)[0]
    assert (statement.text, statement.label) == ("Customer data is not used for training.", "Do you train on our data?")
    assert read_statements(_passage("Yes.", PassageKind.QA, "Really?")) == ()


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("**Session expiry:** Sessions expire.", "Session expiry", "Sessions expire."),
        ("**Region**: Singapore.", "Region", "Singapore."),
        ("Detection: We monitor health.", "Detection", "We monitor health."),
        ("We do this: that and more", "We do this", "That and more"),
        ("No label here.", "", "No label here."),
    ],
)
def test_label_of_a_bullet_is_read_apart(text: str, label: str, rest: str) -> None:
    """What stands before the colon names the statement."""
    statement = read_statements(_passage(text))[0]
    assert (statement.label, statement.text) == (label, rest)


def test_table_row_is_one_statement_with_the_status_of_its_column() -> None:
    """The Status column rules; notes that are still to come make it partial."""
    row = _row(("Framework", "SOC 2"), ("Status", "In progress"), ("Notes", "Audit underway. See the list."))
    assert [status for status, _ in _read(row)] == [IN_PROGRESS]
    mixed = _row(("Control", "Alerts"), ("Status", "In place"), ("Notes", "Coverage is being expanded."))
    assert [status for status, _ in _read(mixed)] == [PARTIAL]


def test_weaken_gives_the_weakest_common_status() -> None:
    """In place beside anything less is partial; nothing known is unknown."""
    assert weaken([IMPLEMENTED, IN_PROGRESS]) is PARTIAL
    assert weaken([ControlStatus.PLANNED, IN_PROGRESS]) is ControlStatus.PLANNED
    assert weaken([IMPLEMENTED, ControlStatus.UNKNOWN]) is IMPLEMENTED
    assert weaken([]) is ControlStatus.UNKNOWN


_CLAUSES = st.sampled_from(
    [
        "backups are made daily",
        "alerting is being expanded",
        "**keys** are rotated yearly",
        "SOC 2 Type II is planned for 2027",
        "ISO 27001 is under evaluation",
        "we do not offer `SAML`",
        "see the Compliance Roadmap",
    ]
)
_JOINTS = st.sampled_from(["; ", ". ", ", but ", " — ", ", apart from ", ": ", "\n"])


@given(st.lists(st.tuples(_CLAUSES, _JOINTS), min_size=1, max_size=6), st.sampled_from(list(PassageKind)))
def test_quotes_stand_in_their_passage_and_open_words_are_never_in_place(
    parts: list[tuple[str, str]], kind: PassageKind
) -> None:
    """Whatever the text: quotes are found to the letter, and a plan's words never make an implemented statement."""
    text = "".join(clause[:1].upper() + clause[1:] + joint for clause, joint in parts).strip()
    for statement in read_statements(_passage(text, kind)):
        assert statement.quote in text
        if statement.status is IMPLEMENTED:
            for words in ("being expanded", "planned for", "under evaluation"):
                assert words not in statement.quote
        assert statement.is_open is (statement.status in OPEN_STATUSES)
