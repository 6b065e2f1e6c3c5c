"""Fields of a Word document: page references are given their numbers, a contents field is taken off its list.

LibreOffice works page references out by itself, but not inside of a contents field, whose lines it takes as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_REFERENCE = re.compile(r"\bPAGEREF\s+(\S+)")
_CONTENTS = re.compile(r"^\s*TOC\b")


def fill_page_references(body: Any, pages: Mapping[str, str]) -> None:
    """Put page numbers into the results of the page references to these anchors."""
    from docx.oxml.ns import qn

    for instruction, runs in _read_fields(body):
        found = _REFERENCE.search(instruction)
        if not found or found[1] not in pages:
            continue
        texts = [text for run in runs for text in run.iter(qn("w:t"))]
        for text, words in zip(texts, [pages[found[1]], *[""] * len(texts)], strict=False):
            text.text = words


def leave_references_to_the_reader(body: Any) -> None:
    """Have the page references worked out by the program that opens the document, Word as well as LibreOffice.

    Word does so for fields marked as stale, LibreOffice for all that stand in no contents field.
    """
    from docx.oxml.ns import qn

    unwrap_contents(body)
    for run in body.iter(qn("w:r")):
        instruction = run.find(qn("w:instrText"))
        if instruction is None or not _REFERENCE.search(instruction.text or ""):
            continue
        marks = (before.find(qn("w:fldChar")) for before in run.itersiblings(qn("w:r"), preceding=True))
        next(mark for mark in marks if mark is not None).set(qn("w:dirty"), "true")


def unwrap_contents(body: Any) -> None:
    """Take the marks of a contents field away; its lines stay."""
    from docx.oxml.ns import qn

    open_fields: list[list[Any]] = []
    for run in list(body.iter(qn("w:r"))):
        mark = run.find(qn("w:fldChar"))
        kind = mark.get(qn("w:fldCharType")) if mark is not None else ""
        if kind == "begin":
            open_fields.append([])
        if open_fields and (mark is not None or run.find(qn("w:instrText")) is not None):
            open_fields[-1].append(run)
        if kind == "end" and open_fields:
            marks = open_fields.pop()
            instruction = "".join(t.text or "" for one in marks for t in one.iter(qn("w:instrText")))
            if _CONTENTS.match(instruction):
                for one in marks:
                    one.getparent().remove(one)


def _read_fields(body: Any) -> Iterator[tuple[str, list[Any]]]:
    """Give the innermost fields: instruction, and the runs of the result."""
    from docx.oxml.ns import qn

    instruction, is_result = "", False
    result: list[Any] = []
    for run in body.iter(qn("w:r")):
        mark = run.find(qn("w:fldChar"))
        kind = mark.get(qn("w:fldCharType")) if mark is not None else ""
        if kind == "begin":
            instruction, result, is_result = "", [], False
        elif kind == "separate":
            is_result = True
        elif kind == "end":
            if is_result:
                yield instruction, result
            is_result = False
        elif is_result:
            result.append(run)
        else:
            instruction += "".join(text.text or "" for text in run.iter(qn("w:instrText")))
