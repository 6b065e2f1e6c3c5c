"""Roles of a table's columns: facts in, plans out, each with its reason. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.columns import ColumnFacts
from qanswer.questionnaires.header_words import header_options
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole
from qanswer.questionnaires.wording import HeaderRole, is_answer_value, mentions, normalise

_LEAST_FITNESS = 2.0
"""Below this no column reads like questions: labels alone reach 1.4, a column headed as questions 3 and more."""
_LEAST_FOR_TITLES = 1.2
"""Fitness of a column filled with distinct titles, which is enough beside a blank column headed as the answer."""
_SCALE = re.compile(r"(?:\w+\s+)?(\d{1,2})(?:\s*[-=:\u2013.)].*)?\Z", re.DOTALL)

_MAIN = frozenset({ColumnRole.CHOICE, ColumnRole.TICK, ColumnRole.TEXT})


def plan_columns(facts: Sequence[ColumnFacts], *, is_protected: bool) -> tuple[ColumnPlan, ...]:
    """Give each column its role. There may be no question column: then the rows are no table of questions."""
    question = find_question(facts)
    ticks = _find_ticks(facts, question)
    scale = _find_scale(facts, question)
    plans = []
    for item in facts:
        if question is not None and item.column == question.column:
            plans.append(_plan(item, ColumnRole.QUESTION, _question_reason(item)))
        elif item.column in ticks:
            plans.append(_plan(item, ColumnRole.TICK, "one of several columns to put a mark in"))
        elif item.column in scale:
            plans.append(_plan(item, ColumnRole.OPTION, "texts of the options, one column each"))
        else:
            plans.append(_plan(item, *_judge(item, is_protected=is_protected)))
    return _settle(tuple(plans), {item.column: item for item in facts}, scale)


def _plan(facts: ColumnFacts, role: ColumnRole, reason: str) -> ColumnPlan:
    return ColumnPlan(facts.column, facts.header, role, reason)


def find_question(facts: Sequence[ColumnFacts]) -> ColumnFacts | None:
    """Find the column that holds the questions; None when none reads like them.

    Where an answer column is there for sure, titles will do: each row asks about what it names.
    """
    scored = [(_question_fitness(item), -item.column, item) for item in facts if item.n_filled]
    fitness, _, best = max(scored, default=(0.0, 0, None), key=lambda entry: entry[:2])
    has_answer = any(item.role is HeaderRole.ANSWER and item.claim.strength >= 0.9 and item.is_blank for item in facts)
    if best is not None and has_answer and best.distinct >= 0.8 and best.filled >= 0.6:
        return best if fitness >= _LEAST_FOR_TITLES else None
    return best if fitness >= _LEAST_FITNESS else None


def _question_fitness(facts: ColumnFacts) -> float:
    """Score a column as the one that holds the questions."""
    fitness = 4 * facts.mean_score + min(facts.mean_words, 15) / 15 + facts.filled
    if facts.role is not None:
        weight = _QUESTION_HEADERS.get(facts.role, 0.0)
        fitness += weight * facts.claim.strength if weight > 0 else weight
    plain = normalise(facts.header)
    if any(word in plain for word in ("question", "frage", "pregunta", "質問", "问题", "pytanie")):
        fitness += 1.0
    return fitness - 3 * facts.listed - 2 * facts.answers - 2 * facts.ids - 2 * facts.ticks - 2 * facts.is_hidden


_QUESTION_HEADERS = {
    HeaderRole.QUESTION: 2.5,
    HeaderRole.GUIDANCE: -2.0,
    HeaderRole.BUYER: -3.0,
    HeaderRole.COMMENT: -3.0,
    HeaderRole.ANSWER: -3.0,
    HeaderRole.OWNER: -3.0,
    HeaderRole.NUMBER: -2.0,
    HeaderRole.SECTION: -1.0,
}


def _question_reason(facts: ColumnFacts) -> str:
    header = "the header says so" if facts.role is HeaderRole.QUESTION else "no other column reads more like questions"
    return f"{header}; {facts.mean_words:.0f} words a cell"


def _find_ticks(facts: Sequence[ColumnFacts], question: ColumnFacts | None) -> frozenset[int]:
    """Find neighbouring columns headed by answers ("Yes", "No", "N/A") that hold nothing but marks."""
    runs = _runs(
        facts,
        lambda item: (
            item is not question
            and not item.listed
            and (is_answer_value(item.header) or _is_scale_header(item))
            and (not item.n_filled or item.ticks >= 0.9)
        ),
    )
    linked = frozenset(item.column for item in facts if item is not question and item.linked >= 0.3)
    return linked | frozenset(item.column for run in runs if _is_tick_run(run) for item in run)


def _is_scale_header(facts: ColumnFacts) -> bool:
    return bool(_SCALE.match(facts.header)) or facts.group != ""


def _is_tick_run(run: Sequence[ColumnFacts]) -> bool:
    """Two answers side by side make ticks; other headers do when one group asks for a mark, or when marks are there."""
    if len(run) < 2 or len({normalise(item.header) for item in run}) < len(run):
        return False
    if sum(is_answer_value(item.header) for item in run) >= 2:
        return True
    if len({item.group for item in run}) > 1 or not run[0].group:
        return False
    if any(item.role in {HeaderRole.COMMENT, HeaderRole.BUYER, HeaderRole.QUESTION} for item in run):
        return False
    is_marked = mentions(normalise(run[0].group), words.MARKING)
    return is_marked or (len(run) >= 3 and all(_SCALE.match(item.header) for item in run))


def _find_scale(facts: Sequence[ColumnFacts], question: ColumnFacts | None) -> frozenset[int]:
    """Find neighbouring columns headed by a scale ("0", "1" or "Score 1", "Level 2") that hold texts in each row."""
    runs = _runs(
        facts,
        lambda item: (
            item is not question
            and not item.listed
            and item.filled >= 0.5
            and item.ticks < 0.5
            and item.mean_words >= 1.5
            and bool(_SCALE.match(item.header) or is_answer_value(item.header))
        ),
    )
    return frozenset(item.column for run in runs if len(run) >= 3 for item in run)


def _runs(facts: Sequence[ColumnFacts], fits: Callable[[ColumnFacts], bool]) -> list[list[ColumnFacts]]:
    """Give runs of columns that fit, one group header over each; blank columns between them do not part a run."""
    runs: list[list[ColumnFacts]] = []
    last = -2
    for position, item in enumerate(facts):
        if not fits(item):
            continue
        if runs and last == position - 1 and runs[-1][-1].group == item.group:
            runs[-1].append(item)
        else:
            runs.append([item])
        last = position
    return runs


def _judge(facts: ColumnFacts, *, is_protected: bool) -> tuple[ColumnRole, str]:
    """Judge a column that holds neither questions nor marks nor options."""
    if facts.computed >= 0.5:
        return ColumnRole.COMPUTED, "computed by formulas"
    if facts.is_hidden and facts.role is not HeaderRole.NUMBER:
        return ColumnRole.OTHER, "hidden"
    if facts.is_listed_in_rows and facts.role is None:
        return ColumnRole.OTHER, "the options of a list stand here"
    if facts.listed >= 0.2 and facts.role is not HeaderRole.NUMBER:
        return _judge_listed(facts)
    if facts.role is not None:
        return _judge_headed(facts)
    return _judge_bare(facts, is_protected=is_protected)


_HEADED = {
    HeaderRole.NUMBER: ColumnRole.NUMBER,
    HeaderRole.QUESTION: ColumnRole.OTHER,
    HeaderRole.ANSWER: ColumnRole.TEXT,
    HeaderRole.COMMENT: ColumnRole.COMMENT,
    HeaderRole.OWNER: ColumnRole.OWNER,
    HeaderRole.SECTION: ColumnRole.SECTION,
    HeaderRole.GUIDANCE: ColumnRole.GUIDANCE,
    HeaderRole.BUYER: ColumnRole.BUYER,
}
_THEIRS = frozenset({HeaderRole.SECTION, HeaderRole.GUIDANCE, HeaderRole.QUESTION})


def _judge_listed(facts: ColumnFacts) -> tuple[ColumnRole, str]:
    if facts.role in _THEIRS and facts.filled >= 0.5 and facts.answers < 0.5:
        return _HEADED[facts.role], f"the header says {facts.role.value}; the buyer has chosen already"
    if facts.role is HeaderRole.OWNER:
        return ColumnRole.OWNER, "the header names an owner; a list of choices"
    if facts.role is HeaderRole.BUYER:
        return ColumnRole.BUYER, "a list, but the header says it is the buyer's own"
    return ColumnRole.CHOICE, "offers a list of choices"


def _judge_headed(facts: ColumnFacts) -> tuple[ColumnRole, str]:
    assert facts.role is not None
    is_data = facts.filled > 0.3 and facts.answers < 0.5 and not facts.boxes
    if facts.role is HeaderRole.ANSWER and facts.claim.strength < 0.6 and is_data:
        return ColumnRole.OTHER, f"headed {facts.header!r}, but filled by the buyer"
    if facts.role is HeaderRole.QUESTION and facts.claim.strength < 0.6 and not facts.n_filled:
        return ColumnRole.COMMENT, f"headed {facts.header!r} and blank"
    return _HEADED[facts.role], f"the header says {facts.role.value}"


def _judge_bare(facts: ColumnFacts, *, is_protected: bool) -> tuple[ColumnRole, str]:
    """Judge a column whose header tells nothing."""
    if is_protected and facts.unlocked >= 0.5 and facts.filled < 0.5:
        return ColumnRole.TEXT, "unlocked in a protected sheet"
    if facts.boxes >= 0.5:
        return ColumnRole.TEXT, "holds boxes to tick"
    if facts.n_filled and facts.ids >= 0.7:
        return ColumnRole.NUMBER, "holds numbers such as 1.1"
    return ColumnRole.OTHER, "no header tells what it is"


def _settle(
    plans: tuple[ColumnPlan, ...], facts: dict[int, ColumnFacts], scale: frozenset[int]
) -> tuple[ColumnPlan, ...]:
    """Settle what one column says about another."""
    plans = _settle_unknown(plans, facts)
    plans = _settle_scores(plans, facts, has_scale=bool(scale))
    plans = _settle_owners(plans)
    plans = _settle_choices(plans, facts)
    plans = _settle_comments(plans, facts)
    plans = _settle_main(plans, facts)
    plans = _settle_guides(plans, facts)
    return tuple(_add_options(plan, facts, scale) for plan in plans)


def _settle_unknown(plans: tuple[ColumnPlan, ...], facts: dict[int, ColumnFacts]) -> tuple[ColumnPlan, ...]:
    """Where no header is known to take an answer, blank columns under unknown headers do, right of the questions."""
    question = next((plan.column for plan in plans if plan.role is ColumnRole.QUESTION), 0)
    is_form = bool(question) and facts[question].mean_score >= 0.6
    if not is_form or any(plan.role.is_answer or plan.role is ColumnRole.BUYER for plan in plans):
        return plans
    blank = [p for p in plans if p.role is ColumnRole.OTHER and p.column > question and p.header]
    blank = [p for p in blank if facts[p.column].is_blank and facts[p.column].role is None]
    roles = dict(zip((plan.column for plan in blank), (ColumnRole.TEXT, ColumnRole.COMMENT), strict=False))
    reason = "blank under a header of its own, and no other column takes an answer"
    return tuple(
        replace(plan, role=roles[plan.column], reason=reason) if plan.column in roles else plan for plan in plans
    )


def _settle_scores(
    plans: tuple[ColumnPlan, ...], facts: dict[int, ColumnFacts], *, has_scale: bool
) -> tuple[ColumnPlan, ...]:
    """Scores from lists, or beside written-out options, are the vendor's where nothing else takes the answer."""
    is_headed = any(plan.header for plan in plans)
    if any(plan.role in _MAIN and (plan.header or not is_headed) for plan in plans):
        return plans
    settled = []
    for plan in plans:
        item = facts[plan.column]
        is_theirs = plan.role is ColumnRole.BUYER and item.claim.is_score and not item.is_hidden
        if is_theirs and item.listed >= 0.2:
            settled.append(replace(plan, role=ColumnRole.CHOICE, reason="a list of scores, and no other answer column"))
        elif is_theirs and item.is_blank and (has_scale or header_options(plan.header)):
            settled.append(replace(plan, role=ColumnRole.TEXT, reason="takes the number of an option beside it"))
        else:
            settled.append(plan)
    return tuple(settled)


