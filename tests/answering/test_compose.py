"""What an answer's text reads like: first the answer, then the fact, then the source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answering.conftest import SOURCE, WordRetriever, make_passage
from qanswer.answering.draft import Drafter
from qanswer.answering.rules import AnsweringRules, check_house_style
from qanswer.core.answer import DraftAnswer, Route, Verdict
from qanswer.core.errors import SettingsError
from qanswer.core.passage import Classification, Passage, PassageKind
from qanswer.core.question import Question

PLAIN = AnsweringRules(source="none")


def _draft(question: str, *passages: Passage, rules: AnsweringRules = PLAIN) -> DraftAnswer:
    return Drafter(WordRetriever(passages), rules=rules).draft([Question("1", "1", question)])[0]


def _bullet(text: str) -> Passage:
    passage = make_passage(text, kind=PassageKind.BULLET)
    return replace(passage, source=replace(SOURCE, kind="markdown"))


def _row(*fields: tuple[str, str]) -> Passage:
    text = " | ".join(cell for _, cell in fields)
    return replace(make_passage(text, kind=PassageKind.TABLE_ROW), fields=fields)


@pytest.mark.parametrize(
    ("passage", "question", "text"),
    [
        (
            "**Session tokens:** Session tokens are kept in secure cookies.",
            "Are session tokens kept in secure cookies?",
            "Yes. Session tokens are kept in secure cookies.",
        ),
        (
            "**Session management:** Sessions expire automatically.",
            "Do sessions expire automatically?",
            "Yes. Sessions expire automatically.",
        ),
        (
            "**Tenant isolation:** The data of each customer is logically isolated.",
            "Describe tenant isolation.",
            "The data of each customer is logically isolated.",
        ),
        # A label that narrows the sentence stays.
        (
            "**Enterprise plan:** Audit logs are kept for one year.",
            "How long are audit logs kept?",
            "Enterprise plan: Audit logs are kept for one year.",
        ),
        # A label that the rest needs stays.
        ("**RPO:** 24 hours.", "What is the RPO?", "RPO: 24 hours."),
        ("**Backups:** They are taken daily.", "How often are backups taken?", "Backups: They are taken daily."),
        # Bold type alone makes no label.
        ("**All** backups are encrypted.", "Are all backups encrypted?", "Yes. All backups are encrypted."),
        ("2.3 Backups are encrypted.", "Are backups encrypted?", "Yes. Backups are encrypted."),
        (
            "Backups are encrypted (with AES-256.)",
            "Are backups encrypted?",
            "Yes. Backups are encrypted (with AES-256.)",
        ),
    ],
)
def test_a_bullet_reads_as_a_sentence(passage: str, question: str, text: str) -> None:
    """Labels that say nothing more, numbering and marks are left out; a label that limits or explains is not."""
    assert _draft(question, _bullet(passage)).text == text


@pytest.mark.parametrize(
    ("fields", "question", "text"),
    [
        (
            (("Framework", "ISO 27001"), ("Status", "Under Evaluation"), ("Notes", "A decision is due in 2027")),
            "Are you certified to ISO 27001?",
            "Not yet. ISO 27001: under evaluation. A decision is due in 2027.",
        ),
        (
            (("Ref", "A-2"), ("Control", "Backups are encrypted"), ("Status", "Implemented"), ("Evidence", "AES-256")),
            "Are backups encrypted?",
            "Yes. Backups are encrypted: implemented. AES-256.",
        ),
        (
            (("Framework", "GDPR"), ("Status", "Compliant"), ("Notes", "Acme is compliant with the GDPR")),
            "Are you compliant with the GDPR?",
            "Yes. Acme is compliant with the GDPR.",
        ),
        (
            (("Severity", "Critical vulnerabilities"), ("Internet-facing", "48 hours"), ("Internal", "7 days")),
            "Within what time are critical vulnerabilities fixed?",
            "Critical vulnerabilities (Internet-facing: 48 hours; Internal: 7 days).",
        ),
        (
            (("Data", "Backups"), ("Standard", "AES-256"), ("Available to customers", "–")),
            "How are backups encrypted?",
            "Backups: AES-256.",
        ),
    ],
)
def test_a_row_reads_as_a_sentence(fields: tuple[tuple[str, str], ...], question: str, text: str) -> None:
    """A row's name, its status in plain words, the rest; no reference code, no empty cell, no header that says nothing."""
    assert _draft(question, _row(*fields)).text == text


def test_a_plan_says_what_is_in_place_and_what_is_coming() -> None:
    """What is in place today stands first and is called so."""
    passage = make_passage("SAML single sign-on will be offered in 2027. Users sign in with Google single sign-on.")
    draft = _draft("Do you offer SAML single sign-on?", passage)
    assert draft.verdict is Verdict.PLANNED
    told = "Not yet. In place today: Users sign in with Google single sign-on. SAML single sign-on will be offered in 2027."
    assert draft.text == told
    assert draft.route is Route.AUTO or "does not stand" not in " ".join(draft.reasons)


