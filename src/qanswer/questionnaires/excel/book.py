"""A workbook package -> grids: shared strings, styles, defined names, lists of options. Reads parts, writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.limits import parse_range
from qanswer.ooxml.package import Package, SheetEntry
from qanswer.questionnaires.excel.grid import Area, AreaIndex, Grid, Style, Validation
from qanswer.questionnaires.excel.sheet import RawSheet, RawValidation, parse_sheet
from qanswer.questionnaires.excel.styles import read_shared_strings, read_styles, unescape

_MAX_OPTIONS = 1000
"""A list longer than this is a register (countries, products), not the answers of a question."""
_MAX_COLUMN = 512
"""Columns right of this one hold no questionnaire (the widest met has 60); cells there are not read."""
_REFERENCE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([^\s'!(),]+))!)?(\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})"
)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # Excel's dates have no zone


@dataclass(slots=True)
class Book:
    """A workbook being read: its sheets' raw parts, kept until every list of options is resolved."""

    package: Package
    entries: tuple[SheetEntry, ...]
    strings: list[str]
    styles: tuple[Style, ...]
    names: dict[tuple[str, str], str]
    raw: dict[str, RawSheet] = field(default_factory=dict)

    def sheet(self, title: str) -> RawSheet | None:
        """Give a sheet's raw part by its title, whatever its case; None when there is no such sheet."""
        folded = title.casefold()
        entry = next((entry for entry in self.entries if entry.title.casefold() == folded and entry.part), None)
        if entry is None:
            return None
        if entry.part not in self.raw:
            self.raw[entry.part] = parse_sheet(entry.part, self.package.read(entry.part))
        return self.raw[entry.part]


def read_grids(package: Package) -> tuple[Grid, ...]:
    """Read every worksheet of a workbook, hidden ones too.

    Raises:
        DamagedFileError: a part is missing or broken.
    """
    main = package.main_part
    strings = [text for part in package.related(main, "sharedStrings") for text in read_shared_strings(package, part)]
    styles = next((read_styles(package, part) for part in package.related(main, "styles")), ())
    book = Book(package, package.sheets(), strings, styles, _read_names(package))
    return tuple(_make_grid(book, entry) for entry in book.entries if entry.part)


def _read_names(package: Package) -> dict[tuple[str, str], str]:
    """Read defined names: (title of the sheet it is for, or "", name in lower case) -> formula."""
    from lxml import etree

    titles = [entry.title for entry in package.sheets()]
    root = etree.fromstring(package.read(package.main_part), etree.XMLParser(resolve_entities=False, no_network=True))
    names = {}
    for element in root.iter("{*}definedName"):
        scope = element.get("localSheetId", "")
        title = titles[int(scope)] if scope.isdigit() and int(scope) < len(titles) else ""
        names[title.casefold(), element.get("name", "").casefold()] = (element.text or "").strip()
    return names


def _make_grid(book: Book, entry: SheetEntry) -> Grid:
    raw = book.sheet(entry.title)
    if raw is None:
        message = f"the sheet {entry.title!r} is missing"
        raise DamagedFileError(message)
    return Grid(
        title=entry.title,
        cells=_make_cells(book, raw),
        formulas=frozenset(raw.formulas),
        echoes=frozenset(raw.echoes),
        styles=raw.styles,
        row_styles=raw.row_styles,
        column_styles=tuple(raw.column_styles),
        style_table=book.styles,
        merges=AreaIndex((area, None) for area in raw.merges),
        validations=AreaIndex(_resolve_validations(book, entry.title, raw)),
        hidden_rows=frozenset(raw.hidden_rows),
        hidden_columns=frozenset(raw.hidden_columns),
        is_hidden=entry.state != "visible",
        is_protected=raw.is_protected,
        boxes=frozenset(_linked_cells(book.package, entry, raw)),
        header_hints=frozenset(raw.header_hints | set(_table_rows(book.package, entry.part))),
    )


def _table_rows(package: Package, part: str) -> Iterator[int]:
    """Give the header rows of the sheet's tables."""
    from lxml import etree

    for table in package.related(part, "table"):
        root = etree.fromstring(package.read(table), etree.XMLParser(resolve_entities=False, no_network=True))
        if root.get("headerRowCount", "1") != "0" and root.get("ref"):
            yield parse_range(root.get("ref", ""))[0]


def _linked_cells(package: Package, entry: SheetEntry, raw: RawSheet) -> Iterator[tuple[int, int]]:
    """Give the cells of this sheet that check boxes drawn on it write TRUE and FALSE to."""
    from lxml import etree

    references = set(raw.linked)
    for part in package.related(entry.part, "ctrlProp"):
        root = etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
        if root.get("objectType") in {"CheckBox", "Radio"}:
            references.add(root.get("fmlaLink", ""))
    for reference in references:
        sheet, _, cell = reference.rpartition("!")
        if cell and ":" not in cell and sheet.strip("'").replace("''", "'").casefold() in {"", entry.title.casefold()}:
            yield parse_range(cell)[:2]


def _make_cells(book: Book, raw: RawSheet) -> dict[int, dict[int, str]]:
    cells: dict[int, dict[int, str]] = {}
    for (row, column), (kind, value) in raw.values.items():
        if column > _MAX_COLUMN:
            continue
        text = _cell_text(book, raw, (row, column), kind, value)
        if text.strip():
            cells.setdefault(row, {})[column] = text
    return cells


