"""Sentences of a text, cut without loss."""

from __future__ import annotations

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|incl|approx|vs|cf|resp|dept|dr|mr|mrs|ms)|\b(?:[A-Za-z]\.)+[A-Za-z])\.$", re.IGNORECASE
)
"""No sentence ends after these. "Inc.", "etc." or "Type I." before a capital do end one in policies, as a rule."""
_BEFORE_NUMBER = re.compile(r"\b(?:no|nos|sec|art|fig|vol|ver|v|rev|ch|pt)\.$", re.IGNORECASE)
"""These end none where a number follows; "No. We do not…" is an answer."""
_CLOSERS = r"[\"'\u201d\u2019)\]*_`]{0,3}"
_OPENERS = r"[\"'\u201c\u2018(\[*_]{0,3}"
_BOUNDARY = re.compile(rf"(?<=[.!?]){_CLOSERS}\s+(?={_OPENERS}(?:[A-Z0-9]|`\w))")
_ASIDE = 300
"""A bracket must close within this many letters for a full stop in it to end no sentence; else it is a slip."""
_TAIL = 24


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences, each stripped; nothing but white space between them is dropped."""
    sentences: list[str] = []
    start = seen = depth = 0
    for boundary in _BOUNDARY.finditer(text):
        end = boundary.end()
        depth = max(0, depth + text.count("(", seen, end) - text.count(")", seen, end))
        seen = end
        is_aside = depth > 0 and text.find(")", end, end + _ASIDE) >= 0
        if is_aside or _ends_abbreviated(text[max(start, end - _TAIL) : end], text[end : end + 1]):
            continue
        sentences.append(text[start:end].strip())
        start, depth = end, 0
    rest = text[start:].strip()
    return (*sentences, rest) if rest else tuple(sentences)


def _ends_abbreviated(text: str, following: str) -> bool:
    """Tell whether the full stop at the end belongs to an abbreviation."""
    bare = text.strip().rstrip("\"'\u201d\u2019)]*_`")
    return bool(_ABBREVIATION.search(bare) or (following.isdigit() and _BEFORE_NUMBER.search(bare)))
