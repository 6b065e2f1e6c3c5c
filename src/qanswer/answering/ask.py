"""What is asked: a question's form, polarity, asked values and limits, and the facets its evidence has to cover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from qanswer.answering.facets import Facet, find_facets, strip_examples
from qanswer.answering.form import SECOND, AskForm, read_shape
from qanswer.answering.lexicon import ConceptKind, load_lexicon
from qanswer.answering.polarity import count_negations
from qanswer.answering.values import Value, ValueKind, find_asked_kinds, find_limits
from qanswer.answering.words import STOPWORDS


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, taken apart."""

    text: str
    form: AskForm
    facets: tuple[Facet, ...]
    asked_kinds: frozenset[ValueKind]
    limits: tuple[Value, ...]
    qualities: tuple[Facet, ...]
    is_negated: bool
    is_universal: bool
    condition: str
    is_for_person: bool
    deeds: tuple[Facet, ...]
    """What is done to the subject, by the question's own verbs, where it is not mere form ("implemented")."""
    designations: tuple[str, ...]
    """Numbers of standards as asked ("27001", "140-2", "2.1"): another part or version is another standard."""
    is_about_others: bool
    """Whether the question is about what third parties do ("Do your sub-processors …")."""
    wants_document: bool
    """Whether a document is to be handed over: that it exists is not yet that it can be had."""
    is_compound: bool = False
    """Whether more than one thing is asked."""
    main_clause: str = ""
    """The main clause: what stands behind says when, where or to what end."""
    criteria: tuple[str, ...] = ()
    """The trust services criteria that a SOC 2 report is asked to cover ("confidentiality"), folded."""

    @property
    def things(self) -> tuple[Facet, ...]:
        """The named things, in the question's order."""
        return tuple(facet for facet in self.facets if facet.is_thing)

    @property
    def names(self) -> tuple[str, ...]:
        """Proper names that the field does not know: a party or a place, one of which may be the vendor itself."""
        words = (facet.words for facet in self.facets if not facet.concepts and facet.start)
        return tuple(word for word in words if word[:1].isupper() and word[1:].islower())

    @property
    def strength(self) -> tuple[Facet, ...]:
        """Strength that a yes has to match: a source silent on it supports at most a part."""
        return tuple(facet for facet in self.qualities if facet.concepts & _ESSENTIAL)

    @property
    def head(self) -> Facet | None:
        """What "which …" asks for; None where the question does not begin so."""
        found = _WHICH.match(self.text)
        return next((f for f in self.facets if found and f.start <= found.end() and f.weight >= 0.5), None)

    @property
    def is_of_any_policy(self) -> bool:
        """Whether it asks of "the policies" and does not say which."""
        subjects = {
            concept for facet in self.facets if facet.kind is not ConceptKind.WORD for concept in facet.concepts
        }
        if _OF_SECURITY.search(self.text):
            return False
        return bool(subjects) and subjects <= {
            "policy_review",
            "policy_approval",
            "policy_communication",
            "policy_exception",
        }

    @property
    def is_bare_label(self) -> bool:
        """Whether it is a form's label ("Contract type") and not the name of a control that is known."""
        if self.form is not AskForm.TOPIC:
            return False
        known = sum(f.weight for f in self.facets if f.concepts and f.kind is not ConceptKind.WORD)
        is_known = known >= _KNOWN_SHARE * sum(facet.weight for facet in self.facets)
        return not self.has_subject or ("?" not in self.text and not is_known)

    @property
    def is_control_named(self) -> bool:
        """Whether a heading names a control ("Single sign-on via SAML?"): whoever fills it in says yes or no to it."""
        return (
            self.form is AskForm.TOPIC
            and bool(self.things)
            and not self.asked_kinds
            and not _ASKS_MORE.search(self.text)
        )

    @property
    def has_subject(self) -> bool:
        """Whether the question names a control, a standard or a topic."""
        return any(facet.is_thing or facet.kind is ConceptKind.TOPIC for facet in self.facets)


# A heading with one of these wants to be told something, and is no control to be confirmed.
_ASKS_MORE = re.compile(
    r"\b(?:locations?|polic(?:y|ies)|process(?:es)?|procedures?|time|periods?|scope|frequency|dates?|names?|details?|"
    r"description|management|residency|types?|list|overview|summary|methods?|approach|plans?|standards?|contacts?|"
    r"how|what|which|who|when|where|whose|why)\b|:",
    re.IGNORECASE,
)
_ESSENTIAL = frozenset(
    {
        "periodic",
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
        "framework_based",
    }
)

