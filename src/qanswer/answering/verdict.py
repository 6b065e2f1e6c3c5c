"""The ladder: from a question and a finding to a verdict, by status words, polarity, limits and strength."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qanswer.answering.ask import Ask, AskForm
from qanswer.answering.cover import Finding, is_named, stance_on, stands_by_parts
from qanswer.answering.facets import Facet
from qanswer.answering.lexicon import ConceptKind, load_lexicon
from qanswer.answering.polarity import count_negations
from qanswer.answering.reading import ReadStatement, Reading
from qanswer.answering.values import Bound, Value, find_values, meets
from qanswer.core.answer import Verdict
from qanswer.core.control import ControlStatus
from qanswer.core.passage import PassageKind

LESS_THAN_DONE = frozenset(
    {
        ControlStatus.IN_PROGRESS,
        ControlStatus.PLANNED,
        ControlStatus.UNDER_EVALUATION,
        ControlStatus.NOT_DONE,
        ControlStatus.PARTIAL,
    }
)
_OPEN_STATUSES = {ControlStatus.IN_PROGRESS, ControlStatus.PLANNED, ControlStatus.UNDER_EVALUATION}
_NOT_APPLICABLE = re.compile(
    r"\bnot applicable\b|\bn/a\b|\b(?:not|out) (?:in|of) scope\b|\bdoes not apply\b|\bnot relevant\b", re.IGNORECASE
)
_ENDED = re.compile(
    r"\b(?:is|are|was|were|has been|have been|been) (?:now |currently |temporarily )?(?:closed|discontinued|suspended|retired|paused|ended|withdrawn|abolished)\b"
    r"|\bno longer (?:\w+ly )?(?:offered|supported|available|in place|run|operated|active|maintained|in use|used|provided)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^\W*(yes|no)\b", re.IGNORECASE)
# Strength that a yes has to match: asked with one of these, a source silent on it supports at most a part.
_ESSENTIAL = frozenset(
    {
        "to_customers",
        "independent",
        "automated",
        "tested",
        "approved",
        "continuous",
        "dedicated",
        "paid",
        "management",
        "configurable",
    }
)
_PER_POLICY = re.compile(
    r"\b(?:per|according to|accordance with|as per|by) (?:\w+ ){0,2}polic(?:y|ies)\W?$", re.IGNORECASE
)
_DOCUMENTED = frozenset({"documented", "policy_doc"})


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and why; `missing` names what is asked and not covered, in the question's words."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    by_value: bool = False
    """Whether a stated value decided it."""


# Held or not, never in part.
ATTESTATIONS = frozenset(
    "soc1 soc2 soc2_type1 soc2_type2 soc3 iso27001 iso27017 iso27018 iso27701 iso22301 iso42001 iso9001 pci_dss fedramp hitrust "  # noqa: SIM905
    "csa_star cyber_essentials c5 tisax irap third_party_audit pen_test_report".split()
)


def rule(ask: Ask, finding: Finding) -> Ruling:
    """Rule on a question by one finding that is known to speak of it. An attestation is held or not, never in part."""
    ruling = _rule(ask, finding)
    is_attestation = any(facet.concepts & ATTESTATIONS for facet in ask.things)
    if ruling.verdict is not Verdict.PARTIAL or not is_attestation or ask.is_universal:
        return ruling
    if any(statement.status in _OPEN_STATUSES for statement in finding.reading.statements):
        return Ruling(Verdict.PLANNED, ("the source speaks of something not yet in place",))
    return Ruling(Verdict.UNANSWERABLE, ("whether the attestation is held is not stated",))


def _rule(ask: Ask, finding: Finding) -> Ruling:
    statement = finding.pivot
    is_flat_no = any(statement.words.is_flatly_denied(facet.concepts) for facet in _predicates(ask))
    if ask.form is not AskForm.OPEN and _NOT_APPLICABLE.search(statement.words.text) and not is_flat_no:
        return Ruling(Verdict.NA, ("the source says that it does not apply",))
    if premise := find_denied_premise(ask, finding):
        return Ruling(Verdict.NA, (f"the source says that there is no {premise}",))
    if ask.form in (AskForm.OPEN, AskForm.REQUEST):
        return Ruling(Verdict.TEXT)
    if (status := _status_of(ask, finding)) in _OPEN_STATUSES:
        return Ruling(Verdict.PLANNED, ("the source speaks of something not yet in place",))
    if ruling := _rule_outside(ask, finding):
        return ruling
    affirmed = _affirms(ask, finding)
    if not affirmed and not _denies_plainly(ask, finding):
        return Ruling(Verdict.UNANSWERABLE, ("the passage denies something near it, but not what is asked",))
    if ask.form is AskForm.TOPIC:
        return Ruling(Verdict.TEXT if affirmed else Verdict.NO)
    if affirmed is ask.is_negated:
        return Ruling(Verdict.NO, ("the source states the opposite of what is asked",))
    return _rule_affirmed(ask, finding, status)


def find_denied_premise(ask: Ask, finding: Finding) -> str:
    """Name what must exist for the question to apply and does not, by this finding; else empty."""
    lexicon = load_lexicon()
    if ask.is_negated or finding.passage.kind is PassageKind.TABLE_ROW:
        return ""
    for facet in ask.facets:
        for concept_id in facet.concepts:
            for premise in lexicon.get(concept_id).needs:
                if premise != concept_id and finding.pivot.words.is_flatly_denied(frozenset({premise})):
                    return lexicon.get(premise).title
    return ""


def _rule_affirmed(ask: Ask, finding: Finding, status: ControlStatus) -> Ruling:
    if "negotiable" in finding.pivot.words.concepts:
        return Ruling(Verdict.PARTIAL, ("the source leaves it to an agreement",))
    if status is ControlStatus.PARTIAL:
        return Ruling(Verdict.PARTIAL, ("the source says it is in place only in part",))
    for limit in ask.limits:
        if shortfall := _compare(limit, ask, finding):
            return shortfall
    if places := _other_places(ask, finding):
        return Ruling(Verdict.NO, (f"the source names another place than {places}",))
    if limit := _find_limit(ask, finding):
        return limit
    if missing := missing_strength(ask, finding):
        words = tuple(facet.words for facet in missing)
        if _is_all_that_is_asked(ask, missing):
            return Ruling(Verdict.UNANSWERABLE, (f"the subject is there, but nothing says “{', '.join(words)}”",))
        return Ruling(Verdict.PARTIAL, (), words)
    return Ruling(Verdict.YES)


def _asked_strength(ask: Ask) -> list[Facet]:
    """Give the strength that is the point of a question: it stands after its subjects ("Is the failover automatic?")."""
    subjects = [facet.end for facet in ask.facets if facet.is_thing or facet.kind is ConceptKind.TOPIC]
    return [f for f in ask.qualities if f.concepts & _ESSENTIAL and subjects and f.start >= max(subjects)]


def _is_all_that_is_asked(ask: Ask, missing: tuple[Facet, ...]) -> bool:
    """Tell whether the missing strength is the point of the question ("Is the failover automatic?"), not an adjective."""
    subjects = [facet.end for facet in ask.facets if facet.is_thing or facet.kind is ConceptKind.TOPIC]
    return len(missing) == 1 and bool(subjects) and missing[0].start >= max(subjects)


def _find_limit(ask: Ask, finding: Finding) -> Ruling | None:
    """Find what takes a yes down: an aim in place of a fact, an exception, a part where all is asked, the next sentence."""
    text = finding.pivot.words.text
    if _HOPE.search(text):
        return Ruling(Verdict.PLANNED, ("the source speaks of an intention",))
    if _AIM.search(text):
        return Ruling(Verdict.PARTIAL, ("the source speaks of an aim, not of a fact",))
    if (ask.is_universal or ask.is_negated) and _EXCEPTION.search(text):
        return Ruling(Verdict.PARTIAL, ("the source makes an exception",))
    if is_wider(ask, finding):
        return Ruling(Verdict.PARTIAL, ("all is asked, and the source does not say all",))
    return _read_siblings(ask, finding)


def _read_siblings(ask: Ask, finding: Finding) -> Ruling | None:
    """Read the other statements of the passage: one on the same subject that denies or limits is part of the answer."""
    statements = finding.reading.statements
    at = statements.index(finding.pivot)
    for place, other in enumerate(statements):
        if other is finding.pivot or not _limits(other):
            continue
        shared = [f for f in ask.facets if f.weight >= 0.5 and is_named(f, other.words)]
        follows = place == at + 1 and (ask.is_universal or _PRONOUN.match(other.words.text))
        if not (follows or _denies_subject(ask, other)):
            continue
        if sum(f.weight for f in shared) >= sum(f.weight for f in ask.facets if is_named(f, finding.pivot.words)):
            return Ruling(Verdict.NO if not ask.is_negated else Verdict.PARTIAL, ("the passage goes on to deny it",))
        return Ruling(Verdict.PARTIAL, ("the passage goes on to limit it",))
    return None


def _denies_subject(ask: Ask, statement: ReadStatement) -> bool:
    """Tell whether a statement denies, excepts or puts off a subject of the question itself."""
    subjects = [facet for facet in ask.facets if facet.is_thing or facet.kind is ConceptKind.TOPIC]
    stances = [stance_on(facet, statement.words) for facet in subjects]
    text = statement.words.text
    is_open = statement.status in LESS_THAN_DONE or bool(_EXCEPTION.search(text)) or bool(_PASSED_ON.search(text))
    return -1 in stances or (is_open and 1 in stances)


def _limits(statement: ReadStatement) -> bool:
    is_weak = statement.status in _OPEN_STATUSES or statement.status is ControlStatus.NOT_DONE
    text = statement.words.text
    return is_weak or bool(_LIMIT.search(text)) or bool(_PASSED_ON.search(text))


_LIMIT = re.compile(
    r"\b(?:not|never|no|nobody|none|cannot|\w+n['’]t|except|excluding|other than|apart from|unless|switched off|turned off|off by default)\b",  # noqa: RUF001
    re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"\b(?:a matter of|responsibility of|responsible for|up to the customer|left to the|provided by the (?:customer|landlord|database))\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:it|they|this|that|these|those|such)\b", re.IGNORECASE)
_HOPE = re.compile(
    r"\b(?:(?:hopes?|hoping|intends?|plans|planning|would like) to\b|(?:we|they|and) plan (?:to|one|for|it)\b|thinking (?:about|of)\b|next on (?:our|the) list\b|"
    r"started (?:the )?prepar\w+|looking (?:at|into) (?:one|it|this|that|adding)\b|comes? after that\b|not there yet\b)",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:tr(?:y|ies) to|aims? to|strives? to|endeavou?rs? to|seeks? to|best[- ]efforts?|money permitting|where time allows|gaps)\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:with the exception of|except(?:ing)?(?: for)?|other than|apart from|excluding|unless|only for|not including|all other)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:all|every|each|both|always|entire|fully|without exception|100\s?%|at all times)\b", re.IGNORECASE
)
_SAYS_ALL = re.compile(
    r"\b(?:all|every|each|any|both|always|entire|everything|everybody|everyone|no|never|none|required for)\b",
    re.IGNORECASE,
)


def is_limited_nearby(ask: Ask, finding: Finding) -> bool:
    """Tell whether a sentence of the passage on something that is asked of denies, excepts, narrows or puts off."""
    return any(
        bool(_NEARBY.search(statement.words.text))
        and any(f.weight >= 0.7 and is_named(f, statement.words) for f in ask.facets)
        for statement in finding.reading.statements
    )


_NEARBY = re.compile(
    r"\b(?:not|never|no|none|nobody|cannot|\w+n['’]t|except\w*|other|others|only|unless|apart from|plan(?:ned|s)?|aims?|will|expected|hopes?|tr(?:y|ies))\b",  # noqa: RUF001
    re.IGNORECASE,
)


def is_plain_no(ask: Ask, finding: Finding) -> bool:
    """Tell whether a no rests on a flat denial ("there is no X", "X: no"), a status or a published reply."""
    words = finding.pivot.words
    by_status = (
        finding.pivot.status is ControlStatus.NOT_DONE or finding.reading.is_none or bool(_ENDED.search(words.text))
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
    r"\b(?:do|does|is|are|has|have|did|was|were|must|shall|may|can)(?: not|n['’]t)\b|\bcannot\b|\bnever\b",
    re.IGNORECASE,
)  # noqa: RUF001


def is_wider(ask: Ask, finding: Finding) -> bool:
    """Tell whether a question asks of all, and the statement judged by does not speak of all."""
    is_asked = ask.form is AskForm.YES_NO and bool(_ALL.search(ask.text))
    return is_asked and not _SAYS_ALL.search(finding.pivot.words.text)


# A sourced no is believed when it names the subject and half of what is asked: it promises nothing.
_SHARE_OF_DENIAL = 0.45


def read_denial(ask: Ask, reading: Reading, statement: ReadStatement) -> Verdict | None:
    """Read whether a statement denies, or puts off, what a question asks for: its subject must be denied in so many words."""
    subjects = [f for f in ask.facets if f.is_thing or f.kind is ConceptKind.TOPIC]
    named = [f for f in ask.facets if is_named(f, statement.words) or stands_by_parts(f, statement.words)]
    total = sum(f.weight for f in ask.facets)
    if not all(is_named(f, statement.words) for f in _asked_strength(ask)):
        return None
    if subjects[0] not in named or sum(f.weight for f in named) < _SHARE_OF_DENIAL * total:
        return None
    if statement.status in _OPEN_STATUSES or _HOPE.search(statement.words.text):
        return Verdict.PLANNED
    concepts = frozenset().union(
        *(f.concepts | frozenset().union(*(p[0] for p in f.parts)) for f in named if f in subjects)
    )
    is_denied = statement.status is ControlStatus.NOT_DONE or statement.words.is_denied_closely(concepts)
    return Verdict.NO if is_denied and count_negations(statement.words.text) % 2 == 1 else None


def _status_of(ask: Ask, finding: Finding) -> ControlStatus:
    """Give the pivot's status; in place there, but not in another statement on the same things, is in part."""
    status = finding.pivot.status
    if status is not ControlStatus.IMPLEMENTED or not ask.things:
        return status
    for other in finding.reading.statements:
        is_same = other is not finding.pivot and all(is_named(facet, other.words) for facet in ask.things)
        if is_same and other.status in _OPEN_STATUSES and _is_stronger(ask, other, finding.pivot):
            return other.status
        if is_same and other.status in _OPEN_STATUSES | {ControlStatus.PARTIAL}:
            return ControlStatus.PARTIAL
    return status


