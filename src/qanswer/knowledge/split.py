"""Blocks in, passages out: long ones are cut at sentence ends, statuses are read, ids are given. No text is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qanswer.core.markup import strip_markup
from qanswer.core.passage import Passage, PassageKind, Source, make_passage_id
from qanswer.core.sentences import split_sentences
from qanswer.core.status import read_row_status, read_status
from qanswer.knowledge.blocks import Block

_MAX_WORDS = 90
"""A longer block is cut into groups of sentences; the measured choice is in docs/decisions.md."""
_LABEL = re.compile(r"^(?:\*\*|__)?([A-Z][^.:!?*_]{1,60}?)(?:[.:](?:\*\*|__)|(?:\*\*|__)?:)\s")


def make_passages(source: Source, blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Turn the blocks of one source into passages, in order."""
    is_markup = source.kind == "markdown"
    seen: Counter[tuple[str, ...]] = Counter()
    passages = []
    for block in (piece for whole in blocks for piece in _cut(whole, is_markup=is_markup)):
        key = (*block.heading_path, block.text)
        path = tuple(block.heading_path)
        status = read_row_status(block.fields) if block.fields else read_status(block.text)
        passages.append(
            Passage(
                id=make_passage_id(source.path, path, block.text, seen[key]),
                source=source,
                heading_path=path,
                text=block.text,
                locator=block.locator,
                kind=block.kind,
                status=status,
                question=block.question,
                fields=block.fields,
            )
        )
        seen[key] += 1
    return tuple(passages)


def _cut(block: Block, *, is_markup: bool) -> Iterator[Block]:
    """Cut a long block into groups of sentences; the later pieces carry its label as a heading."""
    if block.kind is PassageKind.TABLE_ROW or len(block.text.split()) <= _MAX_WORDS:
        yield block
        return
    label = _LABEL.match(block.text)
    title = (strip_markup(label.group(1)) if is_markup else label.group(1)) if label else ""
    for number, text in enumerate(group_sentences(block.text, _MAX_WORDS)):
        path = (*block.heading_path, title) if number and title else block.heading_path
        yield replace(block, text=text, heading_path=path)


def group_sentences(text: str, max_words: int) -> list[str]:
    """Group sentences into about even pieces of at most `max_words` words; a longer sentence stays whole."""
    sentences = split_sentences(text)
    n_words = len(text.split())
    n_groups = -(-n_words // max_words)
    aim = n_words / n_groups
    groups: list[list[str]] = [[]]
    size = 0
    for sentence in sentences:
        length = len(sentence.split())
        if groups[-1] and (size + length > max_words or size + length / 2 > aim):
            groups.append([])
            size = 0
        groups[-1].append(sentence)
        size += length
    return [" ".join(group) for group in groups if group]
