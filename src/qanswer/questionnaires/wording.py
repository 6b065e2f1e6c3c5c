"""What a form's words mean, in the languages that buyers write: text in, judgement out. No I/O.

Shared by the Excel, Word and CSV readers. The words themselves are in `vocabulary.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from qanswer.core.question import QuestionForm
from qanswer.questionnaires import vocabulary as words


class HeaderRole(StrEnum):
    """What a column header (or a label in front of a blank) announces."""

    NUMBER = "number"
    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    OWNER = "owner"
    SECTION = "section"
    GUIDANCE = "guidance"
    BUYER = "buyer"


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NUMBERED = re.compile(
    r"^\s*(?:question\s*)?(?:[A-Za-z&]{1,8}[-. ]?)?\(?\d{1,4}(?:[.\-]\d{1,4}){0,5}[.):\-\u2013]?\s+", re.IGNORECASE
)
_BLANK_MARK = re.compile(r"^[\s_.…\-\u2013\u2014=/\\|:;,*()\[\]{}<>•·☐□▢◻]*$")
_BRACKETED = re.compile(r"^\s*[\[<{«(].*[\]>}»)]\s*\.?$", re.DOTALL)


def normalise(text: str) -> str:
    """Fold case, width and white space: two texts that read the same become equal."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\xad", "").replace("\u2019", "'").split()).casefold()


def has_cjk(text: str) -> bool:
    """Tell whether the text is written, at least in part, without spaces between words."""
    return bool(_CJK.search(text))


@lru_cache(maxsize=64)
def _pattern(vocabulary: tuple[str, ...]) -> re.Pattern[str]:
    """Make one pattern of a vocabulary: word beginnings, whole words where marked, CJK anywhere."""
    parts = []
    for word in vocabulary:
        bare = word.removesuffix("$")
        end = r"(?!\w)" if word.endswith("$") else ""
        start = r"(?<!\w)" if bare[0].isalnum() and not has_cjk(bare) else ""
        parts.append(start + re.escape(bare) + ("" if has_cjk(bare) else end))
    return re.compile("|".join(parts))


def mentions(text: str, vocabulary: tuple[str, ...]) -> bool:
    """Tell whether any word of the vocabulary begins a word of the text (already normalised)."""
    return bool(_pattern(vocabulary).search(text))


def begins_with(text: str, vocabulary: tuple[str, ...]) -> bool:
    """Tell whether the text (already normalised) begins with a word of the vocabulary."""
    return bool(_pattern(vocabulary).match(text))


def strip_number(text: str) -> str:
    """Drop a leading number such as "4.2 " or "Q7) "."""
    return _NUMBERED.sub("", text, count=1)


def word_count(text: str) -> int:
    """Count words; two characters of a script without spaces count as one word."""
    n_cjk = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + (n_cjk + 1) // 2


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


@lru_cache(maxsize=8192)
def header_role(text: str) -> HeaderRole | None:
    """Tell what a column header announces; None where its words say nothing."""
    plain = normalise(text).strip(" :*.")
    if not plain or word_count(plain) > 25:
        return None
    for role, claim in _HEADER_RULES:
        if claim(plain):
            return role
    return None


def _is_number_header(plain: str) -> bool:
    """As "Question ID", "Ref. No.", "#": the buyer's own numbering."""
    if mentions(plain, words.ANSWER) and not plain.endswith((" id", " no", " nr")):
        return False
    return word_count(plain) <= 5 and mentions(plain, words.NUMBER) and not mentions(plain, words.COMMENT)


def _is_buyer_header(plain: str) -> bool:
    """As "Reviewer notes", "Score": the buyer's own column. A word for the vendor in it says otherwise."""
    return mentions(plain, words.BUYER) and not mentions(plain, words.VENDOR)


def _is_answer_header(plain: str) -> bool:
    """As "Response", "Yes/No": where the answer goes."""
    return mentions(plain, words.ANSWER)


def _is_comment_header(plain: str) -> bool:
    """As "Comments", "Evidence": what goes with an answer."""
    return mentions(plain, words.COMMENT)


def _is_guidance_header(plain: str) -> bool:
    """As "Guidance", "Example": help for whoever answers, or a reference."""
    return mentions(plain, words.GUIDANCE) and not mentions(plain, words.VENDOR)


_HEADER_RULES = (
    (HeaderRole.NUMBER, _is_number_header),
    (HeaderRole.BUYER, _is_buyer_header),
    (HeaderRole.OWNER, lambda plain: mentions(plain, words.OWNER) and word_count(plain) <= 6),
    (HeaderRole.GUIDANCE, _is_guidance_header),
    (HeaderRole.COMMENT, _is_comment_header),
    (HeaderRole.ANSWER, _is_answer_header),
    (HeaderRole.QUESTION, lambda plain: mentions(plain, words.QUESTION)),
    (HeaderRole.SECTION, lambda plain: mentions(plain, words.SECTION)),
    (HeaderRole.ANSWER, lambda plain: mentions(plain, words.WEAK_ANSWER)),
    (HeaderRole.QUESTION, lambda plain: mentions(plain, words.WEAK_QUESTION)),
    (HeaderRole.ANSWER, lambda plain: mentions(plain, words.VENDOR)),
)


@lru_cache(maxsize=65536)
def is_placeholder(text: str) -> bool:
    """Tell whether a cell's text only holds the place of an answer: "[Enter answer]", "TBD", "____", "☐"."""
    plain = normalise(text)
    if _BLANK_MARK.match(plain):
        return True
    bare = plain.strip(" []<>{}()«».:…-_*")
    if word_count(bare) > 12 or bare in {"n/a", "na", "none"}:
        return False
    if begins_with(bare, words.PLACEHOLDER):
        return True
    return bool(_BRACKETED.match(plain)) and mentions(bare, words.PLACEHOLDER)


def is_signature_label(text: str) -> bool:
    """Tell whether a label asks for a signature: never filled by a program."""
    plain = normalise(text)
    return word_count(plain) <= 12 and mentions(plain, words.SIGNATURE) and question_score(text) < 0.8


def is_profile_label(text: str) -> bool:
    """Tell whether a label asks for the vendor's own particulars: name, address, date, contact."""
    plain = normalise(strip_number(text)).strip(" :*?")
    if word_count(plain) > 8 or question_score(text) >= 0.8:
        return False
    return begins_with(plain, words.PROFILE) or (word_count(plain) <= 5 and mentions(plain, words.PROFILE))


def is_follow_up(text: str) -> bool:
    """Tell whether a question applies only after a certain answer to the one before ("If yes, …")."""
    return begins_with(normalise(strip_number(text.strip())).lstrip("-\u2013•*([ "), words.FOLLOW_UP)


def is_answer_value(text: str) -> bool:
    """Tell whether a short text is one of the usual answers: yes, no, n/a, partial…, in any of the languages."""
    return normalise(text).strip(" .:;,\"'()") in _ANSWER_VALUES


_ANSWER_VALUES = frozenset((*words.YES, *words.NO, *words.OTHER_ANSWERS))


def is_yes_no(options: Sequence[str]) -> bool:
    """Tell whether the options are yes and no, with or without others such as "N/A"."""
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