def _settle_choices(plans: tuple[ColumnPlan, ...], facts: dict[int, ColumnFacts]) -> tuple[ColumnPlan, ...]:
    """A list that is chosen from in every row, beside another that is blank, holds the buyer's choices."""
    choices = [plan for plan in plans if plan.role is ColumnRole.CHOICE]
    if not any(facts[plan.column].is_blank for plan in choices):
        return plans
    reason = "chosen by the buyer, while the answers are blank"
    return tuple(
        replace(plan, role=ColumnRole.OTHER, reason=reason)
        if plan in choices and facts[plan.column].filled >= 0.9 and facts[plan.column].role is not HeaderRole.ANSWER
        else plan
        for plan in plans
    )


def _settle_owners(plans: tuple[ColumnPlan, ...]) -> tuple[ColumnPlan, ...]:
    """An owner beside no answer is a register's, not a form's."""
    if any(plan.role in _MAIN or plan.role is ColumnRole.COMMENT for plan in plans):
        return plans
    return tuple(
        replace(plan, role=ColumnRole.OTHER, reason="no answer stands beside this owner")
        if plan.role is ColumnRole.OWNER
        else plan
        for plan in plans
    )


def _settle_comments(plans: tuple[ColumnPlan, ...], facts: dict[int, ColumnFacts]) -> tuple[ColumnPlan, ...]:
    """Comments that stand in every row while all answers are blank were written by the buyer."""
    main = [facts[plan.column] for plan in plans if plan.role in _MAIN]
    is_blank = all(item.is_blank for item in main)
    settled = []
    for plan in plans:
        item = facts[plan.column]
        is_theirs = plan.role is ColumnRole.COMMENT and is_blank and item.filled >= 0.8 and item.mean_words >= 3
        reason = "filled by the buyer, while the answers are blank"
        settled.append(replace(plan, role=ColumnRole.GUIDANCE, reason=reason) if is_theirs else plan)
    return tuple(settled)


