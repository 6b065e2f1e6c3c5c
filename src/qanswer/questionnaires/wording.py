"""What a form's words mean, in the languages that buyers write: text in, judgement out. No I/O.

Shared by the Excel, Word and CSV readers. The words themselves are in `vocabulary.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from qanswer.core.question import QuestionForm
from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.header_words import HeaderClaim, HeaderRole, header_role, judge_header
from qanswer.questionnaires.matching import (
    begins_with,
    has_cjk,
    mentions,
    normalise,
    strip_number,
    word_count,
)

__all__ = [
    "HeaderClaim",
    "HeaderRole",
    "begins_with",
    "has_cjk",
    "header_role",
    "is_answer_value",
    "is_declaration",
    "is_follow_up",
    "is_history_heading",
    "is_note",
    "is_official_use",
    "is_placeholder",
    "is_profile_label",
    "is_question_like",
    "is_signature_label",
    "is_summary_heading",
    "is_yes_no",
    "judge_header",
    "mentions",
    "normalise",
    "question_form",
    "question_score",
    "strip_number",
    "word_count",
]

_MAX_LABEL = 120
"""Characters of a label; a longer text is a sentence."""
_BLANK_MARK = re.compile(r"^[\s_.…\-\u2013\u2014=/\\|:;,*()\[\]{}<>•·☐□▢◻]*$")
_PATTERN_MARK = re.compile(
    r"(?:[dmyjta]{1,4}[/.\-]){2}[dmyjta]{2,4}$|(?:555[- .])+\d{3,4}$|\(?xxx\)?[- ]?xxx[- ]?x{2,4}$"
    r"|https?://(?:www\.)?(?:vendor|example|company|yourcompany|your-company)\.\S*$"
    r"|\S+@(?:vendor|example|company|yourcompany|domain)\.\S+$"
)
"""Patterns that show how to write a date, a phone number or an address."""
_BRACKETED = re.compile(r"^\s*[\[<{«(].*[\]>}»)]\s*\.?$", re.DOTALL)


@lru_cache(maxsize=65536)
def question_score(text: str) -> float:
    """Tell how much a text reads like something to answer: 0 a label or heading, 1 plainly a question."""
    plain = normalise(strip_number(text.strip()))
    if not plain or _BLANK_MARK.match(plain):
        return 0.0
    n_words = word_count(plain)
    last = plain.rstrip("\"'\u201d\u2019)]: ")[-1:]
    if last in {"?", "\uff1f", "\u061f"} or ("?" in plain and n_words > 3) or "\uff1f" in plain:
        return 1.0 if n_words >= 3 else 0.75
    if n_words < 3:
        return 0.1
    return _sentence_score(plain, n_words)


def _sentence_score(plain: str, n_words: int) -> float:
    """Score a text of three words or more that has no question mark."""
    if begins_with(plain, words.FOLLOW_UP) or begins_with(plain, words.IMPERATIVES):
        return 0.85
    if has_cjk(plain):
        return _cjk_score(plain, n_words)
    if begins_with(plain, words.ASKING):
        return 0.8 if n_words >= 4 else 0.5
    if n_words >= 5 and begins_with(plain, words.STATEMENTS):
        return 0.7
    if n_words >= 6 and mentions(plain, words.MODALS):
        return 0.65
    return _length_score(plain, n_words)


def _length_score(plain: str, n_words: int) -> float:
    """Score a text whose words tell nothing: a long one, or one that ends as a sentence does, is rarely a label."""
    ends_sentence = plain.endswith((".", ";"))
    if n_words >= 8:
        return 0.55 if ends_sentence else 0.45
    return 0.4 if ends_sentence and n_words >= 5 else 0.2


def _cjk_score(plain: str, n_words: int) -> float:
    """Score a text in a script without spaces."""
    if any(word in plain for word in words.CJK_ASKING):
        return 0.85
    if n_words >= 6 and any(word in plain for word in words.CJK_STATEMENTS):
        return 0.65
    return 0.45 if n_words >= 10 else 0.15


def is_question_like(text: str) -> bool:
    """Tell whether a text, by its own words, asks something or states a requirement."""
    return question_score(text) >= 0.6


@lru_cache(maxsize=65536)
def is_placeholder(text: str) -> bool:
    """Tell whether a cell's text only holds the place of an answer: "[Enter answer]", "TBD", "____", "☐"."""
    plain = normalise(text)
    if _BLANK_MARK.match(plain) or _PATTERN_MARK.match(plain):
        return True
    bare = plain.strip(" []<>{}()«».:…-_*")
    if word_count(bare) > 12 or bare in {"n/a", "na", "none"}:
        return False
    if begins_with(bare, words.PLACEHOLDER):
        return True
    return bool(_BRACKETED.match(plain)) and mentions(bare, words.PLACEHOLDER)


def is_signature_label(text: str) -> bool:
    """Tell whether a label asks for a signature: never filled by a program."""
    if len(text) > _MAX_LABEL:
        return False
    plain = normalise(text)
    return word_count(plain) <= 8 and mentions(plain, words.SIGNATURE) and question_score(text) < 0.6


def is_official_use(text: str) -> bool:
    """Tell whether a text reserves a part of the form for the buyer: "For official use only"."""
    plain = normalise(text).strip(" *-\u2013:")
    return word_count(plain) <= 16 and mentions(plain, words.OFFICIAL)


