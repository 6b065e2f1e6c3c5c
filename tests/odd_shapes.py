"""Forms with one oddity each, in the languages that buyers write; registered in `forms.FORMS`."""

from __future__ import annotations

from forms import BOLD, BOX, GREY, HEAD, OPEN, QUESTIONS, Expected, Form, Formula, Sheet, Styled, Value, form, h, row

Q = QUESTIONS


@form
def german_form() -> Form:
    """Yes or no told in the header; section rows numbered by a single figure."""
    rows: list[list[Value]] = [
        ["Fragebogen zur Informationssicherheit"],
        ["Firmenname:", None],
        ["Ansprechpartner:", None],
        [],
        h("Nr.", "Frage", "Antwort (Ja/Nein)", "Kommentar"),
        ["1", "Organisation der Informationssicherheit"],
        ["1.1", "Gibt es eine dokumentierte Leitlinie zur Informationssicherheit?"],
        ["1.2", "Ist ein Informationssicherheitsbeauftragter benannt?"],
        ["2", "Zutritt und Zugang"],
        ["2.1", "Werden Zugriffsrechte regelmäßig überprüft?"],
        ["2.2", "Beschreiben Sie die Maßnahmen zum Schutz vor Schadsoftware."],
    ]
    expected: Expected = {f"Fragen!B{r}": (f"C{r} choice Ja|Nein", f"D{r} comment") for r in (7, 8, 10, 11)}
    expected |= {"Fragen!A2": ("B2 text",), "Fragen!A3": ("B3 text",)}
    kinds = {"Fragen!A2": "profile", "Fragen!A3": "profile"}
    return Form("german", {"Fragen": Sheet(rows)}, expected, kinds=kinds)


@form
def spanish_form() -> Form:
    """Header in row 7, table from column C on, a section merged over the whole table."""
    rows: list[list[Value]] = [
        [Styled("Cuestionario de seguridad para proveedores", BOLD)],
        ["Por favor, responda a todas las preguntas antes del 30 de junio."],
        [],
        h("Nº", "Pregunta", "Respuesta", "Observaciones"),
        [Styled("Control de acceso", BOLD)],
        ["1", "¿Dispone de una política de control de acceso?"],
        ["2", "¿Se revisan los permisos periódicamente?"],
        [Styled("Continuidad", BOLD)],
        ["3", "Describa el plan de continuidad de negocio."],
        ["4", "¿Con qué frecuencia se prueban las copias de seguridad?"],
    ]
    expected: Expected = {f"Cuestionario!D{r}": (f"E{r} text", f"F{r} comment") for r in (9, 10, 12, 13)}
    sheet = Sheet(rows, first=(4, 3), merges=["C4:F4", "C5:F5", "C8:F8", "C11:F11"])
    return Form("spanish", {"Cuestionario": sheet}, expected)


@form
def french_form() -> Form:
    """A theme column merged down, answers by list, a column for the buyer's own rating."""
    rows: list[list[Value]] = [
        h("N°", "Thème", "Question", "Réponse", "Commentaires", "Évaluation (réservé au client)"),
        ["1", "Gouvernance", "Disposez-vous d'une politique de sécurité ?"],
        ["2", None, "Un responsable de la sécurité est-il désigné ?"],
        ["3", "Continuité", "Les sauvegardes sont-elles testées ?"],
        ["4", None, "Décrivez votre plan de reprise d'activité."],
    ]
    expected: Expected = {f"Questionnaire!C{r}": (f"D{r} choice Oui|Non|Partiel", f"E{r} comment") for r in range(2, 6)}
    sheet = Sheet(rows, lists={"D2:D5": '"Oui,Non,Partiel"', "F2:F5": '"1,2,3"'}, merges=["B2:B3", "B4:B5"])
    return Form("french", {"Questionnaire": sheet}, expected)


