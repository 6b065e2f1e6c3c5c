"""Words found in texts: folding, counting, and vocabularies as patterns. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NUMBERED = re.compile(
    r"^\s*(?:question\s*)?(?:[A-Za-z&]{1,8}[-. ]?)?\(?\d{1,4}(?:[.\-]\d{1,4}){0,5}[.):\-\u2013]?\s+", re.IGNORECASE
)


def normalise(text: str) -> str:
    """Fold case, width and white space: two texts that read the same become equal."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\xad", "").replace("\u2019", "'").split()).casefold()


def has_cjk(text: str) -> bool:
    """Tell whether the text is written, at least in part, without spaces between words."""
    return bool(_CJK.search(text))


@lru_cache(maxsize=64)
def _pattern(vocabulary: tuple[str, ...]) -> re.Pattern[str]:
    """Make one pattern of a vocabulary: word beginnings; whole words, and words within others, where marked so."""
    parts = []
    for word in vocabulary:
        bare = word.removesuffix("$").removeprefix("*")
        end = r"(?!\w)" if word.endswith("$") else ""
        start = r"(?<!\w)" if bare[0].isalnum() and not has_cjk(bare) and not word.startswith("*") else ""
        parts.append(start + re.escape(bare) + ("" if has_cjk(bare) else end))
    return re.compile("|".join(parts))


def mentions(text: str, vocabulary: tuple[str, ...]) -> bool:
    """Tell whether any word of the vocabulary begins a word of the text (already normalised)."""
    return bool(_pattern(vocabulary).search(text))


def begins_with(text: str, vocabulary: tuple[str, ...]) -> bool:
    """Tell whether the text (already normalised) begins with a word of the vocabulary."""
    return bool(_pattern(vocabulary).match(text))


def strip_number(text: str) -> str:
    """Drop a leading number such as "4.2 " or "Q7) "."""
    return _NUMBERED.sub("", text, count=1)


def word_count(text: str) -> int:
    """Count words; two characters of a script without spaces count as one word."""
    n_cjk = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + (n_cjk + 1) // 2
