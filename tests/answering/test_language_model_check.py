"""What a language model says, held against quotes, ladder and status."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanswer.answering.language_model.check import CheckedOpinion, Refusal, check_opinion, could_hold
from qanswer.answering.language_model.reply import Opinion, PassageQuote
from qanswer.answering.rules import AnsweringRules
from qanswer.core.answer import Stance, Verdict
from qanswer.core.passage import Passage, PassageKind, RankedPassage, Source

SOURCE = Source("s", "Security policy", "security.md", "markdown", "0" * 64)
RULES = AnsweringRules(support=0.45, source="none")
MFA = "MFA is required for all employees."
SAML = "SAML single sign-on is planned for Q3 2026."
MIXED = "Audit logs are kept for one year. SAML single sign-on is being implemented for all customers."


def show(*texts: str) -> tuple[RankedPassage, ...]:
    """Rank passages in this order."""
    passages = (Passage(text, SOURCE, ("Access",), text, "line 1", PassageKind.BULLET) for text in texts)
    return tuple(RankedPassage(passage, 0.6, rank) for rank, passage in enumerate(passages, 1))


def check(question: str, verdict: Verdict, *texts: str, text: str = "", **quotes: str) -> CheckedOpinion | Refusal:
    """Check an opinion; without quotes it cites the first passage whole."""
    given = [PassageQuote(name, quote) for name, quote in (quotes or {"p1": texts[0]}).items()]
    return check_opinion(question, Opinion(verdict, text, tuple(given)), show(*texts), RULES)


def test_a_verdict_that_the_passage_bears_is_taken_with_its_quote() -> None:
    """The checked opinion cites the passage to the letter."""
    checked = check("Is MFA required for employees?", Verdict.YES, MFA, text="Yes. MFA is required for all employees.")
    assert isinstance(checked, CheckedOpinion)
    assert (checked.verdict, checked.text, checked.wording_fault) == (Verdict.YES, f"Yes. {MFA}", "")
    assert [evidence.citation.quote for evidence in checked.evidence] == [MFA]
    assert checked.evidence[0].stance is Stance.SUPPORTS


@pytest.mark.parametrize(
    ("name", "quote"),
    [
        ("p1", "MFA is required for all customers."),
        ("p1", "mfa is required for all employees."),
        ("p1", "MFA  is required for all employees."),
        ("p1", "MFA is required … employees."),
        ("p1", "MFA"),
        ("p1", ""),
        ("p2", MFA),
        ("s", MFA),
    ],
)
def test_a_quote_must_stand_in_its_passage_to_the_letter(name: str, quote: str) -> None:
    """Paraphrases, other case or spacing, scraps and passages that were not shown are refused."""
    refused = check("Is MFA required for employees?", Verdict.YES, MFA, **{name: quote})
    assert isinstance(refused, Refusal)
    assert not refused.is_quoted


def test_an_opinion_without_a_quote_is_refused() -> None:
    """It must cite."""
    assert isinstance(check_opinion("Is MFA required?", Opinion(Verdict.YES, MFA), show(MFA), RULES), Refusal)


@pytest.mark.parametrize("verdict", [Verdict.YES, Verdict.PARTIAL])
def test_what_is_planned_is_not_in_place(verdict: Verdict) -> None:
    """The status brake holds: only "planned" passes on a planned control."""
    assert isinstance(check("Do you offer SAML single sign-on?", verdict, SAML), Refusal)
    allowed = check("Do you offer SAML single sign-on?", Verdict.PLANNED, SAML, text=f"Not yet. {SAML}")
    assert isinstance(allowed, CheckedOpinion)
    assert allowed.text == f"Not yet. {SAML}"


@pytest.mark.parametrize(
    "quote",
    [MIXED, "SAML single sign-on is being implemented for all customers.", "SAML single sign-on", "for all customers."],
)
def test_a_quote_cut_short_hides_no_status(quote: str) -> None:
    """However little of the sentence is quoted, the whole statement is judged."""
    assert isinstance(check("Do you offer SAML single sign-on?", Verdict.YES, MIXED, p1=quote), Refusal)


def test_a_denial_is_no_yes_and_a_statement_no_no() -> None:
    """The ladder's polarity holds."""
    assert isinstance(check("Do you sell customer data?", Verdict.YES, "We do not sell customer data."), Refusal)
    assert isinstance(check("Do you require MFA for employees?", Verdict.NO, MFA), Refusal)


