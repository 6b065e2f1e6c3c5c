"""Verdicts in the buyer's words."""

from __future__ import annotations

import pytest

from qanswer.answering.choices import choose_option
from qanswer.core.answer import Verdict

YES, NO, PARTIAL, PLANNED, NA = Verdict.YES, Verdict.NO, Verdict.PARTIAL, Verdict.PLANNED, Verdict.NA


@pytest.mark.parametrize(
    ("verdict", "options", "wanted"),
    [
        (YES, ["Yes", "No", "NA"], "Yes"),
        (NO, ["Yes", "No", "NA"], "No"),
        (NA, ["Yes", "No", "NA"], "NA"),
        (NA, ["Yes", "No", "N/A"], "N/A"),
        (YES, ["Y", "N"], "Y"),
        (YES, ["Ja", "Nein", "Teilweise"], "Ja"),
        (PARTIAL, ["Ja", "Nein", "Teilweise"], "Teilweise"),
        (YES, ["In Place", "Partially in Place", "Not in Place", "Not Applicable"], "In Place"),
        (NO, ["In Place", "Partially in Place", "Not in Place", "Not Applicable"], "Not in Place"),
        (PARTIAL, ["In Place", "Partially in Place", "Not in Place", "Not Applicable"], "Partially in Place"),
        (YES, ["Compliant", "Non-Compliant", "Partially Compliant"], "Compliant"),
        (NO, ["Compliant", "Non-Compliant", "Partially Compliant"], "Non-Compliant"),
        (PLANNED, ["Implemented", "Planned", "Not implemented"], "Planned"),
        (PLANNED, ["Yes", "No", "In progress"], "In progress"),
        (YES, ["1 - Initial", "2 - Managed", "3 - Defined", "4 - Measured", "5 - Optimized"], "3 - Defined"),
        (YES, ["1. Yes", "2. No"], "1. Yes"),
        (YES, ["Sí", "No"], "Sí"),
        (YES, ["Oui", "Non"], "Oui"),
        (NO, ["Oui", "Non"], "Non"),
        (YES, ["Tak", "Nie", "Nie dotyczy"], "Tak"),
        (NA, ["Tak", "Nie", "Nie dotyczy"], "Nie dotyczy"),
        (YES, ["はい", "いいえ", "該当なし"], "はい"),
        (NO, ["是", "否", "不适用"], "否"),
        (YES, ["Yes - we do this today", "No - we do not"], "Yes - we do this today"),
        (YES, ["Supports", "Partially Supports", "Does Not Support", "Not Applicable"], "Supports"),
        (NO, ["Supports", "Partially Supports", "Does Not Support", "Not Applicable"], "Does Not Support"),
    ],
)
def test_choose_option_finds_the_cells_own_word(verdict: Verdict, options: list[str], wanted: str) -> None:
    """A verdict is put in the words that the cell itself offers, to the letter."""
    assert choose_option(verdict, options) == wanted


@pytest.mark.parametrize(
    ("verdict", "options"),
    [
        (PARTIAL, ["Yes", "No"]),
        (PLANNED, ["Yes", "No", "N/A"]),
        (NA, ["Yes", "No", "Unknown"]),
        (Verdict.TEXT, ["Yes", "No"]),
        (Verdict.UNANSWERABLE, ["Yes", "No", "Unknown", "N/A"]),
        (YES, ["Red", "Amber", "Green"]),
        (YES, ["Yes, annually", "Yes, quarterly", "No"]),
        (PARTIAL, ["1 - Initial", "2 - Managed", "3 - Defined", "4 - Measured", "5 - Optimized"]),
        (YES, ["Unknown", "Not sure"]),
        (YES, []),
    ],
)
def test_choose_option_leaves_what_the_cell_cannot_say(verdict: Verdict, options: list[str]) -> None:
    """A verdict that no option states, or that two could state, is not forced into one."""
    assert choose_option(verdict, options) is None


def test_choose_option_reads_the_labels_of_coded_options() -> None:
    """Where the options are numbers explained elsewhere, the number of the fitting explanation is chosen."""
    assert choose_option(NO, ["1", "2", "3"], ["Yes", "No", "Not applicable"]) == "2"


@pytest.mark.parametrize(("is_under_way", "wanted"), [(True, "In progress"), (False, "Planned")])
def test_choose_option_tells_begun_from_planned(*, is_under_way: bool, wanted: str) -> None:
    """A list with both "In progress" and "Planned" takes the one that the source's words bear out."""
    options = ["Held", "In progress", "Planned", "Not planned", "Not applicable"]
    assert choose_option(PLANNED, options, is_under_way=is_under_way) == wanted
