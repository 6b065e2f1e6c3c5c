"""Forms that are hard to read, one difficulty each; registered in `forms.FORMS`."""

from __future__ import annotations

from forms import BOLD, BOX, GREY, HEAD, OPEN, QUESTIONS, Expected, Form, Formula, Sheet, Styled, Value, form, h, row

Q = QUESTIONS


@form
def titles_for_questions() -> Form:
    """Controls named by titles alone: nothing reads like a question, nothing is numbered, no list."""
    titles = ("Background checks", "Clean desk policy", "Malware protection", "Patch management", "Visitor log")
    rows: list[list[Value]] = [h("Control", "Implemented (Y/N)", "Remarks"), *[row(title) for title in titles]]
    expected: Expected = {f"Form!A{r}": (f"B{r} choice Y|N", f"C{r} comment") for r in range(2, 7)}
    return Form("titles", {"Form": Sheet(rows)}, expected)


@form
def mixed_titles_and_questions() -> Form:
    """Titles and questions in one column, under section rows that are titles too."""
    rows: list[list[Value]] = [
        h("Topic", "Your response"),
        [Styled("Organisation", BOLD)],
        [Q[0]],
        ["Security awareness training"],
        ["Background checks"],
        [Styled("Operations", BOLD)],
        [Q[3]],
        ["Patch management process"],
        [Q[5]],
    ]
    expected: Expected = {f"Form!A{r}": (f"B{r} text",) for r in (3, 4, 5, 7, 8, 9)}
    return Form("mixed titles", {"Form": Sheet(rows)}, expected)


@form
def example_row_first() -> Form:
    """The first row shows how to answer."""
    rows: list[list[Value]] = [
        h("No", "Question", "Answer", "Comment"),
        ["Example", "Do you have a door lock?", "Yes", "All doors have locks."],
        *[row(n, text) for n, text in enumerate(Q, 1)],
    ]
    expected: Expected = {f"Form!B{r}": (f"C{r} text", f"D{r} comment") for r in range(3, 11)}
    return Form("example row", {"Form": Sheet(rows)}, expected)


@form
def buyer_chose_priorities() -> Form:
    """A list in a column that the buyer has filled, beside the vendor's blank list."""
    rows: list[list[Value]] = [
        h("ID", "Category", "Question", "Priority", "Answer"),
        *[row(f"Q{n}", "Access", text, "High" if n % 2 else "Low", None) for n, text in enumerate(Q, 1)],
    ]
    lists = {"B2:B9": '"Access,Backup"', "D2:D9": '"High,Low"', "E2:E9": '"Yes,No"'}
    expected: Expected = {f"Form!C{r}": (f"E{r} choice Yes|No",) for r in range(2, 10)}
    return Form("buyer chose", {"Form": Sheet(rows, lists=lists)}, expected)


@form
def evaluation_by_formulas() -> Form:
    """A results sheet looks its questions up in the form and asks for the buyer's verdict by a list."""
    rows: list[list[Value]] = [
        h("ID", "Question", "Answer", "Comments"),
        *[row(f"Q{n}", q) for n, q in enumerate(Q, 1)],
    ]
    copy: list[list[Value]] = [h("Question", "Verdict", "Comments")]
    copy += [row(Formula(f"Form!B{n + 1}", text), None, None) for n, text in enumerate(Q, 1)]
    sheets = {
        "Form": Sheet(rows, lists={"C2:C9": '"Yes,No"'}),
        "Assessment": Sheet(copy, lists={"B2:B9": '"Pass,Fail"'}),
    }
    expected: Expected = {f"Form!B{r}": (f"C{r} choice Yes|No", f"D{r} comment") for r in range(2, 10)}
    return Form("evaluation by formulas", sheets, expected)


@form
def same_questions_for_two_products() -> Form:
    """Two sheets with the same questions, one a product: both are to be answered."""
    rows: list[list[Value]] = [
        h("ID", "Requirement", "Result", "Notes"),
        *[row(f"R-{n}", q) for n, q in enumerate(Q, 1)],
    ]
    sheets = {name: Sheet(rows, lists={"C2:C9": '"Pass,Fail,N/A"'}) for name in ("Android", "iOS")}
    expected: Expected = {
        f"{name}!B{r}": (f"C{r} choice Pass|Fail|N/A", f"D{r} comment") for name in sheets for r in range(2, 10)
    }
    return Form("two products", sheets, expected)


