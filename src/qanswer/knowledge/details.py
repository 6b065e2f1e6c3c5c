"""What a policy file says about itself: YAML front matter, and lines such as "Last Updated: May 5, 2026"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from qanswer.core.errors import Problem
from qanswer.knowledge.blocks import Details, fold

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?[ .-]+([A-Z][a-z]{2,8})\.?,?[ -]+(\d{4})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE)
_EFFECTIVE = r"(?:last )?(?:updated|reviewed|revised|modified|effective)(?: on| date| as of)?|effective from|date"
_REVIEW = r"(?:next )?review(?: date| on| due| by)?|next reviewed"
_OWNER = r"(?:policy |document )?owner"
_LINE = re.compile(
    rf"^\W*(?:(?P<effective>{_EFFECTIVE})|(?P<review>{_REVIEW})|(?P<version>version)|(?P<owner>{_OWNER}))"
    r"\W*:\W*(?P<value>.{1,60}?)\W*$",
    re.IGNORECASE,
)


def parse_date(text: str) -> date | None:
    """Read a day written as 2026-05-05, May 5, 2026 or 5 May 2026; None when none stands there."""
    if found := _ISO.search(text):
        year, month, day = (int(part) for part in found.groups())
        return _make_date(year, month, day)
    if found := _MONTH_FIRST.search(text):
        return _make_date(int(found.group(3)), _month(found.group(1)), int(found.group(2)))
    if found := _DAY_FIRST.search(text):
        return _make_date(int(found.group(3)), _month(found.group(2)), int(found.group(1)))
    return None


def _month(name: str) -> int:
    prefix = name[:3].lower()
    return _MONTHS.index(prefix) + 1 if prefix in _MONTHS else 0


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_front_matter(content: str, where: str) -> tuple[Details, int, tuple[Problem, ...]]:
    """Read YAML front matter: what it says, how many characters it takes, and what is wrong with it."""
    found = _FRONT_MATTER.match(content)
    if not found:
        return Details(), 0, ()
    import yaml

    try:
        values = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError) as error:
        problem = Problem(where, f"the front matter is not valid YAML and was ignored: {fold(str(error))}")
        return Details(), found.end(), (problem,)
    if not isinstance(values, dict):
        return Details(), 0, ()  # a rule at the top of a page, not front matter
    details, problems = parse_details({str(key).lower(): value for key, value in values.items()}, where)
    return details, found.end(), problems


def parse_details(values: Mapping[str, object], where: str) -> tuple[Details, tuple[Problem, ...]]:
    """Read what a file says about itself from names and values; a date that cannot be read is a problem."""
    problems: list[Problem] = []

    def text(*keys: str) -> str:
        return next((fold(str(values[key])) for key in keys if values.get(key) not in (None, "")), "")

    def day(*keys: str) -> date | None:
        value = next((values[key] for key in keys if values.get(key)), None)
        if value is None or isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        parsed = parse_date(str(value))
        if parsed is None:
            problems.append(Problem(where, f"no date can be read from {keys[0]}: {value}"))
        return parsed

    details = Details(
        title=text("title"),
        owner=text("owner"),
        version=text("version"),
        effective_on=day("effective", "effective_on", "effective_date", "date"),
        review_on=day("review", "review_on", "review_date", "next_review"),
        classification=text("classification").lower(),
    )
    return details, tuple(problems)


def read_line(text: str, details: Details) -> Details:
    """Take up what a line such as "Last Updated: May 5, 2026" says, where nothing is known yet."""
    found = _LINE.match(text) if len(text) < 90 else None
    if not found:
        return details
    value = found.group("value")
    if found.group("version") and not details.version:
        return replace(details, version=value)
    if found.group("owner") and not details.owner:
        return replace(details, owner=value)
    if found.group("review") and not details.review_on:
        return replace(details, review_on=parse_date(value))
    if found.group("effective") and not details.effective_on:
        return replace(details, effective_on=parse_date(value))
    return details
