"""Tables of Word forms: where their questions are, and where the answers go."""

from __future__ import annotations

import pytest

from qanswer.core.question import QuestionForm, QuestionKind, SlotRole
from word_forms import ask, cell, check, dropdown, empty_text, found, grid, para, read_form, row, slot_at

TWO = (row("1", "Is data encrypted at rest?", "", ""), row("2", "How are keys managed?", "", ""))


def test_columns_by_their_headers() -> None:
    """Question and answer stand side by side; the number is read, the buyer's column left alone."""
    body = grid(row("#", "Question", "Vendor Response", "Analyst Notes"), *TWO)
    assert found(body) == [("T0R1C1", ["T0R1C2"]), ("T0R2C1", ["T0R2C2"])]
    assert ask(body, "T0R2C1").number == "2"


@pytest.mark.parametrize(
    "header",
    [
        ("Nr.", "Frage", "Antwort", "Bemerkung"),
        ("Réf.", "Question", "Réponse", "Commentaires"),
        ("Nº", "Pregunta", "Respuesta", "Observaciones"),
        ("No.", "質問", "回答", "備考"),
        ("序号", "问题", "回答", "备注"),
        ("Lp.", "Pytanie", "Odpowiedź", "Uwagi"),
    ],
)
def test_headers_in_any_language(header: tuple[str, ...]) -> None:
    """The language of the header changes nothing."""
    assert found(grid(row(*header), *TWO)) == [("T0R1C1", ["T0R1C2", "T0R1C3"]), ("T0R2C1", ["T0R2C2", "T0R2C3"])]


def test_header_repeated() -> None:
    """A header that comes back for each section is no question."""
    header = row("No.", "Question", "Answer", "Comments")
    assert found(grid(header, TWO[0], header, TWO[1])) == [
        ("T0R1C1", ["T0R1C2", "T0R1C3"]),
        ("T0R3C1", ["T0R3C2", "T0R3C3"]),
    ]


def test_guidance_column() -> None:
    """A column that is full while the answers are empty is guidance, whatever its name."""
    body = grid(
        row("Item", "Name/position/date", "Notes"),
        row("Measures approved by:", "", "Put the actions into the plan."),
        row("Advice given:", "", "The officer advises on compliance."),
        row(cell("Summary of advice:", span=3)),
    )
    assert found(body) == [("T0R1C0", ["T0R1C1"]), ("T0R2C0", ["T0R2C1"]), ("T0R3C0", ["T0R3C0"])]
    assert slot_at(body, "T0R3C0").anchor == "Summary of advice:"


def test_notes_of_an_answered_form() -> None:
    """In a form that is answered already, a full column of notes belongs to the answers."""
    body = para("Which data will be processed?") + grid(
        row("Data type", "Involved?", "Notes"), row("Payroll data", "Yes", "monthly"), row("Health data", "No", "none")
    )
    question = ask(body, "T0R1C0")
    assert [(slot.locator, slot.role, slot.value) for slot in question.slots] == [
        ("T0R1C1", SlotRole.TEXT, "Yes"),
        ("T0R1C2", SlotRole.COMMENT, "monthly"),
    ]
    assert question.stem == "Which data will be processed?"


def test_summary_of_sections_is_no_question() -> None:
    """A table that lists the sections of the form with their status is the buyer's summary."""
    heading = '<w:outlineLvl w:val="1"/>'
    titles = ("Access control", "Encryption", "Incident response")
    body = "".join(
        para(f"Domain {n}: {title}", properties=heading)
        + grid(row("Question", "Answer"), row(f"Is {title} in place?", "Yes"))
        for n, title in enumerate(titles, 1)
    )
    rows = [row(f"{n}. {title}", "Satisfactory") for n, title in enumerate(titles, 1)]
    body += para("Overview", properties=heading) + grid(row("Domain", "Status", header=True), *rows)
    assert [locator for locator, _ in found(body)] == ["T0R1C0", "T1R1C0", "T2R1C0"]