@form
def blanks_that_repeat_their_labels() -> Form:
    """Blanks hold a sample of what goes in: the label again, a pattern of a date, an address."""
    rows: list[list[Value]] = [
        [Styled("General Information", BOLD)],
        ["G-01", "Vendor Name", "Vendor Name"],
        ["G-02", "Product Name", "Product Name and Version"],
        ["G-03", "Contact E-mail", "name@vendor.example"],
        ["G-04", "Date", "mm/dd/yyyy"],
        ["G-05", "Contact Phone", "555-555-5555"],
    ]
    expected: Expected = {f"Form!B{r}": (f"C{r} text",) for r in range(2, 7)}
    kinds = dict.fromkeys(expected, "profile")
    return Form("repeated labels", {"Form": Sheet(rows)}, expected, kinds=kinds)


@form
def chinese_scoring_form() -> Form:
    """Standards for scoring and full marks stand filled beside; the vendor scores itself and names proof."""
    rows: list[list[Value]] = [
        [Styled("供应商安全能力评估表", BOLD)],
        h("序号", "评估类别", "评估内容", "评分标准", "分值", "自评得分", "证明材料", "评审得分"),
    ]
    for n, text in enumerate(
        ("是否建立信息安全方针并定期评审", "是否对员工进行背景调查", "是否定期进行漏洞扫描", "备份数据是否加密存放"), 1
    ):
        rows.append([n, "安全管理" if n % 2 else None, text, "完全满足得5分,部分满足得3分", 5])
    merges = ["B3:B4", "B5:B6", "A1:H1"]
    expected: Expected = {f"评估表!C{r}": (f"F{r} text", f"G{r} comment") for r in range(3, 7)}
    return Form("chinese scoring", {"评估表": Sheet(rows, merges=merges)}, expected)


@form
def whole_number_scores() -> Form:
    """Scores are told by a rule for whole numbers from 1 to 5 instead of a list."""
    rows: list[list[Value]] = [
        h("ID", "Requirement", "Documentation score", "Implementation score", "Remarks"),
        *[row(f"PR.AC-{n}", f"{q}") for n, q in enumerate(Q, 1)],
    ]
    rule = (
        '<dataValidations count="1"><dataValidation type="whole" sqref="C2:D9"><formula1>1</formula1>'
        "<formula2>5</formula2></dataValidation></dataValidations>"
    )
    expected: Expected = {
        f"PROTECT!B{r}": (f"C{r} choice 1|2|3|4|5", f"D{r} choice 1|2|3|4|5", f"E{r} comment") for r in range(2, 10)
    }
    return Form("whole numbers", {"PROTECT": Sheet(rows, more=rule)}, expected)


@form
def options_in_a_column() -> Form:
    """What may be answered stands in a column of its own, row by row; the answer column has no list."""
    rows: list[list[Value]] = [
        h("Nr", "Question", "Possible answers", "Answer", "Remarks"),
        ["1", Q[0], "Yes / No", None],
        ["2", Q[7], "< 3 months; 3-12 months; > 1 year", None],
        ["3", Q[2], "Free text", None],
        ["4", Q[6], "Yes / No / Partially", None],
    ]
    expected: Expected = {
        "Form!B2": ("D2 choice Yes|No", "E2 comment"),
        "Form!B3": ("D3 choice < 3 months|3-12 months|> 1 year", "E3 comment"),
        "Form!B4": ("D4 text", "E4 comment"),
        "Form!B5": ("D5 choice Yes|No|Partially", "E5 comment"),
    }
    return Form("options in a column", {"Form": Sheet(rows)}, expected)


