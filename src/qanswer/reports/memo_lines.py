"""How the memo says things: durations, cut lists, what to do first, and how many lines each list may take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from qanswer.reports.wording import count_noun

if TYPE_CHECKING:
    from qanswer.reports.memo import Memo

_NAMES = 8
_HALF_HOUR = 30
_HOUR = 60
_TEN_HOURS = 600


def shorten_list(names: Sequence[str], limit: int = _NAMES) -> str:
    """Join names, and say how many are left out."""
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")


def shorten_places(places: Sequence[str], limit: int = _NAMES) -> str:
    """Join locators, naming a sheet once for the cells that follow one another in it."""
    short = []
    for sheet, group in groupby(places[:limit], lambda place: place.rpartition("!")[0]):
        cells = [place.rpartition("!")[2] for place in group]
        short += [f"{sheet}!{cells[0]}" if sheet else cells[0], *cells[1:]]
    return shorten_list([*short, *places[limit:]], limit)


def word_minutes(minutes: int) -> str:
    """Word a duration: minutes, then hours and minutes, and hours alone from ten on."""
    if minutes < _HOUR:
        return f"{minutes} min"
    if minutes < _TEN_HOURS:
        hours, rest = divmod(minutes, _HOUR)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{(minutes + _HALF_HOUR) // _HOUR} h"


def share_rows(lengths: Sequence[int], n_rows: int) -> tuple[int, ...]:
    """Share lines among lists: each gets the same at most, and what a short one leaves goes to the others."""
    shares = [0] * len(lengths)
    rest = n_rows
    while rest and (open_lists := [number for number, length in enumerate(lengths) if shares[number] < length]):
        for number in open_lists[:rest]:
            shares[number] += 1
        rest -= min(rest, len(open_lists))
    return tuple(shares)


def say_standing(memo: Memo) -> str:
    """Say in one line whether the file can go out."""
    waiting = memo.counts.to_confirm + memo.counts.to_answer
    if memo.failed:
        return f"Do not send yet: {count_noun(len(memo.failed), 'check')} failed"
    if waiting:
        return f"Not finished: {waiting} of {count_noun(memo.counts.questions, 'question')} wait for a person"
    if memo.counts.profile_blank or memo.counts.signatures or memo.refused or memo.no_place:
        return "Every question is answered; what is left is below"
    return "Ready to send"


def list_steps(memo: Memo) -> tuple[str, ...]:
    """List what is left to do, what matters most first; each step with its time or its command where there is one."""
    return tuple(_steps(memo))


def _steps(memo: Memo) -> Iterator[str]:
    counts, rate = memo.counts, memo.rate
    if memo.failed:
        yield f"Mend what failed: {shorten_list([check.name for check in memo.failed], 3)}."
    if counts.to_confirm:
        command = f", with `qanswer review {memo.job}`" if memo.is_recorded else ""
        time = word_minutes(round(counts.to_confirm * rate.to_confirm))
        yield f"Confirm {count_noun(counts.to_confirm, 'draft')} ({time}){command}."
    if counts.to_answer:
        owners = shorten_list([f"{share.owner} {share.n}" for share in memo.owners], 6)
        command = " `qanswer interview -o gaps.xlsx` makes a sheet for each owner." if memo.is_recorded else ""
        time = word_minutes(round(counts.to_answer * rate.to_answer))
        yield f"Get {count_noun(counts.to_answer, 'answer')} ({time}): {owners}.{command}"
    if memo.differences:
        answers = count_noun(len(memo.differences), "answer")
        yield f"Compare {answers} that stood there before with what the policies give."
    if memo.refused:
        yield f"Fill {count_noun(len(memo.refused), 'place')} by hand that could not be written."
    if memo.no_place:
        yield f"Hand over {count_noun(len(memo.no_place), 'draft')} otherwise: the file has no answer cell for them."
    if counts.profile_blank:
        fields = count_noun(counts.profile_blank, "company field")
        yield f"Fill {fields}; what stands in [company.fields] of qanswer.toml is filled for you."
    if counts.signatures:
        yield f"Have it signed in {count_noun(counts.signatures, 'place')}."
    if memo.is_recorded and (counts.written or not memo.no_place):
        yield f"Then write the file for the buyer: `qanswer export {memo.job} --final`."