def _is_stronger(ask: Ask, planned: ReadStatement, present: ReadStatement) -> bool:
    """Tell whether the strength that is asked for is only in what is planned ("an automated layer is on the roadmap")."""
    strength = [facet for facet in ask.qualities if facet.concepts & _ESSENTIAL]
    return any(is_named(f, planned.words) and not is_named(f, present.words) for f in strength)


def missing_strength(ask: Ask, finding: Finding) -> tuple[Facet, ...]:
    """Give the strength words of a question that its evidence does not say."""
    whole = finding.reading
    missing = []
    for facet in ask.qualities:
        if facet.concepts & _ESSENTIAL and not is_named(facet, whole.body):
            missing.append(facet)
        is_doc = facet.concepts & _DOCUMENTED and not _PER_POLICY.search(ask.text[: facet.end + 1])
        if is_doc and not {"documented", "policy_doc"} & (
            whole.body.concepts | whole.frame.concepts | whole.title.concepts
        ):
            missing.append(facet)
    return tuple(missing)


def _compare(limit: Value, ask: Ask, finding: Finding) -> Ruling | None:
    """Compare what is asked ("at least quarterly") with what is stated; None when it is met."""
    stated = _stated_values(limit, finding, is_open=False)
    if not any(meets(value, limit) for value in stated):
        if any(meets(value, limit) for value in _stated_values(limit, finding, is_open=True)):
            return Ruling(Verdict.PLANNED, (f"“{limit.text}” stands only in what is planned",))
        return Ruling(Verdict.NO, (f"the source gives another value than “{limit.text}”",), by_value=True)
    is_met_by_all = all(meets(value, limit) for value in stated)
    if ask.is_universal and not is_met_by_all:
        return Ruling(Verdict.PARTIAL, (f"not all of it meets “{limit.text}”",))
    return None