def _settle_main(plans: tuple[ColumnPlan, ...], facts: dict[int, ColumnFacts]) -> tuple[ColumnPlan, ...]:
    """Where nothing else takes the answer, the first comment does; unheaded unlocked columns after one are comments."""
    main = [plan for plan in plans if plan.role in _MAIN]
    comments = [plan for plan in plans if plan.role is ColumnRole.COMMENT]
    question = next((facts[plan.column] for plan in plans if plan.role is ColumnRole.QUESTION), None)
    if not main and comments and question is not None:
        is_data = question.claim.strength < 0.6 and facts[comments[0].column].filled > 0.3
        if is_data:
            return tuple(
                replace(plan, role=ColumnRole.OTHER, reason="filled, and no other column takes an answer")
                if plan in comments
                else plan
                for plan in plans
            )
        reason = f"{comments[0].reason}; no other column takes the answer"
        return tuple(
            replace(plan, role=ColumnRole.TEXT, reason=reason) if plan is comments[0] else plan for plan in plans
        )
    return tuple(
        replace(plan, role=ColumnRole.COMMENT)
        if plan.role is ColumnRole.TEXT and plan is not main[0] and facts[plan.column].role is not HeaderRole.ANSWER
        else plan
        for plan in plans
    )


def _settle_guides(plans: tuple[ColumnPlan, ...], facts: dict[int, ColumnFacts]) -> tuple[ColumnPlan, ...]:
    """Find numbers and sections by content where no header names them."""
    question = next((plan.column for plan in plans if plan.role is ColumnRole.QUESTION), 0)
    idle = [plan for plan in plans if plan.role in {ColumnRole.OTHER, ColumnRole.GUIDANCE} and plan.column < question]
    found: dict[int, tuple[ColumnRole, str]] = {}
    numbers = columns_of(plans, ColumnRole.NUMBER)
    if numbers:
        best = max(numbers, key=lambda column: _telling(facts[column]))
        found |= dict.fromkeys(set(numbers) - {best}, (ColumnRole.OTHER, "another column numbers the rows"))
    else:
        numbers = tuple(plan.column for plan in idle if _is_of_numbers(facts[plan.column]))
        found |= dict.fromkeys(numbers[:1], (ColumnRole.NUMBER, "holds a number of its own in each row"))
    if not columns_of(plans, ColumnRole.SECTION):
        groups = [plan.column for plan in idle if plan.column not in found and _is_of_groups(facts[plan.column])]
        found |= dict.fromkeys(groups[:1], (ColumnRole.SECTION, "groups the rows"))
    return tuple(
        replace(plan, role=found[plan.column][0], reason=found[plan.column][1]) if plan.column in found else plan
        for plan in plans
    )


