"""Forms as buyers build them, made part by part with one oddity each, and what must be read from them.

No text of a real form stands here; only shapes are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import parts

PLAIN, BOLD, HEAD, OPEN, GREY, DECIMAL, DATE, BOX = range(8)
"""Cell styles: bold; bold on blue; unlocked; grey; 0.00; a date; bordered."""

STYLES = (
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.00"/></numFmts>'
    "<fonts><font/><font><b/></font></fonts>"
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF336699"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFCCCCCC"/></patternFill></fill></fills>'
    '<borders><border/><border><left style="thin"/><right style="thin"/></border></borders>'
    "<cellXfs><xf/>"
    '<xf fontId="1" applyFont="1"/>'
    '<xf fontId="1" fillId="2" applyFill="1"/>'
    '<xf applyProtection="1"><protection locked="0"/></xf>'
    '<xf fillId="3" applyFill="1"/>'
    '<xf numFmtId="164"/><xf numFmtId="14"/><xf borderId="1"/>'
    "</cellXfs>"
)


@dataclass(frozen=True)
class Formula:
    """A formula with its cached value."""

    formula: str
    value: str = ""


@dataclass(frozen=True)
class Styled:
    """A value in a style."""

    value: str | float | Formula | None
    style: int


Expected = dict[str, tuple[str, ...]]

Value = str | int | float | Formula | Styled | None


@dataclass
class Sheet:
    """A sheet: rows of values from a first cell on, and what lies over them."""

    rows: Sequence[Sequence[Value]]
    first: tuple[int, int] = (1, 1)
    merges: Sequence[str] = ()
    lists: Mapping[str, str] = field(default_factory=dict)
    x14_lists: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    is_protected: bool = False
    hidden_columns: Sequence[int] = ()
    hidden_rows: Sequence[int] = ()
    more: str = ""

    def xml(self) -> str:
        """Write the inner XML of the worksheet, elements in the schema's order."""
        columns = "".join(f'<col min="{c}" max="{c}" width="9" hidden="1"/>' for c in self.hidden_columns)
        protection = '<sheetProtection sheet="1" objects="1"/>' if self.is_protected else ""
        merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merges)
        return (
            (f"<cols>{columns}</cols>" if columns else "")
            + self._data()
            + protection
            + (f"<mergeCells>{merges}</mergeCells>" if merges else "")
            + self._validations()
            + self._x14()
            + self.more
        )

    def _data(self) -> str:
        lines = []
        for number, values in enumerate(self.rows, self.first[0]):
            cells = "".join(
                _cell(f"{parts.column_letters(column)}{number}", value)
                for column, value in enumerate(values, self.first[1])
                if value is not None
            )
            hidden = ' hidden="1"' if number in self.hidden_rows else ""
            lines.append(f'<row r="{number}"{hidden}>{cells}</row>')
        return f"<sheetData>{''.join(lines)}</sheetData>"

    def _validations(self) -> str:
        rules = [
            f'<dataValidation type="list" allowBlank="1" sqref="{ref}"><formula1>{escape(formula)}</formula1>'
            "</dataValidation>"
            for ref, formula in self.lists.items()
        ]
        rules += [
            f'<dataValidation type="custom" showInputMessage="1" prompt={quoteattr(text)} sqref="{ref}">'
            "<formula1>FALSE</formula1></dataValidation>"
            for ref, text in self.prompts.items()
        ]
        return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""

    def _x14(self) -> str:
        rules = "".join(
            f'<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>{escape(formula)}</xm:f></x14:formula1>'
            f"<xm:sqref>{ref}</xm:sqref></x14:dataValidation>"
            for ref, formula in self.x14_lists.items()
        )
        if not rules:
            return ""
        return (
            '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
            'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
            '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
            f"{rules}</x14:dataValidations></ext></extLst>"
        )


def _cell(reference: str, value: Value) -> str:
    bare = value.value if isinstance(value, Styled) else value
    style = value.style if isinstance(value, Styled) else 0
    if isinstance(bare, Formula):
        return f'<c r="{reference}" s="{style}" t="str"><f>{escape(bare.formula)}</f><v>{escape(bare.value)}</v></c>'
    return parts.cell(reference, bare, style or None)


@dataclass(frozen=True)
class Form:
    """A workbook and what must be read from it.

    `expected`: question's locator -> its slots, main one first, each as "C3 choice Yes|No" (role, options if told);
    a role followed by ":profile" or ":signature" in the first entry tells the question's kind.
    """

    name: str
    sheets: Mapping[str, Sheet]
    expected: Mapping[str, Sequence[str]]
    hidden: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> bytes:
        """Build the file."""
        sheets = {title: sheet.xml() for title, sheet in self.sheets.items()}
        return parts.workbook(sheets, hidden=self.hidden, names=self.names, styles=STYLES)


FORMS: list[Callable[[], Form]] = []


def form(build: Callable[[], Form]) -> Callable[[], Form]:
    """Add a builder to the list of all forms."""
    FORMS.append(build)
    return build


def row(*values: Value) -> list[Value]:
    """Give a row of cells."""
    return list(values)


def h(*texts: str | None) -> list[Value]:
    """Give a row of header cells."""
    return [None if text is None else Styled(text, HEAD) for text in texts]


QUESTIONS = (
    "Do you have a documented information security policy?",
    "Is customer data encrypted at rest?",
    "Describe how access rights are reviewed.",
    "Are backups tested at least once a year?",
    "Who is responsible for incident response?",
    "Do you carry out penetration tests?",
    "Is multi-factor authentication required for administrators?",
    "How long are audit logs kept?",
)
