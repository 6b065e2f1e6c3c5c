"""Content controls, legacy fields, styles and numbers of Word forms; what a form keeps when it is moved."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parts import WORD, document
from qanswer.core.errors import DamagedFileError
from qanswer.core.question import SlotRole
from qanswer.questionnaires.locator import parse_word_locator
from word_forms import (
    NUMBERED,
    ask,
    box_field,
    cell,
    check,
    control,
    dropdown,
    empty_text,
    found,
    grid,
    list_field,
    listed,
    para,
    read_bytes,
    read_form,
    row,
    slot_at,
    text_field,
)

WRAPPED = control("", cell("Click here to enter text."), is_empty=True)


def controls(*labels: str) -> str:
    """Write one paragraph for each label, with a check box control in front of it."""
    return "".join(para(check(), f" {label}") for label in labels)


def test_control_tables() -> None:
    """Summary lines with controls behind their labels, check boxes, and parts whose cells lie in controls."""
    status = para("Implementation Status (check all that apply):") + controls("Implemented", "Planned")
    body = grid(
        row(cell("AC-1", fill="1D396B"), cell("Control Summary Information", fill="1D396B")),
        row(cell(para("Responsible Role: ", empty_text()), span=2)),
        row(cell(para("Parameter AC-1(a): ", empty_text()), span=2)),
        row(cell(status, span=2)),
    ) + grid(
        row(cell("AC-1 What is the solution and how is it implemented?", span=2, fill="1D396B")),
        row(cell("Part a"), WRAPPED),
        row(cell("Part b"), WRAPPED),
    )
    assert found(body) == [
        ("T0R1C0", ["T0R1C0"]),
        ("T0R2C0", ["T0R2C0"]),
        ("T0R3C0", ["T0R3C0/CC0", "T0R3C0/CC1"]),
        ("T1R1C0", ["T1R1C1"]),
        ("T1R2C0", ["T1R2C1"]),
    ]
    assert ask(body, "T1R1C0").stem == "AC-1 What is the solution and how is it implemented?"
    assert slot_at(body, "T0R2C0").anchor == "Parameter AC-1(a):"


def test_control_tables_that_are_answered() -> None:
    """The same tables without any control, filled in: labels and parts tell where the answers stand."""
    body = grid(
        row(cell("AC-2", fill="1D396B"), cell("Control Summary Information", fill="1D396B")),
        row(cell("Responsible Role: IT manager", span=2)),
        row(cell("Parameter AC-2(j): yearly", span=2)),
        row(
            cell(
                para("Implementation Status (check all that apply):") + para("☒ Implemented") + para("☐ Planned"),
                span=2,
            )
        ),
    ) + grid(
        row(cell("AC-2 (3) What is the solution and how is it implemented", fill="1D396B")),
        row("Accounts are disabled after 90 days. Administrators must renew them."),
    )
    questions = read_form(body).questions
    assert [(q.text, [slot.value for slot in q.slots]) for q in questions] == [
        ("Responsible Role:", ["IT manager"]),
        ("Parameter AC-2(j):", ["yearly"]),
        ("Implementation Status (check all that apply):", ["Implemented", ""]),
        (
            "AC-2 (3) What is the solution and how is it implemented",
            ["Accounts are disabled after 90 days. Administrators must renew them."],
        ),
    ]


def test_lists_and_their_values() -> None:
    """A drop-down list gives its entries to the letter; what is chosen is the value, the prompt is none."""
    answers = [cell(para(dropdown("Yes", "No", "Partial", chosen=chosen))) for chosen in ("Partial", "")]
    body = grid(row("Question", "Answer"), *(row("Is it encrypted?", answer) for answer in answers))
    slots = [slot_at(body, f"T0R{n}C1") for n in (1, 2)]
    assert [(slot.role, slot.options, slot.value) for slot in slots] == [
        (SlotRole.CHOICE, ("Yes", "No", "Partial"), "Partial"),
        (SlotRole.CHOICE, ("Yes", "No", "Partial"), ""),
    ]


def test_several_controls_in_a_cell() -> None:
    """Controls without labels of their own are told apart by their numbers."""
    body = grid(row("Question", "Answer"), row("Is it tested?", cell(para(dropdown("Yes", "No")) + para(empty_text()))))
    assert found(body) == [("T0R1C0", ["T0R1C1/SDT0", "T0R1C1/SDT1"])]


def test_control_around_paragraphs() -> None:
    """A control of the body that holds the answer is a place of its own; its paragraphs do not count."""
    body = para("What is your approach?") + control("", para("Click or tap here to enter text."), is_empty=True)
    assert found(body + para("Name: ____")) == [("P0", ["S0"]), ("P1", ["P1"])]


def test_control_around_a_part_of_the_form() -> None:
    """A control that only frames questions and tables is looked into."""
    body = control("<w:group/>", para("1. Is it encrypted? ____") + grid(row("Company name", "")))
    assert found(body) == [("S0P0", ["S0P0"]), ("S0T0R0C0", ["S0T0R0C1"])]


def test_check_box_around_a_cell() -> None:
    """A check box that wraps its cell is named by the cell."""
    box = control('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', cell("☒"))
    body = grid(row(cell("System status", span=2)), row(box, "Operational"))
    slot = slot_at(body, "T0R1C0")
    assert (slot.role, slot.options, slot.value) == (SlotRole.CHECKBOX, ("Operational",), "Operational")


def test_linked_names_are_text() -> None:
    """Controls linked to the document's properties inside of sentences are names, not questions."""
    name = control(content="Acme Cloud", title="System", more='<w:dataBinding w:xpath="/x"/>')
    body = para("This plan describes ", name, ", its users and ", name, " staff.") + para("See ", name, ".")
    assert found(body + para("Owner: ____")) == [("P2", ["P2"])]


