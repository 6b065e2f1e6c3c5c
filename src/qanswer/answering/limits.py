"""What takes a yes down: an aim, an exception, a part where all is asked, the sentence beside it."""

from __future__ import annotations

import re

from qanswer.answering.ask import EVERY, Ask
from qanswer.answering.cover import Finding, denies_part, is_named, stance_on
from qanswer.answering.form import AskForm
from qanswer.answering.lexicon import ConceptKind
from qanswer.answering.reading import ReadStatement
from qanswer.answering.ruling import LESS_THAN_DONE, OPEN_STATUSES, Ruling
from qanswer.core.answer import Verdict
from qanswer.core.control import ControlStatus


def find_limit(ask: Ask, finding: Finding) -> Ruling | None:
    """Find what takes a yes down: an aim, an exception, a part where all is asked, the next sentence."""
    own, beside = _read_pivot(ask, finding), _read_siblings(ask, finding)
    return beside if beside and beside.verdict is Verdict.NO else own or beside


def _read_pivot(ask: Ask, finding: Finding) -> Ruling | None:
    text = finding.pivot.words.text
    is_off = bool(_BY_DEFAULT.search(ask.text)) and bool(_OFF.search(finding.reading.body.text))
    excepts = (ask.is_universal or ask.is_negated) and bool(_EXCEPTION.search(text))
    checks = (
        (is_off, Ruling(Verdict.NO, ("the source says that it is off until it is turned on",), by_value=True)),
        (bool(HOPE.search(text)), Ruling(Verdict.PLANNED, ("the source speaks of an intention",))),
        (bool(_AIM.search(text)), Ruling(Verdict.PARTIAL, ("the source speaks of an aim, not of a fact",))),
        (excepts, Ruling(Verdict.PARTIAL, ("the source makes an exception",))),
        (bool(_PASSED_ON.search(text)), Ruling(Verdict.PARTIAL, ("the source leaves it to somebody else",))),
        (is_wider(ask, finding), Ruling(Verdict.PARTIAL, ("all is asked, and the source does not say all",))),
    )
    return next((ruling for is_so, ruling in checks if is_so), None)


def _read_siblings(ask: Ask, finding: Finding) -> Ruling | None:
    """Read the other statements of the passage: one on the same subject that denies or limits is part of the answer."""
    statements = finding.reading.statements
    at = statements.index(finding.pivot)
    for place, other in enumerate(statements):
        if other is finding.pivot or not _limits(other):
            continue
        if _denies_deed(ask, other) or _denies_by_pronoun(ask, other):
            return Ruling(Verdict.NO if not ask.is_negated else Verdict.PARTIAL, ("the passage goes on to deny it",))
        if any(stance_on(strength, other.words) < 0 for strength in ask.strength):
            return Ruling(Verdict.PARTIAL, ("the passage goes on to limit it",))
        if promised := _find_promised(ask, finding, other):
            return Ruling(Verdict.PLANNED, (f"“{promised}” stands only in what is planned",))
        shared = [f for f in ask.facets if f.weight >= 0.5 and is_named(f, other.words)]
        follows = place == at + 1 and (ask.is_universal or _GOES_ON.match(other.words.text))
        if not (follows or _denies_subject(ask, other)):
            continue
        if sum(f.weight for f in shared) >= sum(f.weight for f in ask.facets if is_named(f, finding.pivot.words)):
            return Ruling(Verdict.NO if not ask.is_negated else Verdict.PARTIAL, ("the passage goes on to deny it",))
        return Ruling(Verdict.PARTIAL, ("the passage goes on to limit it",))
    return None


def _denies_deed(ask: Ask, statement: ReadStatement) -> bool:
    """Tell whether a statement denies what the question's verb says, of something that the question names."""
    is_denied = any(stance_on(deed, statement.words) < 0 for deed in (*ask.deeds, *ask.strength))
    if is_denied and _PRONOUN.match(statement.words.text):
        return True
    return is_denied and any(
        f.weight >= 0.5 and f not in ask.deeds and is_named(f, statement.words) for f in ask.facets
    )


def _denies_by_pronoun(ask: Ask, statement: ReadStatement) -> bool:
    """Tell whether a statement denies a part of a named thing of what was spoken of: "They are not separate"."""
    return bool(_PRONOUN.match(statement.words.text)) and any(
        denies_part(thing, statement.words) for thing in ask.things
    )


def _find_promised(ask: Ask, finding: Finding, planned: ReadStatement) -> str:
    """Name what is asked of and stands nowhere in the passage but in a statement of what is planned; else empty."""
    if planned.status not in LESS_THAN_DONE:
        return ""
    others = [s.words for s in finding.reading.statements if s is not planned] + [finding.reading.frame]
    telling = (f for f in ask.facets if f.kind is not ConceptKind.WORD and is_named(f, planned.words))
    return next((f.words for f in telling if not any(is_named(f, words) for words in others)), "")


