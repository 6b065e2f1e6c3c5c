"""Forms in the shapes of those that circulate in the trade: one builder each, registered in `forms.FORMS`."""

from __future__ import annotations

from forms import (
    BOLD,
    DECIMAL,
    GREY,
    HEAD,
    OPEN,
    QUESTIONS,
    Expected,
    Form,
    Formula,
    Sheet,
    Styled,
    Value,
    form,
    h,
    row,
)

Q = QUESTIONS


@form
def assessment_with_formula_questions() -> Form:
    """Higher-education kind: questions looked up by formulas, lists by x14, a header per section, an analyst's copy."""
    rows: list[list[Value]] = [
        [Styled("Vendor Assessment Toolkit", HEAD)],
        ["Complete all questions. Leave nothing blank that applies to you."],
        [],
        h("General Information"),
        ["GNRL-01", "Vendor Name", None],
        ["GNRL-02", "Product Name", None],
        ["GNRL-03", "Web link to product privacy notice", None],
        ["GNRL-04", "Vendor Contact Email", None],
        [],
        h("Documentation", None, "Vendor Answers", "Additional Information", "Guidance"),
        *[
            row(f"DOCU-0{n}", Formula("VLOOKUP(A1,Questions!A:B,2,0)", text), None, None, Formula("X", "A link."))
            for n, text in enumerate(Q[:4], 1)
        ],
        h("Application Security", None, "Vendor Answers", "Additional Information", "Guidance"),
        *[
            row(f"APPL-0{n}", Formula("VLOOKUP(A1,Questions!A:B,2,0)", text), None, None, Formula("X", "Say more."))
            for n, text in enumerate(Q[4:8], 1)
        ],
    ]
    analyst: list[list[Value]] = [
        h("ID", "Question", "Vendor Answer", "Compliant?", "Analyst Notes"),
        *[
            row(f"DOCU-0{n}", Formula("Full!B11", text), Formula("Full!C11", ""), None, None)
            for n, text in enumerate(Q[:4], 1)
        ],
    ]
    bank: list[list[Value]] = [["DOCU-01", Q[0]], ["DOCU-02", Q[1]]]
    full = Sheet(
        rows,
        merges=["A1:E1", "A2:E2", "A4:E4", "C5:E5", "C6:E6", "C7:E7", "C8:E8", "A10:B10", "A15:B15", "C16:D16"],
        x14_lists={"C11:C14": "Values!$A$1:$A$2", "C17 C18 C19": "Values!$B$1:$B$3"},
    )
    expected: Expected = {f"Full!B{r}": (f"C{r} choice Yes|No", f"D{r} comment") for r in range(11, 15)}
    expected["Full!B16"] = ("C16 text",)
    expected |= {f"Full!B{r}": (f"C{r} choice Yes|No|N/A", f"D{r} comment") for r in range(17, 20)}
    expected |= {f"Full!B{r}": (f"C{r} text",) for r in range(5, 9)}
    kinds = dict.fromkeys((f"Full!B{r}" for r in range(5, 9)), "profile")
    sheets = {
        "Full": full,
        "Analyst Report": Sheet(analyst, x14_lists={"D2:D5": "Values!$A$1:$A$2"}),
        "Questions": Sheet(bank),
        "Values": Sheet([["Yes", "Yes"], ["No", "No"], [None, "N/A"]]),
    }
    return Form("formula questions", sheets, expected, hidden=["Questions", "Values"], kinds=kinds)


@form
def maturity_interview() -> Form:
    """Maturity-model kind: a question with its own list, then criteria rows in the same column that take no answer."""
    rows: list[list[Value]] = [
        [],
        [None, Styled("Interview", BOLD)],
        [None, "Organization:", None],
        [None, "Interview Date:", None],
        [],
        [None, *h("Stream", "Level", "Strategy & Metrics", "Answer", "Interview Notes", "Rating")],
    ]
    expected: Expected = {}
    for n, text in enumerate(Q[:4]):
        rows.append([None, "Create and Promote" if n == 0 else None, n + 1, text, None, None, Formula("X", "0")])
        expected[f"Interview!D{len(rows)}"] = (f"E{len(rows)} choice", f"F{len(rows)} comment")
        rows.append([None, None, None, Styled("You have talked to the stakeholders about it", GREY), None, None, None])
        rows.append([None, None, None, Styled("You document the outcome and keep it current", GREY), None, None, None])
    lists = {f"E{r}": f"Lists!$A${1 + 4 * i}:$A${4 + 4 * i}" for i, r in enumerate((7, 10, 13, 16))}
    options: list[list[Value]] = []
    for n in range(4):
        options += [["No"], [f"Yes, for some {n}"], ["Yes, for at least half"], ["Yes, for most or all"]]
    merges = ["F7:F9", "F10:F12", "F13:F15", "F16:F18", "C3:D3", "C4:D4"]
    expected |= {"Interview!B3": ("C3 text",), "Interview!B4": ("C4 text",)}
    kinds = {"Interview!B3": "profile", "Interview!B4": "profile"}
    sheets = {"Interview": Sheet(rows, lists=lists, merges=merges), "Lists": Sheet(options)}
    return Form("maturity interview", sheets, expected, hidden=["Lists"], kinds=kinds)