def is_declaration(text: str) -> bool:
    """Tell whether a text is what a signatory declares: "I hereby confirm that the above is true"."""
    return begins_with(normalise(strip_number(text.strip())).lstrip("-\u2013 "), words.DECLARATION)


def is_summary_heading(text: str) -> bool:
    """Tell whether a heading announces results that the buyer sums up, and no questions."""
    plain = normalise(strip_number(text))
    return word_count(plain) <= 8 and mentions(plain, words.SUMMARY)


def is_history_heading(text: str) -> bool:
    """Tell whether a heading announces the history of the document: who changed what, and when."""
    plain = normalise(strip_number(text))
    return word_count(plain) <= 8 and mentions(plain, words.HISTORY)


def is_note(text: str) -> bool:
    """Tell whether a text is a note or instruction to whoever fills the form: "Note: …", "Instruction: …"."""
    return begins_with(normalise(text).lstrip("*( "), words.NOTE)


def is_profile_label(text: str) -> bool:
    """Tell whether a label asks for the vendor's own particulars: name, address, date, contact."""
    if len(text) > _MAX_LABEL:
        return False
    plain = normalise(strip_number(text)).strip(" :*")
    if plain in words.PROFILE_ALONE or _is_of_particulars(plain):
        return True
    n_words = word_count(plain)
    if n_words > 8 or "?" in plain:
        return False
    if has_cjk(plain):
        return n_words <= 5 and question_score(text) < 0.6 and mentions(plain, words.PROFILE)
    return begins_with(plain, words.PROFILE) and n_words <= 6


def _is_of_particulars(plain: str) -> bool:
    """Tell whether a label is made of nothing but words for particulars, as "Vendor contact e-mail" is."""
    tokens = re.findall(r"[^\W\d_][\w'-]*|&", plain)
    return (
        0 < len(tokens) <= 8
        and any(token in words.PROFILE_WORDS for token in tokens)
        and all(token in words.PROFILE_WORDS or token in words.PROFILE_MODIFIERS for token in tokens)
        and tokens[-1] not in {"security", "privacy", "review", "test", "testing"}
    )


def is_follow_up(text: str) -> bool:
    """Tell whether a question applies only after a certain answer to the one before ("If yes, …")."""
    return begins_with(normalise(strip_number(text.strip())).lstrip("-\u2013•*([ "), words.FOLLOW_UP)


def is_answer_value(text: str) -> bool:
    """Tell whether a short text is one of the usual answers: yes, no, n/a, partial…, in any of the languages."""
    return normalise(text).strip(" .:;,\"'()") in words.ANSWER_VALUES


def is_yes_no(options: Sequence[str]) -> bool:
    """Tell whether the options are yes and no, with or without others such as "N/A"."""
    return _is_yes_no(tuple(options))


@lru_cache(maxsize=1024)
def _is_yes_no(options: tuple[str, ...]) -> bool:
    plain = {_first_word(option) for option in options}
    return bool(plain & set(words.YES)) and bool(plain & set(words.NO)) and len(options) <= 6


def _first_word(text: str) -> str:
    """Give the first word, for "Yes - fully" and "No, never"."""
    return re.split(r"[\s,;:.\-\u2013/(]+", normalise(text).strip())[0]


_DOCUMENT = r"(?:copy|copies|report|certificate|evidence|documentation|policy|policies|document|link|attestation)"
_EVIDENCE = re.compile(
    rf"\b(?:attach|upload|provide (?:a |an |the |us )?(?:\w+ ){{0,4}}{_DOCUMENT}"
    rf"|(?:submit|share|send|include) (?:a |an |the |your )?(?:\w+ ){{0,3}}{_DOCUMENT}"
    r"|beifügen|anhängen|nachweise? (?:bei|vor)|joindre|joignez|fournir une copie"
    r"|adjunt|aporte (?:una )?copia|allegare|anex(?:e|ar)|bijvoegen|załącz)"
)
_EVIDENCE_CJK = ("添付", "附上", "上传", "提供证", "提供副本", "첨부")


def question_form(text: str, options: Iterable[str] = ()) -> QuestionForm:
    """Tell how a question wants to be answered, from its words and the options of its main answer."""
    choices = tuple(options)
    if choices:
        return QuestionForm.YES_NO if is_yes_no(choices) else QuestionForm.CHOICE
    plain = normalise(strip_number(text.strip()))
    if _EVIDENCE.search(plain) or any(word in plain for word in _EVIDENCE_CJK):
        return QuestionForm.EVIDENCE_REQUEST
    return QuestionForm.YES_NO if _asks_yes_no(plain) else QuestionForm.OPEN


_YES_NO_START = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|shall|should|must|may"
    r"|haben|hat|sind|ist|werden|wird|wurden?|gibt|verfügen|verfügt|können|kann|besteht|bestehen|existier\w+"
    r"|avez|est-ce que|êtes|disposez|existe|y a-t-il|¿?(?:dispone|tiene|existen?|cuenta|se ha|realiza|utiliza)"
    r"|avete|esiste|è|sono|possui|há|heeft|hebben|is er|zijn|wordt|czy|máte|je|jsou)\b"
)


def _asks_yes_no(plain: str) -> bool:
    """Tell whether yes or no would answer the (normalised) question."""
    if has_cjk(plain):
        return any(word in plain for word in ("是否", "吗", "嗎", "ますか", "ですか", "いるか", "あるか", "습니까"))
    return bool(_YES_NO_START.match(plain)) and "how " not in plain.split("?", maxsplit=1)[0]
