"""Which concepts a sentence names, in the words that policies and buyers use, and which it must not."""

from __future__ import annotations

import pytest

from qanswer.answering.lexicon import load_lexicon
from qanswer.answering.words import split_words


def _name(sentence: str) -> set[str]:
    return {mention.concept.id for mention in load_lexicon().find(split_words(sentence))}


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("Each evening a job stores a full copy of the production database.", "backup"),
        ("Snapshots are sent to a second region.", "offsite_backup"),
        ("You lose at most the last five minutes.", "rpo"),
        ("We inform you within 24 hours if your data is affected by a security incident.", "breach_notification"),
        ("Suppliers are checked before a contract is signed.", "vendor_risk"),
        ("Critical vendors are looked at again every year.", "vendor_monitoring"),
        ("Employees who break these rules risk losing their jobs.", "disciplinary"),
        ("Whoever is employed with us is bound to confidentiality by contract.", "confidentiality_agreement"),
        ("Laptops are wiped before they are given away.", "media_disposal"),
        ("A police check is part of every hire.", "background_check"),
        ("Clients may carry out audits after giving notice.", "customer_audit"),
        ("AI functions can be deactivated.", "ai_opt_out"),
        ("Sessions end after 20 minutes without activity.", "session_timeout"),
        ("After five wrong passwords an account is locked for half an hour.", "account_lockout"),
        ("On the last day of a leaver, IT withdraws every login.", "access_revocation"),
        ("Temporary rights expire after four hours.", "jit_access"),
        ("Each quarter the owners confirm all permissions.", "access_review"),
        ("The data key is replaced by a new one every year.", "key_rotation"),
        ("A colleague approves each pull request.", "code_review"),
        ("Libraries are checked for CVEs.", "dependency_scanning"),
        ("Developers take a yearly course on secure coding.", "secure_coding_training"),
        ("Independent testers attack the platform.", "pen_test"),
        ("We pay researchers for each valid report of a flaw.", "bug_bounty"),
        ("Each tenant has a database of its own.", "tenant_isolation"),
        ("Nobody can change or delete the logs.", "log_protection"),
        ("Alarms reach an engineer around the clock.", "soc_team"),
    ],
)
def test_concept_is_named_without_its_standard_term(sentence: str, concept: str) -> None:
    """What is stated in plain words counts like the term of the standards."""
    lexicon = load_lexicon()
    assert any(concept in lexicon.get(found).broader for found in _name(sentence))


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("The restore of our backups is documented; nights are covered by the on-call team.", "backup_retention"),
        ("Customer data is stored in a separate database.", "offboarding_hr"),
        ("Connections use forward secrecy.", "confidentiality_agreement"),
        ("References to other documents are listed in the annex.", "background_check"),
        ("A laptop is handed out on the first day.", "asset_return"),
        ("Customers can export their audit log.", "customer_audit"),
        ("Job titles are shown in the directory.", "data_ownership"),
        ("All security incidents are logged.", "incident_response"),
        ("We get back to you within four hours.", "rto"),
        ("Salaries are communicated to employees.", "policy_communication"),
        ("Candidates are screened, and cabinets are locked.", "screen_lock"),
        ("Modifications of records are logged.", "log_protection"),
        ("Failed logins are logged.", "account_lockout"),
        ("Every user has a user ID and an IP address.", "ids_ips"),
        ("Systems are kept up to date.", "environmental_controls"),
        ("Our code of conduct is reviewed every year.", "code_review"),
        ("Access logs are reviewed weekly.", "access_review"),
        ("Guards watch the building day and night.", "soc_team"),
        ("Support is available around the clock.", "soc_team"),
        ("Employees may bring their own device.", "customer_managed_keys"),
        ("The facility manager hands out office keys.", "key_management"),
        ("Staff sign in with USB security keys.", "removable_media"),
        ("Equipment that contains data is inventoried.", "containers"),
    ],
)
def test_concept_is_not_named_by_words_of_another_sense(sentence: str, concept: str) -> None:
    """Words that a concept shares with everyday prose do not state it."""
    assert concept not in _name(sentence)