@form
def chinese_form() -> Form:
    """Choices told in the header, section rows numbered by Chinese figures."""
    rows: list[list[Value]] = [
        [Styled("供应商信息安全调查表", BOLD)],
        ["供应商名称\uff1a", None, "填写日期\uff1a", None],
        h("序号", "检查内容", "是否符合(是/否/不适用)", "说明"),
        ["一", "安全管理制度"],
        ["1", "是否制定了信息安全管理制度\uff1f"],
        ["2", "是否设立信息安全管理机构并明确职责"],
        ["二", "访问控制"],
        ["3", "是否对管理员账号启用多因素认证\uff1f"],
        ["4", "请描述数据备份策略及恢复测试频率。"],
    ]
    expected: Expected = {f"调查表!B{r}": (f"C{r} choice 是|否|不适用", f"D{r} comment") for r in (5, 6, 8, 9)}
    expected |= {"调查表!A2": ("B2 text",), "调查表!C2": ("D2 text",)}
    kinds = {"调查表!A2": "profile", "调查表!C2": "profile"}
    return Form("chinese", {"调查表": Sheet(rows, merges=["A1:D1"])}, expected, kinds=kinds)


@form
def polish_form() -> Form:
    """The number column is "Lp.", statements instead of questions."""
    rows: list[list[Value]] = [
        h("Lp.", "Wymaganie", "Odpowiedź (TAK/NIE)", "Uwagi"),
        ["1", "Dostawca posiada wdrożoną politykę bezpieczeństwa informacji."],
        ["2", "Dane są szyfrowane podczas przesyłania i przechowywania."],
        ["3", "Czy przeprowadzane są testy penetracyjne?"],
        ["4", "Proszę opisać proces zarządzania incydentami."],
    ]
    expected: Expected = {f"Arkusz1!B{r}": (f"C{r} choice TAK|NIE", f"D{r} comment") for r in range(2, 6)}
    return Form("polish", {"Arkusz1": Sheet(rows)}, expected)


@form
def japanese_form() -> Form:
    """Two levels of section columns, answers by marks in a list, a column for notes."""
    rows: list[list[Value]] = [
        [Styled("委託先セキュリティチェックシート", BOLD)],
        ["会社名", None],
        ["記入日", None],
        [],
        h("項番", "大項目", "中項目", "確認事項", "回答", "備考"),
        ["1", "組織", "方針", "情報セキュリティ方針を策定していますか。"],
        ["2", None, "体制", "情報セキュリティの責任者を任命しているか。"],
        ["3", "技術", "暗号化", "顧客データを保存時に暗号化していること。"],
        ["4", None, "バックアップ", "バックアップの復元テストを実施していますか\uff1f"],
    ]
    expected: Expected = {f"シート!D{r}": (f"E{r} choice ○|\u00d7|△", f"F{r} comment") for r in range(6, 10)}
    expected |= {"シート!A2": ("B2 text",), "シート!A3": ("B3 text",)}
    kinds = {"シート!A2": "profile", "シート!A3": "profile"}
    return Form("japanese", {"シート": Sheet(rows, lists={"E6:E9": '"○,\u00d7,△"'})}, expected, kinds=kinds)


@form
def option_numbers() -> Form:
    """The answer is the number of an option whose text stands in a column of its own."""
    rows: list[list[Value]] = [h("No.", "Question", "0", "1", "2", "3", "Your score", "Comment")]
    for n, text in enumerate(Q[:5], 1):
        rows.append([str(n), text, f"Nothing {n}", f"Informal {n}", f"Documented {n}", f"Measured {n}"])
    expected: Expected = {f"Scale!B{r}": (f"G{r} choice 0|1|2|3", f"H{r} comment") for r in range(2, 7)}
    return Form("option numbers", {"Scale": Sheet(rows)}, expected)


@form
def option_columns_without_answer() -> Form:
    """Texts of options in columns, no place for an answer: questions without slots."""
    rows: list[list[Value]] = [h("ID", "Area", "Question", "Score 1", "Score 2", "Score 3")]
    for n, text in enumerate(Q[:5], 1):
        rows.append([f"{n}.1", "Operations", text, f"Nothing yet {n}", f"Partly done {n}", f"All done {n}"])
    return Form("option columns", {"Rubric": Sheet(rows)}, {f"Rubric!C{r}": () for r in range(2, 7)})


@form
def no_header_at_all() -> Form:
    """Numbers and questions alone: the answer goes into the empty column beside them."""
    rows: list[list[Value]] = [row(str(n), text) for n, text in enumerate(Q, 1)]
    return Form("no header", {"Sheet1": Sheet(rows)}, {f"Sheet1!B{r}": (f"C{r} text",) for r in range(1, 9)})


