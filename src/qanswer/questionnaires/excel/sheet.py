"""One worksheet part -> raw sheet: a single pass with expat over sparse cells, ranges never expanded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.limits import make_parser, parse_range, parse_reference
from qanswer.questionnaires.excel.grid import Area

_CHUNK = 1 << 20


@dataclass(slots=True)
class RawValidation:
    """A validation as written: the ranges it covers and the formula of its list."""

    kind: str
    ranges: str = ""
    formula: str = ""
    prompt: str = ""
    operator: str = "between"
    second: str = ""


@dataclass(slots=True)
class RawSheet:
    """What one worksheet part says. A cell's value is (type, text) as written; shared strings are numbers still."""

    values: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    echoes: set[tuple[int, int]] = field(default_factory=set)
    """Formulas that look at another sheet."""
    row_styles: dict[int, int] = field(default_factory=dict)
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)
    """First column, last column and style of cells that are not written."""
    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    validations: list[RawValidation] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    header_hints: set[int] = field(default_factory=set)
    is_protected: bool = False
    linked: set[str] = field(default_factory=set)
    """References of the cells that ActiveX check boxes write to."""


def parse_sheet(name: str, data: bytes) -> RawSheet:
    """Parse a worksheet part.

    Raises:
        DamagedFileError: it is not well-formed, or a reference in it is none.
        HostileFileError: a reference lies outside of any sheet, or the part holds a DTD.
    """
    reader = _SheetReader(name)
    try:
        for start in range(0, len(data), _CHUNK):
            reader.parser.Parse(data[start : start + _CHUNK], False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        message = f"{name} is not well-formed ({error})"
        raise DamagedFileError(message) from error
    return reader.sheet


class _SheetReader:
    """Holds the place in the part: the row, the cell, and which text is being gathered."""

    def __init__(self, name: str) -> None:
        self.sheet = RawSheet()
        self.parser = make_parser(name)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._row = self._column = 0
        self._type = "n"
        self._is_in_cell = False
        self._text: list[str] = []
        self._phonetic = 0
        self._validation: RawValidation | None = None
        self._control = ""
        self._shared = ""
        self._shared_echoes: set[str] = set()
        # Handlers by full name, filled as names are met: a sheet has millions of elements of a dozen names.
        self._start_of: dict[str, Callable[[dict[str, str]], None] | None] = {}
        self._end_of: dict[str, Callable[[], None] | None] = {}
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._start_cell,
            "row": self._start_row,
            "f": self._start_formula,
            "v": self._gather,
            "t": self._start_text,
            "rPh": self._start_phonetic,
            "mergeCell": self._add_merge,
            "dataValidation": self._start_validation,
            "formula1": self._gather,
            "formula2": self._gather,
            "sqref": self._gather,
            "sheetProtection": self._set_protection,
            "col": self._add_column,
            "autoFilter": self._add_filter,
            "pane": self._add_pane,
            "control": self._start_control,
            "controlPr": self._add_control,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "c": self._end_cell,
            "f": self._end_formula,
            "v": self._end_value,
            "t": self._end_inline,
            "rPh": self._end_phonetic,
            "formula1": self._end_list,
            "formula2": self._end_second,
            "sqref": self._end_ranges,
            "dataValidation": self._end_validation,
        }

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in self._start_of:
            self._start_of[name] = self._starts.get(name.rpartition(" ")[2])
        handler = self._start_of[name]
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        if name not in self._end_of:
            self._end_of[name] = self._ends.get(name.rpartition(" ")[2])
        handler = self._end_of[name]
        if handler is not None:
            handler()

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = int(number) if number else self._row + 1
        self._column = 0
        if attributes.get("hidden") in {"1", "true"} or attributes.get("ht") == "0":
            self.sheet.hidden_rows.add(self._row)
        style = attributes.get("s", "")
        if style.isdigit() and attributes.get("customFormat") in {"1", "true"}:
            self.sheet.row_styles[self._row] = int(style)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self._row, self._column = parse_reference(reference)
        else:
            self._column += 1
        self._type = attributes.get("t", "n")
        self._is_in_cell = True
        style = attributes.get("s", "0")
        self.sheet.styles[self._row, self._column] = int(style) if style.isdigit() else 0

    def _end_cell(self) -> None:
        self._is_in_cell = False

    def _start_formula(self, attributes: dict[str, str]) -> None:
        """Note a cell's formula; the same element holds the list of an x14 validation, and conditions of formats."""
        if self._is_in_cell:
            self.sheet.formulas.add((self._row, self._column))
            self._shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
            self._gather(attributes)
        elif self._validation is not None:
            self._gather(attributes)

    def _end_formula(self) -> None:
        """Note whether the formula looks at another sheet; cells that share a formula share that too."""
        if not self._is_in_cell:
            return
        is_echo = "!" in self._stop() or (bool(self._shared) and self._shared in self._shared_echoes)
        if is_echo:
            self.sheet.echoes.add((self._row, self._column))
            self._shared_echoes.add(self._shared)

    def _gather(self, _attributes: dict[str, str]) -> None:
        self._text = []
        self.parser.CharacterDataHandler = self._text.append

    def _stop(self) -> str:
        self.parser.CharacterDataHandler = None
        return "".join(self._text)

    def _end_value(self) -> None:
        self.sheet.values[self._row, self._column] = (self._type, self._stop())

    def _start_text(self, attributes: dict[str, str]) -> None:
        if not self._phonetic and self._type == "inlineStr":
            self._gather(attributes)

    def _end_inline(self) -> None:
        if not self._phonetic and self._type == "inlineStr":
            before = self.sheet.values.get((self._row, self._column), ("", ""))[1]
            self.sheet.values[self._row, self._column] = ("inlineStr", before + self._stop())

    def _start_phonetic(self, _attributes: dict[str, str]) -> None:
        self._phonetic += 1

    def _end_phonetic(self) -> None:
        self._phonetic -= 1

    def _add_merge(self, attributes: dict[str, str]) -> None:
        area = Area(*parse_range(attributes.get("ref", "")))
        if area.width > 1 or area.height > 1:
            self.sheet.merges.append(area)

    def _start_validation(self, attributes: dict[str, str]) -> None:
        prompt = " ".join(attributes.get(key, "") for key in ("promptTitle", "prompt", "errorTitle", "error")).strip()
        self._validation = RawValidation(attributes.get("type", "none"), attributes.get("sqref", ""), "", prompt)
        self._validation.operator = attributes.get("operator", "between")

    def _end_list(self) -> None:
        text = self._stop().strip()
        if self._validation is not None:
            self._validation.formula = text

    def _end_second(self) -> None:
        text = self._stop().strip()
        if self._validation is not None:
            self._validation.second = text

    def _end_ranges(self) -> None:
        text = self._stop()
        if self._validation is not None:
            self._validation.ranges = text

    def _end_validation(self) -> None:
        if self._validation is not None:
            self.sheet.validations.append(self._validation)
        self._validation = None

    def _set_protection(self, attributes: dict[str, str]) -> None:
        self.sheet.is_protected = attributes.get("sheet") in {"1", "true"}

    def _add_column(self, attributes: dict[str, str]) -> None:
        first, last, style = (attributes.get(key, "") for key in ("min", "max", "style"))
        if not (first.isdigit() and last.isdigit()):
            return
        if attributes.get("hidden") in {"1", "true"} or attributes.get("width") == "0":
            self.sheet.hidden_columns.update(range(int(first), min(int(last), int(first) + 1023) + 1))
        if style.isdigit():
            self.sheet.column_styles.append((int(first), int(last), int(style)))

    def _add_filter(self, attributes: dict[str, str]) -> None:
        if ":" in attributes.get("ref", ""):
            self.sheet.header_hints.add(parse_range(attributes["ref"])[0])

    def _add_pane(self, attributes: dict[str, str]) -> None:
        split = attributes.get("ySplit", "")
        if attributes.get("state", "").startswith("frozen") and split.isdigit() and int(split) <= 20:
            self.sheet.header_hints.add(int(split))

    def _start_control(self, attributes: dict[str, str]) -> None:
        self._control = attributes.get("name", "")

    def _add_control(self, attributes: dict[str, str]) -> None:
        if self._control.lower().startswith(("checkbox", "check box", "optionbutton")) and attributes.get("linkedCell"):
            self.sheet.linked.add(attributes["linkedCell"])
