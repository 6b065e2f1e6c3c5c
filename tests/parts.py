"""Office packages written part by part: what buyers' files hold and no library would save.

Shared by the tests (`from parts import workbook, sheet_data, document, …`). Every builder gives the package's bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument"

Cell = str | int | float | bool | None


def package(parts: Mapping[str, str | bytes], *, stored: Sequence[str] = ()) -> bytes:
    """Zip the parts in their order; those named in `stored` without compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 3, 1, 9, 30, 0))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def column_letters(number: int) -> str:
    """Name a column; 1 is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(reference: str, value: Cell, style: int | None = None) -> str:
    """Write one cell; text as an inline string."""
    attributes = f'r="{reference}"' + ("" if style is None else f' s="{style}"')
    if value is None:
        return f"<c {attributes}/>"
    if isinstance(value, bool):
        return f'<c {attributes} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c {attributes}><v>{value}</v></c>"
    return f'<c {attributes} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet_data(rows: Sequence[Sequence[Cell]], *, first_row: int = 1, first_column: int = 1) -> str:
    """Write `<sheetData>`; None leaves the cell out altogether."""
    lines = []
    for number, values in enumerate(rows, first_row):
        cells = "".join(
            cell(f"{column_letters(column)}{number}", value)
            for column, value in enumerate(values, first_column)
            if value is not None
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"


def list_validation(cells: str, formula: str) -> str:
    """Write a `<dataValidations>` block with one list; `formula` is a range, a name, or '"Yes,No"' with its quotes."""
    return (
        f'<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="{cells}">'
        f"<formula1>{escape(formula)}</formula1></dataValidation></dataValidations>"
    )


def x14_list_validation(cells: str, formula: str) -> str:
    """Write an `<extLst>` with one x14 list validation, as Excel does for a list on another sheet."""
    return (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
        f"<xm:f>{escape(formula)}</xm:f></x14:formula1><xm:sqref>{cells}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )


def workbook(
    sheets: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    styles: str = "",
) -> bytes:
    """Build a workbook. `sheets`: title -> inner XML of `<worksheet>`; `names`: defined name -> reference.

    `styles` is the inner XML of `<styleSheet>`; without it there is no such part.
    """
    entries, relations, overrides, files = [], [], [], {}
    for number, (title, inner) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if title in hidden else ""
        entries.append(f'<sheet name={quoteattr(title)} sheetId="{number}"{state} r:id="rId{number}"/>')
        relations.append(
            f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
        overrides.append(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            f'ContentType="{_TYPES}.spreadsheetml.worksheet+xml"/>'
        )
        files[f"xl/worksheets/sheet{number}.xml"] = (
            f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{inner}</worksheet>'
        )
    if styles:
        relations.append(f'<Relationship Id="rIdStyles" Type="{OFFICE}/styles" Target="styles.xml"/>')
        overrides.append(f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.spreadsheetml.styles+xml"/>')
        files["xl/styles.xml"] = f'{HEAD}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    defined = "".join(f"<definedName name={quoteattr(n)}>{escape(r)}</definedName>" for n, r in (names or {}).items())
    defined = f"<definedNames>{defined}</definedNames>" if defined else ""
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(entries)}</sheets>{defined}</workbook>'
    return package(
        {
            "[Content_Types].xml": _content_types(
                f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.spreadsheetml.sheet.main+xml"/>'
                + "".join(overrides)
            ),
            "_rels/.rels": relationships({"rId1": (f"{OFFICE}/officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": HEAD + book,
            "xl/_rels/workbook.xml.rels": (
                f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(relations)}</Relationships>'
            ),
            **files,
            **(parts or {}),
        }
    )


def paragraph(text: str = "", *, style: str = "", properties: str = "") -> str:
    """Write a Word paragraph with one run; `properties` is inner XML of `<w:pPr>`."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    head = f"<w:pPr>{style}{properties}</w:pPr>" if style or properties else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{head}{run}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Write a Word table; a cell that starts with "<" is taken as the cell's inner XML, any other as its text."""
    body = ""
    for values in rows:
        cells = "".join(f"<w:tc>{value if value.startswith('<') else paragraph(value)}</w:tc>" for value in values)
        body += f"<w:tr>{cells}</w:tr>"
    grid = "<w:gridCol/>" * max((len(values) for values in rows), default=0)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def document(
    body: str,
    *,
    settings: str = "",
    styles: str = "",
    numbering: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Build a Word document from the inner XML of `<w:body>` and, if any, of `<w:settings>`, `<w:styles>`, `<w:numbering>`."""
    relations: dict[str, tuple[str, str]] = {}
    files: dict[str, str | bytes] = {}
    overrides = f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.wordprocessingml.document.main+xml"/>'
    for kind, inner in (("settings", settings), ("styles", styles), ("numbering", numbering)):
        if inner:
            relations[f"rId{kind}"] = (f"{OFFICE}/{kind}", f"{kind}.xml")
            files[f"word/{kind}.xml"] = f'{HEAD}<w:{kind} xmlns:w="{WORD}">{inner}</w:{kind}>'
            overrides += f'<Override PartName="/word/{kind}.xml" ContentType="{_TYPES}.wordprocessingml.{kind}+xml"/>'
    namespaces = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    return package(
        {
            "[Content_Types].xml": _content_types(overrides),
            "_rels/.rels": relationships({"rId1": (f"{OFFICE}/officeDocument", "word/document.xml")}),
            "word/document.xml": f"{HEAD}<w:document {namespaces}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relationships(relations),
            **files,
            **(parts or {}),
        }
    )


def relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    """Write a .rels part: id -> (type, target)."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _content_types(overrides: str) -> str:
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>"
    )