@form
def no_header_but_lists() -> Form:
    """No header; a list tells the answer column, two columns away."""
    rows: list[list[Value]] = [[], [], *[row(None, text, "High" if n % 2 else "Low") for n, text in enumerate(Q)]]
    expected: Expected = {f"Sheet1!B{r}": (f"D{r} choice Yes|No",) for r in range(3, 11)}
    return Form("no header but lists", {"Sheet1": Sheet(rows, lists={"D3:D10": '"Yes,No"'})}, expected)


@form
def profile_pairs() -> Form:
    """Labels and blanks in pairs side by side, and a block to sign."""
    rows: list[list[Value]] = [
        [Styled("Supplier details", BOLD)],
        ["Company name:", Styled(None, BOX), None, "Website:", Styled(None, BOX)],
        ["Contact person:", Styled(None, BOX), None, "E-mail:", Styled(None, BOX)],
        ["Number of employees:", Styled(None, BOX)],
        [],
        [Styled("Declaration", BOLD)],
        ["Signature:", Styled(None, BOX), None, "Date:", Styled(None, BOX)],
    ]
    expected: Expected = {
        f"Details!{question}": (f"{slot} text",)
        for question, slot in (
            ("A2", "B2"), ("D2", "E2"), ("A3", "B3"), ("D3", "E3"), ("A4", "B4"), ("A7", "B7"), ("D7", "E7"),
        )
    }  # fmt: skip
    kinds = dict.fromkeys(expected, "profile") | {"Details!A7": "signature"}
    return Form("profile pairs", {"Details": Sheet(rows)}, expected, kinds=kinds)


@form
def hidden_ids_and_rows() -> Form:
    """The number column is hidden, and so is a row: it is not for this vendor."""
    rows: list[list[Value]] = [h("Key", "Question", "Answer"), *[row(f"K-{n}", text) for n, text in enumerate(Q)]]
    expected: Expected = {f"Form!B{r}": (f"C{r} text",) for r in range(2, 10) if r != 4}
    return Form("hidden ids", {"Form": Sheet(rows, hidden_columns=[1], hidden_rows=[4])}, expected)


@form
def comment_over_several() -> Form:
    """One comment cell, merged down over a group of questions."""
    rows: list[list[Value]] = [h("Question", "Yes/No", "Comment"), *[row(text) for text in Q[:6]]]
    expected: Expected = {f"Form!A{r}": (f"B{r} choice Yes|No", f"C{2 if r < 5 else 5} comment") for r in range(2, 8)}
    sheet = Sheet(rows, merges=["C2:C4", "C5:C7"], lists={"B2:B7": '"Yes,No"'})
    return Form("comment over several", {"Form": sheet}, expected)


@form
def columns_of_the_buyer() -> Form:
    """Score, finding and reviewer's notes beside the answer: lists in them are the buyer's."""
    rows: list[list[Value]] = [
        h(
            "Ref",
            "Requirement",
            "Supplier response",
            "Evidence",
            "Reviewer assessment",
            "Risk rating",
            "Reviewer notes",
        ),
        *[row(f"R{n}", text) for n, text in enumerate(Q, 1)],
    ]
    expected: Expected = {f"Form!B{r}": (f"C{r} text", f"D{r} comment") for r in range(2, 10)}
    sheet = Sheet(rows, lists={"E2:E9": '"Accept,Reject"', "F2:F9": '"High,Medium,Low"'})
    return Form("buyer columns", {"Form": sheet}, expected)


@form
def evaluation_repeats_all() -> Form:
    """A sheet for the buyer repeats each question with the answer echoed, and asks for the buyer's verdict."""
    rows: list[list[Value]] = [
        h("ID", "Question", "Answer", "Comments"),
        *[row(f"Q{n}", q) for n, q in enumerate(Q, 1)],
    ]
    copy: list[list[Value]] = [h("ID", "Question", "Answer", "Verdict", "Comments")]
    for n, text in enumerate(Q, 1):
        copy.append([f"Q{n}", text, Formula(f"Form!C{n + 1}", ""), None, None])
    expected: Expected = {f"Form!B{r}": (f"C{r} choice Yes|No", f"D{r} comment") for r in range(2, 10)}
    sheets = {
        "Form": Sheet(rows, lists={"C2:C9": '"Yes,No"'}),
        "Evaluation": Sheet(copy, lists={"D2:D9": '"OK,Not OK"'}),
    }
    return Form("evaluation copy", sheets, expected)


