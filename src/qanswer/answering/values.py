"""Numbers, durations, frequencies, dates and the like: found in a text, asked for by a question, compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class ValueKind(StrEnum):
    """What kind of value a question asks for, or a text holds."""

    NUMBER = "number"
    DURATION = "duration"
    FREQUENCY = "frequency"
    PERCENTAGE = "percentage"
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    LINK = "link"
    CONTACT = "contact"


class Bound(StrEnum):
    """How a stated value must relate to the asked one."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text. `amount` is in hours for durations and for the interval of a frequency, else the number."""

    kind: ValueKind
    amount: float
    text: str
    start: int
    bound: Bound = Bound.EQUAL


_HOURS = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 730, "year": 8760}
_UNIT = (
    r"(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|h|(?:business |calendar |"
    r"working )?days?|weeks?|months?|years?|yrs?)"
)
_WORD_NUMBERS = {
    name: number
    for number, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ]
    )
} | {"twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "twenty-four": 24, "seventy-two": 72, "forty-eight": 48}
_NUMBER = r"(?P<number>\d+(?:[.,]\d+)?|" + "|".join(sorted(_WORD_NUMBERS, key=len, reverse=True)) + r")"
_DURATION = re.compile(
    rf"(?<![\w.-]){_NUMBER}(?:\s*\(\d+\))?(?:\s*[\u2013-]\s*(?P<to>\d+))?[\s-]*{_UNIT}(?![\w])", re.IGNORECASE
)
_EVERY = re.compile(
    rf"\b(?:every|each|once (?:a|per|every)|per)\s+(?:{_NUMBER}(?:\s*\(\d+\))?\s+)?{_UNIT}(?!\w)", re.IGNORECASE
)
_SEASON = (
    r"(?:spring|summer|autumn|winter|january|february|march|april|june|july|august|september|october|november|december)"
)
_FREQUENCIES = (
    (r"continuous(?:ly)?|real[- ]time|a?round[- ]the[- ]clock|24\s?[x/]\s?7(?:\s?[x/]\s?365)?", 0.01),
    (r"hourly", 1.0),
    (r"daily|nightly|(?:each|every) (?:night|day)", 24.0),
    (r"twice a week|bi-?weekly|fortnightly", 336.0),
    (r"weekly", 168.0),
    (r"twice a month", 365.0),
    (r"monthly", 730.0),
    (r"bi-?monthly", 1460.0),
    (r"quarterly|(?:each|every|per|a) quarter", 2190.0),
    (
        (
            r"semi-?annual(?:ly)?|bi-?annual(?:ly)?|twice (?:a|per|each|every) year|every (?:january|"
            r"february|march|april|may|june) and (?:july|august|september|october|november|december)|"
            r"half-?yearly|six-monthly"
        ),
        4380.0,
    ),
    (
        rf"annual(?:ly)?|yearly|(?:once a|per|each|every) (?:year|{_SEASON})|once per year|12-monthly",
        8760.0,
    ),
    (r"biennial(?:ly)?|every (?:other|second) year", 17520.0),
)
_FREQUENCY = re.compile(
    "|".join(rf"(?P<f{i}>\b(?:{words})\b)" for i, (words, _) in enumerate(_FREQUENCIES)), re.IGNORECASE
)
# "By the end of the last working day" is within a day.
_SPOKEN = (
    (r"immediately|at once|instantly|right away|within minutes", 1.0),
    (
        (
            r"(?:on )?the same (?:business |working )?day|within a day|"
            r"(?:on|before) (?:the|their) last (?:working )?day|"
            r"(?:end|close) of (?:the |their )?(?:last |same |business |working )*(?:day|business)"
        ),
        24.0,
    ),
    (r"within a week", 168.0),
)
_SPOKEN_DURATION = re.compile(
    "|".join(rf"(?P<s{i}>\b(?:{words})\b)" for i, (words, _) in enumerate(_SPOKEN)), re.IGNORECASE
)
_PERCENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b(?:\d{{1,2}}\s+)?{_MONTH}\.?\s+(?:\d{{1,2}},?\s+)?\d{{4}}\b|"
    r"\b(?:Q[1-4]|H[12])[ /-]?\d{4}\b|\b20[1-4]\d(?:\s+[QH][1-4])?\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<![\w/])/\.?[\w-]+(?:/[\w.-]+)+|\b[\w-]+\.(?:com|org|io|net|"
    r"dev|ai|co|eu|pdf|md)(?:/\S*)?\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]*\.?[\w.-]*|\+?\d[\d ()-]{7,}\d")