_OF_SECURITY = re.compile(r"\b(?:information|cyber|IT|data)? ?security (?:polic|govern|program)", re.IGNORECASE)
# A heading is a question where this share of it is known to the field ("BYOK / customer-managed keys").
_KNOWN_SHARE = 0.6
EVERY = r"(?:every|each)(?! (?:\w+ )?(?:year|month|quarter|week|day|night|hour|time|spring|autumn)s?\b)"
"""Of all things; "every year" says when."""
_UNIVERSAL = re.compile(
    rf"\b(?:all|{EVERY}|any|"
    r"only|exclusively|solely|always|never|ever|entire|"
    r"without exception|100\s?%|at all times|fully|no part|none)\b",
    re.IGNORECASE,
)
DESIGNATION = re.compile(
    r"\b(?:ISO(?:/IEC)?|IEC|NIST(?: SP)?|FIPS(?: PUB)?|WCAG|EN|ANSI|RFC|SAML|"
    r"PCI DSS v?)[ -]?(?P<number>\d+(?:[.-]\d+)*)",
    re.IGNORECASE,
)
_WHICH = re.compile(r"^\W*(?:which|what) (?:\w+ )?", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\b(?:can|could|will|would|do|are|may|please)\b.{0,40}\b(?:provide|share|supply|furnish|"
    r"send|attach|obtain|receive|get|see|request)\b"
    r"(?:(?!\b(?:who|that|to|which|from|by|when)\b)[^,;]){0,60}"
    r"\b(?:reports?|summary|copy|copies|certificates?|evidence|results|letter|attestation|"
    r"diagram|documents?|documentation)\b"
    r"|^(?:is|are)\b(?:(?!\b(?:who|that|which|by|when)\b)[^,;]){0,60}\b(?:reports?|summary|copy|copies|certificates?|results|letter)"
    r" available\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def parse_ask(question: str) -> Ask:
    """Take a question apart. Never fails: what is not recognised stays an open question about its words."""
    text = " ".join(question.split())
    shape = read_shape(text)
    form, main, core = shape.form, shape.main, _MEASURES.sub("measures", shape.core)
    facets = tuple(_weigh_aside(core, find_facets(core, load_lexicon())))
    criteria = _find_criteria(core, facets)
    if criteria:
        facets = tuple(facet for facet in facets if not _CRITERION_WORDS.search(facet.words))
    return Ask(
        text=text,
        form=form,
        facets=tuple(facet for facet in facets if facet.kind is not ConceptKind.QUALITY),
        asked_kinds=find_asked_kinds(main),
        limits=find_limits(core) if form is AskForm.YES_NO else (),
        qualities=tuple(facet for facet in facets if facet.kind is ConceptKind.QUALITY),
        is_negated=_count_negations(core, facets) % 2 == 1,
        is_universal=bool(_UNIVERSAL.search(core)),
        condition=shape.condition,
        is_for_person=_is_for_person(facets),
        deeds=_find_deeds(core, facets) if form is AskForm.YES_NO else (),
        designations=tuple(found["number"] for found in DESIGNATION.finditer(strip_examples(core))),
        is_about_others=bool(_ABOUT_OTHERS.match(core)),
        wants_document=form is AskForm.REQUEST or bool(_DOCUMENT.search(main)),
        is_compound=shape.is_compound,
        main_clause=_cut_subordinate(core),
        criteria=criteria,
    )


CRITERION = re.compile(r"\b(?:availability|confidentiality|processing integrity|privacy)\b", re.IGNORECASE)
_CRITERION_WORDS = re.compile(
    r"\b(?:availability|confidentiality|processing|integrity|privacy|security|criteri\w*|categor\w*|principles?|trust|"
    r"services?|examination|scope|included?|cover\w*)\b",
    re.IGNORECASE,
)


def _find_criteria(core: str, facets: tuple[Facet, ...]) -> tuple[str, ...]:
    """Find which criteria a SOC 2 report is asked to cover; a report always covers security."""
    is_soc2 = any(concept.startswith("soc2") for facet in facets for concept in facet.concepts)
    if not is_soc2 or not re.search(r"\b(?:criteri|categor|principle|scope|includ|cover)", core, re.IGNORECASE):
        return ()
    return tuple(dict.fromkeys(found.group().casefold() for found in CRITERION.finditer(core)))


# CAIQ's "processes, procedures and technical measures": form, not a demand for a document.
_MEASURES = re.compile(
    r"\b(?:policies|processes|procedures)(?:,? (?:and |and/or )?(?:policies|processes|procedures))*"
    r",? (?:and |and/or |or )?technical measures\b",
    re.IGNORECASE,
)
# What stands here says when or where, and turns nothing: "in use for sites where content should not be framed".
_ASIDE = re.compile(
    r"(?<=[\w,])\s+(?:where|when|whenever|while|whose|unless|so that|such that|if|"
    r"(?:in order |so as )?to (?:prevent|avoid|block|stop))\s.*$|,? or that\s.*$|,\s+with\s.*$",
    re.IGNORECASE | re.DOTALL,
)
_SAFE_FROM = re.compile(r"\bnot (?:susceptible|vulnerable|exposed|subject|prone)\b", re.IGNORECASE)


def _count_negations(core: str, facets: tuple[Facet, ...]) -> int:
    is_threat = _is_threat(facets)
    text = SECOND.split(_ASIDE.sub("", strip_examples(core)), maxsplit=1)[0]
    return count_negations(_SAFE_FROM.sub("safe", text) if is_threat else text, is_threat=is_threat)


def _is_for_person(facets: tuple[Facet, ...]) -> bool:
    lexicon = load_lexicon()
    return any(lexicon.get(concept).is_for_person for facet in facets for concept in facet.concepts)


def _is_threat(facets: tuple[Facet, ...]) -> bool:
    lexicon = load_lexicon()
    return any(lexicon.get(concept).is_threat for facet in facets for concept in facet.concepts)


_ABOUT_OTHERS = re.compile(
    r"^(?:do|does|are|is|have|has|will|can|did) (?:any |all |your |the |each |every |"
    r"of )*(?:sub-?processors?|vendors?|suppliers?|third[- ]part(?:y|ies))\b"
    r"(?![- ](?:librar|components?|packages?|software|dependenc|code|patch|supplied|risk|assessment|audit|"
    r"penetration|test))",
    re.IGNORECASE,
)
_LIFECYCLE = re.compile(
    r"\b(?:established|documented|approved|communicated|applied|evaluated|maintained|"
    r"implemented|defined|reviewed|updated|enforced|tested|audited)\b",
    re.IGNORECASE,
)
_MAIN_QUALITIES = frozenset({"reviewed", "communicated", "tested", "approved"})
_PASSIVE_VERB = re.compile(
    r"^(?!stored|held|hosted|located)(?:\w+(?:ed|[a-z]{2}en)|kept|told|sold|sent|cut|put|shut|set|built|made|met|paid|"
    r"run|bought|brought|sought|taught|caught|found|bound|split|read|lost|left|spent|shown|known|drawn|done)$",
    re.IGNORECASE,
)


def _is_documented(facet: Facet, text: str) -> bool:
    """Tell whether "documented" is what is asked, and not an adjective: it stands last."""
    is_last = not text[facet.end :].strip(" ?.") and not text[: facet.start].rstrip().endswith((" and", ","))
    return facet.words.casefold() == "documented" and is_last


def _find_deeds(text: str, facets: tuple[Facet, ...]) -> tuple[Facet, ...]:
    """Find the verbs that say what is done; a long list of lifecycle verbs (CAIQ's) is form."""
    is_list = len(_LIFECYCLE.findall(text)) > 2
    main = _cut_subordinate(text)
    deeds = []
    for facet in facets:
        is_word = facet.kind is ConceptKind.WORD and not facet.is_name and facet.weight >= 0.5
        is_word = is_word and not _FORM_VERB.match(facet.words)
        is_participle = bool(_PASSIVE_VERB.search(facet.words)) and not _is_attributive(facet, text)
        is_verb = is_participle or _is_predicate(facet, text) or bool(_SUBJECT.search(text[: facet.start]))
        is_quality = (bool(facet.concepts & _MAIN_QUALITIES) or _is_documented(facet, text)) and not is_list
        if facet.end <= len(main) and "w_protect" not in facet.concepts and ((is_word and is_verb) or is_quality):
            deeds.append(facet)
    return tuple(deeds)


def _is_predicate(facet: Facet, text: str) -> bool:
    """Tell whether a word is what is asked of a subject: it ends "Is X such?"."""
    is_last = not text[facet.end :].strip(" ?.")
    return is_last and bool(_IS_IT.match(text)) and not _PREPOSITION.search(text)


_IS_IT = re.compile(r"^(?:is|are|was|were)\b(?! (?:there|it)\b)", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:for|of|to|in|on|at|with|by|from|using|via|as|through|under|against|and|or)\b|,", re.IGNORECASE
)


def _is_attributive(facet: Facet, text: str) -> bool:
    """Tell whether a participle stands before its noun ("accepted risks"): it says which, and not what is done."""
    if _BE.search(text[: facet.start]):
        return False
    following = _NEXT_WORD.match(text, facet.end)
    word = following["word"].casefold() if following else ""
    return bool(word) and word not in STOPWORDS and not word.endswith("ly") and not _PASSIVE_VERB.match(word)


_BE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|and|or|,) $", re.IGNORECASE)
_NEXT_WORD = re.compile(r" (?P<word>[^\W\d_][\w-]*)")


def _weigh_aside(core: str, facets: tuple[Facet, ...]) -> Iterator[Facet]:
    """Give the facets with half the weight for words behind the main clause: they say when, or to what end."""
    main = len(_cut_subordinate(core))
    for facet in facets:
        is_aside = facet.start >= main and facet.kind is ConceptKind.WORD and not facet.is_name
        yield replace(facet, weight=facet.weight / 2) if is_aside else facet


def _cut_subordinate(text: str) -> str:
    return _SUBORDINATE.split(text, maxsplit=1)[0]


# What every control has done to it: no deed of its own.
_FORM_VERB = re.compile(
    r"(?:maintain|keep|kept|hold|held|have|operate|publish|practi[sc]e|commit|grant|create|enable|use|appl(?:y|ie)|build|"
    r"built|produce|perform|conduct|establish|undertak|run|permit|allow|make|made|include|consider|address|ensure)\w*$",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:before|after|when|whenever|which|that|as|so|to ensure|in order|prior to|until|if|where|including)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:can|do|does|will|may|could|would) (?:\w+ ){0,2}(?:customers?|users?|you|we|vendor|"
    r"company|organi[sz]ation|employees|staff|clients?|tenants?) $",
    re.IGNORECASE,
)