def _denies_subject(ask: Ask, statement: ReadStatement) -> bool:
    """Tell whether a statement denies, excepts or puts off a subject of the question itself."""
    subjects = [facet for facet in ask.facets if facet.is_thing or facet.kind is ConceptKind.TOPIC]
    stances = [stance_on(facet, statement.words) for facet in subjects]
    text = statement.words.text
    is_open = statement.status in LESS_THAN_DONE or bool(_EXCEPTION.search(text)) or bool(_PASSED_ON.search(text))
    return -1 in stances or (is_open and 1 in stances)


def _limits(statement: ReadStatement) -> bool:
    is_weak = statement.status in OPEN_STATUSES or statement.status is ControlStatus.NOT_DONE
    text = statement.words.text
    return is_weak or bool(_LIMIT.search(text)) or bool(_PASSED_ON.search(text))


_LIMIT = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|nor|cannot|\w+n['\u2019]t|except(?:ions?)?|excluding|other than|"
    r"apart from|unless|switched off|turned off|off (?:by default|until|unless|as delivered))\b",
    re.IGNORECASE,
)


_PASSED_ON = re.compile(
    r"\b(?:a matter of|responsibility of|responsible for|up to the customer|left to the|"
    r"provided by the (?:customer|landlord|database))\b",
    re.IGNORECASE,
)


_BY_DEFAULT = re.compile(
    r"\b(?:by default|default configuration|out of the box|(?:switched|turned) on|enabled|activated?|always on)\b",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"\boff (?:by default|until|unless|as delivered|at first|when)\b"
    r"|\b(?:switched|turned) off (?:by default|when|until)\b"
    r"|\bdisabled (?:by default|until|unless)\b|\bopt(?:s|ed)?[- ]in (?:only|feature)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:it|they|this|that|these|those|such)\b|\b(?:it|they) (?:is|are) off\b", re.IGNORECASE)
_GOES_ON = re.compile(
    rf"{_PRONOUN.pattern}|^(?:none|neither)\b|^(?:the |all )?(?:remaining|rest|others?|remainder)\b", re.IGNORECASE
)


HOPE = re.compile(
    r"\b(?:(?:hopes?|hoping|intends?|plans|planning|would like|wants?|about) to\b(?! know)|(?:we|they|"
    r"and) plan (?:to|one|for|it)\b|thinking (?:about|of)\b|next on (?:our|the) list\b|"
    r"started (?:the )?prepar\w+|looking (?:at|into) (?:one|it|this|that|adding)\b|"
    r"comes? after that\b|not there yet\b)",
    re.IGNORECASE,
)


_AIM = re.compile(
    r"\b(?:(?<!that )(?<!who )(?<!which )tr(?:y|ies) to|aims? to|strives? to|endeavou?rs? to|seeks? to|"
    r"best[- ]efforts?|"
    r"money permitting|where time allows|gaps)\b",
    re.IGNORECASE,
)


_EXCEPTION = re.compile(
    r"\b(?:with the exception of|except(?:ing)?(?: for)?|other than|apart from|excluding|"
    r"unless|only for|not including|all other|(?:everybody|everyone|all|anyone) else)\b",
    re.IGNORECASE,
)


_ALL = re.compile(
    rf"\b(?:all|{EVERY}|both|"
    r"always|"
    r"entire|fully|without exception|100\s?%|at all times)\b",
    re.IGNORECASE,
)


_SAYS_ALL = re.compile(
    r"\b(?:all|every|each|any|both|always|entire|everything|everybody|everyone|no|never|none|"
    r"required for (?:our |the )?(?:employees|staff|personnel|users|customers|changes)"
    r"(?! (?:in|of|with|who|whose|that|at|on)\b))\b",
    re.IGNORECASE,
)


# "Accounts of leavers shall be closed" is a rule, and holds of all of them.
_RULE_OF_ALL = re.compile(
    r"^\W*(?:[\w-]+ ){0,3}[\w-]+s(?: (?:of|for|on|in|to) (?:[\w-]+ ){0,3}[\w-]+)? (?:must|shall|are required to)\b",
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
    r"\b(?:not|never|no|none|nobody|cannot|\w+n['\u2019]t|except\w*|other|others|only|unless|"
    r"apart from|plan(?:ned|s)?|aims?|will|expected|hopes?|tr(?:y|ies))\b",
    re.IGNORECASE,
)


def is_wider(ask: Ask, finding: Finding) -> bool:
    """Tell whether a question asks of all, and the statement judged by does not speak of all."""
    is_asked = ask.form is AskForm.YES_NO and bool(_ALL.search(ask.main_clause))
    text = finding.pivot.words.text
    return is_asked and not _SAYS_ALL.search(text) and not _RULE_OF_ALL.match(text)