def test_columns_to_tick() -> None:
    """Columns headed by the answers are ticked; an X that is there is the answer."""
    body = grid(
        row("No.", "Requirement", "Yes", "No", "N/A", "Remarks"),
        row("1", "Administrators use a second factor.", "", "X", "", ""),
        row("2", "Logs are kept for a year.", "", "", "", ""),
    )
    slots = ask(body, "T0R1C1").slots
    assert [(slot.locator, slot.role, slot.options, slot.value) for slot in slots] == [
        ("T0R1C2", SlotRole.CHECKBOX, ("Yes",), ""),
        ("T0R1C3", SlotRole.CHECKBOX, ("No",), "No"),
        ("T0R1C4", SlotRole.CHECKBOX, ("N/A",), ""),
        ("T0R1C5", SlotRole.COMMENT, (), ""),
    ]


def test_boxes_under_two_header_rows() -> None:
    """Sub-headers under "Response" name the boxes; a question column may span number and text."""
    boxes = [cell(para(check()))] * 4
    body = grid(
        row(
            cell("Question", span=2, merge="restart"),
            cell("Expected testing", merge="restart"),
            cell("Response (check one)", span=4),
        ),
        row(cell(span=2, merge="continue"), cell(merge="continue"), "Yes", "Yes with CCW", "No", "N/A"),
        row("1.1", "Are standards for firewalls established?", "Review the standards", *boxes),
        row("1.2", "Is there a process for approving connections?", "Review the process", *boxes),
    )
    question = ask(body, "T0R2C1")
    assert question.number == "1.1"
    assert [(slot.locator, slot.options) for slot in question.slots] == [
        ("T0R2C3/CC0", ("Yes",)),
        ("T0R2C4/CC0", ("Yes with CCW",)),
        ("T0R2C5/CC0", ("No",)),
        ("T0R2C6/CC0", ("N/A",)),
    ]


def test_options_spelled_out_in_the_cell() -> None:
    """An answer cell that reads "Yes / No" holds a choice, not an answer."""
    body = grid(row("Question", "Answer"), row("Is it encrypted?", "Yes / No"), row("Is it tested?", "Yes / No"))
    slot = slot_at(body, "T0R1C1")
    assert (slot.role, slot.options, slot.value) == (SlotRole.CHOICE, ("Yes", "No"), "")
    assert ask(body, "T0R1C0").form is QuestionForm.YES_NO


def test_answers_with_commas_are_no_options() -> None:
    """An answer that is there is never taken for a list of options."""
    body = grid(
        row("Question", "Answer"), row("Is it encrypted?", "Yes, partially"), row("Is it tested?", "Yes, yearly")
    )
    assert slot_at(body, "T0R1C1").value == "Yes, partially"


def test_labelled_lines_in_the_answer_cell() -> None:
    """Labels inside of an answer cell are places of that one answer."""
    lines = cell(para("Web: ") + para("Documents: "))
    body = grid(row("Criteria", "Conformance Level", "Remarks"), row("1.1.1 Non-text content", lines, lines))
    assert found(body) == [("T0R1C0", ["T0R1C1#0", "T0R1C1#1", "T0R1C2#0", "T0R1C2#1"])]
    assert slot_at(body, "T0R1C1#1").anchor == "Documents:"


def test_row_that_wants_no_response() -> None:
    """A row whose answer cell says so is a heading."""
    body = grid(
        row("Criteria", "Conformance Level"),
        row("Chapter 4: Hardware", "Heading cell - no response required"),
        row("402.1 General", ""),
    )
    assert [locator for locator, _ in found(body)] == ["T0R2C0"]


def test_section_rows_and_lead_ins() -> None:
    """A row over all columns is a section, or the beginning of the questions below it."""
    body = grid(
        row("Control", "Answer", "Evidence"),
        row(cell("Access control", span=3, fill="DDDDDD")),
        row("Is a second factor enforced?", "", ""),
        row(cell("Do you log the following events:", span=3)),
        row("logins", "", ""),
    )
    questions = read_form(body).questions
    assert [(q.locator, q.section, q.stem) for q in questions] == [
        ("T0R2C0", "Access control", ""),
        ("T0R4C0", "Access control", "Do you log the following events:"),
    ]


