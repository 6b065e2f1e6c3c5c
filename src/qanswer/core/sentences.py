"""Sentences of a text, cut without loss."""

from __future__ import annotations

import re

# No sentence ends after these: common abbreviations of policy English, and single capital letters (initials).
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|incl|approx|vs|no|nos|sec|art|fig|inc|ltd|corp|co|dr|mr|mrs|ms|st|cf|resp|max|min|est|dept|ver|vol)"
    r"|\b[A-Z]|\b(?:[A-Za-z]\.)+[A-Za-z])\.$",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"(?<=[.!?])(?:[\"'”\u2019)\]*_`]{0,3})\s+(?=[\"'“\u2018(\[*_`]{0,3}[A-Z0-9])")


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences, each stripped; nothing but white space between them is dropped."""
    sentences: list[str] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        sentence = text[start : boundary.end()].strip()
        if _is_open(sentence):
            continue
        sentences.append(sentence)
        start = boundary.end()
    rest = text[start:].strip()
    return (*sentences, rest) if rest else tuple(sentences)


def _is_open(sentence: str) -> bool:
    """Tell whether the full stop at the end belongs to an abbreviation, or stands inside brackets."""
    bare = sentence.rstrip("\"'\u201d\u2019)]*_`")
    if _ABBREVIATION.search(bare) and not bare.lower().endswith(" etc."):
        return True
    return sentence.count("(") > sentence.count(")")
