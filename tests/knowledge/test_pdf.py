"""PDF policies become passages from their text layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qanswer.core.passage import Library, PassageKind

ReadPolicy = Callable[..., Library]
Placed = tuple[float, float, float, str]
MakePdf = Callable[[Sequence[Sequence[Placed]]], bytes]


def lines(*texts: str, top: float = 700, size: float = 11) -> list[Placed]:
    """Place lines one under the other."""
    return [(60, top - 14 * number, size, text) for number, text in enumerate(texts)]


def test_wrapped_lines_under_a_heading(read_policy: ReadPolicy, make_pdf: MakePdf) -> None:
    """Larger type is a heading, and the lines below it are one paragraph with its page for locator."""
    body = lines("All traffic between the browser and the service uses TLS", "1.2 or later, on every path there is.")
    page = [(60, 760, 22, "Security policy"), (60, 730, 16, "Encryption"), *body]
    (passage,) = read_policy("a.pdf", make_pdf([page])).passages
    assert passage.heading_path == ("Security policy", "Encryption")
    assert passage.text.endswith("the service uses TLS 1.2 or later, on every path there is.")
    assert passage.locator == "page 1"


def test_space_between_paragraphs_parts_them(read_policy: ReadPolicy, make_pdf: MakePdf) -> None:
    """More space than between lines begins a paragraph."""
    first = lines("Backups are taken every day and kept in", "another zone for thirty days.")
    second = lines("Restores are tested by the team that", "owns the service.", top=650)
    assert len(read_policy("a.pdf", make_pdf([[*first, *second]])).passages) == 2


def test_running_lines_and_page_numbers_go(read_policy: ReadPolicy, make_pdf: MakePdf) -> None:
    """What stands at the edge of most pages is no policy text."""
    pages = [
        [
            (60, 800, 9, "Example Ltd - Confidential"),
            *lines(f"Statement number {word} holds."),
            (300, 30, 9, f"{n} / 3"),
        ]
        for n, word in enumerate(("one", "two", "three"), 1)
    ]
    passages = read_policy("a.pdf", make_pdf(pages)).passages
    assert [passage.text for passage in passages] == [
        "Statement number one holds.",
        "Statement number two holds.",
        "Statement number three holds.",
    ]


def test_broken_words_are_joined(read_policy: ReadPolicy, make_pdf: MakePdf) -> None:
    """A hyphen at a line's end goes where the word is written without it, and stays in a compound."""
    page = lines(
        "The encryption of stored data is done by the plat-",
        "form, as is the encryp-",
        "tion of backups; multi-",
        "factor sign-in is asked of all staff.",
    )
    (passage,) = read_policy("a.pdf", make_pdf([page])).passages
    assert "platform, as is the encryption of backups; multi-factor sign-in" in passage.text


def test_cells_side_by_side_are_a_row(read_policy: ReadPolicy, make_pdf: MakePdf) -> None:
    """Texts far apart on one height are cells of a row; a cell of several lines is one cell."""
    page = [
        *lines("The layers are these."),
        *((60, 650, 11, "Layer"), (300, 650, 11, "Standard"), (420, 650, 11, "Status")),
        *((60, 630, 11, "Stored"), (60, 616, 11, "data"), (300, 630, 11, "AES-256"), (420, 630, 11, "In place")),
        *((60, 596, 11, "Backups"), (300, 596, 11, "AES-256"), (420, 596, 11, "Planned")),
    ]
    passages = read_policy("a.pdf", make_pdf([page])).passages
    rows = [passage for passage in passages if passage.kind is PassageKind.TABLE_ROW]
    assert [row.text for row in rows][-1] == "Backups | AES-256 | Planned"
    assert rows[-1].fields[2] == ("Status", "Planned")


def test_scan_is_a_problem(read_policy: ReadPolicy, make_pdf: MakePdf) -> None:
    """A PDF without text is named, with what to do about it."""
    library = read_policy("a.pdf", make_pdf([[]]))
    assert "no text layer" in library.problems[0].message


def test_damaged_pdf_is_a_problem(read_policy: ReadPolicy) -> None:
    """A file that is no PDF is named, and stops nothing."""
    library = read_policy("a.pdf", b"%PDF-1.4 truncated")
    assert len(library.problems) == 1