def test_category_merged_over_rows() -> None:
    """A category in a merged cell is the section of all its rows."""
    body = grid(
        row("类别", "检查项", "是/否", "备注"),
        row(cell("访问控制", merge="restart"), "是否启用多因素认证？", "", ""),
        row(cell(merge="continue"), "是否定期审查权限？", "", ""),
    )
    assert [q.section for q in read_form(body).questions] == ["访问控制", "访问控制"]


def test_comment_merged_over_questions() -> None:
    """A comment cell merged over several questions is a slot of each."""
    body = grid(
        row("Question", "Answer", "Comments"),
        row("Is it encrypted?", "", cell(merge="restart")),
        row("Is it tested?", "", cell(merge="continue")),
    )
    assert found(body) == [("T0R1C0", ["T0R1C1", "T0R1C2"]), ("T0R2C0", ["T0R2C1", "T0R1C2"])]


def test_labels_beside_their_cells() -> None:
    """A table of labels needs no header, also with two pairs in a row."""
    body = grid(row("Company name", "", "Date", ""), row("Describe your hosting.", "", "Is it certified?", ""))
    assert found(body) == [
        ("T0R0C0", ["T0R0C1"]),
        ("T0R0C2", ["T0R0C3"]),
        ("T0R1C0", ["T0R1C1"]),
        ("T0R1C2", ["T0R1C3"]),
    ]
    assert ask(body, "T0R0C0").kind is QuestionKind.PROFILE
    assert ask(body, "T0R1C0").kind is QuestionKind.QUESTION


def test_label_with_room_behind_it() -> None:
    """A cell that ends in a colon takes its answer behind the colon when nothing beside it is free."""
    body = grid(row("Company name:", "Date:"), row("Phone:", "E-mail:"))
    assert found(body) == [(name, [name]) for name in ("T0R0C0", "T0R0C1", "T0R1C0", "T0R1C1")]
    assert slot_at(body, "T0R1C1").anchor == "E-mail:"


def test_labels_above_their_cells() -> None:
    """Column names over one free row are labels, each with the cell below it."""
    body = grid(row("Product name", "Version", "Release date"), row("", "", ""))
    assert found(body) == [("T0R0C0", ["T0R1C0"]), ("T0R0C1", ["T0R1C1"]), ("T0R0C2", ["T0R1C2"])]


def test_answer_below_the_question() -> None:
    """In a table of one column the answer goes below."""
    body = grid(row("1. Describe your process."), row(""), row("2. Do you test backups?"), row("Yes, yearly."))
    assert found(body) == [("T0R0C0", ["T0R1C0"]), ("T0R2C0", ["T0R3C0"])]
    assert slot_at(body, "T0R3C0").value == "Yes, yearly."


def test_answer_in_the_same_cell() -> None:
    """A question with empty lines below it in its own cell takes the answer behind itself."""
    body = grid(row(cell(para("Describe your process.") + para() + para())))
    assert found(body) == [("T0R0C0", ["T0R0C0"])]
    assert slot_at(body, "T0R0C0").anchor == "Describe your process."


def test_rows_for_answer_and_comment() -> None:
    """Rows "Response" and "Comments" below a question belong to it."""
    body = grid(
        row("1.1", "Do you encrypt data?"), row("Response:", ""), row("Comments:", ""),
        row("1.2", "Do you test backups?"), row("Response:", "Yes"), row("Comments:", ""),
    )  # fmt: skip
    assert found(body) == [("T0R0C1", ["T0R1C1", "T0R2C1"]), ("T0R3C1", ["T0R4C1", "T0R5C1"])]
    assert [slot.role for slot in ask(body, "T0R0C1").slots] == [SlotRole.TEXT, SlotRole.COMMENT]
    assert slot_at(body, "T0R4C1").value == "Yes"


def test_one_table_for_each_question() -> None:
    """Rows named question, guidance and answer are the parts of one question."""
    body = grid(
        row("Question 1", "Do you encrypt data at rest?"),
        row("Guidance", "Consider databases and backups."),
        row("Answer", ""),
        row("Evidence", ""),
    )
    assert found(body) == [("T0R0C1", ["T0R2C1", "T0R3C1"])]