def _stated_values(limit: Value, finding: Finding, *, is_open: bool) -> list[Value]:
    """Give the values of that kind in the statement judged by, else in the others of its passage."""
    statements = [
        statement
        for statement in finding.reading.statements
        if (statement.status in _OPEN_STATUSES or bool(_HOPE.search(statement.words.text))) is is_open
    ]
    own = [s for s in statements if s is finding.pivot and any(v.kind is limit.kind for v in find_values(s.words.text))]
    found = [value for s in (own or statements) for value in find_values(s.words.text) if value.kind is limit.kind]
    if len(found) > 1 and _RANGE.search(finding.pivot.words.text):
        low, high = min(v.amount for v in found), max(v.amount for v in found)
        return [replace(limit, bound=Bound.EQUAL)] if low <= limit.amount <= high else found
    return found


_RANGE = re.compile(r"\b(?:any (?:value|period|time)|between)\b", re.IGNORECASE)


def _rule_outside(ask: Ask, finding: Finding) -> Ruling | None:
    """Rule on "outside of P": a source that names P says that it is inside, any other place that it is not."""
    if not _OUTSIDE.search(ask.text) or ask.form is not AskForm.YES_NO:
        return None
    body = finding.reading.body
    asked = [facet for facet in ask.facets if facet.kind is ConceptKind.PLACE]
    stated = [concept for concept in body.concepts if concept.startswith("place_")]
    is_outside = bool(_ELSEWHERE.search(body.text)) or (bool(stated) and not any(is_named(f, body) for f in asked))
    if is_outside:
        return Ruling(Verdict.NO if ask.is_negated else Verdict.YES, ("the source names places outside",))
    if ask.is_negated or not asked:
        return (
            Ruling(Verdict.UNANSWERABLE, ("the source names a place inside; nothing is said of all others",))
            if asked
            else None
        )
    return Ruling(Verdict.NO, ("the source names a place inside",))


