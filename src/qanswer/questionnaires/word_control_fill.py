"""Answers put into a document's content controls and legacy form fields."""

from __future__ import annotations

from qanswer.core.question import SlotValue
from qanswer.ooxml.word_index import Element
from qanswer.questionnaires.locator import WordLocator
from qanswer.questionnaires.word_text_fill import PartWriter


def fill_control(writer: PartWriter, element: Element, target: WordLocator, value: SlotValue, text: str) -> str:
    """Fill one control of a paragraph or cell; gives the reason why not, or ""."""
    del writer, element, value, text
    return f"controls of the kind {target.control} are not filled yet"