def _cell_text(book: Book, raw: RawSheet, place: tuple[int, int], kind: str, value: str) -> str:
    if kind == "s":
        return book.strings[int(value)] if value.isdigit() and int(value) < len(book.strings) else ""
    if kind in {"str", "inlineStr"}:
        return unescape(value)
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind == "e":
        return ""
    if kind == "d":
        return value
    style = raw.styles.get(place, 0)
    return format_number(value, book.styles[style].number_format if style < len(book.styles) else "")


def format_number(value: str, number_format: str) -> str:
    """Show a number as the sheet does, as far as ids, dates and percentages need it."""
    try:
        number = float(value)
    except ValueError:
        return value
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format).split(";")[0].lower()
    if re.search(r"[dyh]|m{2}", plain) and 0 < number < 2958466:
        return _format_date(number)
    decimals = re.fullmatch(r"0(?:\.(0+))?(%?)", plain.strip())
    if decimals and decimals[2]:
        return f"{number:.{len(decimals[1] or '')}%}"
    if decimals:
        return f"{number:.{len(decimals[1] or '')}f}"
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _format_date(number: float) -> str:
    moment = _EPOCH + timedelta(days=number)
    if number < 1:
        return f"{moment:%H:%M}"
    return f"{moment:%Y-%m-%d}" if number.is_integer() else f"{moment:%Y-%m-%d %H:%M}"


def _resolve_validations(book: Book, title: str, raw: RawSheet) -> Iterator[tuple[Area, Validation]]:
    for written in raw.validations:
        areas = [Area(*parse_range(reference)) for reference in written.ranges.split()]
        if not areas:
            continue
        validation = _resolve_validation(book, title, written)
        yield from ((area, validation) for area in areas)


def _resolve_validation(book: Book, title: str, written: RawValidation) -> Validation:
    if written.kind == "whole" and written.operator == "between":
        return Validation("list" if (scale := _scale(written)) else "whole", scale, written.prompt)
    if written.kind != "list":
        return Validation("closed" if _is_closing(written) else written.kind, prompt=written.prompt)
    options, source = _resolve_list(book, title, written.formula, depth=0)
    return Validation("list", options, written.prompt, source)


def _is_closing(written: RawValidation) -> bool:
    """Tell whether a rule lets nothing be written: no length but 0, or a condition that never holds."""
    if written.kind == "custom":
        return written.formula.strip("=() ").upper() in {"FALSE", "0"}
    limits = {("equal", "0"), ("lessThanOrEqual", "0"), ("lessThan", "1")}
    return written.kind == "textLength" and (written.operator, written.formula) in limits


def _scale(written: RawValidation) -> tuple[str, ...]:
    """Give the whole numbers that a rule allows, where they are a scale: up to eleven of them, from 0 or 1 on."""
    first, last = written.formula, written.second
    if not (first.isdigit() and last.isdigit()) or int(first) > 1 or not 1 <= int(last) - int(first) <= 10:
        return ()
    return tuple(str(number) for number in range(int(first), int(last) + 1))


def _resolve_list(book: Book, title: str, formula: str, depth: int) -> tuple[tuple[str, ...], Area | None]:
    """Read the options that a list's formula stands for, and their place if that is on the sheet `title` itself."""
    formula = formula.strip().removeprefix("=")
    if formula.startswith('"') and formula.endswith('"'):
        items = formula[1:-1].replace('""', '"').split(",")
        return tuple(item.strip() for item in items if item.strip()), None
    name = formula.rpartition("!")[2].casefold()
    target = book.names.get((title.casefold(), name)) or book.names.get(("", name))
    if target and depth < 4:
        return _resolve_list(book, title, target, depth + 1)
    reference = _REFERENCE.match(formula) or _first_reference(formula)
    if reference is None:
        return (), None
    sheet = (reference[1] or "").replace("''", "'") or reference[2] or title
    area = _parse_area(reference[3])
    options = _read_options(book, sheet, area)
    return options, area if sheet.casefold() == title.casefold() else None


def _first_reference(formula: str) -> re.Match[str] | None:
    """Find the range inside OFFSET(…), which grows a list down to its first blank cell."""
    return _REFERENCE.search(formula.partition("(")[2]) if formula.upper().startswith(("OFFSET(", "INDEX(")) else None


def _parse_area(reference: str) -> Area:
    if any(character.isdigit() for character in reference):
        return Area(*parse_range(reference))
    first, _, last = reference.partition(":")
    return Area(*parse_range(f"{first}1:{last}1048576"))


def _read_options(book: Book, title: str, area: Area) -> tuple[str, ...]:
    """Read a range's texts, row by row, without walking over cells that do not exist."""
    raw = book.sheet(title)
    if raw is None:
        return ()
    if area.width * area.height > len(raw.values):
        places = sorted(place for place in raw.values if _is_within(place, area))
    else:
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        places = [(row, column) for row in rows for column in columns if (row, column) in raw.values]
    texts = (_cell_text(book, raw, place, *raw.values[place]).strip() for place in places[:_MAX_OPTIONS])
    return tuple(dict.fromkeys(text for text in texts if text))


def _is_within(place: tuple[int, int], area: Area) -> bool:
    return area.top <= place[0] <= area.bottom and area.left <= place[1] <= area.right