@form
def cells_to_leave_blank() -> Form:
    """A rule without a list says "leave blank": for such rows the comment is the answer."""
    rows: list[list[Value]] = [h("ID", "Question", "Answer", "Details"), *[row(f"Q{n}", q) for n, q in enumerate(Q, 1)]]
    expected: Expected = {
        f"Form!B{r}": (f"C{r} choice Yes|No", f"D{r} comment") for r in range(2, 10) if r not in {4, 9}
    }
    expected |= {f"Form!B{r}": (f"D{r} comment",) for r in (4, 9)}
    sheet = Sheet(rows, lists={"C2:C3 C5:C8": '"Yes,No"'}, prompts={"C4 C9": "Leave blank. Answer in the next column."})
    return Form("leave blank", {"Form": sheet}, expected)


@form
def sections_that_ask() -> Form:
    """Section rows that read like questions, merged over all columns; a note below the table."""
    rows: list[list[Value]] = [
        h("No", "Question", "Response", "Remarks"),
        [Styled("A. How do you protect our data?", BOLD)],
        ["A1", Q[1]],
        ["A2", Q[6]],
        [Styled("B. Are you prepared for incidents?", BOLD)],
        ["B1", Q[3]],
        ["B2", Q[4]],
        [],
        ["Please return this form to the procurement department by mail."],
    ]
    expected: Expected = {f"Form!B{r}": (f"C{r} text", f"D{r} comment") for r in (3, 4, 6, 7)}
    return Form("sections that ask", {"Form": Sheet(rows, merges=["A2:D2", "A5:D5", "A9:D9"])}, expected)


@form
def stem_and_bullets() -> Form:
    """A stem whose bullets are answered one by one, and one sentence cut over two rows."""
    rows: list[list[Value]] = [
        h("Question", "Answer", "Rationale"),
        ["Does the policy cover the following:"],
        ["• Access control and passwords?"],
        ["• Backup and recovery?"],
        ["Has the organization determined the external parties that matter to the system, and have"],
        ["their requirements been written down?"],
        [Q[3]],
    ]
    expected: Expected = {f"Form!A{r}": (f"B{r} choice Yes|No", f"C{r} comment") for r in (3, 4, 5, 6, 7)}
    return Form("stem and bullets", {"Form": Sheet(rows, lists={"B3:B7": '"Yes,No"'})}, expected)


@form
def answers_below() -> Form:
    """Each question in a row of its own, the answer in the merged box under it."""
    rows: list[list[Value]] = [[Styled("Information request", BOLD)], []]
    merges: list[str] = []
    expected: Expected = {}
    for n, text in enumerate(Q[:5], 1):
        rows.append([f"{n}. {text}"])
        rows.append([Styled(None, BOX)])
        place = len(rows)
        merges.append(f"A{place}:E{place}")
        expected[f"Form!A{place - 1}"] = (f"A{place} text",)
        rows.append([])
    return Form("answers below", {"Form": Sheet(rows, merges=merges)}, expected)


@form
def boxes_in_the_cell() -> Form:
    """The answer cell holds boxes with their labels to tick."""
    rows: list[list[Value]] = [h("#", "Question", "Answer", "Comment")]
    for n, text in enumerate(Q[:5], 1):
        rows.append([str(n), text, "☐ Yes  ☐ No  ☐ N/A", None])
    expected: Expected = {
        f"Form!B{r}": (
            f"C{r}#0 checkbox Yes",
            f"C{r}#1 checkbox No",
            f"C{r}#2 checkbox N/A",
            f"D{r} comment",
        )
        for r in range(2, 7)
    }
    return Form("boxes in the cell", {"Form": Sheet(rows)}, expected)


@form
def several_sheets() -> Form:
    """Instructions, two sheets of questions with different columns, a change log."""
    sheets = {
        "Instructions": Sheet([["How to fill in this form"], ["1. Answer each question in the next sheets."],
                               ["2. Do you need help? Write to us."]]),
        "Governance": Sheet([h("Question", "Answer"), *[row(q) for q in Q[:4]]]),
        "Technology": Sheet([h("ID", "Category", "Control question", "Status", "Notes"),
                             *[row(f"T-{n}", "Network", q) for n, q in enumerate(Q[4:])]],
                            lists={"D2:D5": '"Implemented,Partially implemented,Not implemented"'}),
        "Change log": Sheet([h("Version", "Date", "Author", "Change description", "Approved by"),
                             ["1.0", "2023-01-01", "A", "First version of the form was published.", "B"],
                             ["1.1", "2023-02-01", "A", "Questions on backups were added.", "B"]]),
    }  # fmt: skip
    expected: Expected = {f"Governance!A{r}": (f"B{r} text",) for r in range(2, 6)}
    expected |= {f"Technology!C{r}": (f"D{r} choice", f"E{r} comment") for r in range(2, 6)}
    return Form("several sheets", sheets, expected)


