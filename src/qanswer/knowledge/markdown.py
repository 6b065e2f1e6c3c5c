"""Markdown policies: tokens of markdown-it-py in, blocks out. Block texts keep their inline marks, as quotes need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qanswer.core.markup import strip_markup
from qanswer.knowledge.blocks import Details, Outline, PolicyText, fold, line_locator
from qanswer.knowledge.details import parse_front_matter
from qanswer.knowledge.prose import add_text
from qanswer.knowledge.tables import add_fields

if TYPE_CHECKING:
    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOLD_LINE = re.compile(r"^\s*(\*\*|__)(?!\1)((?:(?!\1).)+)\1:?\s*$", re.DOTALL)
_SUMMARY = re.compile(r"<summary[^>]*>(.*?)</summary>", re.DOTALL | re.IGNORECASE)


def parse_markdown(content: str, where: str) -> PolicyText:
    """Read a Markdown policy. `where` names it in problems."""
    from markdown_it import MarkdownIt

    details, length, problems = parse_front_matter(content, where)
    skipped_lines = content[:length].count("\n")
    body = _drop_comments(content[length:])
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    reader = _Reader(body.splitlines(), skipped_lines, details)
    reader.read(tokens)
    return reader.outline.finish(problems)


def _drop_comments(body: str) -> str:
    """Blank out HTML comments, those shown in a code fence too; lines keep their numbers."""
    return _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), body)


class _Reader:
    """Walks the tokens once."""

    def __init__(self, lines: Sequence[str], offset: int, details: Details) -> None:
        self.outline = Outline(details)
        self._lines = lines
        self._offset = offset
        self._headers: list[str] = []
        self._depth = -1
        self._is_item = False
        self._html_end = 0
        """Lines before this one were read with an HTML table."""

    def read(self, tokens: Sequence[Token]) -> None:
        for index, token in enumerate(tokens):
            if token.map and token.map[0] < self._html_end:
                continue
            if token.type.endswith("_list_open"):
                self._depth += 1
            elif token.type.endswith("_list_close"):
                self._depth -= 1
            elif token.type == "list_item_open":
                self._is_item = True
            else:
                self._read_block(tokens, index)

    def _read_block(self, tokens: Sequence[Token], index: int) -> None:
        token = tokens[index]
        if token.type == "heading_open":
            self.outline.add_heading(int(token.tag[1]), strip_markup(tokens[index + 1].content))
        elif token.type == "paragraph_open":
            has_more = index + 3 < len(tokens) and tokens[index + 3].type != "list_item_close"
            self._read_paragraph(tokens[index + 1], has_more=has_more)
        elif token.type == "tr_open":
            self._read_row(tokens, index)
        elif token.type == "thead_open":
            self._headers = []
        elif token.type in ("fence", "code_block"):
            self.outline.add_paragraph(token.content, self._locator(token))
        elif token.type == "html_block":
            self._read_html(token)

    def _read_paragraph(self, inline: Token, *, has_more: bool) -> None:
        """Read a paragraph; the first one of a list item is a bullet, or heads what else `has_more` the item holds."""
        text, is_first = inline.content, self._is_item
        self._is_item = False
        is_bold = bool(_BOLD_LINE.match(text))
        if self._depth >= 0 and is_first and not (is_bold and has_more):
            self.outline.add_bullet(text, self._locator(inline), depth=self._depth)
            return
        add_text(self.outline, text, self._locator(inline), plain=strip_markup(text), is_bold=is_bold)

    def _read_row(self, tokens: Sequence[Token], index: int) -> None:
        close = next(at for at in range(index, len(tokens)) if tokens[at].type == "tr_close")
        row = tokens[index:close]
        cells = [fold(token.content) for token in row if token.type == "inline"]
        if any(token.type == "th_open" for token in row):
            self._headers = [strip_markup(cell) for cell in cells]
            return
        headers = [*self._headers, *[""] * len(cells)]
        fields = [(header, cell) for header, cell in zip(headers, cells, strict=False) if cell]
        add_fields(self.outline, fields, self._locator(row[0]), text=self._row_text(row[0], cells))

    def _row_text(self, token: Token, cells: Sequence[str]) -> str:
        """Give the row as it stands between its outer pipes, so that it can be quoted to the letter."""
        joined = fold(" | ".join(cells)).strip(" |")
        raw = fold(self._lines[token.map[0]]).strip(" |>") if token.map else joined
        return raw if _squeeze(raw) == _squeeze(joined) else joined

    def _read_html(self, token: Token) -> None:
        """Read raw HTML; a table is read to its end, whatever blank lines stand in it."""
        from qanswer.knowledge.web_page import read_fragment

        html, locator = token.content, self._locator(token)
        if token.map and html.lower().count("<table") > html.lower().count("</table"):
            first, end = token.map[0], token.map[1]
            while end < len(self._lines) and "</table" not in self._lines[end - 1].lower():
                end += 1
            html, self._html_end = "\n".join(self._lines[first:end]), end
            locator = line_locator(self._offset + first + 1, self._offset + end)
        if "</details" in html.lower() and "<details" not in html.lower():
            self.outline.close_question()
        if (summary := _SUMMARY.search(html)) and "</details" not in html.lower():
            html = f"<p><b>{summary.group(1)}</b></p>{html[summary.end() :]}"
        read_fragment(html, self.outline, locator)

    def _locator(self, token: Token) -> str:
        first, end = token.map or (0, 1)
        while end > first + 1 and end <= len(self._lines) and not self._lines[end - 1].strip():
            end -= 1
        return line_locator(self._offset + first + 1, self._offset + end)


def _squeeze(text: str) -> str:
    return text.replace(" ", "").replace("\\", "")
