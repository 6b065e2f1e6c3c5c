"""Running text of Word forms: questions in paragraphs, and the places that take their answers."""

from __future__ import annotations

import pytest

from qanswer.core.question import QuestionForm, QuestionKind, SlotRole
from word_forms import (
    NUMBERED,
    ask,
    cell,
    check,
    control,
    dropdown,
    empty_text,
    found,
    grid,
    listed,
    para,
    read_form,
    row,
    slot_at,
)

HEADING = '<w:outlineLvl w:val="1"/>'


def found_in_list(body: str) -> list[tuple[str, str, list[str]]]:
    """Give locator, number and slots of the questions of a document with automatic lists."""
    questionnaire = read_form(body, numbering=NUMBERED)
    return [(q.locator, q.number, [slot.locator for slot in q.slots]) for q in questionnaire.questions]


def test_empty_paragraph_below() -> None:
    """The empty paragraph below a numbered question takes its answer."""
    body = para("Encryption", properties=HEADING)
    body += para("1. Do you encrypt data at rest?") + para() + para("2. Please describe your key management.") + para()
    assert found(body) == [("P1", ["P2"]), ("P3", ["P4"])]
    assert ask(body, "P3").section == "Encryption"


def test_automatic_numbers() -> None:
    """Numbers that Word counts by itself are the questions' numbers."""
    body = listed("Do you encrypt data?") + para("Answer:") + listed("Do you test backups?") + para("Answer: Yes")
    assert found_in_list(body) == [("P0", "1", ["P1"]), ("P2", "2", ["P3"])]
    slots = list(read_form(body, numbering=NUMBERED).slots())
    assert [(slot.anchor, slot.value) for slot in slots] == [("Answer:", ""), ("Answer:", "Yes")]


def test_lead_in_with_items() -> None:
    """A lead-in in front of lettered items is their stem and no question itself."""
    body = listed("Do you do the following:")
    body += listed("log all access?", level=1) + para("Answer: ____")
    body += listed("review the logs?", level=1) + para("Answer: ____")
    questions = read_form(body, numbering=NUMBERED).questions
    assert [(q.locator, q.number, q.stem) for q in questions] == [
        ("P1", "a", "Do you do the following:"),
        ("P3", "b", "Do you do the following:"),
    ]


def test_bullets_are_part_of_the_question() -> None:
    """Bullets between a question and its answer belong to the question."""
    body = para("1. Describe your backups, including:") + listed("how often", number=2) + listed("where", number=2)
    body += para("Answer: ____")
    question = read_form(body, numbering=NUMBERED).questions[0]
    assert question.text == "1. Describe your backups, including: how often where"
    assert [slot.locator for slot in question.slots] == ["P3"]


def test_boxes_behind_the_question() -> None:
    """Boxes in the line of the question, each with the label behind it."""
    body = para("1. Do you encrypt data? ☐ Yes ☒ No")
    question = ask(body, "P0")
    assert question.text == "1. Do you encrypt data?"
    assert question.form is QuestionForm.YES_NO
    assert [(slot.locator, slot.role, slot.options, slot.value) for slot in question.slots] == [
        ("P0#0", SlotRole.CHECKBOX, ("Yes",), ""),
        ("P0#1", SlotRole.CHECKBOX, ("No",), "No"),
    ]


@pytest.mark.parametrize(
    "line", ["Is it encrypted? Yes ☐ No ☐", "Is it encrypted?   Yes  ☐   No  ☐", "Is it encrypted? ☐ Yes   ☐ No"]
)
def test_labels_before_or_behind_boxes(line: str) -> None:
    """A line that begins with text and ends with a box has its labels in front of the boxes."""
    assert [slot.options for slot in ask(para(line), "P0").slots] == [("Yes",), ("No",)]


def test_boxes_below_the_question() -> None:
    """Options one a line belong to the question above; "Other" has a blank of its own."""
    body = para("2. Which standards apply?") + para("☐ ISO 27001") + para("☐ SOC 2") + para("☐ Other: ______")
    assert found(body) == [("P0", ["P1#0", "P2#0", "P3#0", "P3"])]
    assert slot_at(body, "P3").anchor == "Other:"


