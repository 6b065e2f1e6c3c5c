"""HTML policies: elements in, blocks out. What only steers the page (menus, scripts, forms) is left aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qanswer.knowledge.blocks import Outline, PolicyText, fold
from qanswer.knowledge.details import parse_details
from qanswer.knowledge.prose import add_text, open_heading
from qanswer.knowledge.tables import Cell, add_table

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_DROPPED_TEXT = "nav script style noscript template svg iframe input select textarea head dialog"
_DROPPED = _DROPPED_TEXT.split()
_INLINE_TEXT = """
a abbr acronym b bdi bdo big br button cite code data del dfn em font i img ins kbd label mark q s samp small span
strike strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_TEXT.split())
_KEEPS_BUTTONS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
_SUMMARY_LEVEL = 8
_DETAILS = ("title", "owner", "version", "effective", "effective_on", "review", "review_on", "classification")
"""Names of `meta` elements that say something about a policy."""


def parse_web_page(content: bytes, where: str) -> PolicyText:
    """Read an HTML policy. `where` names it in problems."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(content, "lxml")
    named = {str(tag.get("name", "")).lower(): str(tag.get("content", "")) for tag in page.find_all("meta")}
    details, problems = parse_details({key: value for key, value in named.items() if key in _DETAILS}, where)
    title = fold(page.title.get_text()) if page.title else ""
    outline = Outline(details)
    PageReader(outline).read(_find_content(page))
    outline.first_heading = outline.first_heading or title
    return outline.finish(problems)


def read_fragment(html: str, outline: Outline, locator: str) -> None:
    """Read a piece of HTML inside another format into that one's outline; all of it has one locator."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(html, "lxml")
    if page.body:
        _drop(page)
        PageReader(outline, locator).read(page.body)


def _find_content(page: BeautifulSoup) -> Tag:
    """Give the page's main part, else its body."""
    _drop(page)
    main = page.find_all(["main"]) or page.select('[role="main"]')
    if len(main) == 1 and len(main[0].get_text()) * 3 > len(page.get_text()):
        return main[0]
    return page.body or page


def _drop(page: BeautifulSoup) -> None:
    for tag in page.find_all(_DROPPED):
        tag.decompose()
    for button in page.find_all("button"):  # those of an accordion hold its questions
        if not button.find_parent(_KEEPS_BUTTONS) and not _text(button).endswith("?"):
            button.decompose()
    for tag in page.select('[hidden], [role="navigation"], body > footer'):
        tag.decompose()


class PageReader:
    """Walks the elements once."""

    def __init__(self, outline: Outline, locator: str = "") -> None:
        """Take where the blocks go; `locator` stands for all of them, by default each gets its own."""
        self.outline = outline
        self._locator = locator
        self._counts = {"paragraph": 0, "table": 0}

    def read(self, element: Tag) -> None:
        """Read all children of an element; text between blocks is a paragraph."""
        from bs4.element import Comment, Tag

        loose: list[str] = []
        for child in element.children:
            if isinstance(child, Tag) and not _is_inline(child):
                self._add_text("".join(loose))
                loose = []
                self._read_block(child)
            elif isinstance(child, Tag):
                loose.append("\n" if child.name == "br" else _raw_text(child))
            elif not isinstance(child, Comment):
                loose.append(str(child))
        self._add_text("".join(loose))

    def _read_block(self, element: Tag) -> None:
        name = element.name
        if re.fullmatch("h[1-6]", name):
            self.outline.add_heading(int(name[1]), _text(element))
        elif name == "p":
            self._read_paragraph(element)
        elif name in ("ul", "ol", "menu"):
            self._read_list(element, 0)
        elif name == "table":
            self._read_table(element)
        elif name == "dl":
            self._read_definitions(element)
        elif name == "details":
            self._read_details(element)
        elif name == "button":
            open_heading(self.outline, _text(element), _SUMMARY_LEVEL)
        elif name == "pre":
            self._add_text(element.get_text())
        else:
            self.read(element)

    def _read_paragraph(self, element: Tag) -> None:
        add_text(self.outline, _text(element), self._locate("paragraph"), is_bold=_is_bold(element))

    def _add_text(self, text: str) -> None:
        if text.strip():
            add_text(self.outline, text, self._locate("paragraph"))

    def _read_list(self, element: Tag, depth: int) -> None:
        for item in element.find_all("li", recursive=False):
            own = _text_before_lists(item)
            self.outline.add_bullet(own, self._locate("paragraph"), depth=depth)
            for child in item.find_all(["ul", "ol", "menu"]):
                if child.find_parent("li") is item:
                    self._read_list(child, depth + 1)
            for table in item.find_all("table"):
                if table.find_parent("li") is item:
                    self._read_table(table)

    def _read_table(self, element: Tag) -> None:
        rows = [row for row in element.find_all("tr") if row.find_parent("table") is element]
        if element.find("table") or all(len(_cells(row)) < 2 for row in rows):
            for row in rows:  # a table that only lays out the page
                for cell in _cells(row):
                    self.read(cell)
            return
        if element.caption:
            self._add_text(_text(element.caption))
        table = self._locate("table")
        add_table(self.outline, _lay_out(rows), lambda row: f"{table}, row {row}")

    def _read_definitions(self, element: Tag) -> None:
        term = ""
        for child in element.find_all(["dt", "dd"]):
            text = _text(child)
            if child.name == "dt":
                term = text
            elif term.endswith("?"):
                self.outline.add_answer(term, text, self._locate("paragraph"))
            else:
                self.outline.add_row(text, [(term, text)], self._locate("paragraph"))

    def _read_details(self, element: Tag) -> None:
        if element.summary:
            open_heading(self.outline, _text(element.summary), _SUMMARY_LEVEL)
            element.summary.decompose()
        self.read(element)
        self.outline.close_question()

    def _locate(self, kind: str) -> str:
        self._counts[kind] += 1
        return self._locator or f"{kind} {self._counts[kind]}"


