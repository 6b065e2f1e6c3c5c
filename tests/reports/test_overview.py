"""What an overview says, and what it leaves out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qanswer.core.control import ControlGap, GapClass
from qanswer.core.errors import UsageError
from qanswer.core.passage import Classification, Library, PassageKind
from qanswer.knowledge.control_overrides import ControlOverrides
from qanswer.knowledge.controls import map_controls
from qanswer.reports.overview import Overview, build_overview
from qanswer.reports.overview_parts import ControlView

DEMO = Path(__file__).parents[2] / "knowledge"
OPEN = {"in_progress", "planned", "under_evaluation"}


def _controls(overview: Overview) -> dict[str, ControlView]:
    return {control.id: control for s in overview.sections for group in s.groups for control in group.controls}


@pytest.mark.parametrize(
    ("name", "status", "target"),
    [
        ("GDPR", "implemented", ""),
        ("CCPA / CPRA", "implemented", ""),
        ("SOC 2 Type I", "in_progress", "2026"),
        ("SOC 2 Type II", "planned", ""),
        ("ISO 27001", "under_evaluation", "2027 and beyond"),
    ],
)
def test_demo_attestations_have_their_exact_status(demo: Overview, name: str, status: str, target: str) -> None:
    """SOC 2 Type I is in progress, Type II planned, ISO 27001 under evaluation, privacy laws complied with."""
    found = [one for one in demo.attestations if one.name == name]
    assert [(one.status.key, one.target) for one in found] == [(status, target)]


def test_demo_attestations_keep_the_sources_word(demo: Overview) -> None:
    """The status is shown in the word that the policy's table uses."""
    assert {one.name: one.status_words for one in demo.attestations}["SOC 2 Type II"] == "On roadmap"


def test_roadmap_stands_apart_from_what_is_in_place(demo: Overview) -> None:
    """Nothing that is in progress, planned or under evaluation stands among the controls."""
    shown = [one for control in _controls(demo).values() for one in control.statements]
    assert shown
    assert not [one.text for one in shown if one.status.key in OPEN]
    assert {item.statement.status.key for item in demo.roadmap} <= OPEN


def test_demo_roadmap_holds_the_three_hardening_items(demo: Overview) -> None:
    """Session cookies, alerting and the CSRF exemptions are to come, in 2026."""
    items = {item.statement.control_id: item for item in demo.roadmap}
    assert set(items) == {"IAM.06", "LOG.03", "AIS.04"}
    assert {item.target for item in items.values()} == {"2026"}
    assert "HttpOnly" in items["IAM.06"].statement.text


def test_what_has_remaining_work_is_only_partly_implemented(demo: Overview) -> None:
    """CSRF protection and monitoring are in part, and name their item on the roadmap."""
    controls = _controls(demo)
    ids = {item.statement.control_id: item.id for item in demo.roadmap}
    csrf = next(one for one in controls["AIS.04"].statements if "CSRF" in one.text)
    assert (csrf.status.key, csrf.roadmap_id) == ("partial", ids["AIS.04"])
    assert controls["LOG.03"].statements[0].status.key == "partial"
    assert controls["IAM.06"].roadmap_ids == (ids["IAM.06"],)


def test_every_statement_stands_in_its_source_to_the_letter(demo: Overview, demo_library: Library) -> None:
    """Each quote occurs in the policy file that it cites (a table row cell by cell)."""
    texts = {s.title: (DEMO / s.path).read_text("utf-8") for s in demo_library.sources}
    statements = list(demo.statements())
    assert len(statements) > 60
    for one in statements:
        for part in one.quote.split(" | "):
            assert part in texts[one.source_title], one


def test_no_statement_is_shown_twice(demo: Overview) -> None:
    """The demo policies say many things in a table, a bullet and a published answer: each is shown once."""
    words = [" ".join(one.text.lower().split()) for one in demo.statements()]
    assert len(words) == len(set(words))
    breach = [text for text in words if "72 hours" in text]
    assert len(breach) == 1
    assert len([text for text in words if "30 days" in text]) == 1


def test_every_policy_bullet_of_the_demo_is_told(demo: Overview, demo_library: Library) -> None:
    """No bullet of the demo policies is lost: shown, or its words all stand in what is shown."""
    shown = " ".join(f"{one.label} {one.text}" for one in demo.statements()).lower()
    n_bullets = 0
    for passage in demo_library.passages:
        if passage.kind is PassageKind.BULLET:
            n_bullets += 1
            numbers = [w.strip(".,;:()`*") for w in passage.text.split() if any(c.isdigit() for c in w)]
            assert all(number.lower() in shown for number in numbers), passage.text
    assert n_bullets > 50