def test_ticks_as_emphasis_are_no_boxes() -> None:
    """A green tick in front of an answer is part of the answer."""
    body = grid(row("Question", "Answer"), row("Is it encrypted?", "✅ Yes"))
    assert (slot_at(body, "T0R1C1").role, slot_at(body, "T0R1C1").value) == (SlotRole.TEXT, "✅ Yes")


def test_follow_up() -> None:
    """A question "If yes" points to the one before it, or to the one that it names."""
    body = para("7. Is it encrypted? ☐ Yes ☐ No") + para("8. Is it hosted by others? ☐ Yes ☐ No")
    body += para("If yes, name them: ______") + para("If yes to question 7, name the algorithm: ______")
    assert [q.parent_id for q in read_form(body).questions] == ["", "", "P1", "P0"]


def test_labels_with_blanks() -> None:
    """Several blanks in a line are questions of their own, told apart by their order."""
    body = para("Name: ______   Title: ______") + para("E-mail ...................")
    assert found(body) == [("P0", ["P0#0"]), ("P0#1", ["P0#1"]), ("P1", ["P1"])]
    assert [question.kind for question in read_form(body).questions] == [QuestionKind.PROFILE] * 3


def test_sentence_with_gaps() -> None:
    """A sentence with gaps is one question with a place for each gap."""
    body = para("There are ____ internal and ____ external users.") + para("Company name: ____")
    assert found(body) == [("P0", ["P0#0", "P0#1"]), ("P1", ["P1"])]
    assert [slot.anchor for slot in ask(body, "P0").slots] == ["There are", "internal and"]


def test_lines_drawn_otherwise() -> None:
    """A line to write on may be an underlined gap or a tab with a leader."""
    underlined = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">          </w:t></w:r>'
    leader = '<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="9000"/></w:tabs>'
    body = para("Contact person: ", underlined) + para("Company name", "<w:r><w:tab/></w:r>", properties=leader)
    assert found(body) == [("P0", ["P0"]), ("P1", ["P1"])]


def test_options_as_a_line() -> None:
    """A line "Yes / No" below a question is the choice that takes its answer."""
    body = para("1. Do you encrypt data?") + para("Yes / No")
    slot = slot_at(body, "P1")
    assert (slot.role, slot.options) == (SlotRole.CHOICE, ("Yes", "No"))


def test_box_of_a_table_below() -> None:
    """A table of one free cell below a question is its answer box, labelled or not."""
    body = para("1. Describe your tests:") + grid(row("")) + para("2. Do you encrypt?") + grid(row("Answer:", ""))
    assert found(body) == [("P0", ["T0R0C0"]), ("P1", ["T1R0C1"])]


def test_headings_that_ask() -> None:
    """A heading that ends with a question mark and has room below it is a question."""
    body = (
        para("Is there a policy?", properties=HEADING) + para() + para("Is it reviewed?", properties=HEADING) + para()
    )
    assert found(body) == [("P0", ["P1"]), ("P2", ["P3"])]


def test_plain_list_of_questions() -> None:
    """Numbered questions without any room are answered behind themselves."""
    body = "".join(listed(text) for text in ("Do you encrypt data?", "How are keys managed?", "Who tests backups?"))
    assert found_in_list(body) == [("P0", "1", ["P0"]), ("P1", "2", ["P1"]), ("P2", "3", ["P2"])]


def test_answered_paragraphs() -> None:
    """In an answered list each question is followed by its answer."""
    pairs = (("Do you encrypt data?", "Yes, AES-256."), ("How are keys managed?", "In a KMS."), ("Who tests?", "Ops."))
    body = "".join(listed(question) + para(answer) for question, answer in pairs)
    assert [slot.value for slot in read_form(body, numbering=NUMBERED).slots()] == [
        "Yes, AES-256.",
        "In a KMS.",
        "Ops.",
    ]


def test_frequent_questions_are_no_form() -> None:
    """Bold questions with prose below them are a text to read."""
    body = "".join(
        para(question, bold=True) + para(answer)
        for question, answer in (
            ("What is MFA?", "A method."),
            ("Who must use it?", "All staff."),
            ("Since when?", "2020."),
        )
    )
    assert found(body) == []


def test_policy_is_no_form() -> None:
    """Numbered requirements of a policy ask for nothing."""
    body = para("1. Purpose", bold=True) + para("This policy sets out what must be done. All staff must follow it.")
    body += (
        para("2. Access", bold=True)
        + listed("Access must be reviewed yearly.")
        + listed("Ensure that accounts are named.")
    )
    body += para() + grid(
        row("Role", "Responsibility"), row("CISO", "Owns the policy"), row("Staff", "Follow the policy")
    )
    assert read_form(body, numbering=NUMBERED).questions == ()


