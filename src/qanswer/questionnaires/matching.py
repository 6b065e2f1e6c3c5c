"""Words found in texts: folding, counting, and vocabularies as patterns. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NUMBERED = re.compile(
    r"^\s*(?:question\s*)?(?:[A-Za-z&]{1,8}[-. ]?)?\(?\d{1,4}(?:[.\-]\d{1,4}){0,5}[.):\-\u2013]?\s+", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Fold case, width and white space: two texts that read the same become equal."""
    if text.isascii():
        return " ".join(text.split()).lower()
    return " ".join(unicodedata.normalize("NFKC", text).replace("\xad", "").replace("\u2019", "'").split()).casefold()


def has_cjk(text: str) -> bool:
    """Tell whether the text is written, at least in part, without spaces between words."""
    return not text.isascii() and bool(_CJK.search(text))


class Vocabulary:
    """Words of one meaning, indexed so that a text is compared only with the words that its own words begin like.

    A word finds any that it begins; one that ends in "$" must end there; one that begins with "*" may stand inside
    another; words of scripts without spaces are found anywhere.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words."""
        self.words = tuple(words)

    def __iter__(self) -> Iterator[str]:
        """Give the words."""
        return iter(self.words)

    @cached_property
    def starts(self) -> dict[str, re.Pattern[str]]:
        """Patterns of words that must begin a word, by their first character."""
        groups: dict[str, list[str]] = {}
        for word in self.words:
            if not _is_anywhere(word):
                groups.setdefault(word[0], []).append(_escape(word))
        return {first: re.compile("|".join(parts)) for first, parts in groups.items()}

    @cached_property
    def anywhere(self) -> re.Pattern[str] | None:
        """Pattern of the words that may stand anywhere in a text."""
        parts = [_escape(word) for word in self.words if _is_anywhere(word)]
        return re.compile("|".join(parts)) if parts else None

    def is_in(self, text: str) -> bool:
        """Tell whether the text mentions any of the words."""
        starts = self.starts
        for place in _word_starts(text):
            pattern = starts.get(text[place])
            if pattern is not None and pattern.match(text, place):
                return True
        return self.anywhere is not None and self.anywhere.search(text) is not None

    def begins(self, text: str) -> bool:
        """Tell whether the text begins with any of the words."""
        pattern = self.starts.get(text[:1])
        if pattern is not None and pattern.match(text):
            return True
        return self.anywhere is not None and self.anywhere.match(text) is not None


def _is_anywhere(word: str) -> bool:
    return word.startswith("*") or not word[0].isalnum() or has_cjk(word)


def _escape(word: str) -> str:
    bare = word.removesuffix("$").removeprefix("*")
    return re.escape(bare) + (r"(?!\w)" if word.endswith("$") and not has_cjk(bare) else "")


_WORD_START = re.compile(r"(?<!\w)\w")


@lru_cache(maxsize=16384)
def _word_starts(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in _WORD_START.finditer(text))


@lru_cache(maxsize=64)
def _vocabulary(words: tuple[str, ...]) -> Vocabulary:
    return Vocabulary(words)


def mentions(text: str, vocabulary: Vocabulary | tuple[str, ...]) -> bool:
    """Tell whether any word of the vocabulary begins a word of the text (already normalised)."""
    return (vocabulary if isinstance(vocabulary, Vocabulary) else _vocabulary(vocabulary)).is_in(text)


def begins_with(text: str, vocabulary: Vocabulary | tuple[str, ...]) -> bool:
    """Tell whether the text (already normalised) begins with a word of the vocabulary."""
    return (vocabulary if isinstance(vocabulary, Vocabulary) else _vocabulary(vocabulary)).begins(text)


def strip_number(text: str) -> str:
    """Drop a leading number such as "4.2 " or "Q7) "."""
    return _NUMBERED.sub("", text, count=1)


def leading_number(text: str) -> str:
    """Give the number that a text begins with, as "4.2" in "4.2 Do you …"; "" when there is none."""
    match = _NUMBERED.match(text)
    return match[0].strip(" \t\n.):-\u2013(") if match else ""


@lru_cache(maxsize=4096)
def word_count(text: str) -> int:
    """Count words; two characters of a script without spaces count as one word."""
    if text.isascii():
        return len(text.split())
    n_cjk = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + (n_cjk + 1) // 2
