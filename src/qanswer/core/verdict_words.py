"""Verdicts in the words of forms and of people: what an option says, and what a comment opens with."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from qanswer.core.answer import Verdict

# How forms put each verdict, folded; the longest phrase that an option begins with decides, so that "not applicable"
# is no "not" and "yes with exceptions" no "yes". None: the option hedges and states no verdict at all.
_PHRASES: dict[Verdict | None, str] = {
    None: """unknown, unsure, dont know, don t know, do not know, not sure, other, select, choose, please,
        see comment, see comments, tbd, to be determined, unbekannt, weiss nicht, inconnu, ne
        sait pas, desconocido, nie wiem, 不明, 未知""",
    Verdict.NA: """n a, na, not applicable, does not apply, not relevant, irrelevant, entfallt, nicht anwendbar,
        nicht zutreffend, nicht relevant, trifft nicht zu, non applicable, sans objet, no
        aplica, no aplicable, nie dotyczy, 該当なし, 対象外, 不适用, 不適用""",
    Verdict.PLANNED: """planned, planning, in progress, in process, in development, in implementation, under way,
        underway, under development, under implementation, roadmap, on roadmap, on the roadmap,
        to be implemented, scheduled, future, not yet, not yet implemented, no but planned, no
        planned, geplant, in planung, in umsetzung, in arbeit, prevu, planifie, en cours,
        planificado, planificada, en proceso, en curso, planowane, planowany, planowana, w
        trakcie, 計画中, 予定, 計画, 进行中, 计划中, 计划, 实施中""",
    Verdict.PARTIAL: """partial, partially, partly, in part, some, somewhat, mostly, largely, yes with exception, yes
        with exceptions, with exception, with exceptions, yes partially, teilweise, teils,
        partiel, partielle, partiellement, en partie, parcial, parcialmente, czesciowo, 部分的, 一部,
        部分""",
    Verdict.NO: """no, n, none, not planned,
        never, false, not in place, not met, not implemented, not compliant, not done, not
        performed, not available, not supported, not present, not existing, not offered, not
        satisfied, not conforming, not achieved, non compliant, noncompliant, non conformant,
        non conforming, non existent, nonexistent, absent, not held, not certified, not
        established, not documented, not enabled, fail, failed, does not support, does not meet,
        nein, nicht erfullt, nicht umgesetzt, nicht vorhanden, nicht konform, non, non conforme,
        pas en place, pas mis en place, no cumple, no conforme, no implementado, nie, brak, いいえ,
        なし, 無, 未実施, 否, 没有, 不符合, 无, 未实施""",
    Verdict.YES: """yes, y, true, in place, implemented, fully implemented, compliant, fully compliant, met, fully
        met, supported, fully supported, supports, pass, passed, conforms, conforming,
        conformant, complies, complete, completed, satisfied, fully satisfied, achieved, fully
        achieved, fully in place, held, certified, established, enabled, deployed, operational,
        performed, documented, available, offered, ja, erfullt, umgesetzt, vollstandig erfullt,
        vollstandig umgesetzt, vorhanden, konform, oui, conforme, en place, mis en place, si,
        cumple, implementado, tak, wdrozone, wdrozony, spelnione,
        はい, あり, 有り, 実施済み, 実施済, 是, 有,
        符合, 已实施""",
}
_VERDICT_OF = {
    " ".join(phrase.split()): verdict for verdict, phrases in _PHRASES.items() for phrase in phrases.split(",")
}
_BY_LENGTH = sorted(_VERDICT_OF, key=len, reverse=True)
# "3 - Defined", "1. Yes", "b) No": the code before the words.
_CODE = re.compile(r"^\W*(\d{1,2}\s*[^\w\s]|[a-e]\s*[).:]\s)\s*(?=\D)", re.IGNORECASE)
_CLAUSE_END = re.compile("[.,;:!?\\n()\u2013\u2014]|\\s-\\s")
_OPENS_REPLY = re.compile(r"yes\b|no,? (?:we|there|it|this|that|they|our|the)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def fold_option(option: str) -> str:
    """Give an option's words alone: no code before them, no accents, case or punctuation."""
    text = _CODE.sub("", option.strip())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", plain)))


@lru_cache(maxsize=4096)
def read_option(option: str) -> tuple[Verdict | None, bool]:
    """Read the verdict that an option states, and whether it states nothing more ("Yes", not "Yes, annually")."""
    folded = fold_option(option)
    for phrase in _BY_LENGTH:
        # Languages written without spaces have no word boundary to look for.
        if folded == phrase or folded.startswith(phrase if ord(phrase[-1]) > 0x2E80 else phrase + " "):
            return _VERDICT_OF[phrase], folded == phrase
    return None, False


def read_opening(comment: str) -> Verdict | None:
    """Read the verdict that a comment opens with ("No, we do not"); None for one that only begins with such a word.

    "No customer data leaves the region" is no no: the word must stand alone before a mark, or before a subject.
    """
    text = comment.strip()
    verdict, _ = read_option(text)
    is_reply = _OPENS_REPLY.match(text) or read_option(_CLAUSE_END.split(text, maxsplit=1)[0])[1]
    return verdict if is_reply else None
