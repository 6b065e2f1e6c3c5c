"""A Word document -> questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qanswer.core.errors import Problem
from qanswer.core.question import Questionnaire
from qanswer.ooxml.package import Package
from qanswer.questionnaires.reading import SheetLayout
from qanswer.questionnaires.word.body import read_body
from qanswer.questionnaires.word.drafts import Draft, Findings, finish, homes_of
from qanswer.questionnaires.word.flow import FlowReader, is_heading
from qanswer.questionnaires.word.model import Block, Body, Paragraph, PlaceKind, walk_paragraphs
from qanswer.questionnaires.word.tables import TableReader
from qanswer.questionnaires.word.words import is_note
from qanswer.questionnaires.wording import word_count

_MAX_TITLE_POSITION = 3
_MAX_TITLE_WORDS = 14
"""A title is one of the first texts of a document, and short."""


def read_word(path: Path, package: Package) -> Questionnaire:
    """Read the questions of a Word document.

    Raises:
        DamagedFileError: the document part is broken.
    """
    return read_word_with_layout(path, package)[0]


def read_word_with_layout(path: Path, package: Package) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    """Read the questions of a Word document, and how each of its tables was understood (titled by its locator).

    Raises:
        DamagedFileError: the document part is broken.
    """
    body = read_body(package)
    findings = read_findings(body)
    questions = finish(findings, homes_of(body.blocks))
    questionnaire = Questionnaire(
        id=package.sha256[:16],
        title=_title(body),
        path=str(path),
        format=package.kind,
        sha256=package.sha256,
        questions=questions,
        skipped=tuple(findings.skipped),
        problems=_problems(body),
    )
    return questionnaire, tuple(findings.layouts)


def read_findings(body: Body) -> Findings:
    """Find the questions of a document, in reading order."""
    findings = Findings()
    headings = frozenset(p.text for p in body.blocks if isinstance(p, Paragraph) and p.text and is_heading(p))

    def read_blocks(blocks: Sequence[Block], section: str) -> None:
        FlowReader(findings, tables).read(blocks, section)

    tables = TableReader(findings, headings, read_blocks, has_fields=_has_fields(body))
    read_blocks(body.blocks, "")
    if not any(_is_sure(draft) for draft in findings.drafts):
        findings.drafts = []
    return findings


def _is_sure(draft: Draft) -> bool:
    return bool(draft.slots) and not draft.is_weak


def _has_fields(body: Body) -> bool:
    """Tell whether the form is filled by its legacy text fields: they work only where the rest is protected."""
    return body.is_protected_form or any(
        place.kind is PlaceKind.FIELD for paragraph in walk_paragraphs(body.blocks) for place in paragraph.places
    )


def _problems(body: Body) -> tuple[Problem, ...]:
    if not body.n_text_boxes:
        return ()
    message = f"{body.n_text_boxes} text boxes were not read; look whether they ask anything"
    return (Problem("body", message),)


def _title(body: Body) -> str:
    """Give the document's title: a short text at its very beginning, else its first heading."""
    paragraphs = [block for block in body.blocks if isinstance(block, Paragraph) and block.text]
    first = [paragraph for paragraph in paragraphs[:_MAX_TITLE_POSITION] if _may_be_title(paragraph)]
    headings = [paragraph for paragraph in paragraphs if paragraph.level is not None]
    return next((paragraph.text for paragraph in (*first, *headings)), "")


def _may_be_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    is_plain = not paragraph.places and not paragraph.number and not text.endswith((".", ":", "?"))
    return is_plain and word_count(text) <= _MAX_TITLE_WORDS and not is_note(text)