_COUNTED = r"(?=[\s-]+(?:characters?|digits?|attempts?|people|persons?|employees|users|copies|regions?|zones?)\b)"
_COUNT = re.compile(
    r"(?<![\w.-])(?:\d+(?:[.,]\d+)*(?![\w%-])|\b(?:"
    + "|".join(sorted(_WORD_NUMBERS, key=len, reverse=True))
    + r")"
    + _COUNTED
    + ")",
    re.IGNORECASE,
)

_LESS = r"(?:less|fewer|lower|shorter|sooner|earlier|smaller)"
_MORE = r"(?:more|longer|later|greater|higher|larger)"
_NOT = r"(?:no|not|never)(?: \w+){0,3}?"
_TO_VALUE = r"\W*(?:\w+\W+){0,2}$"
_AT_MOST = re.compile(
    rf"(?:\b(?:within|inside|at most|{_NOT} {_MORE} than|{_LESS} than|under|maximum(?: of)?|max|up to|"
    r"not exceed(?:ing)?|or less|in under|at the latest)\b|≤|<=?)" + _TO_VALUE,
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    rf"(?:\b(?:at least|minimum(?: of)?|{_NOT} {_LESS} than|{_MORE} than|or more|or longer|beyond|over|"
    r"exceed(?:ing)?|min)\b|≥|>=?)" + _TO_VALUE,
    re.IGNORECASE,
)
_BOUNDS = ((Bound.AT_LEAST, _AT_LEAST), (Bound.AT_MOST, _AT_MOST))
_OR_MORE = re.compile(r"^\W*(?:or (?:more|longer|greater|better|higher|above)|\+|minimum)", re.IGNORECASE)
_OR_LESS = re.compile(r"^\W*(?:or (?:less|fewer|sooner|shorter|faster|below)|maximum)", re.IGNORECASE)


@lru_cache(maxsize=16384)
def find_values(text: str) -> tuple[Value, ...]:
    """Find durations, frequencies, percentages, dates, and other numbers, each stretch of text once."""
    found: list[Value] = []
    taken: list[tuple[int, int]] = []
    for value, end in _find_all(text):
        if not any(start < end and value.start < stop for start, stop in taken):
            found.append(value)
            taken.append((value.start, end))
    return tuple(sorted(found, key=lambda value: value.start))


def _find_all(text: str) -> Iterator[tuple[Value, int]]:
    for m in _FREQUENCY.finditer(text):
        amount = next(hours for i, (_, hours) in enumerate(_FREQUENCIES) if m[f"f{i}"])
        yield Value(ValueKind.FREQUENCY, amount, m.group(), m.start(), _read_bound(text, m.start(), m.end())), m.end()
    for m in _EVERY.finditer(text):
        amount = (_read_number(m["number"]) if m["number"] else 1.0) * _read_unit(m["unit"])
        yield Value(ValueKind.FREQUENCY, amount, m.group(), m.start(), _read_bound(text, m.start(), m.end())), m.end()
    for m in _SPOKEN_DURATION.finditer(text):
        amount = next(hours for i, (_, hours) in enumerate(_SPOKEN) if m[f"s{i}"])
        yield Value(ValueKind.DURATION, amount, m.group(), m.start(), Bound.AT_MOST), m.end()
    for m in _DURATION.finditer(text):
        amount = _read_number(m["to"] or m["number"]) * _read_unit(m["unit"])
        yield Value(ValueKind.DURATION, amount, m.group(), m.start(), _read_bound(text, m.start(), m.end())), m.end()
    for m in _PERCENT.finditer(text):
        yield (
            Value(ValueKind.PERCENTAGE, float(m[1]), m.group(), m.start(), _read_bound(text, m.start(), m.end())),
            m.end(),
        )
    for m in _DATE.finditer(text):
        yield Value(ValueKind.DATE, 0.0, m.group(), m.start()), m.end()
    for m in _COUNT.finditer(text):
        number = _read_count(m.group())
        yield Value(ValueKind.NUMBER, number, m.group(), m.start(), _read_bound(text, m.start(), m.end())), m.end()


def _read_number(text: str) -> float:
    return float(_WORD_NUMBERS[text.lower()]) if text.lower() in _WORD_NUMBERS else float(text.replace(",", "."))


