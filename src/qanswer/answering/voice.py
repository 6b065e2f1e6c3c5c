"""Who speaks: a sentence in its source's words goes in, the same told by "we" or by the company's name comes out.

Only the subject is restated, and the verb that goes with it. Where that is not certain the sentence stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from qanswer.core.sentences import split_sentences

_BASES = """
accept access achieve acknowledge act add address adhere adopt advise agree aim align allow analyse analyze answer
apply appoint appreciate approve archive arrange ask assess assign assume audit authenticate authorise authorize
automate avoid award back base become begin believe bind block bring build buy call capture care carry change check
choose classify collect communicate compare comply conduct configure confirm connect consider consult contact contain
contract control cooperate count cover create deal decide dedicate define delegate delete deliver deploy deprecate
describe design destroy detect determine develop direct disable disclose discuss divide document email employ enable
encourage encrypt enforce engage ensure erase escalate establish evaluate exceed exchange exclude execute exercise
expect explain export extend find fix focus follow forward fund generate get give go grant grow guide handle harden
hash hear help hire hold honor honour host identify implement improve include inform inspect install instruct
integrate intend invest investigate invite isolate issue join keep know label launch learn lease leave let limit link
list log look mail maintain make manage mark mask mean measure meet minimise minimize mirror mitigate monitor need
negotiate notify obtain occupy offboard offer onboard open operate outsource oversee own partner pass patch pay
perform permit place plan play point practice practise prefer prepare present preserve prevent process produce
prohibit promise propose protect prove provide publish pull pursue push put query raise rate reach read rebuild
receive record recover reduce refer refresh regard register reject release rely remain remediate remind remove rename
rent repeat replace reply report request require reserve reset resolve respond restore restrict retain return reuse
review revoke roll rotate route run sanitise sanitize save scan schedule score screen secure see seek segment
segregate select sell send separate serve set settle share ship show sign simulate speak spend split staff start state
stop store strive submit supply support suspend sync tag take tell test think tie tokenise tokenize tolerate track
train transfer transmit treat triage trust try turn undergo understand update upgrade uphold upload use validate
verify vet visit walk want warn watch weigh welcome wipe withdraw work write
"""
BASES = frozenset(_BASES.split())
_PAST_FORMS = """
began bought brought built chose did found gave got had held kept knew led left lost made met paid ran saw sent sold
took told underwent wrote
"""
_PAST = frozenset(_PAST_FORMS.split())
_TO_THIRD = {"are": "is", "have": "has", "do": "does", "were": "was", "don't": "doesn't", "aren't": "isn't"}
_TO_THIRD |= {"haven't": "hasn't", "weren't": "wasn't"}
_TO_PLURAL = {third: plural for plural, third in _TO_THIRD.items()}
_MODAL_FORMS = "can cannot can't could may might must shall should will won't would"
_MODALS = frozenset(_MODAL_FORMS.split())
_CONTRACTED = {"we're": "is", "we've": "has", "we'll": "will"}
_ADVERB = r"(?:(?!rely|reply|apply|supply|comply)\w+ly|also|always|already|now|never|not|only|still|therefore|then)"
# Nouns that "its" could belong to as well: beside one of them the company is named again.
_THIRD_PARTY = re.compile(
    r"\b(?:provider|vendor|supplier|customer|partner|processor|sub-?processor|contractor|employee|user|auditor|buyer|"
    r"company|platform|service|system|product|software|application|party|host|landlord)\b",
    re.IGNORECASE,
)
_OTHER_PARTY = re.compile(
    r"\b(?:provider|vendor|supplier|customer|partner|processor|contractor|auditor|company|party|landlord)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:we|our|ours|us|ourselves)\b|\bwe'", re.IGNORECASE)
_STRAIGHT = str.maketrans({"\u2019": "'"})


class _UnsureError(Exception):
    """A sentence cannot be restated with certainty."""


def _conjugate(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"


THIRDS = {_conjugate(base): base for base in BASES}
_COORDINATED = re.compile(rf"(?P<joint>,|\band|\bor|\bbut)\s+(?:{_ADVERB}\s+)?(?P<verb>[a-z'-]+)")
_NEXT_VERB = re.compile(rf"\s+(?P<adverbs>(?:{_ADVERB}\s+)*)(?P<verb>[A-Za-z'-]+)")


def speak_as(text: str, *, first_person: str, company: str) -> str:
    """Restate each sentence of a text so that "we" ("we"), or the company by its name ("company"), speaks."""
    if not company:
        return text
    restate = _name_company if first_person == "company" else _say_we
    parts = split_sentences(text)
    return _rejoin(text, parts, [_try(restate, part, company) for part in parts])


def _rejoin(text: str, parts: tuple[str, ...], restated: list[str]) -> str:
    """Put restated sentences in the places of the first ones; the white space between them stays."""
    told, cursor = "", 0
    for part, other in zip(parts, restated, strict=True):
        start = text.index(part, cursor)
        told += text[cursor:start] + other
        cursor = start + len(part)
    return told + text[cursor:]


def _try(restate: Callable[[str, str], str], sentence: str, company: str) -> str:
    try:
        return restate(sentence, company)
    except _UnsureError:
        return sentence


# --- from "we" to the company's name

_PRONOUN = re.compile(
    r"\b(?P<before>[A-Za-z]+\s+)?(?<![\w'./@-])(?P<word>we're|we've|we'll|we'd|we|ours|ourselves|our|us)"
    r"(?![\w'-]|[./@]\w)",
    re.IGNORECASE,
)
_INVERTING = "do are have were can could will would shall should may might must and or both of let"
_INVERTED = frozenset(_INVERTING.split())


@lru_cache(maxsize=4096)
def _name_company(sentence: str, company: str) -> str:
    plain = sentence.translate(_STRAIGHT)
    if not _FIRST_PERSON.search(plain):
        return sentence
    told, cursor = "", 0
    for found in _PRONOUN.finditer(plain):
        word = found["word"]
        if word == "US":
            continue  # a country
        told += sentence[cursor : found.start("word")]
        replaced, cursor = _replace_pronoun(plain, found, told, company)
        told += replaced
    return told + sentence[cursor:]


def _replace_pronoun(text: str, found: re.Match[str], told: str, company: str) -> tuple[str, int]:
    """Give what takes the place of a pronoun, and where the text goes on."""
    word = found["word"].casefold()
    before = (found["before"] or "").strip().casefold()
    end = found.end("word")
    if word in _CONTRACTED:
        return f"{company} {_CONTRACTED[word]}", end
    if word == "we" and before not in _INVERTED:
        return _replace_subject(text, end, company)
    if word == "our":
        return _own(told, company), end
    if word == "us" and before not in {"let", "of", "both"}:
        return company, end
    if word == "ourselves" and company in told:
        return "itself", end
    raise _UnsureError


def _own(told: str, company: str) -> str:
    """Say "its" where the company was named before and nothing else could be meant; else its name."""
    since = told.rpartition(company)[2]
    is_clear = company in told and not _THIRD_PARTY.search(since) and not re.search(r"\b[A-Z]", since)
    if is_clear and not since.startswith("'"):
        return "its"
    return f"{company}'" if company.endswith("s") else f"{company}'s"


def _replace_subject(text: str, end: int, company: str) -> tuple[str, int]:
    found = _NEXT_VERB.match(text, end)
    if not found:
        raise _UnsureError
    verb = found["verb"]
    told = _agree_third(verb)
    if told is None or _has_second(text[found.end() :], verb, BASES, _TO_THIRD):
        raise _UnsureError
    return f"{company} {found['adverbs']}{told}", found.end()


def _agree_third(verb: str) -> str | None:
    if verb in _TO_THIRD:
        return _TO_THIRD[verb]
    if verb in _MODALS or _is_past(verb):
        return verb
    return _conjugate(verb) if verb in BASES else None


def _is_past(verb: str) -> bool:
    return (verb.endswith("ed") or verb in _PAST) and verb not in BASES


def _has_second(rest: str, first: str, verbs: Collection[str], auxiliaries: Collection[str]) -> bool:
    """Tell whether a second verb of the same subject follows in the clause, which would have to agree as well.

    After "can" and past forms only an auxiliary must; after "do not" a verb joined by "or" is an infinitive.
    """
    clause = re.split(r"[.;:]\s", rest, maxsplit=1)[0]
    is_free = first in _MODALS or _is_past(first)
    for found in _COORDINATED.finditer(clause):
        is_verb = found["verb"] in verbs and not is_free and not (first in _DO and found["joint"] in {"or", ","})
        if is_verb or found["verb"] in auxiliaries:
            return True
    return False


_DO = frozenset(("do", "don't", "does", "doesn't"))


# --- from the company's name to "we"

_SUBJECT_PLACE = re.compile(
    r"(?:^\W*|[;:(]\s*|\b(?:while|as|because|where|that|which|if|since|whether|when|until|before|after)\s+|"
    r"^(?:while|when|if|where|as|because|since|before|after|until|in|for|on|by|at|currently|today)\b[^,]*, )$",
    re.IGNORECASE,
)
# "Acme controls are audited": with another verb behind it the word is a noun.
_OTHER_VERB = re.compile(
    r"(?:(?!\b(?:who|that|which|and|but|so|when|where|while|if)\b)[^,;:.])*\b(?:are|were|is|was|have|has|must|shall|can|will|may|should)\b"
)
_DETERMINED = re.compile(r"\b(?:the|a|an|this|that|these|those|any|all) $", re.IGNORECASE)
# "Acme is a platform", "Acme runs on AWS": there the name is the product's.
_PRODUCT = re.compile(
    r"(?:is|was) (?:not )?(?:an?|the|made|designed|built|hosted|available|offered|delivered|intended|installed|"
    r"deployed|multi-tenant|cloud-based)\b|runs (?:on|in|as)\b"
)
_ITS = re.compile(r"(?P<before>(?:^|[;:]\s*|\b[A-Za-z-]+\s+))(?P<word>its)\b", re.IGNORECASE)
_OTHER_SELVES = re.compile(r"\b(?:it|itself|the company)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _say_we(sentence: str, company: str) -> str:
    plain = sentence.translate(_STRAIGHT)
    name = re.compile(rf"(?<!\w){re.escape(company)}(?P<own>'s?(?=\s))?(?![\w'-])")
    if not name.search(plain):
        return sentence
    told, cursor = "", 0
    for found in name.finditer(plain):
        told += sentence[cursor : found.start()]
        if found["own"] and not _DETERMINED.search(told):
            replaced, cursor = "our", found.end()
        else:
            replaced, cursor = _replace_name(plain, found.end(), told)
        told += replaced if told.strip() else replaced.capitalize()
    if _OTHER_SELVES.search(plain):
        raise _UnsureError
    return _restate_its(told + sentence[cursor:])


def _replace_name(text: str, end: int, told: str) -> tuple[str, int]:
    found = _NEXT_VERB.match(text, end)
    if not found or not _SUBJECT_PLACE.search(told) or _PRODUCT.match(text[end:].lstrip()):
        raise _UnsureError
    verb = found["verb"]
    plural = _TO_PLURAL.get(verb) or THIRDS.get(verb) or (verb if verb in _MODALS or _is_past(verb) else None)
    is_noun = verb in THIRDS and bool(_OTHER_VERB.match(text, found.end()))
    if plural is None or is_noun or _has_second(text[found.end() :], verb, THIRDS, _TO_PLURAL):
        raise _UnsureError
    return f"we {found['adverbs']}{plural}", found.end()


def _restate_its(text: str) -> str:
    """Say "our" for an "its" that can only be the company's: after its verb, at a clause's start, or joined to one."""
    is_joined = False
    told, cursor = "", 0
    for found in _ITS.finditer(text):
        if _OTHER_PARTY.search(text, 0, found.start()):
            raise _UnsureError
        before = found["before"].strip().casefold()
        is_ours = before in {"", ";", ":"} or before in BASES or (before in {"and", "or"} and is_joined)
        if not is_ours:
            raise _UnsureError
        is_joined = True
        told += text[cursor : found.start("word")] + ("Our" if found["word"][0].isupper() else "our")
        cursor = found.end("word")
    return told + text[cursor:]
