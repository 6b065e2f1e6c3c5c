"""Verdicts in the buyer's words: which of a cell's own options says what the verdict says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
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
_UNDER_WAY = re.compile(
    r"\b(progress|process|way|underway|development|implementation|umsetzung|arbeit|cours|proceso|curso|trakcie)\b"
    r"|進行|进行|实施中"
)
# The ladder of capability maturity; only a scale that has both ends is one.
_MATURITY_LOW = re.compile(r"\b(initial|ad ?hoc|non ?existent|incomplete|not performed)\b")
_MATURITY_HIGH = re.compile(r"\b(optimi[sz]ed|optimi[sz]ing)\b")
_MATURITY_YES = re.compile(r"\b(defined|established|implemented)\b")


@lru_cache(maxsize=4096)
def _fold(option: str) -> str:
    text = _CODE.sub("", option.strip())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", plain)))


@lru_cache(maxsize=4096)
def read_option(option: str) -> tuple[Verdict | None, bool]:
    """Read the verdict that an option states, and whether it states nothing more ("Yes", not "Yes, annually")."""
    folded = _fold(option)
    for phrase in _BY_LENGTH:
        # Languages written without spaces have no word boundary to look for.
        if folded == phrase or folded.startswith(phrase if ord(phrase[-1]) > 0x2E80 else phrase + " "):
            return _VERDICT_OF[phrase], folded == phrase
    return None, False


def choose_option(
    verdict: Verdict, options: Sequence[str], labels: Sequence[str] = (), *, is_under_way: bool = False
) -> str | None:
    """Choose the one option that says what the verdict says; None when none does, or when two could.

    `labels` gives what each option means where the options are codes; the option itself is returned, to the letter.
    `is_under_way` tells a plan that has begun ("In progress") from one that has not ("Planned"), where a list has both.
    """
    meanings = labels if len(labels) == len(options) else options
    if _is_maturity_scale(meanings):
        return _choose_maturity(verdict, options, meanings)
    for is_exact in (True, False):
        found = {o: m for o, m in zip(options, meanings, strict=True) if read_option(m) == (verdict, is_exact)}
        if verdict is Verdict.PLANNED and len(found) > 1:
            found = {o: m for o, m in found.items() if bool(_UNDER_WAY.search(_fold(m))) is is_under_way}
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def _is_maturity_scale(meanings: Sequence[str]) -> bool:
    folded = [_fold(meaning) for meaning in meanings]
    return any(map(_MATURITY_LOW.search, folded)) and any(map(_MATURITY_HIGH.search, folded))


def _choose_maturity(verdict: Verdict, options: Sequence[str], meanings: Sequence[str]) -> str | None:
    """Map onto capability levels: a control stated as in place is "defined"; no level is claimed for anything else."""
    if verdict is not Verdict.YES:
        return None
    found = [option for option, text in zip(options, meanings, strict=True) if _MATURITY_YES.search(_fold(text))]
    return found[0] if len(found) == 1 else None
