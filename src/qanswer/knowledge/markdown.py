"""Markdown policies: tokens of markdown-it-py in, blocks out. Block texts keep their inline marks, as quotes need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qanswer.core.markup import strip_markup
from qanswer.core.sentences import split_sentences
from qanswer.knowledge.blocks import Details, Outline, PolicyText, fold, line_locator
from qanswer.knowledge.details import parse_front_matter, read_line

if TYPE_CHECKING:
    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOLD_LINE = re.compile(r"^(\*\*|__)(?!\1)(.+?)\1:?$", re.DOTALL)
_BOLD_HEADING_LEVEL = 7
"""A line all in bold is a heading under the real ones, of which Markdown has six levels."""
_BOLD_HEADING_WORDS = 16
_QUESTION = re.compile(r"^\W*(?:Q|Question)\s*\d*\W{0,3}[:.]\W*(.+)$", re.DOTALL | re.IGNORECASE)
_ANSWER = re.compile(r"^(?:\*\*|__)?(?:A|Answer)\s*\d*(?:\*\*|__)?[:.](?:\*\*|__)?\s+(.+)$", re.DOTALL | re.IGNORECASE)


def parse_markdown(content: str, where: str) -> PolicyText:
    """Read a Markdown policy. `where` names it in problems."""
    from markdown_it import MarkdownIt

    details, length, problems = parse_front_matter(content, where)
    skipped_lines = content[:length].count("\n")
    body = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), content[length:])
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    reader = _Reader(body.splitlines(), skipped_lines, details)
    reader.read(tokens)
    details = reader.details
    return reader.outline.finish(details, problems)


class _Reader:
    """Walks the tokens once."""

    def __init__(self, lines: Sequence[str], offset: int, details: Details) -> None:
        self.outline = Outline()
        self.details = details
        self._lines = lines
        self._offset = offset
        self._headers: list[str] = []

    def read(self, tokens: Sequence[Token]) -> None:
        depth = -1
        is_item = False
        for index, token in enumerate(tokens):
            if token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
            elif token.type == "list_item_open":
                is_item = True
            elif token.type == "heading_open":
                self.outline.add_heading(int(token.tag[1]), strip_markup(tokens[index + 1].content))
            elif token.type == "paragraph_open":
                self._read_paragraph(tokens[index + 1], depth if is_item else -1)
                is_item = False
            else:
                self._read_other(tokens, index)

    def _read_other(self, tokens: Sequence[Token], index: int) -> None:
        token = tokens[index]
        if token.type == "tr_open":
            self._read_row(tokens, index)
        elif token.type == "thead_open":
            self._headers = []
        elif token.type in ("fence", "code_block"):
            self.outline.add_paragraph(token.content, self._locator(token))
        elif token.type == "html_block":
            self._read_html(token)

    def _read_html(self, token: Token) -> None:
        text = re.sub(r"<[^<>]*>", " ", token.content)
        self.outline.add_paragraph(text, self._locator(token))

    def _read_paragraph(self, inline: Token, depth: int) -> None:
        text = inline.content
        if depth >= 0:
            self.outline.add_bullet(text, self._locator(inline), depth=depth)
            return
        bold = _BOLD_LINE.match(text.strip())
        if bold and len(text.split()) <= _BOLD_HEADING_WORDS and "**" not in bold.group(2):
            self._read_bold_line(strip_markup(bold.group(2)))
            return
        if question := _QUESTION.match(text):
            if not _read_pair(self.outline, text, self._locator(inline)):
                self.outline.add_question(strip_markup(question.group(1)))
            return
        if answer := _ANSWER.match(text):
            text = answer.group(1)
        self.details = read_line(strip_markup(fold(text)), self.details)
        self.outline.add_paragraph(text, self._locator(inline), lead_in=_lead_in(text))

    def _read_bold_line(self, text: str) -> None:
        if question := _QUESTION.match(text):
            self.outline.add_question(question.group(1))
        elif text.endswith("?"):
            self.outline.add_question(text)
        else:
            self.outline.add_heading(_BOLD_HEADING_LEVEL, text.rstrip(":"))

    def _read_row(self, tokens: Sequence[Token], index: int) -> None:
        cells = []
        is_header = False
        for token in tokens[index + 1 :]:
            if token.type == "tr_close":
                break
            is_header = is_header or token.type == "th_open"
            if token.type == "inline":
                cells.append(fold(token.content))
        if is_header:
            self._headers = [strip_markup(cell) for cell in cells]
            return
        headers = [*self._headers, *[""] * len(cells)]
        line = tokens[index].map[0] if tokens[index].map else None
        fields = [(header, cell) for header, cell in zip(headers, cells, strict=False) if cell]
        self.outline.add_row(self._row_text(line, cells), fields, self._locator(tokens[index]))

    def _row_text(self, line: int | None, cells: Sequence[str]) -> str:
        """Give the row as it stands between its outer pipes, so that it can be quoted to the letter."""
        joined = fold(" | ".join(cells)).strip(" |")
        raw = fold(self._lines[line]).strip(" |>") if line is not None and line < len(self._lines) else joined
        return raw if raw.replace(" ", "").replace("\\", "") == joined.replace(" ", "").replace("\\", "") else joined

    def _locator(self, token: Token) -> str:
        first, end = token.map or (0, 1)
        while end > first + 1 and end <= len(self._lines) and not self._lines[end - 1].strip():
            end -= 1
        return line_locator(self._offset + first + 1, self._offset + end)


def _lead_in(text: str) -> str:
    """Give the last sentence when it ends in a colon: it opens what follows."""
    plain = strip_markup(fold(text))
    return split_sentences(plain)[-1] if plain.endswith(":") else ""


def _read_pair(outline: Outline, text: str, locator: str) -> bool:
    """Read "Q: …" and "A: …" written as one paragraph on following lines."""
    question, _, answer = text.partition("\n")
    found, given = _QUESTION.match(question), _ANSWER.match(answer)
    if not (found and given):
        return False
    outline.add_question(strip_markup(found.group(1)))
    outline.add_paragraph(given.group(1), locator)
    return True