def test_other_subjects_of_a_paragraph_are_not_told() -> None:
    """A paragraph's sentence on something else stays out of the text, and in the citation."""
    text = (
        "A hardening guide is part of the documentation. The product has not been evaluated under Common Criteria. "
        "Licences are sold by the year."
    )
    draft = _draft("Is a hardening guide part of the documentation?", make_passage(text))
    assert draft.text == "Yes. A hardening guide is part of the documentation."
    assert draft.evidence[0].citation.quote == text


def test_a_limit_beside_the_fact_is_always_told() -> None:
    """An exception, or a denial of the same subject, is never left out of the text."""
    text = "Backups are encrypted. Legacy tenants are an exception. Offices are locked. Backups are not tested."
    told = _draft("Are backups encrypted?", make_passage(text)).text
    assert "Legacy tenants are an exception." in told
    assert "Backups are not tested." in told
    assert "Offices" not in told


def test_the_source_stands_last() -> None:
    """The document is named; an internal one, or a file that names no title, is not."""
    passage = make_passage("Backups are encrypted with AES-256.", "Policy", "Backups")
    asked = "Are backups encrypted?"
    assert (
        _draft(asked, passage, rules=AnsweringRules()).text
        == "Yes. Backups are encrypted with AES-256. Source: Policy."
    )
    in_section = _draft(asked, passage, rules=AnsweringRules(source="section")).text
    assert in_section == "Yes. Backups are encrypted with AES-256. Source: Policy, Backups."
    internal = replace(passage, source=replace(SOURCE, classification=Classification.INTERNAL))
    untitled = replace(passage, source=replace(SOURCE, title="policy"))
    for other in (internal, untitled):
        assert _draft(asked, other, rules=AnsweringRules()).text == "Yes. Backups are encrypted with AES-256."


def test_several_facts_as_bullets() -> None:
    """With bullets each fact has a line of its own, below the answer and above the source."""
    facts = ("Visitors are escorted by staff.", "Visitors are logged at reception.")
    rules = AnsweringRules(style="bullets")
    text = _draft("Describe how visitors are escorted.", make_passage(" ".join(facts)), rules=rules).text
    assert text.splitlines() == [*(f"- {fact}" for fact in facts), "Source: Policy."]


def test_the_voice_changes_the_text_and_never_the_quote() -> None:
    """The quote stays to the letter, and the restated text passes the claim check: route and reasons are the same."""
    passage = make_passage("We encrypt all backups with AES-256, and our keys are rotated every 90 days.")
    asked = "Are all backups encrypted with AES-256?"
    own = _draft(asked, passage, rules=replace(PLAIN, company_name="Brine Works Ltd."))
    named = _draft(asked, passage, rules=replace(PLAIN, company_name="Brine Works Ltd.", first_person="company"))
    assert named.text.startswith("Yes. Brine Works Ltd. encrypts all backups with AES-256")
    assert own.text == f"Yes. {passage.text}"
    assert (named.evidence, named.route, named.reasons) == (own.evidence, own.route, own.reasons)


def test_a_text_that_is_cut_is_a_persons() -> None:
    """A fact longer than the settings allow is cut visibly, and waits for review."""
    passage = make_passage(f"Backups are encrypted {'and kept in a vault ' * 8}unless they are old.")
    draft = _draft("Are backups encrypted?", passage, rules=replace(PLAIN, max_length=100))
    assert len(draft.text) <= 100
    assert draft.text.endswith("…")
    assert draft.route is Route.REVIEW
    assert "cut at 100 characters" in " ".join(draft.reasons)


def test_whole_sentences_are_left_out_first() -> None:
    """What does not fit is left out from the end, as long as it limits nothing."""
    passage = make_passage("Backups are encrypted. Backups are kept in a vault that is fireproof and guarded by staff.")
    draft = _draft("Are backups encrypted?", passage, rules=replace(PLAIN, max_length=80))
    assert draft.text == "Yes. Backups are encrypted."
    assert draft.route is Route.AUTO


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (AnsweringRules(style="bulets"), "style"),
        (AnsweringRules(first_person="they"), "first_person"),
        (AnsweringRules(source="page"), "source"),
        (AnsweringRules(max_length=10), "max_length"),
        (AnsweringRules(first_person="company"), "company's name"),
    ],
)
def test_a_house_style_that_is_not_understood_is_refused(rules: AnsweringRules, words: str) -> None:
    """Each setting is checked before anything is drafted."""
    with pytest.raises(SettingsError, match=words):
        check_house_style(rules)