def _telling(facts: ColumnFacts) -> tuple[bool, float, int]:
    """Rank a column of numbers: one of its own for each row is better, then one that names a chapter by letters."""
    return facts.distinct >= 0.9 and facts.filled >= 0.5, round(facts.lettered, 1), -facts.column


def _is_of_numbers(facts: ColumnFacts) -> bool:
    return facts.ids >= 0.7 and facts.distinct >= 0.9 and facts.filled >= 0.5


def _is_of_groups(facts: ColumnFacts) -> bool:
    """Tell whether short texts stand for several rows each: merged down, or said again."""
    is_short = 0 < facts.mean_words <= 10 and facts.ids < 0.7 and facts.ticks < 0.5
    return is_short and facts.n_filled > 0 and (facts.filled <= 0.5 or facts.distinct <= 0.5)


def _add_options(plan: ColumnPlan, facts: dict[int, ColumnFacts], scale: frozenset[int]) -> ColumnPlan:
    """Add the choices that a header spells out, or the numbers of options in columns of their own."""
    if plan.role is ColumnRole.TICK:
        return replace(plan, options=(plan.header,))
    if plan.role is not ColumnRole.TEXT:
        return plan
    options = header_options(plan.header)
    reason = "the header spells out the choices"
    if not options and scale and facts[plan.column].is_blank:
        options = tuple(_scale_value(facts[column].header) for column in sorted(scale))
        reason = "takes one of the options written in the columns beside it"
    return replace(plan, role=ColumnRole.CHOICE, options=options, reason=reason) if options else plan


def _scale_value(header: str) -> str:
    match = _SCALE.match(header)
    return match[1] if match else header


def columns_of(plans: Iterable[ColumnPlan], *roles: ColumnRole) -> tuple[int, ...]:
    """List the columns of some roles, from left to right."""
    return tuple(plan.column for plan in plans if plan.role in roles)
