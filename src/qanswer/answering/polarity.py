"""Negation: which words of a clause are denied, and how often a whole question is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qanswer.answering.words import Token, split_words

# "Not kept for longer than a year", "must not be shorter than": a bound, which turns nothing.
_COMPARED = (
    r" (?:later|less|more|fewer)\b"
    r"|(?: \w+){0,3}? (?:lower|shorter|sooner|earlier|smaller|more|longer|greater|higher|larger) than\b"
)
_CUE = re.compile(
    rf"\b(?:no(?! doubt|{_COMPARED})|not(?! only| limited| just| exceed\w*|{_COMPARED})|never(?!{_COMPARED})|none|"
    r"nobody|no one|neither|nor|without(?! undue| delay| exception| limitation| prior| unreasonable)|cannot|"
    r"\w+n['\u2019]t|refrains?|refrained|refraining|"
    r"prohibit(?:s|ed|ing)?|forbid(?:s|den)?|prevent(?:s|ed|ing)?|barred|disallow(?:s|ed)?|"
    r"disabled?|blocked|banned|unable|lacks?|"
    r"absence of|free from|free of|excluded?|exempt(?:ed)?|switched off|turned off|off by default|off unless|"
    r"unsaniti[sz]ed|unvalidated|bypass(?:es|ed)?|circumvent(?:s|ed)?)\b",
    re.IGNORECASE,
)
# "prevent", "prohibit" and the like deny what they govern but state a control of their own.
_NEAR = 4
_CONTROL_CUE = re.compile(r"prohibit|forbid|prevent|barred|disallow|disabl|block|banned|exclud|exempt", re.IGNORECASE)
_SCOPE_END = re.compile(r"[;:.]\s|,\s*(?:but|and we|however|so|we|which)\b|\bbut\b|\s[—\u2013]\s")
_REACH = 18


@lru_cache(maxsize=16384)
def count_negations(text: str, *, is_threat: bool = False) -> int:
    """Count the words of a question that turn its sense around.

    With `is_threat` words of control ("prevent", "block") do not count: keeping a threat off is the control asked for.
    """
    return sum(1 for cue in _CUE.finditer(text) if not (is_threat and _CONTROL_CUE.match(cue.group())))


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial in a text: positions of its own words, of those in its reach, and of those that it governs at once."""

    own: frozenset[int]
    reach: frozenset[int]
    near: frozenset[int]

    def denies(self, positions: tuple[int, ...]) -> bool:
        """Tell whether a mention is denied; "accounts … disabled" names a control and denies nothing."""
        return not self.reach.isdisjoint(positions) and self.own.isdisjoint(positions)

    def denies_closely(self, positions: tuple[int, ...]) -> bool:
        """Tell whether the denial governs the mention at once.

        "Customer data shall not be used in non-production systems" denies the use, not the systems.
        """
        return not self.near.isdisjoint(positions) and self.own.isdisjoint(positions)


@lru_cache(maxsize=32768)
def find_denials(text: str, *, is_threat: bool = False) -> tuple[Denial, ...]:
    """Find the denials of a text.

    A denial reaches forward to the end of its clause, some words at most, and back over the subject of "X is not
    supported". `is_threat` as in `count_negations`. A rule of the kind "no change without approval" is none.
    """
    tokens = split_words(text)
    rule = _RULE.match(text)
    return tuple(
        _read_denial(text, tokens, cue)
        for cue in _CUE.finditer(text)
        if not (is_threat and _CONTROL_CUE.match(cue.group())) and not (rule and cue.start() < rule.end())
    )


def find_denied(text: str) -> frozenset[int]:
    """Give the positions of the words that stand in the reach of an odd number of denials."""
    reaches = [denial.reach for denial in find_denials(text)]
    return frozenset(at for at in frozenset().union(*reaches) if sum(at in reach for reach in reaches) % 2)