def test_reviewer_rows_are_left_alone() -> None:
    """What the reviewer notes below a question is not the vendor's."""
    body = grid(row("Do you encrypt data?", ""), row("Reviewer comments", ""))
    assert found(body) == [("T0R0C0", ["T0R0C1"])]


def test_answered_labels() -> None:
    """In a form, labels and values without a header are read as answered when the labels look like labels."""
    pairs = grid(*(row(cell(label, bold=True), value) for label, value in (("Company", "ACME"), ("Founded", "1999"))))
    slots = list(read_form(pairs + grid(row("Do you encrypt data?", ""))).slots())
    assert [slot.value for slot in slots] == ["ACME", "1999", ""]


def test_report_is_no_form() -> None:
    """A report about a vendor, however much it looks like labels, statuses and owners, asks for nothing."""
    body = grid(row("Vendor", "ACME"), row("Date", "2024-03-01"), row("Risk tier", "High"))
    body += grid(
        row("Risk", "Likelihood", "Impact", "Mitigation", "Owner", "Status", header=True),
        row("Data leak", "Low", "High", "Encryption", "CISO", "Open"),
        row("Outage", "High", "Low", "Second site", "CTO", "Closed"),
    )
    body += para("This agreement is made between ______ and ACME on the ______ day of May.")
    assert found(body) == []


def test_glossary_is_no_form() -> None:
    """Terms and definitions ask for nothing."""
    body = grid(row("Term", "Definition"), row("MFA", "Multi-factor authentication"), row("SSO", "Single sign-on"))
    assert found(body) == []


def test_records() -> None:
    """A table of empty records is one question, answered by its first free row."""
    body = para("Please list all sub-processors:") + grid(
        row("Name", "Location", "Service"), row("", "", ""), row("", "", "")
    )
    assert found(body) == [("P0", ["T0R1C0", "T0R1C1", "T0R1C2"])]


def test_records_with_hints() -> None:
    """Hints in the cells of a record are its options."""
    body = grid(
        row("Describe the source of risk and its impact on individuals.", "Likelihood", "Severity", "Accepted"),
        row("", "Remote, possible or probable", "Minimal severe", "Yes/no"),
    )
    assert [(slot.locator, slot.options) for slot in ask(body, "T0R0C0").slots] == [
        ("T0R1C0", ()),
        ("T0R1C1", ("Remote", "possible", "probable")),
        ("T0R1C2", ("Minimal", "severe")),
        ("T0R1C3", ("Yes", "no")),
    ]


def test_matrix() -> None:
    """Labels on the left under unmarked column names: each row completes the question in front of the table."""
    body = para("Which data will you process?") + grid(
        row("Data type", "Processed", "Purpose"), row("Names", "", ""), row("Health data", "", "")
    )
    assert found(body) == [("T0R1C0", ["T0R1C1", "T0R1C2"]), ("T0R2C0", ["T0R2C1", "T0R2C2"])]
    assert ask(body, "T0R1C0").kind is QuestionKind.QUESTION


def test_rows_to_tick_under_a_title() -> None:
    """Boxes in front of short texts are the options of the title above them."""
    body = grid(
        row(cell("Deployment model", span=3)),
        row("☐", "Public", "Shared by all"),
        row("☒", "Private", "One customer"),
        row("☐", "Other", cell(para("Explain: ", empty_text()))),
    )
    slots = ask(body, "T0R0C0").slots
    assert [(slot.locator, slot.options, slot.value) for slot in slots] == [
        ("T0R1C0#0", ("Public",), ""),
        ("T0R2C0#0", ("Private",), "Private"),
        ("T0R3C0#0", ("Other",), ""),
        ("T0R3C2", (), ""),
    ]


def test_checklist() -> None:
    """Boxes behind statements are one question each."""
    body = grid(row("Item", "Done"), row("All laptops are encrypted.", "☐"), row("Backups are tested each year.", "☐"))
    assert found(body) == [("T0R1C0", ["T0R1C1#0"]), ("T0R2C0", ["T0R2C1#0"])]