def _is_inline(element: Tag) -> bool:
    return element.name in _INLINE - {"button"} and not any(
        child.name not in _INLINE for child in element.find_all(name=True)
    )


def _text(element: Tag) -> str:
    """Give the text with its white space folded."""
    return fold(_raw_text(element))


def _raw_text(element: Tag) -> str:
    """Give the text without comments; a line break is a space, inline elements join without one."""
    from bs4.element import Comment, NavigableString, Tag

    parts: list[str] = []
    for child in element.descendants:
        if isinstance(child, NavigableString) and not isinstance(child, Comment):
            parts.append(str(child))
        elif isinstance(child, Tag) and child.name not in _INLINE - {"br"}:
            parts.append(" ")
    return "".join(parts)


def _text_before_lists(item: Tag) -> str:
    """Give the text of a list item without that of the lists and tables in it."""
    from bs4.element import Comment, NavigableString, Tag

    parts: list[str] = []
    for child in item.descendants:
        if isinstance(child, NavigableString) and not isinstance(child, Comment):
            if child.find_parent("li") is item and child.find_parent("table") in (None, item.find_parent("table")):
                parts.append(str(child))
        elif isinstance(child, Tag) and child.name not in _INLINE - {"br"}:
            parts.append(" ")
    return fold("".join(parts))


def _is_bold(element: Tag) -> bool:
    bold = "".join(tag.get_text() for tag in element.find_all(["b", "strong"]) if not tag.find_parent(["b", "strong"]))
    return bool(bold.strip()) and fold(bold).rstrip(":") == _text(element).rstrip(":")


def _cells(row: Tag) -> list[Tag]:
    return list(row.find_all(["td", "th"], recursive=False))


def _lay_out(rows: Sequence[Tag]) -> list[list[Cell]]:
    """Put cells where they stand, with those repeated that span rows or columns."""
    grid: list[list[Cell]] = []
    open_below: dict[int, tuple[int, str]] = {}
    for row in rows:
        line: list[Cell] = []
        waiting = _cells(row)
        while waiting or len(line) in open_below:
            if len(line) in open_below:
                n_left, text = open_below.pop(len(line))
                if n_left > 1:
                    open_below[len(line)] = (n_left - 1, text)
                line.append(Cell(text, is_repeat=True))
                continue
            cell = waiting.pop(0)
            _place(cell, line, open_below)
        grid.append(line)
    return grid


def _place(cell: Tag, line: list[Cell], open_below: dict[int, tuple[int, str]]) -> None:
    text = _text(cell)
    is_header = cell.name == "th" or _is_bold(cell)
    for number in range(_span(cell, "colspan")):
        if (n_rows := _span(cell, "rowspan")) > 1:
            open_below[len(line)] = (n_rows - 1, text)
        line.append(Cell(text, is_header=is_header, is_repeat=number > 0))


def _span(cell: Tag, name: str) -> int:
    """Read how many columns or rows a cell spans; absurd values, which pages do hold, count as one."""
    value = str(cell.get(name, "1"))
    return int(value) if value.isdigit() and 0 < int(value) <= 100 else 1