def test_locked_control() -> None:
    """A control that may not be edited is said to be locked."""
    locked = control(content="Click here to enter text.", is_empty=True, more='<w:lock w:val="sdtContentLocked"/>')
    assert slot_at(grid(row("Company name", cell(para(locked)))), "T0R0C1").is_locked


def test_legacy_fields() -> None:
    """In a form of legacy fields only the fields take answers; labels stand above, beside or in front of them."""
    body = grid(
        row("01 - Full name", "02 - Country"),
        row(cell(para(text_field())), cell(para(text_field("Spain")))),
        row(cell(para("03 - Sex") + para("male ", box_field(), "  female ", box_field(is_ticked=True))), ""),
        row(cell(para("04 - Size") + para(list_field("small", "large", chosen=1))), ""),
    )
    assert found(body) == [
        ("T0R0C0", ["T0R1C0/FF0"]),
        ("T0R0C1", ["T0R1C1/FF0"]),
        ("T0R2C0", ["T0R2C0/FF0", "T0R2C0/FF1"]),
        ("T0R3C0", ["T0R3C0/FF0"]),
    ]
    assert slot_at(body, "T0R1C1/FF0").value == "Spain"
    assert (slot_at(body, "T0R2C0/FF1").options, slot_at(body, "T0R2C0/FF1").value) == (("female",), "female")
    assert (slot_at(body, "T0R3C0/FF0").options, slot_at(body, "T0R3C0/FF0").value) == (("small", "large"), "large")


def test_several_questions_in_a_cell() -> None:
    """Numbered questions in one cell, each with a field below it, are told apart."""
    body = grid(row(cell("".join(para(f"{n} - Field of study") + para(text_field()) for n in (12, 13)))))
    assert found(body) == [("T0R0C0", ["T0R0C0/FF0"]), ("T0R0C0#1", ["T0R0C0/FF1"])]


def test_default_text_of_a_field_is_no_answer() -> None:
    """What a field shows until it is filled is no answer."""
    body = grid(row("Company name", cell(para(text_field(default="Enter name")))))
    assert slot_at(body, "T0R0C1/FF0").value == ""