@form
def numbered_options_in_a_cell() -> Form:
    """The options are written out in one cell with their numbers; the answer is a number."""
    options = "0 = not at all\n1 = informally\n2 = documented\n3 = measured"
    rows: list[list[Value]] = [
        h("Question", "Scale", "Your level", "Reason"),
        *[row(text, options, None, None) for text in Q[:5]],
    ]
    expected: Expected = {f"Form!A{r}": (f"C{r} choice 0|1|2|3", f"D{r} comment") for r in range(2, 7)}
    return Form("numbered options", {"Form": Sheet(rows)}, expected)


@form
def answer_labels_below() -> Form:
    """Under each question a row for the answer and one for comments, each with its own label."""
    rows: list[list[Value]] = []
    expected: Expected = {}
    for n, text in enumerate(Q[:4], 1):
        rows += [[f"{n}.", text], [None, "Response:", None], [None, "Comments:", None], []]
        place = len(rows) - 3
        expected[f"Form!B{place}"] = (f"C{place + 1} text", f"C{place + 2} comment")
    return Form("answer labels", {"Form": Sheet(rows)}, expected)


@form
def marks_linked_to_boxes() -> Form:
    """Cells under drawn check boxes hold FALSE."""
    rows: list[list[Value]] = [h("Question", "Yes", "No", "N/A", "Comment")]
    rows += [row(text, False, False, False, None) for text in Q]
    expected: Expected = {
        f"Form!A{r}": (f"B{r} checkbox Yes", f"C{r} checkbox No", f"D{r} checkbox N/A", f"E{r} comment")
        for r in range(2, 10)
    }
    return Form("linked boxes", {"Form": Sheet(rows)}, expected)


@form
def instructions_under_header() -> Form:
    """A row under the header tells how to fill each column; totals stand under the table."""
    rows: list[list[Value]] = [
        [Styled("Security requirements", BOLD)],
        h("ID", "Requirement", "Compliance", "Explanation"),
        [None, None, "Select from the list", "Explain how you comply"],
        *[row(f"REQ-{n}", text) for n, text in enumerate(Q, 1)],
        [None, Styled("Total", BOLD), Formula("COUNTA(C4:C11)", "0")],
    ]
    lists = {"C4:C11": '"Fully compliant,Partially compliant,Not compliant"'}
    expected: Expected = {
        f"Form!B{r}": (f"C{r} choice Fully compliant|Partially compliant|Not compliant", f"D{r} comment")
        for r in range(4, 12)
    }
    return Form("instructions under header", {"Form": Sheet(rows, lists=lists)}, expected)


@form
def grey_cells_are_closed() -> Form:
    """Open questions have a grey, closed cell in the list's column: their answer goes into the text column."""
    rows: list[list[Value]] = [h("ID", "Question", "Yes/No", "Description")]
    expected: Expected = {}
    for n, text in enumerate(Q, 1):
        is_open = text.startswith(("Describe", "Who", "How"))
        rows.append([f"Q{n}", text, Styled(None, GREY) if is_open else Styled(None, BOX), None])
        place = len(rows)
        choice = () if is_open else (f"C{place} choice Yes|No",)
        expected[f"Form!B{place}"] = (*choice, f"D{place} comment")
    listed = " ".join(f"C{n}" for n, text in enumerate(Q, 2) if not text.startswith(("Describe", "Who", "How")))
    return Form("grey cells", {"Form": Sheet(rows, lists={listed: '"Yes,No"'})}, expected)


@form
def decoys_beside_the_table() -> Form:
    """A legend and a summary stand right of the table, in the same rows."""
    rows: list[list[Value]] = [[*h("ID", "Question", "Answer", "Comment"), None, Styled("Legend", HEAD)]]
    legend = ("Yes = done", "No = missing", "N/A = does not apply")
    for n, text in enumerate(Q):
        rows.append([f"Q{n}", text, None, None, None, legend[n] if n < len(legend) else None])
    expected: Expected = {f"Form!B{r}": (f"C{r} text", f"D{r} comment") for r in range(2, 10)}
    return Form("decoys beside", {"Form": Sheet(rows)}, expected)