@form
def double_scores() -> Form:
    """National framework kind: two maturity scores from lists and a comment for each requirement."""
    rows: list[list[Value]] = [
        [Styled("Self-assessment", BOLD)],
        [],
        h(
            "Function",
            "Category",
            "Requirement",
            "Guidance",
            "Documentation Maturity Score",
            "Implementation Maturity Score",
            "Comments",
            "Average",
        ),
    ]
    expected: Expected = {}
    for n in range(8):
        text = f"The organization shall identify, document and review measure number {n} at planned intervals."
        place = len(rows) + 1
        first = ["IDENTIFY" if n == 0 else None, f"ID.AM-{n}"]
        rows.append(
            [*first, text, "Think of hardware and software.", None, None, None, Formula(f"E{place}+F{place}", "0")]
        )
        expected[f"ID!C{place}"] = (f"E{place} choice 1|2|3|4|5", f"F{place} choice 1|2|3|4|5", f"G{place} comment")
    sheet = Sheet(rows, lists={"E4:F11": '"1,2,3,4,5"'}, merges=["A4:A11"])
    return Form("double scores", {"ID": sheet}, expected)


@form
def automotive_catalogue() -> Form:
    """Automotive kind: the maturity stands left of the question, requirements and references right of it."""
    rows: list[list[Value]] = [
        [Styled("Informationssicherheit", BOLD)],
        h(
            "Nr.",
            "Reifegrad",
            "Kontrollfrage",
            "Ziel",
            "Anforderungen (muss)",
            "Beschreibung der Umsetzung",
            "Feststellungen des Prüfers",
        ),
        ["1", None, "Richtlinien und Organisation"],
        ["1.1", None, "Richtlinien"],
    ]
    expected: Expected = {}
    for n, question in enumerate(
        (
            "Inwieweit sind Richtlinien zur Informationssicherheit vorhanden?",
            "Inwieweit wird Informationssicherheit in der Organisation gesteuert?",
            "Inwieweit sind die Verantwortlichkeiten organisiert?",
            "Inwieweit wird Informationssicherheit in Projekten berücksichtigt?",
        ),
        1,
    ):
        place = len(rows) + 1
        goal = "Die Organisation braucht Regeln, an die sich alle halten."
        rows.append([f"1.1.{n}", None, question, goal, "+ Die Anforderungen sind ermittelt und dokumentiert.", None])
        expected[f"ISA!C{place}"] = (f"B{place} choice", f"F{place} comment")
    sheet = Sheet(rows, lists={"B5:B8": '"na,0,1,2,3,4,5"'})
    return Form("automotive catalogue", {"ISA": sheet}, expected)


@form
def consensus_with_ticks() -> Form:
    """Cloud consensus kind, third edition: a two-row header, an X in one of three columns, notes; domain merged down."""
    rows: list[list[Value]] = [
        [Styled("Consensus Questionnaire v3", BOLD)],
        h("Control Domain", "Control ID", "Question ID", "Control Specification", "Consensus Assessment Questions")
        + h("Consensus Assessment Answers", None, None, "Notes"),
        [None, None, None, None, None, *h("Yes", "No", "Not Applicable")],
    ]
    expected: Expected = {}
    for n, text in enumerate(Q):
        place = len(rows) + 1
        spec = "Applications shall be designed, developed, deployed and tested in line with leading standards."
        lead = ["Application Security", "AIS-01", f"AIS-01.{n}", spec] if n % 3 == 0 else [None, None, f"AIS-01.{n}"]
        rows.append([*lead, *[None] * (4 - len(lead)), text, "X" if n == 1 else None])
        expected[f"CAIQ!E{place}"] = (
            f"F{place} checkbox Yes",
            f"G{place} checkbox No",
            f"H{place} checkbox Not Applicable",
            f"I{place} comment",
        )
    merges = ["F2:H2", *[f"{c}2:{c}3" for c in "ABCDEI"], "A4:A6", "D4:D6", "A7:A9", "D7:D9"]
    return Form("consensus with ticks", {"CAIQ": Sheet(rows, merges=merges)}, expected)