def test_internal_sources_never_leak(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """Title, path, owner, version, headings, label, text and question of an internal source appear nowhere."""
    secret = make_source(
        "Canary-title", Classification.INTERNAL, owner="Canary-owner", version="Canary-version", path="canary-path.md"
    )
    open_source = make_source("Backup Policy")
    library = make_library(
        make_passage(secret, "**Canary-label:** Backups are made daily, canary-text.", headings=("Canary-heading",)),
        make_passage(secret, "Backups are encrypted, canary-answer.", kind=PassageKind.QA, question="Canary-question?"),
        make_passage(
            secret,
            "SOC 2 Type II | Certified | canary-row",
            kind=PassageKind.TABLE_ROW,
            fields=(("Framework", "SOC 2 Type II"), ("Status", "Certified"), ("Notes", "canary-row")),
        ),
        make_passage(open_source, "**Daily backups:** Backups are made automatically every day."),
    )
    overview = make_overview(library)
    assert "canary" not in repr(overview).lower()
    assert overview.n_withheld == 3
    assert not overview.attestations


def test_stale_and_future_sources_are_left_out_and_listed(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """A policy past its review date, or not in force yet, gives no statement; the reader learns of it."""
    stale = make_source("Old Policy", review_on=date(2026, 11, 24))
    future = make_source("New Policy", effective_on=date(2027, 1, 1))
    good = make_source("Good Policy", review_on=date(2026, 11, 25))
    sentences = {stale: "every day", future: "every hour", good: "every week"}
    library = make_library(*(make_passage(s, f"Backups are taken automatically {t}.") for s, t in sentences.items()))
    overview = make_overview(library)
    assert [one.source_title for one in overview.statements()] == ["Good Policy"]
    assert {left.title for left in overview.left_out} == {"Old Policy", "New Policy"}


def test_rules_are_not_called_implemented(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """A policy that says "must" lays down a rule; an offer to discuss is only stated."""
    source = make_source("Policy")
    rule = make_passage(source, "All laptops must use full disk encryption.")
    offer = make_passage(source, "Enterprise customers can discuss self-hosted deployment options.")
    statements = {one.text: one.status.label for one in make_overview(make_library(rule, offer)).statements()}
    assert set(statements.values()) == {"Required by policy", "Stated"}


def test_weaker_source_wins_where_attestations_differ(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """Two sources on one attestation: the weaker claim is shown."""
    source = make_source("Policy")
    library = make_library(
        make_passage(source, "**ISO 27001:** Our ISO 27001 certification is in place."),
        make_passage(source, "**ISO 27001:** ISO 27001 certification is planned for 2027."),
    )
    assert [one.status.key for one in make_overview(library).attestations] == ["planned"]


def test_stated_absence_is_a_gap_and_no_control(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """What a policy says is not there stands under known gaps only."""
    library = make_library(make_passage(make_source("Policy"), "We do not offer a bug bounty program."))
    overview = make_overview(library)
    assert [gap.control_id for gap in overview.gaps] == ["TVM.07"]
    assert not _controls(overview)


def test_not_doing_harm_is_no_gap(make_source: Any, make_passage: Any, make_library: Any, make_overview: Any) -> None:
    """Not to train on customers' data is a restraint: stated, no gap, and called no more than stated."""
    library = make_library(
        make_passage(make_source("Policy"), "We do not currently use customer data to train AI models.")
    )
    overview = make_overview(library)
    assert not overview.gaps
    assert [one.status.label for one in overview.statements()] == ["Stated"]


def test_classified_gaps_show_only_what_may_be_told(
    make_source: Any, make_passage: Any, make_library: Any, demo: Overview
) -> None:
    """A gap to disclose shows its note; an internal one does not appear."""
    library = make_library(make_passage(make_source("Policy"), "Backups are taken automatically every day."))
    gaps = (
        ControlGap("TVM.04", GapClass.DISCLOSE, "No penetration test has been commissioned."),
        ControlGap("HRS.01", GapClass.INTERNAL, "canary"),
    )
    overview = build_overview(library, map_controls(library, overrides=ControlOverrides(gaps=gaps)), demo.request)
    assert [gap.text for gap in overview.gaps] == ["No penetration test has been commissioned."]
    assert "canary" not in repr(overview)


def test_two_recipients_get_two_tracking_ids(demo_library: Library, make_overview: Any) -> None:
    """Each copy can be told from another; the same request gives the same id again."""
    copies = [
        make_overview(demo_library, recipient=who).tracking_id for who in ("a@b.example", "c@d.example", "a@b.example")
    ]
    assert copies[0] != copies[1]
    assert copies[0] == copies[2]


def test_overview_that_ends_before_it_begins_is_refused(demo_library: Library, make_overview: Any) -> None:
    """A valid-until date in the past is a wrong use, in one line."""
    with pytest.raises(UsageError, match="before it is issued"):
        make_overview(demo_library, valid_until=date(2026, 11, 24))


def test_empty_library_gives_a_summary_only(make_overview: Any) -> None:
    """Nothing to tell: no empty sections."""
    overview = make_overview(Library())
    assert [section.key for section in overview.sections] == ["summary"]
    assert not overview.crosswalk


def test_sections_are_numbered_without_holes(demo: Overview) -> None:
    """Sections that have nothing to show take no number."""
    assert [section.number for section in demo.sections] == [str(n + 1) for n in range(len(demo.sections))]
    assert "gaps" not in {section.key for section in demo.sections}


def test_long_controls_are_cut_and_say_so(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """A policy with a dozen statements on one control shows eight and counts the rest."""
    source = make_source("Policy")
    colours = (
        "red",
        "blue",
        "green",
        "white",
        "black",
        "amber",
        "violet",
        "silver",
        "golden",
        "purple",
        "pink",
        "teal",
    )
    passages = [make_passage(source, f"Backups of the {colour} system are taken daily.") for colour in colours]
    control = _controls(make_overview(make_library(*passages)))["BCR.06"]
    assert (len(control.statements), control.n_more) == (8, 4)