@form
def answered_form() -> Form:
    """Returned by the vendor: answers of many kinds stand in the cells, some are placeholders."""
    answers = ("Yes", "Yes, with AES-256.", "[Enter answer]", "TBD", "The security lead.", "No", "N/A", "12 months")
    rows: list[list[Value]] = [h("ID", "Question", "Vendor Response", "Reviewer Notes")]
    rows += [row(f"Q{n}", q, a) for n, (q, a) in enumerate(zip(Q, answers, strict=True), 1)]
    return Form("answered", {"Form": Sheet(rows)}, {f"Form!B{r}": (f"C{r} text",) for r in range(2, 10)})


@form
def registers_are_no_forms() -> Form:
    """A risk register, a list of assets and a rubric: nothing here is asked of a vendor."""
    register: list[list[Value]] = [
        h("ID", "Risk description", "Likelihood", "Impact", "Owner", "Mitigation"),
        *[
            row(f"R-{n}", f"Data may be lost when backup number {n} fails.", "Low", "High", "IT", "Test it.")
            for n in range(6)
        ],
    ]
    rubric: list[list[Value]] = [
        h("Category", "Question", "Weight", "Scoring guide"),
        *[row("Access", q, n, "5 = fully in place, 0 = absent") for n, q in enumerate(Q, 1)],
    ]
    sheets = {"Risks": Sheet(register), "Rubric": Sheet(rubric)}
    return Form("registers", sheets, {f"Rubric!B{r}": () for r in range(2, 10)})


@form
def parts_to_tick_by_scale() -> Form:
    """A mark in one of five columns under one heading; grey section rows."""
    rows: list[list[Value]] = [
        h("No", "Statement", "Please put an X", None, None, None, "Remarks"),
        [None, None, *h("Fully", "Partly", "Planned", "No")],
        [Styled(t, GREY) for t in ("1", "Organisation", "", "", "", "", "")],
        *[row(f"1.{n}", f"{q.rstrip('?.')}.") for n, q in enumerate(Q[:4], 1)],
    ]
    expected: Expected = {
        f"Form!B{r}": (f"C{r} checkbox Fully", f"D{r} checkbox Partly", f"E{r} checkbox Planned", f"F{r} checkbox No",
                       f"G{r} comment")
        for r in range(4, 8)
    }  # fmt: skip
    return Form("scale to tick", {"Form": Sheet(rows, merges=["A1:A2", "B1:B2", "C1:F1", "G1:G2"])}, expected)


@form
def wide_answer_cells() -> Form:
    """Question and answer cells merged over several columns, the answer unlocked in a protected sheet."""
    rows: list[list[Value]] = [[Styled("Question", HEAD), *[None] * 3, Styled("Your answer", HEAD)]]
    merges = ["A1:D1", "E1:H1"]
    expected: Expected = {}
    for n, text in enumerate(Q, 2):
        rows.append([text, None, None, None, Styled(None, OPEN)])
        merges += [f"A{n}:D{n}", f"E{n}:H{n}"]
        expected[f"Form!A{n}"] = (f"E{n} text",)
    return Form("wide answers", {"Form": Sheet(rows, merges=merges, is_protected=True)}, expected)


@form
def repeated_header_with_other_columns() -> Form:
    """Two tables on one sheet, the second with other columns; the first header has instructions in it."""
    rows: list[list[Value]] = [
        h("Question", "Please answer Yes or No and explain in the next column", "Explanation"),
        *[row(q) for q in Q[:3]],
        [],
        h("Ref", "Control", "Maturity (0-5)", "Evidence"),
        *[row(f"C{n}", q) for n, q in enumerate(Q[3:6], 1)],
    ]
    expected: Expected = {f"Form!A{r}": (f"B{r} text", f"C{r} comment") for r in (2, 3, 4)}
    expected |= {f"Form!B{r}": (f"C{r} choice 0|1|2|3|4|5", f"D{r} comment") for r in (7, 8, 9)}
    return Form("two tables", {"Form": Sheet(rows)}, expected)
