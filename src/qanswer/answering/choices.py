"""Verdicts in the buyer's words: which of a cell's own options says what the verdict says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qanswer.core.answer import Verdict
from qanswer.core.verdict_words import fold_option, read_option

_UNDER_WAY = re.compile(
    r"\b(progress|process|way|underway|development|implementation|umsetzung|arbeit|cours|proceso|curso|trakcie)\b"
    r"|進行|进行|实施中"
)
# The ladder of capability maturity; only a scale that has both ends is one.
_MATURITY_LOW = re.compile(r"\b(initial|ad ?hoc|non ?existent|incomplete|not performed)\b")
_MATURITY_HIGH = re.compile(r"\b(optimi[sz]ed|optimi[sz]ing)\b")
_MATURITY_YES = re.compile(r"\b(defined|established|implemented)\b")


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
            found = {o: m for o, m in found.items() if bool(_UNDER_WAY.search(fold_option(m))) is is_under_way}
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def _is_maturity_scale(meanings: Sequence[str]) -> bool:
    folded = [fold_option(meaning) for meaning in meanings]
    return any(map(_MATURITY_LOW.search, folded)) and any(map(_MATURITY_HIGH.search, folded))


def _choose_maturity(verdict: Verdict, options: Sequence[str], meanings: Sequence[str]) -> str | None:
    """Map onto capability levels: a control stated as in place is "defined"; no level is claimed for anything else."""
    if verdict is not Verdict.YES:
        return None
    found = [option for option, text in zip(options, meanings, strict=True) if _MATURITY_YES.search(fold_option(text))]
    return found[0] if len(found) == 1 else None