@form
def standard_gathering() -> Form:
    """Shared-assessment kind: many reference columns, parents and children by their numbers, text responses by list."""
    rows: list[list[Value]] = [
        [Styled("Lite", BOLD)],
        h("Ques Num", "Question/Request", "Response", "Additional Information", "Category", "Ref 1", "ISO 27002:2013"),
    ]
    expected: Expected = {}
    for n, text in enumerate(Q, 1):
        place = len(rows) + 1
        number = f"A.{n}" if n % 2 else f"A.{n - 1}.1"
        question = text if n % 2 else f"If yes, {text[0].lower()}{text[1:]}"
        rows.append([number, question, None, None, "Risk Management", "N/A", "5.1.1"])
        expected[f"Lite!B{place}"] = (f"C{place} choice Yes|No|N/A", f"D{place} comment")
    return Form(
        "standard gathering",
        {"Lite": Sheet(rows, lists={"C3:C10": "answers"}), "Terms": Sheet([["Yes"], ["No"], ["N/A"]])},
        expected,
        hidden=["Terms"],
        names={"answers": "Terms!$A$1:$A$3"},
    )


@form
def federal_controls() -> Form:
    """Federal kind: control texts as statements, numbers like 3.1.1, families as section rows."""
    rows: list[list[Value]] = [
        h("Control", "Security Requirement", "Implemented", "Explanation / Plan"),
        [Styled("ACCESS CONTROL", BOLD)],
    ]
    expected: Expected = {}
    for n, text in enumerate(
        (
            "Limit system access to authorized users and devices.",
            "Separate the duties of individuals.",
            "Control remote access sessions.",
        ),
        1,
    ):
        rows.append([f"3.1.{n}", text, None, None])
        place = len(rows)
        expected[f"800!B{place}"] = (f"C{place} choice", f"D{place} comment")
    rows.append([Styled("AWARENESS AND TRAINING", BOLD)])
    for n, text in enumerate(("Make managers aware of security risks.", "Train personnel in their duties."), 1):
        rows.append([f"3.2.{n}", text, None, None])
        place = len(rows)
        expected[f"800!B{place}"] = (f"C{place} choice", f"D{place} comment")
    lists = {"C2:C8": '"Yes,No,Partially,Planned,Not Applicable"'}
    return Form("federal controls", {"800": Sheet(rows, lists=lists)}, expected)


@form
def accessibility_conformance() -> Form:
    """Accessibility kind: criteria are titles, a table per level under a heading of its own, no question marks at all."""
    rows: list[list[Value]] = [
        [Styled("Conformance Report", BOLD)],
        ["Name of Product/Version:", None],
        ["Report Date:", None],
        [],
        [Styled("Table 1: Success Criteria, Level A", BOLD)],
        h("Criteria", "Conformance Level", "Remarks and Explanations"),
        *[
            row(f"{n} (Level A)", None, None)
            for n in ("1.1.1 Non-text Content", "1.2.1 Audio-only", "1.3.1 Relationships")
        ],
        [],
        [Styled("Table 2: Success Criteria, Level AA", BOLD)],
        h("Criteria", "Conformance Level", "Remarks and Explanations"),
        *[row(f"{n} (Level AA)", None, None) for n in ("1.2.4 Captions (Live)", "1.4.3 Contrast", "1.4.4 Resize Text")],
    ]
    lists = {"B7:B9 B13:B15": '"Supports,Partially Supports,Does Not Support,Not Applicable"'}
    expected: Expected = {f"ACR!A{r}": (f"B{r} choice", f"C{r} comment") for r in (7, 8, 9, 13, 14, 15)}
    expected |= {"ACR!A2": ("B2 text",), "ACR!A3": ("B3 text",)}
    kinds = {"ACR!A2": "profile", "ACR!A3": "profile"}
    return Form("accessibility conformance", {"ACR": Sheet(rows, lists=lists)}, expected, kinds=kinds)


@form
def alliance_questionnaire() -> Form:
    """Alliance kind: sections with sub-questions numbered by letters, numbers stored as numbers."""
    rows: list[list[Value]] = [
        [Styled("Questionnaire", BOLD)],
        h("#", "Question", "Answer", "Comments / Links"),
        [Styled("1", BOLD), Styled("Service overview", BOLD)],
        [Styled(1.1, DECIMAL), Q[0]],
        [Styled(1.2, DECIMAL), Q[2]],
        [Styled("2", BOLD), Styled("Data protection and access control", BOLD)],
        [Styled(2.1, DECIMAL), Q[1]],
        [Styled(2.1, DECIMAL), Q[6]],
    ]
    expected: Expected = {f"VSA!B{r}": (f"C{r} text", f"D{r} comment") for r in (4, 5, 7, 8)}
    return Form("alliance questionnaire", {"VSA": Sheet(rows)}, expected)


@form
def protected_readiness_check() -> Form:
    """Readiness kind: protected sheet, only the answer cells unlocked, columns with headers that say nothing."""
    rows: list[list[Value]] = [[], [None, *h("Clause", "Readiness", "", "")]]
    expected: Expected = {}
    for n, text in enumerate(Q):
        rows.append([None, "4" if n == 0 else None, text, Styled(None, OPEN), Styled(None, OPEN)])
        place = len(rows)
        expected[f"Check!C{place}"] = (f"D{place} text", f"E{place} comment")
    return Form("protected readiness", {"Check": Sheet(rows, is_protected=True)}, expected)