_OUTSIDE = re.compile(
    r"\b(?:outside|beyond|elsewhere|other than in|offshore|abroad)\b(?! of (?:business|working|office|scope))",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:other|another|different|multiple) (?:regions?|countr(?:y|ies)|locations?|jurisdictions?)\b|\boutside\b",
    re.IGNORECASE,
)


def _other_places(ask: Ask, finding: Finding) -> str:
    asked = [facet for facet in ask.facets if facet.kind is ConceptKind.PLACE]
    stated = any(concept.startswith("place_") for concept in finding.reading.body.concepts)
    if not stated or ask.is_negated:
        return ""
    return ", ".join(facet.words for facet in asked if not is_named(facet, finding.reading.body))


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
    if _ENDED.search(statement.words.text):
        return False
    return statement.status is not ControlStatus.NOT_DONE and -1 not in [
        stance_on(facet, statement.words) for facet in predicates
    ]


def _denies_plainly(ask: Ask, finding: Finding) -> bool:
    """Tell whether what is not affirmed is denied in so many words: by status, by reply, or at once by its negation."""
    statement = finding.pivot
    by_status = (
        statement.status is ControlStatus.NOT_DONE or finding.reading.is_none or _ENDED.search(statement.words.text)
    )
    if by_status or _read_reply(ask, finding) is not None:
        return True
    denied = [facet for facet in _predicates(ask) if stance_on(facet, statement.words) < 0]
    return any(not facet.concepts or statement.words.is_denied_closely(facet.concepts) for facet in denied)


def _predicates(ask: Ask) -> list[Facet]:
    """Give the facets whose denial turns the answer: the subject itself, and what is done ("retain", "share")."""
    deeds = [f for f in ask.facets if f.kind is ConceptKind.WORD and f.concepts]
    for kind in (ConceptKind.THING, ConceptKind.TOPIC, ConceptKind.OBJECT, ConceptKind.WORD):
        subjects = [f for f in ask.facets if f.kind is kind or (f.is_name and kind is ConceptKind.THING)]
        if subjects:
            return [*subjects, *deeds]
    return deeds


def _read_reply(ask: Ask, finding: Finding) -> bool | None:
    """Read the Yes or No of a published answer, where its question is about the same things; else None."""
    passage = finding.passage
    reply = _REPLY.match(passage.text) if passage.kind is PassageKind.QA else None
    if reply is None or not all(is_named(facet, finding.reading.frame) for facet in ask.things):
        return None
    return (reply[1].lower() == "yes") is (count_negations(passage.question) % 2 == 0)