@form
def locked_sections_in_protected_sheet() -> Form:
    """Protected: answers unlocked, section rows locked, the note at the end too; questions are statements."""
    rows: list[list[Value]] = [h("Nr.", "Anforderung", "Umsetzung", "Nachweis")]
    expected: Expected = {}
    for n in range(8):
        if n % 4 == 0:
            rows.append([Styled(f"{n // 4 + 1}", GREY), Styled("Zugangskontrolle für Systeme und Räume", GREY)])
        rows.append(
            [
                f"{n // 4 + 1}.{n % 4 + 1}",
                f"Zutritt zu Raum {n} nur für Befugte",
                Styled(None, OPEN),
                Styled(None, OPEN),
            ]
        )
        expected[f"Form!B{len(rows)}"] = (f"C{len(rows)} text", f"D{len(rows)} comment")
    return Form("locked sections", {"Form": Sheet(rows, is_protected=True)}, expected)


@form
def parts_beside_a_merged_question() -> Form:
    """A question merged down over rows, each with a part of its own to answer."""
    rows: list[list[Value]] = [
        h("No", "Question", "Part", "Answer"),
        ["1", Q[0]],
        ["2", "Which contacts do you name for incidents?", "Technical contact"],
        [None, None, "Legal contact"],
        [None, None, "Press contact"],
        ["3", Q[3]],
    ]
    expected: Expected = {f"Form!B{r}": (f"D{r} text",) for r in (2, 3, 6)}
    expected |= {f"Form!C{r}": (f"D{r} text",) for r in (4, 5)}
    kinds = {"Form!C4": "profile"}
    return Form("parts", {"Form": Sheet(rows, merges=["A3:A5", "B3:B5"])}, expected, kinds=kinds)


@form
def fields_of_the_buyer() -> Form:
    """Two blocks of labels: the first for the vendor, the second for the institution."""
    rows: list[list[Value]] = [
        ["GNRL-01 through GNRL-02; populated by Vendor"],
        ["GNRL-01", "Vendor Name", Styled(None, BOX)],
        ["GNRL-02", "Vendor Contact Phone", Styled(None, BOX)],
        ["GNRL-03 through GNRL-04; populated by Institution"],
        ["GNRL-03", "Institution's Analyst", Styled(None, BOX)],
        ["GNRL-04", "Date of review", Styled(None, BOX)],
    ]
    expected: Expected = {"Form!B2": ("C2 text",), "Form!B3": ("C3 text",)}
    return Form("fields of the buyer", {"Form": Sheet(rows)}, expected, kinds=dict.fromkeys(expected, "profile"))


@form
def definitions_are_no_form() -> Form:
    """A table of definitions, filled throughout, whose headers sound like answers and comments."""
    rows: list[list[Value]] = [
        h("Score", "Rating", "Definition", "Compliance impact", "Comments"),
        *[
            row(
                n, name, f"Damage is {name.lower()}, but it does not last long.", "Fines may follow.", "See the policy."
            )
            for n, name in enumerate(("Severe", "Serious", "Mild", "Low"), 1)
        ],
    ]
    return Form("definitions", {"Definitions": Sheet(rows)}, {})


@form
def headers_with_instructions() -> Form:
    """Headers that go on with how to fill their column; the answer column bears the vendor's name."""
    rows: list[list[Value]] = [
        h(
            "Ref",
            "Requirement",
            "Supplier Response: please describe how you meet the requirement and give evidence",
            "Additional comments - limitations, roadmap, anything else that we should know about",
        ),
        *[row(f"R{n}", text) for n, text in enumerate(Q, 1)],
        [],
        h("Ref", "Question", "Smalt AI"),
        *[row(f"S{n}", text) for n, text in enumerate(Q[:3], 1)],
    ]
    expected: Expected = {f"Form!B{r}": (f"C{r} text", f"D{r} comment") for r in range(2, 10)}
    expected |= {f"Form!B{r}": (f"C{r} text",) for r in range(12, 15)}
    return Form("headers with instructions", {"Form": Sheet(rows)}, expected)


