"""What a column's header announces: text in, role and strength of the claim out. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.matching import Vocabulary, begins_with, mentions, normalise, word_count


class HeaderRole(StrEnum):
    """What a column header (or a label in front of a blank) announces."""

    NUMBER = "number"
    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    OWNER = "owner"
    SECTION = "section"
    GUIDANCE = "guidance"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class HeaderClaim:
    """A header's role, how plainly its words say so (0 to 1), and whether it speaks of a score.

    A score is the buyer's, unless the column offers a list and nothing else takes the answer: forms of self-assessment
    ask for a maturity score.
    """

    role: HeaderRole | None
    strength: float = 0.0
    is_score: bool = False


_NOTHING = HeaderClaim(None)
_CLAUSE = re.compile(r"\s*(?:[:;(\uff08]|\s[-\u2013\u2014]\s|\.\s)")
_PARENTHESIS = re.compile(r"\s*[(\uff08\[][^()\uff08\uff09\[\]]*[)\uff09\]]")


@lru_cache(maxsize=16384)
def judge_header(text: str) -> HeaderClaim:
    """Tell what a header announces. Long texts claim little: they are more often data than headers."""
    plain = normalise(text).strip(" :*")
    plain = plain.rstrip(".") if len(plain) > 4 else plain
    n_words = word_count(plain)
    if not plain or n_words > 40:
        return _NOTHING
    outer = _PARENTHESIS.sub("", plain).strip() or plain
    if word_count(outer) > 5:
        # The first words name the column, what follows says how to fill it.
        first = _CLAUSE.split(normalise(text.strip().splitlines()[0]).strip(" :*"), maxsplit=1)[0]
        outer = first if _claim(first).role is not None else outer
    claim = _claim(outer)
    if claim.role is None and outer != plain:
        claim = _claim(plain)
    if claim.role is None and n_words <= 3 and plain.endswith("?"):
        return HeaderClaim(HeaderRole.ANSWER, 0.7)  # as "Involved?", "In place?"
    return HeaderClaim(claim.role, claim.strength * _length_factor(word_count(outer)), claim.is_score)


def _length_factor(n_words: int) -> float:
    """A header has few words; the same words in a sentence announce nothing."""
    return 1.0 if n_words <= 5 else 0.75 if n_words <= 9 else 0.4 if n_words <= 16 else 0.15


def header_role(text: str) -> HeaderRole | None:
    """Tell what a header announces; None where its words say nothing."""
    return judge_header(text).role


def _claim(plain: str) -> HeaderClaim:
    if begins_with(plain, words.TOPICS):
        return _NOTHING
    for rule in _RULES:
        claim = rule(plain)
        if claim is not None:
            return claim
    return _NOTHING


def _number(plain: str) -> HeaderClaim | None:
    """As "Question ID", "Ref. No.", "#": the buyer's own numbering."""
    if word_count(plain) > 5 or not mentions(plain, words.NUMBER) or begins_with(plain, words.FOLLOW_UP):
        return None
    if mentions(plain, words.ANSWER) and not plain.endswith((" id", " no", " nr")):
        return None
    return HeaderClaim(HeaderRole.NUMBER, 1.0)


def _buyer(plain: str) -> HeaderClaim | None:
    """As "Reviewer notes", "For internal use": the buyer's own column, unless it names the vendor too."""
    if mentions(plain, words.BUYER) and not mentions(plain, words.VENDOR):
        return HeaderClaim(HeaderRole.BUYER, 1.0)
    return None


def _score(plain: str) -> HeaderClaim | None:
    """As "Score", "Risk rating", "Remediation": what a buyer works out from the answers."""
    if mentions(plain, words.SCORE) and not mentions(plain, words.VENDOR) and not mentions(plain, words.COMMENT):
        return HeaderClaim(HeaderRole.BUYER, 0.7, is_score=True)
    return None


def _owner(plain: str) -> HeaderClaim | None:
    """As "Control ownership", "Responsible": who sees to it."""
    if word_count(plain) <= 6 and mentions(plain, words.OWNER):
        return HeaderClaim(HeaderRole.OWNER, 1.0)
    return None


def _guidance(plain: str) -> HeaderClaim | None:
    """As "Guidance", "Example": help for whoever answers, or a reference."""
    if mentions(plain, words.GUIDANCE) and not mentions(plain, words.VENDOR):
        return HeaderClaim(HeaderRole.GUIDANCE, 1.0)
    return None


def _plain(role: HeaderRole, vocabulary: Vocabulary, strength: float, plain: str) -> HeaderClaim | None:
    return HeaderClaim(role, strength) if mentions(plain, vocabulary) else None


_RULES = (
    _number,
    lambda plain: _plain(HeaderRole.GUIDANCE, words.OPTIONS, 1.0, plain),
    _buyer,
    lambda plain: _plain(HeaderRole.SECTION, words.SURE_SECTION, 1.0, plain) if word_count(plain) <= 4 else None,
    lambda plain: _plain(HeaderRole.COMMENT, words.SURE_COMMENT, 1.0, plain),
    _owner,
    _guidance,
    lambda plain: _plain(HeaderRole.COMMENT, words.COMMENT, 1.0, plain),
    lambda plain: _plain(HeaderRole.ANSWER, words.ANSWER, 1.0, plain),
    _score,
    lambda plain: _plain(HeaderRole.QUESTION, words.QUESTION, 1.0, plain),
    lambda plain: _plain(HeaderRole.SECTION, words.SECTION, 1.0, plain),
    lambda plain: _plain(HeaderRole.ANSWER, words.WEAK_ANSWER, 0.5, plain),
    lambda plain: _plain(HeaderRole.QUESTION, words.WEAK_QUESTION, 0.5, plain),
    lambda plain: _plain(HeaderRole.ANSWER, words.VENDOR, 0.3, plain),
)


_SPLIT = re.compile(r"\s*(?:/|\uff0f|,|\u3001|;|\||·|・|\bor\b|\boder\b|\bou\b|\bo\b|\blub\b|または)\s*")
_LISTED = re.compile(r"[(\uff08\[]([^()\uff08\uff09\[\]]{3,80})[)\uff09\]]|^([^()\uff08\uff09\[\]]{3,40})$")


_RANGE = re.compile(r"[(\uff08\[]\s*([01])\s*(?:-|\u2013|\.\.\.?|to|bis|à|a|do|~|\uff5e)\s*(\d{1,2})\s*[)\uff09\]]")


def header_options(text: str) -> tuple[str, ...]:
    """Read the choices that a header spells out, as "Compliant? (Yes/No/N/A)" and "Maturity (0-5)" do; else empty."""
    scale = _RANGE.search(text)
    if scale and 1 <= int(scale[2]) - int(scale[1]) <= 10:
        return tuple(str(number) for number in range(int(scale[1]), int(scale[2]) + 1))
    for match in _LISTED.finditer(" ".join(text.split())):
        inside = (match[1] or match[2]).replace("N/A", "N\\A").replace("n/a", "n\\a")
        parts = tuple(part.strip(" .").replace("\\", "/") for part in _SPLIT.split(inside) if part.strip(" ."))
        if 2 <= len(parts) <= 6 and all(normalise(part) in words.ANSWER_VALUES for part in parts):
            return parts
    return ()