def test_columns_of_boxes() -> None:
    """Lists of measures to tick, in columns: each column name asks."""
    body = grid(
        row("Technische Maßnahmen", "Organisatorische Maßnahmen", header=True),
        row("☐ Alarmanlage", "☐ Schlüsselregelung"),
        row("☐ Sonstige: ____", "☐ Besucherbuch"),
    )
    assert found(body) == [
        ("T0R0C0", ["T0R1C0#0", "T0R2C0#0", "T0R2C0"]),
        ("T0R0C1", ["T0R1C1#0", "T0R2C1#0"]),
    ]


def test_list_in_front_of_the_question() -> None:
    """The place may stand to the left of its question."""
    choice = cell(para(dropdown("Yes", "No")))
    body = grid(row(choice, "Does it store personal data?"), row(choice, "Is that data encrypted?"))
    assert found(body) == [("T0R0C1", ["T0R0C0"]), ("T0R1C1", ["T0R1C0"])]


def test_official_use_block() -> None:
    """What is reserved for the buyer stays empty."""
    body = grid(row("Vendor name:", ""), row(cell("FOR OFFICIAL USE ONLY", span=2)), row("Approved by:", ""))
    assert found(body) == [("T0R0C0", ["T0R0C1"])]


@pytest.mark.parametrize(
    "mark",
    [
        "Vom Auftraggeber auszufüllen",
        "Réservé à l'administration",
        "Para uso interno",
        "社内使用欄",
        "Wypełnia zamawiający",
    ],
)
def test_official_use_in_any_language(mark: str) -> None:
    """A heading that reserves what follows is understood in every language."""
    body = para("Company name: ____") + para(mark, bold=True) + grid(row("Rating", ""), row("Reviewer", ""))
    assert [locator for locator, _ in found(body)] == ["P0"]


def test_signature_block() -> None:
    """Name and date beside a signature are the signatory's, the company's address is not."""
    body = grid(row("Address", ""), row("Name:", ""), row("Signature:", ""), row("Date:", ""))
    kinds = [question.kind for question in read_form(body).questions]
    assert kinds == [QuestionKind.PROFILE, *[QuestionKind.SIGNATURE] * 3]


def test_declaration() -> None:
    """A declaration takes the fields below it for its signature."""
    body = grid(
        row(cell("I declare that the above is true and accurate.", span=2)),
        row(cell(para("Name: ", empty_text())), cell(para("Day: ", empty_text()))),
    )
    question = ask(body, "T0R0C0")
    assert question.kind is QuestionKind.SIGNATURE
    assert len(question.slots) == 2


def test_history_of_the_document() -> None:
    """The revision history is the author's."""
    body = para("Revision history", bold=True) + grid(
        row("Version", "Date", "Author", "Description"), row("", "", "", "")
    )
    assert found(body + grid(row("Is it encrypted?", ""))) == [("T1R0C0", ["T1R0C1"])]


def test_nested_tables() -> None:
    """A table in the answer cell holds the answer to the question beside it."""
    body = grid(
        row("Do you have a security officer?", cell(grid(row("")) + para())),
        row("Which certificates do you hold?", cell(grid(row("ISO 27001", "☐"), row("SOC 2", "☐")) + para())),
    )
    assert found(body) == [
        ("T0R0C0", ["T0R0C1/T0R0C0"]),
        ("T0R1C0", ["T0R1C1/T0R0C1#0", "T0R1C1/T0R1C1#0"]),
    ]


def test_table_around_the_whole_form() -> None:
    """A table of one cell that only frames the form is read like running text."""
    inner = para("1. Do you encrypt data?") + para("Answer: ____") + para("2. Do you test?") + para("Answer: ____")
    body = grid(row(cell(inner)))
    assert found(body) == [("T0R0C0", ["T0R0C0#0"]), ("T0R0C0#1", ["T0R0C0#1"])]
    assert slot_at(body, "T0R0C0#1").anchor == "2. Do you test?\nAnswer:"


def test_deleted_and_hidden_rows() -> None:
    """Rows deleted by a tracked change still count, and ask nothing."""
    gone = "<w:tr><w:trPr><w:del/></w:trPr>" + cell("Is it old?") + cell() + "</w:tr>"
    assert found(grid(row("Is it new?", ""), gone, row("Is it kept?", ""))) == [
        ("T0R0C0", ["T0R0C1"]),
        ("T0R2C0", ["T0R2C1"]),
    ]