@form
def crosswalk_of_looked_up_questions() -> Form:
    """Questions looked up on the form itself, on a crosswalk to standards, and in an evaluation: only the first asks."""
    ask = [Formula(f"Bank!B{n}", text) for n, text in enumerate(Q, 1)]
    form_rows: list[list[Value]] = [
        h("ID", "Question", "Answer", "Details"),
        *[row(f"Q-{n}", a) for n, a in enumerate(ask)],
    ]
    cross: list[list[Value]] = [h("ID", "Question", "ISO 27001", "NIST CSF")]
    cross += [row(f"Q-{n}", a, "A.5.1", "PR.AC") for n, a in enumerate(ask)]
    review: list[list[Value]] = [h("ID", "Question", "Reviewer opinion", "Status")]
    review += [row(f"Q-{n}", a, None, None) for n, a in enumerate(ask)]
    sheets = {
        "Evaluation": Sheet(review, lists={"D2:D9": '"Open,Closed"'}),
        "Crosswalk": Sheet(cross),
        "Form": Sheet(form_rows, lists={"C2:C9": '"Yes,No"'}),
        "Bank": Sheet([[n, text] for n, text in enumerate(Q, 1)]),
    }
    expected: Expected = {f"Form!B{r}": (f"C{r} choice Yes|No", f"D{r} comment") for r in range(2, 10)}
    return Form("crosswalk", sheets, expected, hidden=["Bank"])


@form
def frequently_asked_questions() -> Form:
    """A sheet of questions that the buyer answers himself stands before the form."""
    faq: list[list[Value]] = [
        h("Question", "Answer"),
        ["Who fills this in?", "Your security team."],
        ["By when?", "In May."],
    ]
    asked: list[list[Value]] = [h("Question", "Answer"), *[row(q) for q in Q]]
    expected: Expected = {f"Form!A{r}": (f"B{r} text",) for r in range(2, 10)}
    return Form("faq", {"FAQ": Sheet(faq), "Form": Sheet(asked)}, expected)


@form
def choices_to_strike_out() -> Form:
    """The answer cell spells out the choices; a row of column numbers stands under the header."""
    rows: list[list[Value]] = [h("Lp.", "Pytanie", "Odpowiedź", "Uwagi"), ["1", "2", "3", "4"]]
    rows += [row(n, "Czy dostawca szyfruje dane klientów?", "TAK / NIE", None) for n in range(1, 5)]
    expected: Expected = {f"Form!B{r}": (f"C{r} choice TAK|NIE", f"D{r} comment") for r in range(3, 7)}
    return Form("strike out", {"Form": Sheet(rows)}, expected)


@form
def rating_told_in_header() -> Form:
    """The header tells the scale of the rating that the vendor gives itself."""
    rows: list[list[Value]] = [h("Topic", "Question", "Rating (1-5)", "Comment"), *[row("Access", q) for q in Q]]
    expected: Expected = {f"Form!B{r}": (f"C{r} choice 1|2|3|4|5", f"D{r} comment") for r in range(2, 10)}
    return Form("rating in header", {"Form": Sheet(rows)}, expected)


@form
def documents_to_send() -> Form:
    """A list of documents to send along, with a yes or no and a place for a link."""
    names = ("SOC 2 Type II report", "Penetration test summary", "Information security policy", "Insurance certificate")
    rows: list[list[Value]] = [h("#", "Document", "Provided? (Y/N)", "File name or link", "Comments")]
    rows += [row(n, name) for n, name in enumerate(names, 1)]
    expected: Expected = {
        f"Documents!B{r}": (f"C{r} choice Y|N", f"D{r} comment", f"E{r} comment") for r in range(2, 6)
    }
    return Form("documents", {"Documents": Sheet(rows)}, expected)


@form
def options_in_rows_below() -> Form:
    """Under each question its options, one a row, with numbers; the answer cell beside the question takes a number."""
    rows: list[list[Value]] = [h("Pregunta", "Respuesta (número)", "Observaciones")]
    expected: Expected = {}
    for text in ("¿Dispone de una política de seguridad?", "¿Se revisan los accesos?", "¿Se prueban las copias?"):
        rows += [[text], ["1. No existe"], ["2. Existe, pero no se revisa"], ["3. Existe y se revisa cada año"]]
        place = len(rows) - 3
        expected[f"Form!A{place}"] = (f"B{place} choice 1|2|3", f"C{place} comment")
    return Form("options below", {"Form": Sheet(rows)}, expected)