# "No change goes live without a review": every change is reviewed.
_RULE = re.compile(
    r"^\W*(?:no|nobody|no one|none of)\b[^.;]{3,100}?\b(?:unless|without|until|before|that (?:has|have|is|was) not|"
    r"(?:has|have|is|are|was) not (?:been )?(?:approved|reviewed|tested|authori[sz]ed|signed))\b",
    re.IGNORECASE,
)


def _read_denial(text: str, tokens: Sequence[Token], cue: re.Match[str]) -> Denial:
    reach = _reach(text, tokens, cue)
    before = [i for i in reach if tokens[i].start < cue.start()][-_NEAR:]
    after = _near_after([i for i in reach if tokens[i].start >= cue.end()], tokens)
    is_control = bool(_CONTROL_CUE.match(cue.group()))
    own = (i for i, token in enumerate(tokens) if is_control and cue.start() <= token.start < cue.end())
    return Denial(frozenset(own), frozenset(reach), frozenset([*before, *after]))


# "X is not supported", "X has never been tested": the denial is of X.
_PASSIVE = re.compile(
    r"\s+(?:yet |currently |formally |been |be |being |presently )*(?:\w+ed|available|"
    r"possible|there|offered|in place|in scope|done|applicable|"
    r"allowed|permitted|enabled|made|kept|held|sold|sent|built|given|shown|known|true|relevant|required|used)\b",
    re.IGNORECASE,
)
_PASSIVE_CUE = re.compile(
    r"switched off|turned off|off by|off unless|prohibit|forbid|barred|disallow|disabl|block|banned|prevented",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:,|\band|\bor|\bnor)\s*$", re.IGNORECASE)


def _near_after(reach: list[int], tokens: Sequence[Token]) -> list[int]:
    """Give the words close after a denial, counted anew at each member of a list ("no A, no B or C")."""
    near = []
    since = 0
    for at in reach:
        if tokens[at].follows_break or tokens[at].text.casefold() in ("or", "nor"):
            since = 0
        if since < _NEAR:
            near.append(at)
        since += 1
    return near


def _reach(text: str, tokens: Sequence[Token], cue: re.Match[str]) -> list[int]:
    stop = _find_stop(text, cue)
    forward = [i for i, token in enumerate(tokens) if cue.end() <= token.start < stop][:_REACH]
    is_passive = _PASSIVE_CUE.match(cue.group()) or (
        re.match(r"not|never|\w+n['\u2019]t", cue.group(), re.IGNORECASE) and _PASSIVE.match(text, cue.end())
    )
    if not is_passive:
        return forward
    before = [m.end() for m in _SCOPE_END.finditer(text, 0, cue.start())]
    begin = _skip_clauses(text, before[-1] if before else 0, cue.start())
    back = [i for i, token in enumerate(tokens) if begin <= token.start < cue.start()][-_REACH:]
    return back + forward


# "A is B, and C is not D": what is said of C leaves A alone. "A, B, and C are not …" has no verb before its "and".
_NEXT_CLAUSE = re.compile(r",\s+and\s+(?:that\s+)?", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|must|shall|will|can|may|should|requires?|uses?|signs?|runs?|keeps?|"
    r"holds?|goes|go|takes?|gives?|stays?|needs?|gets?|sends?|stores?|encrypts?|passes)\b",
    re.IGNORECASE,
)


def _skip_clauses(text: str, begin: int, end: int) -> int:
    """Give where the clause that ends at `end` begins, past clauses with verbs of their own."""
    for found in _NEXT_CLAUSE.finditer(text, begin, end):
        if _FINITE.search(text, begin, found.start()):
            begin = found.end()
    return begin


def _find_stop(text: str, cue: re.Match[str]) -> int:
    """Find where a denial ends: with its clause, or where the next member of a list brings its own ("no A, no B")."""
    after = _SCOPE_END.search(text, cue.end())
    stop = after.start() if after else len(text)
    for other in _CUE.finditer(text, cue.end(), stop):
        is_pair = cue.group().casefold() == "neither" and other.group().casefold() == "nor"
        if is_pair or _LISTED.search(text[: other.start()]):
            return other.start()
    return stop
