"""Text to words: tokens with their stems and places, the same way for questions, passages and the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

_WORD = re.compile(r"(?:[Rr]e-(?=[a-z]))?[^\W_]+(?:[.'\u2019+#][^\W_]+)*\+?", re.UNICODE)
_BREAK = re.compile(r"[,;:.!?()|\n]")
_BRITISH = re.compile(r"(?<=\w\w\w)is(e|ed|es|ing|ation|ations|er|ers)$")

# Forms whose stems part ways although the field uses them as one word.
_SAME = {
    "retent": "retain",
    "revoc": "revok",
    "erasur": "eras",
    "destruct": "destroy",
    "kept": "keep",
    "held": "hold",
    "sold": "sell",
    "sent": "send",
    "written": "write",
    "wrote": "write",
    "ran": "run",
    "centr": "center",
    "licenc": "licens",
    "programm": "program",
    "analys": "analyz",
    "analyz": "analyz",
    "analysi": "analyz",
    "behaviour": "behavior",
    "harbour": "harbor",
    "labour": "labor",
    "catalogu": "catalog",
    "cancell": "cancel",
    "label": "label",
    "labell": "label",
    "minimis": "minimiz",
    "subprocessor": "subprocessor",
    "weekli": "week",
    "resili": "resili",
    "resilienc": "resili",
    "employe": "employe",
    "breach": "breach",
    "fulli": "full",
    "entitl": "entitl",
}

# Words that the stemmer would throw together with others of another sense: product, intern, design, import, custom.
_KEPT_APART = (
    "production",
    "executive",
    "information",
    "references",
    "international",
    "designat",
    "important",
    "customiz",
    "organiz",
    "generator",
    "general",
    "communications",
    "accessibility",
    "authoriz",
    "container",
    "periodic",
    "integrity",
)

_STOPWORDS = """
a an and are as at be been being but by can could did do does for from had has have how if in into is it its may
might of on or our ours per shall should so such than that the their them then there these they this those to under
us was we were what when where which while who whom whose why will with would you your yours please also without
never none neither nor cannot unless except since between among still already yet also very just even ever refrain
refrains refraining avoid avoids during within before after again further once here because until through over
whether including included includes any all each both either own i me my he she his her not no nor s t re ll ve d
via e.g i.e etc inside about another become becomes became given out less least most more many much towards beside
respectively whenever whatever otherwise otherwise else using follow following occur occurs whose upon across
"""
STOPWORDS = frozenset(_STOPWORDS.split())


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's own name


@cache
def _get_stemmer() -> _Stemmer:
    import Stemmer

    stemmer: _Stemmer = Stemmer.Stemmer("english", 0)
    return stemmer


# Acronyms whose last letter is no plural: an IP address is no IPS.
_CLOSED = re.compile(r"IDS|IPS|UPS|DNS|CSS|RBS")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Reduce a word to the stem under which its inflections and British spelling meet."""
    if _CLOSED.fullmatch(word):
        return word.casefold()
    folded = word.casefold().replace("\u2019", "'").removesuffix("'s").rstrip("+")
    if folded.startswith("re-"):
        folded = "re" + folded[3:]
    folded = _BRITISH.sub(r"iz\1", folded)
    if apart := next((prefix for prefix in _KEPT_APART if folded.startswith(prefix)), ""):
        return apart
    found = _get_stemmer().stemWord(folded)
    if found.endswith("ifi"):
        found = found[:-1]
    return _SAME.get(found, found)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: as written, its stem, and its place (`text[start:end]`)."""

    text: str
    stem: str
    start: int
    end: int
    follows_break: bool = False
    """Whether a comma or another mark stands before it: no term of the lexicon goes across."""

    @property
    def is_acronym(self) -> bool:
        """Whether it is written like an acronym ("MFA", "SOC", "TLS")."""
        return len(self.text) > 1 and self.text.isupper() and self.text.isalpha()


@lru_cache(maxsize=32768)
def split_words(text: str) -> tuple[Token, ...]:
    """Cut a text into its words; punctuation, hyphens and mark-up fall away."""
    tokens = []
    end = 0
    for m in _WORD.finditer(text):
        is_broken = bool(_BREAK.search(text, end, m.start()))
        tokens.append(Token(m.group(), stem(m.group()), m.start(), m.end(), is_broken))
        end = m.end()
    return tuple(tokens)
