"""Traps made from policy-like sentences: a yes that looks right and is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest

from answering.conftest import ask_all, make_passage
from qanswer.core.answer import Verdict

# What is done regularly: subject, verb, and the bare noun for "how often".
_ROUTINES = (
    ("Access rights", "are reviewed"),
    ("The incident response plan", "is tested"),
    ("Encryption keys", "are rotated"),
    ("Vulnerability scans", "are run"),
    ("Backup restoration", "is tested"),
    ("Penetration tests", "are performed"),
    ("A risk assessment", "is performed"),
    ("The business continuity plan", "is tested"),
    ("The information security policy", "is reviewed"),
    ("Suppliers", "are assessed"),
    ("Firewall rules", "are reviewed"),
    ("Phishing simulations", "are carried out"),
    ("Backups", "are taken"),
    ("Audit logs", "are reviewed"),
    ("Disaster recovery drills", "are carried out"),
    ("Security awareness training", "is given"),
)
_FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "twice a year", "annually", "every two years")
# Controls by name, each told apart from every other.
_CONTROLS = (
    "multi-factor authentication",
    "single sign-on",
    "role-based access control",
    "data loss prevention",
    "endpoint detection and response",
    "a web application firewall",
    "intrusion detection",
    "mobile device management",
    "static code analysis",
    "dependency scanning",
    "penetration testing",
    "a bug bounty programme",
    "a SIEM",
    "customer-managed keys",
    "SCIM provisioning",
    "secret scanning",
    "file integrity monitoring",
    "phishing simulation",
    "network segmentation",
    "point-in-time recovery",
    "full-disk encryption",
    "data masking",
    "threat modelling",
    "a status page",
    "cyber insurance",
    "secure coding training",
    "background screening",
    "vulnerability disclosure",
)
_WEAKENED = (
    "{} will be introduced in 2027.",
    "{} is planned for next year.",
    "{} is being rolled out.",
    "{} is under evaluation.",
    "{} is on our roadmap.",
    "We intend to introduce {}.",
    "We hope to offer {} next year.",
    "{} is in progress.",
    "We are looking into {}.",
    "We want to introduce {} in spring.",
    "{} is in private beta.",
    "{} is expected to be ready in 2028.",
    "We are working on {}.",
)
_DENIED = (
    "{} is not in place.",
    "We do not have {}.",
    "{} has not been implemented.",
    "There is no support for {}.",
    "We don't offer {}.",
    "{} is no longer offered.",
    "There is no {} today.",
    "{} has been discontinued.",
    "We have decided against {}.",
    "We do without {}.",
    "We gave up {} last year.",
    "We chose not to introduce {}.",
    "{} is missing.",
)
_NARROWER = (
    ("for administrators only", "for all employees"),
    ("for the production environment only", "for all environments"),
    ("for customers on the Enterprise plan", "for all customers"),
    ("in the London office", "in all offices"),
    ("on some systems", "on all systems"),
    ("on Windows servers", "on every server"),
    ("for new customers", "for every customer"),
    ("for most applications", "for all applications"),
)
_PERIODS = (
    ("Audit logs are retained.", "How long are audit logs retained?"),
    ("Backups are retained.", "For how many days are backups retained?"),
    ("Recovery time and recovery point objectives are defined.", "What are your RTO and RPO in hours?"),
    ("Idle sessions expire automatically.", "After how many minutes do idle sessions expire?"),
    ("Affected customers are notified of breaches.", "Within how many hours are customers notified of a breach?"),
    ("Customer data is deleted after termination.", "Within how many days is customer data deleted after termination?"),
    ("Vulnerabilities are remediated by severity.", "Within how many days are critical vulnerabilities remediated?"),
    ("Passwords have a minimum length.", "What is the minimum password length?"),
)

Trap = tuple[str, str, tuple[Verdict, ...]]
_NOT_YES = tuple(verdict for verdict in Verdict if verdict is not Verdict.YES)
_NOTHING = (Verdict.UNANSWERABLE,)


def _swap_frequency() -> Iterator[Trap]:
    for (subject, verb), (often, seldom) in product(_ROUTINES, _pairs(_FREQUENCIES)):
        yield f"{subject} {verb} {seldom}.", _question(subject, verb, f"at least {often}"), _NOT_YES


def _keep_frequency() -> Iterator[Trap]:
    """Not a trap: the more frequent meets the less frequent; who always abstains fails here."""
    for (subject, verb), (often, seldom) in product(_ROUTINES, _pairs(_FREQUENCIES)):
        yield f"{subject} {verb} {often}.", _question(subject, verb, f"at least {seldom}"), (Verdict.YES,)


def _widen_scope() -> Iterator[Trap]:
    for control, (narrow, wide) in product(_CONTROLS, _NARROWER):
        yield f"{_capital(control)} is in place {narrow}.", f"Is {control} in place {wide}?", _NOT_YES


def _weaken_status() -> Iterator[Trap]:
    for control, sentence in product(_CONTROLS, _WEAKENED):
        yield _capital(sentence.format(control)), f"Is {control} in place?", _NOT_YES


def _add_negation() -> Iterator[Trap]:
    for control, sentence in product(_CONTROLS, _DENIED):
        yield _capital(sentence.format(control)), f"Is {control} in place?", _NOT_YES
    for control in _CONTROLS:
        yield f"{_capital(control)} is in place.", f"Is it true that {control} is not in place?", _NOT_YES


def _remove_value() -> Iterator[Trap]:
    for subject, verb in _ROUTINES:
        for sentence in (
            f"{subject} {verb}.",
            f"{subject} {verb} by a qualified person.",
            f"{subject} {verb} and recorded.",
        ):
            yield sentence, f"How often {verb.split()[0]} {_lower(subject)} {verb.split(' ', 1)[1]}?", _NOTHING
    for sentence, question in _PERIODS:
        yield sentence, question, _NOTHING


def _ask_neighbour() -> Iterator[Trap]:
    for stated, asked in product(_CONTROLS, _CONTROLS):
        if stated != asked:
            yield f"{_capital(stated)} is in place.", f"Is {asked} in place?", _NOTHING


def _pairs(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(names[i], names[j]) for i in range(len(names)) for j in range(i + 1, len(names))]


def _question(subject: str, verb: str, rest: str) -> str:
    auxiliary, participle = verb.split(" ", 1)
    return f"{auxiliary.capitalize()} {_lower(subject)} {participle} {rest}?"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


_KINDS: dict[str, Callable[[], Iterator[Trap]]] = {
    "frequency swapped": _swap_frequency,
    "frequency kept": _keep_frequency,
    "scope widened": _widen_scope,
    "status weakened": _weaken_status,
    "negation added": _add_negation,
    "value removed": _remove_value,
    "neighbouring topic": _ask_neighbour,
}


def test_there_are_enough_traps() -> None:
    """More than two thousand traps are made."""
    assert sum(1 for make in _KINDS.values() for _ in make()) > 2000


@pytest.mark.parametrize("kind", _KINDS)
def test_traps_are_seen_through(kind: str) -> None:
    """At least 95 of 100 traps of each kind get a verdict that is right."""
    traps = list(_KINDS[kind]())
    wrong = []
    for sentence, question, right in traps:
        draft = ask_all([make_passage(sentence, "Security")], [question])[0]
        if draft.verdict not in right:
            wrong.append(f"{sentence} | {question} | {draft.verdict} | {draft.reasons[0]}")
    share = 1 - len(wrong) / len(traps)
    print(f"{kind}: {share:.1%} of {len(traps)}")  # noqa: T201 - the share of each kind is what this test tells
    assert share >= 0.95, "\n".join(wrong[:15])