def test_another_subject_is_no_evidence() -> None:
    """The named thing must stand in what is cited, whatever the model says of it."""
    refused = check("Do you have a bug bounty programme?", Verdict.YES, MFA)
    assert isinstance(refused, Refusal)
    assert "bug bounty" in refused.reason


def test_the_asked_value_must_be_there() -> None:
    """A duration that is asked for and not stated cannot be answered."""
    assert isinstance(check("How long are audit logs kept?", Verdict.TEXT, "Audit logs are kept."), Refusal)


def test_a_passage_that_says_less_is_not_passed_over() -> None:
    """Citing only the better of two passages gives no yes."""
    texts = (MFA, "MFA for employees is being rolled out.")
    assert isinstance(check("Is MFA required for employees?", Verdict.YES, *texts, p1=MFA), Refusal)
    assert isinstance(check("Is MFA required for employees?", Verdict.YES, MFA), CheckedOpinion)


def test_words_that_are_not_covered_give_way_to_the_quote() -> None:
    """The verdict stands, the text is the source's own, and the fault names the word."""
    boast = "Yes. All our employees always use phishing-resistant MFA."
    checked = check("Is MFA required for employees?", Verdict.YES, MFA, text=boast)
    assert isinstance(checked, CheckedOpinion)
    assert checked.text == f"Yes. {MFA}"
    assert checked.wording_fault


def test_a_part_says_what_is_missing_or_is_no_answer() -> None:
    """Less than the ladder allows is taken only with the missing part, in the question's words."""
    question = "Is MFA required for employees, without delay?"
    told = check(question, Verdict.PARTIAL, MFA, text=f"In part. {MFA} Not stated: delay.")
    assert isinstance(told, CheckedOpinion)
    assert told.text == f"In part. {MFA} Not stated: delay."
    mute = check("Is MFA required for employees?", Verdict.PARTIAL, MFA, text=f"In part. {MFA}")
    assert isinstance(mute, CheckedOpinion)
    assert mute.text == ""


def test_nothing_found_needs_no_quote() -> None:
    """To find no answer is always taken."""
    assert check("Is MFA required?", Verdict.UNANSWERABLE, MFA) == CheckedOpinion(Verdict.UNANSWERABLE)


def test_what_cannot_pass_need_not_be_asked() -> None:
    """Passages that lack the named thing are no reason to ask."""
    assert could_hold("Is MFA required for employees?", show(MFA), RULES)
    assert not could_hold("Do you have a bug bounty programme?", show(MFA, SAML), RULES)


PASSAGES = (
    MFA,
    SAML,
    MIXED,
    "We do not sell customer data.",
    "Backups are tested where feasible.",
    "Access is reviewed quarterly.",
)
ASKED = (
    "Is MFA required for employees?",
    "Do you offer SAML single sign-on?",
    "Do you sell customer data?",
    "Are backups tested?",
    "Is access reviewed monthly?",
    "How long are audit logs kept?",
)
# What each passage can never bear, by its own status words and polarity.
NEVER_YES = {
    "Do you offer SAML single sign-on?",
    "Do you sell customer data?",
    "Are backups tested?",
    "Is access reviewed monthly?",
}


@settings(max_examples=80)
@given(
    st.sampled_from(ASKED),
    st.sampled_from(list(Verdict)),
    st.text(max_size=60) | st.sampled_from(PASSAGES),
    st.lists(
        st.tuples(st.sampled_from(["p1", "p2", "p3", "p4", "p5", "p6", "p7"]), st.sampled_from(PASSAGES)), max_size=3
    ),
)
def test_no_opinion_says_more_than_its_passages(
    question: str, verdict: Verdict, text: str, quotes: list[tuple[str, str]]
) -> None:
    """Whatever the model says: every quote stands in its passage, and what is planned, denied or weaker is no yes."""
    opinion = Opinion(verdict, text, tuple(PassageQuote(*quote) for quote in quotes))
    checked = check_opinion(question, opinion, show(*PASSAGES), RULES)
    if isinstance(checked, Refusal):
        return
    assert all(evidence.citation.quote in PASSAGES for evidence in checked.evidence)
    assert not (checked.verdict is Verdict.YES and question in NEVER_YES)
    assert checked.evidence or checked.verdict is Verdict.UNANSWERABLE