def _read_count(text: str) -> float:
    if text.casefold() in _WORD_NUMBERS:
        return float(_WORD_NUMBERS[text.casefold()])
    return float(text.replace(",", "")) if text.count(".") <= 1 else 0.0


def _read_unit(text: str) -> float:
    word = text.lower().split()[-1].rstrip("s")
    short = {"sec": "second", "min": "minute", "hr": "hour", "h": "hour", "d": "day", "yr": "year"}
    return _HOURS[short.get(word, word)]


def _read_bound(text: str, start: int, end: int) -> Bound:
    before = text[max(0, start - 40) : start]
    after = text[end : end + 16]
    # "Not later than" holds "later than": the longer phrase, which begins earlier, says it.
    phrases = [(m.start(), bound) for bound, words in _BOUNDS if (m := words.search(before))]
    if phrases:
        return min(phrases)[1]
    if _OR_MORE.match(after):
        return Bound.AT_LEAST
    return Bound.AT_MOST if _OR_LESS.match(after) else Bound.EQUAL


_ASKED: tuple[tuple[ValueKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            ValueKind.FREQUENCY,
            (
                r"\bhow (?:often|frequently|regularly)\b|\b(?:what|which|state|specify|provide|"
                r"describe)\b[^?.,]*\b(?:frequency|cadence|interval|periodicity)\b|^frequency\b|"
                r":\s*frequency\b"
            ),
        ),
        (
            ValueKind.DURATION,
            (
                r"\bhow (?:long|quickly|soon|fast)\b|^within (?:what|how)\b|"
                r"\bhow many (?:\w+ )?(?:hours|days|weeks|months|years|minutes)\b|"
                r"\b(?:what|which|state|specify|provide)\b[^?.]*\b(?:timeline|timeframe|"
                r"time frame|time period|duration|retention period|response time|resolution time|deadline|"
                r"turnaround|time limit|lead time|target times?|remediation times?|notice period|RTO|RPO|"
                r"recovery (?:time|point) objectives?)\b|\bin (?:hours|days|minutes|months)\b"
            ),
        ),
        (
            ValueKind.PERCENTAGE,
            (
                r"\bwhat (?:\w+ ){0,3}(?:percentage|percent|share|proportion)\b|\bpercentage\b|"
                r"\b(?:what|which|state)\b[^?.]*\buptime\b"
            ),
        ),
        (
            ValueKind.NUMBER,
            r"\bhow many\b|\bnumber of\b|\bhow much\b|\bwhat is the (?:minimum|maximum)\b|\bcoverage amount\b",
        ),
        (
            ValueKind.DATE,
            (
                r"^when\b|\bby when\b|\bsince when\b|\b(?:what|state|provide|give|specify|"
                r"indicate)\b[^?.]*\bdates?\b|\bmost recent (?:test )?date\b|\bwhen (?:was|is|did|were|do|"
                r"does|will)\b"
            ),
        ),
        (
            ValueKind.PLACE,
            (
                r"^where\b|\bwhere (?:is|are|do|does|will)\b|\b(?:which|what|list|state|specify|"
                r"identify)\b[^?.]*\b(?:country|countries|regions?|locations?|jurisdictions?|"
                r"geograph\w+)\b"
            ),
        ),
        (
            ValueKind.NAME,
            (
                r"^who\b|\bwho (?:is|are|manages|has|performs|conducts|owns)\b|\b(?:name of|give the name|"
                r"please name|naming|by name|which (?:\w+ ){0,3}(?:vendor|provider|platform|tool|firm|"
                r"company|auditor|siem|algorithm|standard|framework|service|product|software|version|"
                r"licen[cs]e|protocol)s?|what (?:\w+ ){0,3}(?:algorithm|vendor|provider|tool|firm|"
                r"platform)s?|identify the \w+|under which)\b"
            ),
        ),
        (ValueKind.LINK, r"\b(?:link|url|web address|hyperlink)\b"),
        (
            ValueKind.CONTACT,
            r"\b(?:contact (?:details|information|address|person|email|name)|e-?mail address|phone number|telephone)\b",
        ),
    )
)


