"""The shape of a question: what form of answer it wants, on what condition, and which of its words ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qanswer.core.sentences import split_sentences


class AskForm(StrEnum):
    """The shape of a question's wanted answer."""

    YES_NO = "yes_no"
    OPEN = "open"
    TOPIC = "topic"
    """A bare heading ("Encryption at rest?"): a statement or a yes or no will do."""
    REQUEST = "request"
    """Something is to be handed over ("Provide a copy of …")."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A question's form and its parts: `core` asks, `main` is the core with its particulars ("if so, since when")."""

    form: AskForm
    condition: str
    main: str
    core: str
    is_compound: bool
    """Whether it asks more than one thing."""


_YES_NO = re.compile(
    r"^(?:please )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|am|"
    r"confirm|verify|ensure|attest|certify|acknowledge|agree)\b|\b(?:\(?\s*(?:yes|y)\s*/\s*(?:no|n)\s*\)?)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"^(?:please |kindly )?(?:describe|explain|what|which|where|when|who|whom|how|why|list|state|specify|identify|name|"
    r"detail|outline|summari[sz]e|give|indicate|elaborate|by when|tell|define|"
    r"(?:within|after|by|at|in|on|from|under|to|for|with|against|since|until) (?:what|which|how|whom)|"
    r"(?:provide|supply|share|include) (?:a |an |the |your |any )?(?:\w+ )?(?:description|"
    r"details?|overview|summary|narrative|explanation|"
    r"information|list|date|number|name|brief|current list|breakdown))\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(?:please |kindly )?(?:provide|attach|supply|submit|upload|share|send|include|furnish|enclose|"
    r"(?:we|the customer) (?:require|need|request|would like|ask for|expect) (?:a |the )?(?:copy|full|complete|"
    r"current|latest|recent|\w+ (?:report|letter|summary)|reports?|letter|summary|certificates?))\b",
    re.IGNORECASE,
)
# A requirement, or a statement to be confirmed: "Customers shall be informed …", "No data is written to logs."
_STATEMENT = re.compile(
    r"^(?!who\b|what\b|which\b|how\b|if\b|see\b|note\b)(?:[\w'\u2019/-]+[ ,]+){1,14}?"
    r"(?:shall|must|should|will|is|are|has|have|can|cannot|may|does|do|was|were) (?:\w+ ){0,3}\w+",
    re.IGNORECASE,
)
_FEWEST_WORDS = 5
# What only asks for the sentence before it.
_FOLLOW_UP = re.compile(
    r"^(?:can|could|do|does|will|would|is|are|please|kindly)\b[^?.]{0,40}?\b(?:comply|confirm|agree|accept|meet|support|"
    r"fulfil|satisfy|the case|acceptable|so|true)\b[^?.]{0,24}[?.]?$|^(?:y/n|yes/no|please comment)\W*$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:it|this|that|these|those|they|them|such)\b|\bone\W*$", re.IGNORECASE)
_PARTICULAR = re.compile(r"^(?:if|please|kindly|describe|indicate|specify|state|provide|give|explain)\b", re.IGNORECASE)
SECOND = re.compile(
    r",?\s+and,?\s+(?:can|could|do|does|is|are|will|has|have|was|were|how|what|which|who)\b", re.IGNORECASE
)

# A control and what is done to it: "Security policy: approved by management and reviewed every year?"
_CONTROL_LIST = re.compile(r"^[^:?]{2,80}:\s+(?:\w+ly )?(?!need|speed|seed|feed)\w+ed\b", re.IGNORECASE)
_LEAD = re.compile(r"^(?:\W|\d+(?:\.\d+)*[.)]?\s|[A-Z]{1,4}[-.]?\d[\d.]*\W|q\d*[:.]\s)+(?=\w)", re.IGNORECASE)
_PREFIX = re.compile(r"^[^:?.]{2,80}:\s+(?=\w)")
# "At contract end, do you …": when, not whether.
_ADVERBIAL = re.compile(
    r"^(?:at|upon|on|after|before|during|following|for|in|within|with|under|prior to|as part of)\b[^,?]{3,60},\s+",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^(?:if|where|when|in case|should|while|although|given that|assuming|"
    r"provided that)\s+(?P<premise>[^,?]{6,}),\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ANSWER_IF = re.compile(r"^if (?:yes|so|no|not|applicable|any|the answer)\b", re.IGNORECASE)
_PARTICULARS = re.compile(
    r"\b(?:if so|if yes|if not|and if so|please (?:describe|explain|specify|give|provide|list|name|elaborate))\b.*$",
    re.IGNORECASE | re.DOTALL,
)


def read_shape(text: str) -> Shape:
    """Read a question's shape. Never fails: what is not recognised is a topic."""
    bare = _LEAD.sub("", text) or text
    sentences = split_sentences(bare)
    asking = [at for at, sentence in enumerate(sentences) if _asks(sentence)]
    if len(sentences) < 2 or not asking:
        has_follow_up = len(sentences) > 1 and bool(_FOLLOW_UP.match(sentences[-1]))
        said = " ".join(sentences[:-1]) if has_follow_up else bare
        return _make_shape(said, said, is_demand=has_follow_up)
    first = asking[0]
    questions = [at for at in asking if at == first or not _PARTICULAR.match(sentences[at])]
    start = first - 1 if first and _POINTS_BACK.search(sentences[first]) else first
    shape = _make_shape(sentences[first], " ".join(sentences[start : first + 1]))
    return Shape(
        shape.form,
        shape.condition,
        " ".join(sentences[start:]),
        shape.core,
        is_compound=shape.is_compound or len(questions) > 1,
    )


def _asks(sentence: str) -> bool:
    return not _FOLLOW_UP.match(sentence) and read_form(sentence) is not AskForm.TOPIC


def _make_shape(asking: str, said: str, *, is_demand: bool = False) -> Shape:
    condition, main = _split_condition(said)
    form = read_form(_split_condition(asking)[1])
    if form is AskForm.TOPIC and (is_demand or is_statement(main)):
        form = AskForm.YES_NO
    core = _PARTICULARS.sub("", main).strip() or main
    return Shape(form, condition, main, core, bool(SECOND.search(main)))


def is_statement(text: str) -> bool:
    """Tell whether a text without a question is a whole sentence, to be met or confirmed, and not a heading."""
    return len(text.split()) >= _FEWEST_WORDS and bool(_STATEMENT.match(text)) and "?" not in text


def _split_condition(text: str) -> tuple[str, str]:
    if (found := _CONDITION.match(text)) and not _ANSWER_IF.match(text):
        return found["premise"].strip(), found["rest"].strip()
    return "", text


def read_form(text: str) -> AskForm:
    """Read the form of one sentence."""
    for candidate in (text, _PREFIX.sub("", text), _ADVERBIAL.sub("", text)):
        if _YES_NO.search(candidate):
            return AskForm.YES_NO
        if _OPEN.match(candidate):
            return AskForm.OPEN
        if _REQUEST.match(candidate):
            return AskForm.REQUEST
    if "?" in text and _CONTROL_LIST.search(text):
        return AskForm.YES_NO
    if re.search(r"\b(?:please )?(?:list|describe|specify|explain)\b", text, re.IGNORECASE):
        return AskForm.OPEN
    return AskForm.TOPIC
