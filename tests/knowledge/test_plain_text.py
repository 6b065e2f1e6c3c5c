"""Plain text policies are cut by the shape of their lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qanswer.core.control import ControlStatus
from qanswer.core.passage import Library, Passage, PassageKind
from qanswer.knowledge.library import load_library

ReadPolicy = Callable[..., Library]


def test_numbered_and_plain_headings_nest(read_policy: ReadPolicy) -> None:
    """The first line is the title, numbered headings stand under it, short lines without a stop under those."""
    text = "Security Page\n1. Hosting\nCloud\n- We use AWS.\n2. People\nStaff are trained every year.\n"
    bullet, paragraph = read_policy("a.txt", text).passages
    assert bullet.heading_path == ("Security Page", "1. Hosting", "Cloud")
    assert paragraph.heading_path == ("Security Page", "2. People")


def test_sub_numbers_nest(read_policy: ReadPolicy) -> None:
    """Heading 1.1 stands under heading 1."""
    text = "Policy\n\n1. Access\n\n1.1 Reviews\n\nAccess is reviewed.\n\n2. Logs\n\nLogs are kept.\n"
    review, logs = read_policy("a.txt", text).passages
    assert review.heading_path == ("Policy", "1. Access", "1.1 Reviews")
    assert logs.heading_path == ("Policy", "2. Logs")


def test_numbered_list_is_no_row_of_headings(read_policy: ReadPolicy) -> None:
    """Numbers that follow one another at once make a list."""
    text = "Recovery\n\nThe steps are:\n1. Declare the incident\n2. Restore the backup\n3. Tell the customers\n"
    passages = read_policy("a.txt", text).passages
    assert [passage.text for passage in passages[1:]] == [
        "Declare the incident",
        "Restore the backup",
        "Tell the customers",
    ]
    assert passages[1].heading_path == ("Recovery", "The steps are")


def test_wrapped_text_is_joined(read_policy: ReadPolicy) -> None:
    """Where an editor wrapped the lines, a paragraph ends at the blank line, a version number at a line's start or not."""
    text = (
        "Encryption policy\n\n"
        "All traffic between the customer's browser and the service uses TLS\n"
        "1.2 or later, and certificates are renewed by the platform well before\n"
        "they expire.\n\n"
        "Stored data is encrypted with AES-256 by the database's own storage\n"
        "layer.\n"
    )
    first, second = read_policy("a.txt", text).passages
    assert first.text.endswith(
        "uses TLS 1.2 or later, and certificates are renewed by the platform well before they expire."
    )
    assert (first.locator, second.locator) == ("lines 3-5", "lines 7-8")


def test_lines_of_an_unwrapped_text_stay_apart(read_policy: ReadPolicy) -> None:
    """Where each line is a paragraph, they are not joined."""
    text = (
        "Contact page\n"
        "We answer every message that a customer or a researcher sends to us within two working days.\n"
        "We publish our machine-readable contact details where everybody can find them, as the standard asks.\n"
    )
    assert len(read_policy("a.txt", text).passages) == 2


def test_broken_bullet_is_mended(read_policy: ReadPolicy) -> None:
    """A bullet broken in mid-sentence goes on, and one that begins in mid-line stands for itself."""
    text = (
        "Page\nHosting\n- Region: Ireland (Europe -\neu-west-1). Data stays there. - Redundancy: several zones in\n"
        "eu-west-1 for availability.\n- Network: private.\n"
    )
    passages = read_policy("a.txt", text).passages
    assert [(passage.text, passage.locator) for passage in passages] == [
        ("Region: Ireland (Europe - eu-west-1). Data stays there.", "lines 3-4"),
        ("Redundancy: several zones in eu-west-1 for availability.", "lines 4-5"),
        ("Network: private.", "line 6"),
    ]


def test_pipe_table_and_answers(read_policy: ReadPolicy) -> None:
    """A table of pipes has headers by its rule; Q: and A: are a published answer."""
    text = "Page\n| Layer | Standard |\n|---|---|\n| Backups | AES-256 |\nQ: Where is it?\nA: In Ireland.\n"
    row, answer = read_policy("a.txt", text).passages
    assert (row.text, row.fields[1]) == ("Backups | AES-256", ("Standard", "AES-256"))
    assert (answer.kind, answer.question, answer.text) == (PassageKind.QA, "Where is it?", "In Ireland.")


def test_label_lines_are_no_headings(read_policy: ReadPolicy) -> None:
    """A line such as "Team: address" is text."""
    (passage,) = read_policy("a.txt", "Page\nContact\nPrivacy Team: privacy@example.com\n").passages
    assert (passage.text, passage.heading_path) == ("Privacy Team: privacy@example.com", ("Page", "Contact"))


def test_update_line_is_the_effective_date(read_policy: ReadPolicy) -> None:
    """The line of the last update says since when the text holds."""
    (source,) = read_policy("a.txt", "Page\nLast Updated: May 5, 2026\nWe encrypt data.\n").sources
    assert str(source.effective_on) == "2026-05-05"


@pytest.fixture(scope="module")
def seed(shared: Path) -> dict[str, Passage]:
    """The passages of the demo vendor's own page, by text."""
    return {passage.text: passage for passage in load_library(shared / "seed").passages}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Redundancy: Multi-availability zone deployment in ap-southeast-1for high availability.", "implemented"),
        ("Code review required for all production changes.", "implemented"),
        (
            "CSRF protection on state-changing operations; remaining legacy exemptions are being removed in our 2026 hardening pass.",
            "partial",
        ),
        (
            "SOC 2 Type II | On Roadmap | Pursued after Type I, once the controls have been operating for the required observation period.",
            "planned",
        ),
        (
            "ISO 27001 | Under Evaluation | Information security management system certification under evaluation for 2027 and beyond.",
            "under_evaluation",
        ),
    ],
)
def test_seed_page_is_cut_well(seed: dict[str, Passage], text: str, status: str) -> None:
    """The converter's broken bullets, tables and sub-headings come out as whole statements with their status."""
    assert seed[text].status is ControlStatus(status)


def test_seed_page_headings(seed: dict[str, Passage]) -> None:
    """Numbered headings and those under them make the path."""
    assert seed["Dependency scanning for known vulnerabilities."].heading_path == (
        "Security & Trust Center",
        "2. Application Security",
        "Secure Development Practices",
    )
