"""Paragraphs of any format: published questions and answers, lines in bold that head others, lead-ins of lists."""

from __future__ import annotations

import re

from qanswer.core.sentences import split_sentences
from qanswer.knowledge.blocks import Outline, fold
from qanswer.knowledge.details import read_line

_QUESTION = re.compile(r"^(?:\*\*|__)?(?:Q|Question)\s*\d*\s*(?:\*\*|__)?[:.](?:\*\*|__)?\s*(?=\S)", re.IGNORECASE)
_ANSWER = re.compile(r"^(?:\*\*|__)?(?:A|Answer)\s*\d*\s*(?:\*\*|__)?[:.](?:\*\*|__)?\s*(?=\S)", re.IGNORECASE)
_BOLD_WORDS = 16
"""A longer paragraph all in bold is emphasis, not a heading."""
BOLD_LEVEL = 7
"""A line in bold heads what follows, below the real headings, of which HTML and Markdown have six levels."""


def add_text(outline: Outline, text: str, locator: str, *, plain: str | None = None, is_bold: bool = False) -> None:
    """Add a paragraph as what it is: a question, an answer, a heading in bold, or just a paragraph.

    `text` is quoted; `plain` is what a reader sees of it, where that differs. Lines are still apart in both.
    """
    plain = text if plain is None else plain
    if not plain.strip():
        return
    if "\n" in text.strip() and _add_pair(outline, text, plain, locator):
        return
    text, plain = fold(text), fold(plain)
    if is_bold and len(plain.split()) <= _BOLD_WORDS:
        open_heading(outline, plain, BOLD_LEVEL)
        return
    if _is_question(plain):
        outline.add_question(_QUESTION.sub("", plain, count=1))
        return
    if outline.has_question:
        text = _ANSWER.sub("", text, count=1)
    outline.details = read_line(plain, outline.details)
    outline.add_paragraph(text, locator, lead_in=split_sentences(plain)[-1] if plain.endswith(":") else "")


def open_heading(outline: Outline, text: str, level: int) -> None:
    """Open a heading, or the question that it asks."""
    if _is_question(text) or text.endswith("?"):
        outline.add_question(_QUESTION.sub("", text, count=1))
    else:
        outline.add_heading(level, text.rstrip(":"))


def _is_question(text: str) -> bool:
    """Tell whether a text is marked as a question; "Q." may be a numbering unless it asks."""
    found = _QUESTION.match(text)
    return found is not None and (":" in found.group() or text.rstrip("*_").endswith("?"))


def _add_pair(outline: Outline, text: str, plain: str, locator: str) -> bool:
    """Read a question and its answer that share a paragraph, on lines of their own."""
    first, _, rest = text.strip().partition("\n")
    plain_first, _, plain_rest = plain.strip().partition("\n")
    is_marked = _is_question(fold(plain_first)) and bool(_ANSWER.match(rest.strip()))
    is_bold = first.startswith("**") and first.rstrip().endswith("**") and fold(plain_first).endswith("?")
    if not (is_marked or is_bold):
        return False
    outline.add_question(_QUESTION.sub("", fold(plain_first), count=1))
    add_text(outline, rest, locator, plain=plain_rest)
    return True
