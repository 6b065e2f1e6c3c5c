"""The ladder: from a question and a finding to a verdict, by status words, polarity, limits and strength."""

from __future__ import annotations

import re

from qanswer.answering.ask import Ask
from qanswer.answering.cover import Finding, is_named, stance_on, stands_by_parts
from qanswer.answering.facets import Facet
from qanswer.answering.form import AskForm
from qanswer.answering.lexicon import ConceptKind, load_lexicon
from qanswer.answering.limits import HOPE, find_limit
from qanswer.answering.measures import compare_values, find_other_places, rule_criteria, rule_outside
from qanswer.answering.polarity import count_negations
from qanswer.answering.reading import ReadStatement
from qanswer.answering.ruling import OPEN_STATUSES, Ruling
from qanswer.answering.values import ValueKind, holds_kind
from qanswer.core.answer import Verdict
from qanswer.core.control import ControlStatus
from qanswer.core.passage import PassageKind
from qanswer.core.status import read_clause_status, split_clauses

_NOT_APPLICABLE = re.compile(
    r"\bnot applicable\b|\bn/a\b|"
    r"\b(?:not|out) (?:in|of) (?:our |the )?scope\b|\boutside (?:of )?(?:our|the) scope\b|"
    r"\bdoes not apply\b|\bnot relevant\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"(?<!accounts )(?<!account )(?<!tickets )(?<!ticket )(?<!findings )(?<!finding )(?<!sessions )(?<!incident )"
    r"\b(?:is|are|was|were|has been|have been|been) (?:now |currently |"
    r"temporarily )?(?:closed|discontinued|suspended|retired|paused|ended|withdrawn|"
    r"abolished)\b"
    r"|\bno longer (?:\w+ly )?(?:offered|supported|available|in place|run|operated|active|"
    r"maintained|in use|used|provided)\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"^\W*(?:partly|partially|in part|mostly|largely|to some extent|not (?:fully|entirely|quite|all|yet all)|"
    r"yes,? (?:but|partly|in part|most(?:ly)?|for (?:most|some)|with (?:some )?(?:limits|exceptions)))\b",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^\W*(yes|no)\b", re.IGNORECASE)
_PER_POLICY = re.compile(
    r"\b(?:per|according to|accordance with|as per|by) (?:\w+ ){0,2}polic(?:y|ies)\W?$", re.IGNORECASE
)
DOCUMENTED = frozenset({"documented", "policy_doc"})
"""Concepts of what is written down."""


# Held or not, never in part.
_ATTESTATIONS = """
soc1 soc2 soc2_type1 soc2_type2 soc3 iso27001 iso27017 iso27018 iso27701 iso22301 iso42001 iso9001 pci_dss
fedramp hitrust csa_star cyber_essentials cyber_essentials_plus c5 tisax irap third_party_audit pen_test_report
"""
ATTESTATIONS = frozenset(_ATTESTATIONS.split())


def rule(ask: Ask, finding: Finding) -> Ruling:
    """Rule on a question by one finding that is known to speak of it. An attestation is held or not, never in part."""
    ruling = _rule(ask, finding)
    is_attestation = any(facet.concepts & ATTESTATIONS for facet in ask.things)
    if ruling.verdict is not Verdict.PARTIAL or not is_attestation or ask.is_universal or ask.criteria:
        return ruling
    if any(_is_open(statement) for statement in finding.reading.statements):
        return Ruling(Verdict.PLANNED, ("the source speaks of something not yet in place",))
    return Ruling(Verdict.UNANSWERABLE, ("whether the attestation is held is not stated",))


def _is_open(statement: ReadStatement) -> bool:
    """Tell whether a statement, or a clause of it ("window opened; report expected in May"), is of what is to come."""
    clauses = split_clauses(statement.words.text)
    return statement.status in OPEN_STATUSES or any(read_clause_status(clause) in OPEN_STATUSES for clause in clauses)


def _rule(ask: Ask, finding: Finding) -> Ruling:
    if ruling := _rule_not_applicable(ask, finding):
        return ruling
    if ask.wants_document and finding.withholds_document:
        return Ruling(Verdict.NO, ("the source says that it is not handed out",))
    if ask.form in (AskForm.OPEN, AskForm.REQUEST):
        return Ruling(Verdict.TEXT)
    if _status_of(ask, finding) in OPEN_STATUSES:
        if is_of_other_attestation(ask, finding):
            return Ruling(Verdict.UNANSWERABLE, ("what is planned there is an attestation, not what is asked",))
        return Ruling(Verdict.PLANNED, ("the source speaks of something not yet in place",))
    return rule_outside(ask, finding) or rule_criteria(ask, finding) or _rule_by_polarity(ask, finding)


def is_of_other_attestation(ask: Ask, finding: Finding) -> bool:
    """Tell whether a statement is about an attestation, and the question is not."""
    asked = frozenset().union(*(facet.concepts for facet in ask.facets))
    about = ATTESTATIONS | {"certification", "compliance_program", "audit_scope"}
    places = finding.pivot.words.places
    leads = any(at < _LEADING_WORDS for name in ATTESTATIONS for positions in places.get(name, ()) for at in positions)
    return leads and asked.isdisjoint(about)


# A statement is about what it names this early.
_LEADING_WORDS = 5


def _rule_not_applicable(ask: Ask, finding: Finding) -> Ruling | None:
    words = finding.pivot.words
    is_flat_no = any(words.is_flatly_denied(facet.concepts) for facet in _predicates(ask))
    if ask.form is not AskForm.OPEN and _NOT_APPLICABLE.search(words.text) and not is_flat_no:
        return Ruling(Verdict.NA, ("the source says that it does not apply",))
    if premise := find_denied_premise(ask, finding):
        return Ruling(Verdict.NA, (f"the source says that there is no {premise}",))
    return None


def _rule_by_polarity(ask: Ask, finding: Finding) -> Ruling:
    affirmed = _affirms(ask, finding)
    if not affirmed and not _denies_plainly(ask, finding):
        return Ruling(Verdict.UNANSWERABLE, ("the passage denies something near it, but not what is asked",))
    if ask.form is AskForm.TOPIC and not (affirmed and ask.is_control_named):
        return Ruling(Verdict.TEXT if affirmed else Verdict.NO)
    if affirmed is ask.is_negated:
        return Ruling(Verdict.NO, ("the source states the opposite of what is asked",))
    return _rule_affirmed(ask, finding)


def find_denied_premise(ask: Ask, finding: Finding) -> str:
    """Name what must exist for the question to apply and does not, by this finding; else empty."""
    lexicon = load_lexicon()
    if ask.is_negated or finding.passage.kind is PassageKind.TABLE_ROW:
        return ""
    if ask.form is AskForm.OPEN and ask.asked_kinds and not finding.lacking:
        return ""
    for facet in ask.facets:
        for concept_id in facet.concepts:
            for premise in lexicon.get(concept_id).needs:
                if premise != concept_id and finding.pivot.words.is_flatly_denied(frozenset({premise})):
                    return lexicon.get(premise).title
    return ""


def _rule_affirmed(ask: Ask, finding: Finding) -> Ruling:
    """Rule where the source affirms: yes, unless one of these takes it down."""
    checks = (
        _find_weakness,
        _find_shortfall,
        _find_other_place,
        _find_denied_object,
        find_limit,
        _find_missing_strength,
    )
    return next((ruling for check in checks if (ruling := check(ask, finding))), Ruling(Verdict.YES))


def _find_weakness(ask: Ask, finding: Finding) -> Ruling | None:
    if "negotiable" in finding.pivot.words.concepts:
        return Ruling(Verdict.PARTIAL, ("the source leaves it to an agreement",))
    if _status_of(ask, finding) is ControlStatus.PARTIAL or _PARTLY.match(finding.reading.body.text):
        return Ruling(Verdict.PARTIAL, ("the source says it is in place only in part",))
    return None


def _find_shortfall(ask: Ask, finding: Finding) -> Ruling | None:
    return next((ruling for limit in ask.limits if (ruling := compare_values(limit, ask, finding))), None)


def _find_other_place(ask: Ask, finding: Finding) -> Ruling | None:
    places = find_other_places(ask, finding)
    return Ruling(Verdict.NO, (f"the source names another place than {places}",)) if places else None


def _find_denied_object(ask: Ask, finding: Finding) -> Ruling | None:
    """Find what the source denies the thing of: "three were published, none of them critical"."""
    objects = (facet for facet in ask.facets if facet.kind is ConceptKind.OBJECT and not ask.is_negated)
    words = finding.pivot.words
    for facet in objects:
        if stance_on(facet, words) < 0 and words.is_denied_closely(facet.concepts):
            return Ruling(Verdict.NO, (f"the source denies it of “{facet.words}”",))
    return None


def _find_missing_strength(ask: Ask, finding: Finding) -> Ruling | None:
    missing = missing_strength(ask, finding)
    words = tuple(facet.words for facet in missing)
    if missing and _is_all_that_is_asked(ask, missing):
        return Ruling(Verdict.UNANSWERABLE, (f"the subject is there, but nothing says “{', '.join(words)}”",))
    return Ruling(Verdict.PARTIAL, (), words) if missing else None


def _asked_strength(ask: Ask) -> list[Facet]:
    """Give the strength that is the point of a question: it stands last ("Is the failover automatic?")."""
    subjects = [facet.end for facet in ask.facets if facet.is_thing or facet.kind is ConceptKind.TOPIC]
    return [facet for facet in ask.strength if subjects and facet.start >= max(subjects)]


def _is_all_that_is_asked(ask: Ask, missing: tuple[Facet, ...]) -> bool:
    """Tell whether the missing strength is the point of the question ("Is the failover automatic?")."""
    subjects = [facet.end for facet in ask.facets if facet.is_thing or facet.kind is ConceptKind.TOPIC]
    is_last = bool(subjects) and missing[0].start >= max(subjects)
    return len(missing) == 1 and (is_last or "configurable" in missing[0].concepts)


def is_plain_no(ask: Ask, finding: Finding) -> bool:
    """Tell whether a no rests on a flat denial ("there is no X", "X: no"), a status or a published reply."""
    words = finding.pivot.words
    by_status = (
        finding.pivot.status is ControlStatus.NOT_DONE or finding.reading.is_none or has_ended(ask, finding.pivot)
    )
    is_flat = any(words.is_flatly_denied(facet.concepts) for facet in ask.facets)
    return by_status or is_flat or _read_reply(ask, finding) is not None or _simply_denies(ask, words.text)


def _simply_denies(ask: Ask, text: str) -> bool:
    """Tell whether question and sentence differ by one "not" and nothing else that turns them."""
    return (
        not ask.is_negated
        and count_negations(text) == 1
        and not _TURNS.search(ask.text)
        and bool(_DOES_NOT.search(text))
    )


_TURNS = re.compile(
    r"\b(?:without|outside|prevent\w*|block\w*|prohibit\w*|refus\w*|reject\w*|any|ever|isolat\w*)\b", re.IGNORECASE
)
_DOES_NOT = re.compile(
    r"\b(?:do|does|is|are|has|have|did|was|were|must|shall|may|can)(?: not|n['\u2019]t)\b|\bcannot\b|\bnever\b",
    re.IGNORECASE,
)


# A sourced no is believed when it names the subject and half of what is asked: it promises nothing.
_SHARE_OF_DENIAL = 0.45
# Where a named thing or the question's verb is not among it, more of the rest is needed.
_SHARE_IN_PART = 0.7


def read_denial(ask: Ask, statement: ReadStatement) -> Verdict | None:
    """Read whether a statement denies, or puts off, the subject of a question in so many words."""
    subjects = [f for f in ask.facets if f.is_thing or f.kind is ConceptKind.TOPIC]
    named = [f for f in ask.facets if is_named(f, statement.words) or stands_by_parts(f, statement.words)]
    total = sum(f.weight for f in ask.facets)
    if not all(is_named(f, statement.words) for f in _asked_strength(ask)):
        return None
    lead = ask.things[0] if ask.things else subjects[0]
    if lead not in named or sum(f.weight for f in named) < _SHARE_OF_DENIAL * total:
        return None
    if not all(f in named for f in (*ask.things, *ask.deeds)) and sum(f.weight for f in named) < _SHARE_IN_PART * total:
        return None
    if statement.status in OPEN_STATUSES or HOPE.search(statement.words.text):
        return Verdict.PLANNED
    concepts = frozenset().union(
        *(f.concepts | frozenset().union(*(p[0] for p in f.parts)) for f in named if f in subjects)
    )
    if any(stance_on(f, statement.words) > 0 for f in named if f in subjects and f.is_thing):
        return None  # "no cross-tenant access" denies the opposite, and so affirms
    is_denied = statement.status is ControlStatus.NOT_DONE or statement.words.is_denied_closely(concepts)
    is_turned = count_negations(statement.words.text) % 2 == 0 and not _AND_NONE.search(statement.words.text)
    return Verdict.NO if is_denied and not is_turned else None


# "We have no X, and none is planned" denies twice and once again.
_AND_NONE = re.compile(r"\b(?:and|nor) (?:none|neither|never)\b", re.IGNORECASE)


def _status_of(ask: Ask, finding: Finding) -> ControlStatus:
    """Give the pivot's status; in place there, but not in another statement on the same things, is in part."""
    status = finding.pivot.status
    if status is not ControlStatus.IMPLEMENTED or not ask.things:
        return status
    for other in finding.reading.statements:
        is_same = other is not finding.pivot and all(is_named(facet, other.words) for facet in ask.things)
        if is_same and other.status in OPEN_STATUSES and _is_stronger(ask, other, finding.pivot):
            return other.status
        if is_same and other.status in OPEN_STATUSES | {ControlStatus.PARTIAL}:
            return ControlStatus.PARTIAL
    return status


def _is_stronger(ask: Ask, planned: ReadStatement, present: ReadStatement) -> bool:
    """Tell whether the strength asked for is only in what is planned ("an automated layer is on the roadmap")."""
    return any(is_named(f, planned.words) and not is_named(f, present.words) for f in ask.strength)


_FRAMEWORK = re.compile(
    r"\b(?:ISO|NIST|OWASP|CIS|COBIT|ITIL|CSA|SOC 2|PCI|HITRUST|FIPS|SLSA|CVSS|frameworks?|standards?|best practices?)\b"
)


def _names_framework(facet: Facet, text: str) -> bool:
    """Tell whether "a recognised framework" is met by the name of one."""
    return "framework_based" in facet.concepts and bool(_FRAMEWORK.search(text))


def _is_frequent(facet: Facet, text: str) -> bool:
    """Tell whether "periodic" is met by a stated frequency."""
    return "periodic" in facet.concepts and holds_kind(text, ValueKind.FREQUENCY)


def missing_strength(ask: Ask, finding: Finding) -> tuple[Facet, ...]:
    """Give the strength words of a question that its evidence does not say."""
    whole = finding.reading
    missing = []
    for facet in ask.qualities:
        text = whole.body.text
        is_said = is_named(facet, whole.body) or _is_frequent(facet, text) or _names_framework(facet, text)
        if facet in ask.strength and not is_said:
            missing.append(facet)
        is_doc = facet.concepts & DOCUMENTED and not _PER_POLICY.search(ask.text[: facet.end + 1])
        if is_doc and not DOCUMENTED & (whole.body.concepts | whole.frame.concepts | whole.title.concepts):
            missing.append(facet)
    return tuple(missing)


def _affirms(ask: Ask, finding: Finding) -> bool:
    """Tell whether a finding affirms what the question's words name, its own negations taken into account."""
    statement = finding.pivot
    reply = _read_reply(ask, finding)
    if reply is not None:
        return reply
    predicates = _predicates(ask)
    named_here = (finding.reading.frame, finding.reading.body)
    if finding.reading.is_none and any(is_named(facet, words) for facet in predicates for words in named_here):
        return False
    if has_ended(ask, statement):
        return False
    return statement.status is not ControlStatus.NOT_DONE and -1 not in [
        stance_on(facet, statement.words) for facet in predicates
    ]


def has_ended(ask: Ask, statement: ReadStatement) -> bool:
    """Tell whether a statement says that something has come to an end, which is not itself what is asked."""
    found = _ENDED.search(statement.words.text)
    if not found:
        return False
    asked = {at for f in ask.facets for c in f.concepts for m in statement.words.places.get(c, ()) for at in m}
    tokens = statement.words.tokens
    return not any(found.start() <= tokens[at].start < found.end() for at in asked)


def _denies_plainly(ask: Ask, finding: Finding) -> bool:
    """Tell whether what is not affirmed is denied in so many words: by status, by reply, or at once by its negation."""
    statement = finding.pivot
    by_status = statement.status is ControlStatus.NOT_DONE or finding.reading.is_none or has_ended(ask, statement)
    if by_status or _read_reply(ask, finding) is not None or not count_negations(statement.words.text):
        return True  # where nothing is negated, an opposite is stated ("made-up data")
    if count_negations(statement.words.text) == 1 and all(is_named(facet, statement.words) for facet in ask.facets):
        return True  # one denial, of all that is asked: "No personal data is written to the logs."
    denied = [facet for facet in _predicates(ask) if stance_on(facet, statement.words) < 0]
    return any(not facet.concepts or statement.words.is_denied_closely(facet.concepts) for facet in denied)


def _predicates(ask: Ask) -> list[Facet]:
    """Give the facets whose denial turns the answer: the subject itself, and what is done ("retain", "share")."""
    deeds = [f for f in ask.facets if f.kind is ConceptKind.WORD and f.concepts and f.start < len(ask.main_clause)]
    for kind in (ConceptKind.THING, ConceptKind.TOPIC, ConceptKind.OBJECT, ConceptKind.WORD):
        subjects = [f for f in ask.facets if f.kind is kind or (f.is_name and kind is ConceptKind.THING)]
        if subjects:
            return [*subjects, *deeds]
    return deeds


# A published yes or no answers a question of which its own says this much.
_SHARE_OF_REPLY = 0.6


def _read_reply(ask: Ask, finding: Finding) -> bool | None:
    """Read the Yes or No of a published answer, where its question is about the same things; else None."""
    passage = finding.passage
    reply = _REPLY.match(passage.text) if passage.kind is PassageKind.QA else None
    named = [facet for facet in ask.facets if is_named(facet, finding.reading.frame)]
    is_same = sum(f.weight for f in named) >= _SHARE_OF_REPLY * sum(f.weight for f in ask.facets)
    if reply is None or not is_same or not all(facet in named for facet in ask.things):
        return None
    return (reply[1].lower() == "yes") is (count_negations(passage.question) % 2 == 0)