@lru_cache(maxsize=8192)
def find_asked_kinds(question: str) -> frozenset[ValueKind]:
    """Tell which kinds of value a question asks for; empty when it asks for none."""
    found = {kind for kind, pattern in _ASKED if pattern.search(question)}
    if ValueKind.DURATION in found or ValueKind.PERCENTAGE in found:
        found.discard(ValueKind.NUMBER)
    return frozenset(found)


_PLACE = re.compile(
    r"\b(?:[a-z]{2}-[a-z]+-\d|EU|EEA|US|USA|UK|United States|Ireland|Germany|Frankfurt|"
    r"Singapore|Europe\w*|America|Canada|Australia|India|Japan|London|Dublin|Virginia|Oregon|"
    r"Netherlands|France|Sweden|Switzerland|Asia Pacific|browser|device)\b|\b(?:located|"
    r"hosted|stored|resides?|based|in)\s+(?:in |at |on |only in )?(?:the )?[A-Z]\w+"
)
_PROPER = re.compile(r"(?<![.!?:|*] )(?<!^)\b[A-Z][\w-]*[a-z]\w*|\b[A-Z]{2,}[\w-]*\b|\b[A-Z]\w*[A-Z]\w*")
_HOLDS_ANOTHER = {ValueKind.LINK: _LINK, ValueKind.CONTACT: _CONTACT, ValueKind.PLACE: _PLACE, ValueKind.NAME: _PROPER}


def holds_kind(text: str, kind: ValueKind) -> bool:
    """Tell whether a text holds a value of that kind at all."""
    if pattern := _HOLDS_ANOTHER.get(kind):
        return bool(pattern.search(text))
    kinds = {value.kind for value in find_values(text)}
    if kind is ValueKind.NUMBER:
        return bool(kinds - {ValueKind.DATE, ValueKind.FREQUENCY})
    return kind in kinds


_SPELT_COUNT = re.compile(
    r"\b(?:" + "|".join(sorted(_WORD_NUMBERS, key=len, reverse=True)) + r"|dozens?|a single)\b", re.IGNORECASE
)


_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")


def holds_count(text: str) -> bool:
    """Tell whether a text counts something: a number that is no duration, share, date or frequency."""
    values = find_values(_CLOCK.sub(" ", text))
    if any(value.kind is ValueKind.NUMBER for value in values):
        return True
    spans = [(value.start, value.start + len(value.text)) for value in values]
    return any(not any(a <= m.start() < b for a, b in spans) for m in _SPELT_COUNT.finditer(text))


def find_names(text: str) -> frozenset[str]:
    """Find proper names, acronyms and the like, folded; a capital at the start of a sentence does not make a name."""
    return frozenset(word.casefold() for found in _PROPER.findall(text) for word in found.split())


def find_limits(question: str) -> tuple[Value, ...]:
    """Find the values that a yes-or-no question sets as its own measure ("within 72 hours", "at least quarterly")."""
    measured = (ValueKind.DURATION, ValueKind.FREQUENCY, ValueKind.PERCENTAGE)
    return tuple(
        value
        for value in find_values(question)
        if (value.kind in measured and not _RECENT.search(question[: value.start]))
        or (value.kind is ValueKind.NUMBER and value.bound is not Bound.EQUAL and _is_counted(question, value))
    )


# "In the last 12 months" says when, and is no measure to be kept.
_RECENT = re.compile(r"\b(?:last|past|previous|preceding|prior|recent) $", re.IGNORECASE)


def _is_counted(question: str, value: Value) -> bool:
    return bool(re.match(_COUNTED, question[value.start + len(value.text) :], re.IGNORECASE))


def meets(stated: Value, asked: Value) -> bool:
    """Tell whether a stated value meets the asked one; both are of one kind.

    A frequency is met by one at least as frequent, a share by one at least as large. A duration asked "within" is met
    by a shorter one, one asked "at least" by a longer one, any other by its equal.
    """
    if asked.kind is ValueKind.FREQUENCY:
        return stated.amount <= asked.amount * 1.01
    if asked.kind is ValueKind.PERCENTAGE and asked.bound is not Bound.AT_MOST:
        return stated.amount >= asked.amount
    if asked.bound is Bound.AT_MOST:
        return stated.amount <= asked.amount * 1.01 and stated.bound is not Bound.AT_LEAST
    if asked.bound is Bound.AT_LEAST:
        return stated.amount >= asked.amount * 0.99 and stated.bound is not Bound.AT_MOST
    return abs(stated.amount - asked.amount) <= 0.02 * max(asked.amount, stated.amount)
