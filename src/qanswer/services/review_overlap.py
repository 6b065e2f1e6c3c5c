"""Which words of an answer stand in its source sentence, and which words of the source the answer took over."""

from __future__ import annotations

import re

from qanswer.retrieval.lexical import tokenize

_WORD = re.compile(r"\S+")


def mark_overlap(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """Cut a text into stretches that the other text shares and stretches that it does not; joined they are the text.

    Words count as shared by their stems; words without meaning of their own ("the", "is") go with what is before them.
    """
    shared = set(tokenize(other))
    stretches: list[tuple[str, bool]] = []
    end, is_shared = 0, False
    for match in _WORD.finditer(text):
        stems = tokenize(match.group())
        is_shared = set(stems) <= shared if stems else is_shared
        piece = text[end : match.end()]
        end = match.end()
        if stretches and stretches[-1][1] == is_shared:
            stretches[-1] = (stretches[-1][0] + piece, is_shared)
        else:
            stretches.append((piece, is_shared))
    rest = text[end:]
    return (*stretches, (rest, False)) if rest else tuple(stretches)
