"""When two questions or texts count as the same whatever their spacing, case and punctuation."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+(?:[.'\u2019+/-]\w+)*|[#%€$£<>=]")


def fold_question(text: str) -> str:
    """Give the words of a question, folded: equal results are the same question asked in the same words."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def is_same_text(one: str, other: str) -> bool:
    """Tell whether two texts differ in white space and case at most."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