@pytest.mark.parametrize("edit", ["forms", "readOnly"])
def test_protected_form(edit: str) -> None:
    """Protection for forms leaves only the fields to fill; other protection does not."""
    body = grid(row("Company name", cell(para(text_field()))), row("Address", ""))
    protection = f'<w:documentProtection w:edit="{edit}" w:enforcement="1"/>'
    locators = [question.locator for question in read_form(body, settings=protection).questions]
    assert locators == ["T0R0C0"]


def test_drawn_boxes_of_symbol_fonts() -> None:
    """A box drawn with a symbol font is a box like any other, which the writer can tick."""
    box = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
    slots = ask(para("1. Is it encrypted? ", box, " Yes ", box, " No"), "P0").slots
    assert [(slot.locator, slot.options, slot.is_locked) for slot in slots] == [
        ("P0#0", ("Yes",), False),
        ("P0#1", ("No",), False),
    ]


def test_headings_by_style() -> None:
    """A heading is told by its style's outline level, also through the style that it is based on."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="Base"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="Mine"/><w:basedOn w:val="A"/></w:style>'
    )
    body = para("Encryption", properties='<w:pStyle w:val="B"/>') + grid(row("Is it encrypted?", ""))
    assert read_form(body, styles=styles).questions[0].section == "Encryption"


def test_headings_of_undefined_styles() -> None:
    """A style that the document does not define is a heading by its name, in any language of Word."""
    for style in ("Heading2", "berschrift2", "Titre2", "Ttulo2", "Nagwek2"):
        body = para("Encryption", properties=f'<w:pStyle w:val="{style}"/>') + grid(row("Is it encrypted?", ""))
        assert read_form(body).questions[0].section == "Encryption"


def test_list_numbers() -> None:
    """Levels count within their parents, and start again below the next one."""
    items = (("One?", 0), ("Sub one?", 1), ("Sub two?", 1), ("Two?", 0), ("Sub three?", 1))
    body = "".join(listed(f"Do you do {text}", level=level) + para("Answer: ____") for text, level in items)
    assert [q.number for q in read_form(body, numbering=NUMBERED).questions] == ["1", "a", "b", "2", "a"]


FORM = (
    grid(row("No.", "Question", "Answer", "Comments"), row("1", "Is it encrypted?", "☐ Yes ☐ No", ""))
    + para("2. Do you test backups?")
    + para("Answer: ____")
    + grid(row("Company name", "", "Date", ""), row(cell(para("E-mail: ", empty_text()), span=2), "Phone", ""))
)


def described(body: str) -> list[tuple[str, str, str, list[tuple[SlotRole, tuple[str, ...], str]]]]:
    """Give all that is read from a form but where it stands."""
    return [
        (q.text, q.number, q.kind.value, [(slot.role, slot.options, slot.anchor) for slot in q.slots])
        for q in read_form(body).questions
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["<w:p/>", "table", "section", "note"]), max_size=4))
def test_moving_a_form_changes_only_locators(before: list[str]) -> None:
    """Empty paragraphs, an empty table, a heading or a note in front of a form change nothing but locators."""
    blocks = {
        "<w:p/>": "<w:p/>",
        "table": grid(row("", "")),
        "section": para("Part one", properties='<w:outlineLvl w:val="0"/>'),
        "note": para("Note: all questions are to be answered."),
    }
    assert described("".join(blocks[block] for block in before) + FORM) == described(FORM)


@settings(max_examples=25, deadline=None)
@given(n_characters=st.integers(1, 4), is_framed=st.booleans())
def test_runs_do_not_matter(*, n_characters: int, is_framed: bool) -> None:
    """How Word cuts a text into runs, or marks it as inserted, changes nothing."""
    text = "3. Do you encrypt data at rest? ☐ Yes ☐ No"
    pieces = [text[n : n + n_characters] for n in range(0, len(text), n_characters)]
    cut = para(*(f"<w:ins>{run}</w:ins>" if is_framed else run for run in (_run(piece) for piece in pieces)))
    assert described(cut) == described(para(text))


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_large_form_is_read_in_linear_time() -> None:
    """Twice the form takes about twice the time, and a large one a few seconds at most."""
    table = grid(
        row(cell("AC-1", fill="1D396B"), cell("Control Summary Information", fill="1D396B")),
        row(cell(para("Responsible Role: ", empty_text()), span=2)),
        row(
            cell(para("Status (check all that apply):") + controls("Implemented", "Planned", "Partial", "None"), span=2)
        ),
    )
    seconds = []
    for n_tables in (200, 400):
        data = document((table + para()) * n_tables)
        started = time.process_time()
        assert len(read_bytes(data).questions) == 2 * n_tables
        seconds.append(time.process_time() - started)
    assert seconds[1] < 10
    assert seconds[1] < 5 * seconds[0]


def test_broken_document() -> None:
    """A document without a body is refused in one line."""
    with pytest.raises(DamagedFileError):
        read_bytes(document("", parts={"word/document.xml": f'<w:document xmlns:w="{WORD}"/>'}))


BOXES = (
    '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0A8;"/>'
    '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>'
)


def test_boxes_for_bullets() -> None:
    """Items whose bullets are boxes answer a question that asks to tick; elsewhere they are bullets."""
    items = listed("ISO 27001", number=5) + listed("SOC 2", number=5)
    body = para("1. Which certificates do you hold? (check all that apply)") + items + para("Name: ____")
    questions = read_form(body, numbering=BOXES).questions
    assert [(slot.locator, slot.options, slot.is_locked) for slot in questions[0].slots] == [
        ("P1", ("ISO 27001",), True),
        ("P2", ("SOC 2",), True),
    ]
    assert len(read_form(para("We hold:") + items + para("Name: ____"), numbering=BOXES).questions) == 1


def test_text_boxes_are_mentioned() -> None:
    """Text boxes are not read, and that is said."""
    box = f"<w:r><w:pict><w:txbxContent>{para('Do you encrypt data?')}</w:txbxContent></w:pict></w:r>"
    questionnaire = read_form(para("Name: ____", box))
    assert [question.text for question in questionnaire.questions] == ["Name:"]
    assert len(questionnaire.problems) == 1


PIECES = st.sampled_from(
    ["", "Is it encrypted?", "Company name", "Answer:", "Yes / No", "☐ Yes ☐ No", "[ ] a ( ) b", "Name: ____ Date: ____",
     "1.1", "2. Describe it.", "FOR OFFICIAL USE ONLY", "Signature", "Low, medium or high", "Question", "Response", "Notes",
     "I declare that it is true.", "Enter <name> here", "____", "There are ____ of them.", "If yes, explain: ____", "Web:", "#"]
)  # fmt: skip
CONTENT = st.one_of(
    PIECES.map(para),
    st.sampled_from(
        [para(empty_text()), para("Is it? ", check()), para(dropdown("a", "b")), para("Sex ", box_field(), " m")]
    ),
)
CELLS = st.builds(
    lambda parts, span, merge: cell("".join(parts) or para(), span=span, merge=merge),
    st.lists(CONTENT, max_size=3), st.integers(1, 3), st.sampled_from(["", "", "", "restart", "continue"]),
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=4).map(lambda cells: row(*cells)), max_size=5).map(lambda rows: grid(*rows))
BLOCKS = st.lists(st.one_of(TABLES, CONTENT, st.builds(lambda t: grid(row(cell(t + para()))), TABLES)), max_size=5)


@settings(max_examples=150, deadline=None)
@given(BLOCKS)
def test_any_document_is_read(blocks: list[str]) -> None:
    """Whatever a document is made of: ids are unique, locators can be parsed, one slot of each question is the main one."""
    questions = read_form("".join(blocks)).questions
    assert len({question.id for question in questions}) == len(questions)
    for question in questions:
        assert question.text
        assert all(parse_word_locator(slot.locator) for slot in question.slots)
        assert [slot.is_primary for slot in question.slots] == [n == 0 for n in range(len(question.slots))]
