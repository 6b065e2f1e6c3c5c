"""Where an approved answer holds: for which products, regions and buyers. Pure rules.

A scope is a tuple of "kind:value" texts; several values of one kind are alternatives, and a kind that is not named
does not restrict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SCOPE_KINDS = ("product", "region", "buyer")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a questionnaire is about: the product, the region, and the buyer who asks; "" where nothing was said."""

    product: str = ""
    region: str = ""
    buyer: str = ""


def make_scope(
    *, product: Iterable[str] = (), region: Iterable[str] = (), buyer: Iterable[str] = ()
) -> tuple[str, ...]:
    """Make a scope; blank values restrict nothing."""
    named = (("product", product), ("region", region), ("buyer", buyer))
    return tuple(f"{kind}:{value.strip()}" for kind, values in named for value in values if value.strip())


def get_scope_values(scope: Iterable[str], kind: str) -> tuple[str, ...]:
    """Give the values that a scope names for one kind, in order; empty: it does not restrict that kind."""
    return tuple(entry.removeprefix(f"{kind}:") for entry in scope if entry.startswith(f"{kind}:"))


def find_scope_mismatch(scope: Iterable[str], occasion: Occasion) -> str | None:
    """Say why an answer of this scope does not hold on the occasion; None when it does.

    An occasion that does not say its product, region or buyer is outside every scope that names one.
    """
    entries = tuple(scope)
    for kind in SCOPE_KINDS:
        allowed = get_scope_values(entries, kind)
        own = getattr(occasion, kind)
        if allowed and own.casefold() not in {value.casefold() for value in allowed}:
            held = f'not for {kind} "{own}"' if own else f"and this questionnaire names no {kind}"
            return f"approved for {kind} {' or '.join(allowed)} only, {held}"
    return None


def is_scope_overlapping(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether some occasion lies in both scopes."""
    first, second = tuple(one), tuple(other)
    for kind in SCOPE_KINDS:
        left = {value.casefold() for value in get_scope_values(first, kind)}
        right = {value.casefold() for value in get_scope_values(second, kind)}
        if left and right and not left & right:
            return False
    return True