def test_repeated_names_are_no_questions() -> None:
    """A placeholder that the text repeats inside of sentences is a name to replace, not a question."""
    text = "The system <System Name> is described here; <System Name> is owned by <System Name> staff."
    assert found(para(text) + para("Do you encrypt? ____")) == [("P1", ["P1"])]


def test_text_box_of_placeholders() -> None:
    """A paragraph that only asks to enter text is the place of the answer above it."""
    body = para("What is your approach?") + para("Click or tap here to enter text.")
    assert found(body) == [("P0", ["P1"])]


def test_contents_and_notes_are_no_questions() -> None:
    """A table of contents, notes and instructions ask for nothing, whatever their punctuation."""
    contents = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body = control(contents, para("1. Do you encrypt data?    3")) + para("Note: why do we ask this?") + para()
    assert found(body + para("1. Do you encrypt data? ____")) == [("P2", ["P2"])]


def test_reserved_paragraphs() -> None:
    """What follows "to be completed by the buyer" is left alone up to the next heading."""
    body = (
        para("For internal use only")
        + para("Rating: ____")
        + para("Section 2", properties=HEADING)
        + para("Name: ____")
    )
    assert found(body) == [("P3", ["P3"])]


def test_japanese_form() -> None:
    """Full-width colons, lines and boxes are read like narrow ones."""
    body = para("会社名：＿＿＿＿＿") + para("Q1. 情報セキュリティ方針を定めていますか。") + para("□はい　□いいえ")
    body += para("Q2. 具体的に記載してください。") + para("回答：＿＿＿＿＿")
    assert found(body) == [("P0", ["P0"]), ("P1", ["P2#0", "P2#1"]), ("P3", ["P4"])]
    assert [slot.options for slot in ask(body, "P1").slots] == [("はい",), ("いいえ",)]


def test_tracked_changes_and_fields() -> None:
    """Deleted and hidden text, notes and field instructions are not read; insertions and field results are."""
    body = para(
        "1. Do you ", "<w:del><w:r><w:delText>store</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>encrypt</w:t></w:r></w:ins>", " data", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>SECRET</w:t></w:r>",
        '<w:r><w:footnoteReference w:id="1"/></w:r>', '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r><w:instrText> REF x </w:instrText></w:r>", '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', " (see 4.1)?",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )  # fmt: skip
    assert ask(body + para("Answer: ____"), "P0").text == "1. Do you encrypt data (see 4.1)?"


def test_controls_in_paragraphs() -> None:
    """Content controls behind labels are filled by the locator of their paragraph."""
    body = para("Is it encrypted? ", dropdown("Yes", "No")) + para("Explain: ", empty_text()) + para("Agreed ", check())
    slots = list(read_form(body).slots())
    assert [(slot.locator, slot.role, slot.options) for slot in slots] == [
        ("P0", SlotRole.CHOICE, ("Yes", "No")),
        ("P1", SlotRole.COMMENT, ()),
        ("P2/CC0", SlotRole.CHECKBOX, ("Agreed",)),
    ]


def test_form_in_a_cell_beside_text() -> None:
    """Empty cells of a layout table around text are no answers."""
    body = grid(row(cell(para("Please complete this form. Contact us with any question."))), row(""))
    assert found(body) == []


def test_labels_below_one_another() -> None:
    """Labels of particulars with nothing between them are filled behind themselves, in a document that is a form."""
    labels = para("Product name:", bold=True) + para("Report date:", bold=True) + para("Contact:", bold=True)
    assert found(labels + para("1. Is it encrypted? ____")) == [(f"P{n}", [f"P{n}"]) for n in range(4)]
    assert found(labels) == []


@pytest.mark.parametrize(("other", "kind"), [("Anschrift:", QuestionKind.PROFILE), ("Fecha:", QuestionKind.SIGNATURE)])
def test_firma_by_its_language(other: str, kind: QuestionKind) -> None:
    """A German "Firma" is a company, a Spanish one a signature."""
    assert ask(grid(row(other, ""), row("Firma:", "")), "T0R1C0").kind is kind
