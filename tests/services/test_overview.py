"""Overviews as they are made for a recipient: approved answers in them, and the log of what was made."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from desks import OpenAs, write_form
from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.errors import RefusedError
from qanswer.core.passage import Citation, Classification
from qanswer.core.scope import Occasion
from qanswer.reports.overview import Overview
from qanswer.services.answer import AnswerOptions, answer_file
from qanswer.services.overview import OverviewOrder, make_overview, write_overviews
from qanswer.workspace import Workspace
from stores import make_answer

TODAY = date(2026, 11, 27)
ORDER = OverviewOrder("Northwind", "jane@northwind.example")
INTERNAL = """---
title: Canary Runbook
owner: canary-owner
classification: internal
---
- **Pager:** The canary pager rings within 5 minutes.
"""
Overlook = Callable[..., Overview]


@pytest.fixture
def workspace(as_user: OpenAs) -> Workspace:
    """The small vendor's workspace, with an internal runbook beside its policy."""
    opened = as_user("ana")
    (opened.knowledge_folder / "runbook.md").write_text(INTERNAL, "utf-8")
    return opened


def add(workspace: Workspace, question: str, text: str, **values: object) -> ApprovedAnswer:
    """Put an approved answer without a source into the library."""
    given: dict[str, object] = {"text": text, "citations": (), "approved_by": "ana", "approved_on": TODAY}
    (added,) = workspace.open_store().answers.add([make_answer(question, **(given | values))])
    return added


def overlook(workspace: Workspace, order: OverviewOrder = ORDER) -> Overview:
    """Build the overview of today."""
    return make_overview(workspace.open_policies(records=True), order, TODAY)


def quote(workspace: Workspace, words: str) -> Citation:
    """Cite the passage that holds these words."""
    passage = next(p for p in workspace.open_policies().library.passages if words in p.text)
    return Citation(passage.id, passage.source.id, passage.section, passage.locator, passage.text)


def texts(overview: Overview) -> list[str]:
    """Give all statements as shown."""
    return [one.text for one in overview.statements()]


def reasons(overview: Overview) -> dict[str, str]:
    """Give what is left out with its reason."""
    return {left.title: left.reason for left in overview.answers_left_out}


def test_an_approved_answer_stands_at_its_control(workspace: Workspace) -> None:
    """It has its question, a status of its own words, its owner's role, and the day it was last reviewed."""
    add(workspace, "Do you test disaster recovery?", "Yes. Disaster recovery is tested twice a year.", owner="CTO")
    found = [(c, s) for p in overlook(workspace).sections for g in p.groups for c in g.controls for s in c.statements]
    ((control, shown),) = [pair for pair in found if "twice a year" in pair[1].text]
    assert control.id.startswith("BCR.")
    assert (shown.label, shown.status.key) == ("Do you test disaster recovery?", "implemented")
    assert (shown.document, shown.owner, shown.effective) == ("Approved answer", "CTO", "27 November 2026")
    assert "CTO" in control.owner


def test_an_answer_names_the_policy_that_it_rests_on(workspace: Workspace) -> None:
    """Its words are its own, its source is the policy that it cites."""
    cited = quote(workspace, "Access rights are reviewed")
    add(workspace, "Do you review access?", "Yes. Rights are looked at again every quarter.", citations=(cited,))
    shown = next(one for one in overlook(workspace).statements() if one.document == "Approved answer")
    assert shown.section == "rests on Security Policy"
    assert shown.owner == "Security lead"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"review_by": TODAY - timedelta(days=1)}, "past its review date, 2026-11-26"),
        ({"scope": ("region:EU",)}, "out of scope"),
        ({"scope": ("buyer:Acme",)}, "out of scope"),
        ({"classification": Classification.INTERNAL}, "it is internal"),
        ({"citations": (Citation("p", "security.md", "", "", "Recovery is tested."),)}, "stale"),
        ({"approved_by": ""}, "it has neither a source nor a name to its approval"),
        ({"verdict": Verdict.NA}, "it claims nothing"),
    ],
)
def test_what_may_not_be_told_is_left_out_and_named(
    workspace: Workspace, values: dict[str, object], reason: str
) -> None:
    """Stale, expired, out of scope, internal or unapproved: not a word of it, but a reason for the memo."""
    answer = add(workspace, "Is recovery tested?", "Yes. Disaster recovery is tested twice a year.", **values)
    overview = overlook(workspace)
    assert not [text for text in texts(overview) if "twice a year" in text]
    assert reasons(overview) == {answer.id: reason}


@pytest.mark.parametrize("status", [AnswerStatus.WAITING, AnswerStatus.RETIRED, AnswerStatus.SUPERSEDED])
def test_only_approved_entries_count(workspace: Workspace, status: AnswerStatus) -> None:
    """What awaits approval, or is out of use, is neither told nor named."""
    add(workspace, "Is recovery tested?", "Yes. Disaster recovery is tested twice a year.", status=status)
    overview = overlook(workspace)
    assert not [text for text in texts(overview) if "twice a year" in text]
    assert not overview.answers_left_out


def test_scope_is_that_of_the_order(workspace: Workspace) -> None:
    """An answer for the EU and for this buyer is told when the overview is about the EU and for this buyer."""
    scope = ("region:EU", "buyer:northwind")
    add(workspace, "Is recovery tested?", "Yes. Disaster recovery is tested twice a year.", scope=scope)
    told = overlook(workspace, OverviewOrder("Northwind", region="EU"))
    assert [text for text in texts(told) if "twice a year" in text]


def test_another_buyer_is_never_named(workspace: Workspace) -> None:
    """An answer that was written to another buyer by name is not shown to this one."""
    add(workspace, "Is recovery tested for Globex?", "Yes. Disaster recovery is tested twice a year.")
    add(workspace, "Anything?", "Something.", scope=("buyer:Globex",))
    assert "it names another buyer" in reasons(overlook(workspace)).values()
    assert "Globex" not in str(texts(overlook(workspace)))


def test_an_answer_says_no_more_than_its_source(workspace: Workspace) -> None:
    """A number, name or scope that the cited policy does not hold keeps the answer out."""
    cited = quote(workspace, "AES-256")
    answer = add(workspace, "How is data encrypted?", "AES-256 in FIPS 140-3 modules.", citations=(cited,))
    assert "FIPS 140-3" in reasons(overlook(workspace))[answer.id]


@pytest.mark.parametrize(
    ("verdict", "key"), [(Verdict.YES, "implemented"), (Verdict.PARTIAL, "partial"), (Verdict.PLANNED, "planned")]
)
def test_the_verdict_limits_the_status(workspace: Workspace, verdict: Verdict, key: str) -> None:
    """A partial or planned answer is not called implemented, whatever its words."""
    words = {Verdict.PARTIAL: "In part. ", Verdict.PLANNED: "Planned: "}.get(verdict, "Yes. ")
    text = "Disaster recovery is tested twice a year."
    add(workspace, "Is recovery tested?", words + text, verdict=verdict)
    found = [(one.text, one.status.key) for one in overlook(workspace).statements() if one.is_answer]
    assert found == [(text, key)]


@pytest.mark.parametrize(
    ("policy", "question", "text"),
    [
        ("System logs are kept for 30 days.", "How long are logs kept?", "System logs are kept for 90 days."),
        (
            "Single sign-on with SAML is planned for 2027.",
            "Do you support SAML?",
            "Yes. Single sign-on with SAML works.",
        ),
        (
            "SOC 2 Type II is on our roadmap.",
            "Do you have SOC 2 Type II?",
            "Yes. The SOC 2 Type 2 report is available.",
        ),
        ("We do not offer a bug bounty program.", "Is there a bug bounty?", "Yes. We offer a bug bounty program."),
        (
            "Session tokens are being migrated from browser storage to HttpOnly cookies.",
            "Where are session tokens kept?",
            "Session tokens are kept in HttpOnly cookies.",
        ),
    ],
)
def test_what_disagrees_is_not_shown_at_all(workspace: Workspace, policy: str, question: str, text: str) -> None:
    """Of an answer and a policy that cannot both be true neither stands; both are named for the memo."""
    (workspace.knowledge_folder / "more.md").write_text(f"---\nclassification: nda\n---\n# More\n- {policy}\n", "utf-8")
    before = overlook(workspace)
    words = set(texts(before)) | {gap.text for gap in before.gaps}
    assert policy in words
    answer = add(workspace, question, text)
    overview = overlook(workspace)
    left = set(texts(overview)) | {gap.text for gap in overview.gaps}
    assert left == words - {policy}
    assert "disagrees with More" in reasons(overview)[answer.id]
    assert policy in str(overview.answers_left_out)
    assert overview.withheld


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Are access logs reviewed?", "Yes. Access logs are reviewed daily."),
        ("Are backups tested?", "Yes. Backups are tested annually."),
        ("Is MFA required?", "Yes. Multi-factor authentication is required for all staff."),
        ("How is data encrypted?", "All customer data is encrypted at rest with AES-256."),
    ],
)
def test_what_agrees_costs_no_policy(workspace: Workspace, question: str, text: str) -> None:
    """An answer on a near subject, or in the policy's own words, takes nothing away, and no fact stands twice."""
    before = texts(overlook(workspace))
    add(workspace, question, text)
    overview = overlook(workspace)
    after = texts(overview)
    assert set(before) <= set(after)
    assert len(after) == len(set(after))
    assert not [left for left in overview.answers_left_out if "disagrees" in left.reason]


def test_no_internal_canary_reaches_a_file(workspace: Workspace, tmp_path: Path) -> None:
    """Internal answers, those that rest on internal sources, and what the store notes beside an answer stay inside."""
    beside = {"tags": ("canary-tag",), "provenance": "canary.xlsx", "alternates": ("canary?",), "approved_by": "canary"}
    add(workspace, "Is recovery tested?", "Yes. Disaster recovery is tested twice a year.", **beside)
    secret = {"classification": Classification.INTERNAL, "owner": "canary-owner"}
    add(workspace, "Are canary backups encrypted?", "Yes. Canary backups are encrypted.", **secret)
    cited = quote(workspace, "canary pager")
    add(workspace, "How fast are incidents answered?", "The canary pager rings within 5 minutes.", citations=(cited,))
    gone = Citation("none", "runbook.md", "", "", "An old canary sentence.")
    add(workspace, "Are incidents answered?", "Incidents are answered by the canary team.", citations=(gone,))
    made = write_overviews(workspace.open_policies(records=True), ORDER, tmp_path, ("docx", "html", "md", "oscal"))
    assert len(made.overview.answers_left_out) == 3
    assert "canary" not in str(made.overview.answers_left_out).lower()
    for path in made.paths:
        parts = [path.read_bytes()]
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                parts = [archive.read(name) for name in archive.namelist()]
        assert b"twice a year" in b"".join(parts)
        assert b"canary" not in b"".join(parts).lower(), path


def test_file_and_overview_of_one_job_agree(workspace: Workspace, tmp_path: Path) -> None:
    """An approved answer goes into the file; the policy that says otherwise is not in the overview beside it."""
    question = "Are backups kept for 90 days?"
    add(workspace, question, "Yes. Backups of customer data are kept for 90 days.")
    form = write_form(tmp_path / "buyer.xlsx", (question, "Is customer data encrypted at rest?"))
    desk = workspace.open_desk(occasion=Occasion(buyer="Northwind"), records=True)
    answered = answer_file(form, desk, AnswerOptions(tmp_path / "out", "Northwind", ORDER))
    assert "90 days" in str([value.value for value in answered.job.written])
    overview = make_overview(desk, ORDER)
    assert not [text for text in texts(overview) if "30 days" in text or "90 days" in text]
    assert [text for text in texts(overview) if "AES-256" in text]
    memo = answered.memo.read_text("utf-8")
    assert "disagrees with Security Policy" in memo
    (release,) = workspace.open_store().releases.list()
    assert answered.overview
    assert release.files[0].sha256 == hashlib.sha256(answered.overview.read_bytes()).hexdigest()


def test_each_overview_is_in_the_log(workspace: Workspace, tmp_path: Path) -> None:
    """Two recipients: two tracking ids, two entries, each with the hash of every file."""
    desk = workspace.open_policies(records=True)
    for recipient in ("one@n.example", "two@n.example"):
        order = OverviewOrder("Northwind", recipient, "NDA-7", nda_on=date(2026, 5, 1))
        made = write_overviews(desk, order, tmp_path, ("md", "html"))
        assert not made.notes
    first, second = workspace.open_store().releases.list()
    assert first.tracking_id != second.tracking_id
    assert (second.buyer, second.recipient, second.nda) == ("Northwind", "two@n.example", "NDA-7 of 1 May 2026")
    assert second.valid_until == second.issued_on + timedelta(days=90)
    for release in (first, second):
        for file in release.files:
            assert file.sha256 == hashlib.sha256((tmp_path / file.name).read_bytes()).hexdigest()


def test_an_expired_one_needs_a_new_date_or_version(workspace: Workspace, tmp_path: Path) -> None:
    """The same copy is refused after its last day; a date, a version or another recipient makes a new one."""
    desk = workspace.open_policies(records=True)
    write_overviews(desk, ORDER, tmp_path, ("md",))
    later = date.today() + timedelta(days=91)  # noqa: DTZ011  # the vendor's own calendar day
    make_overview(desk, ORDER, later - timedelta(days=1))
    with pytest.raises(RefusedError, match=r"version 1\.0 for Northwind \(jane@northwind\.example\) expired on"):
        make_overview(desk, ORDER, later)
    for changed in (
        OverviewOrder("Northwind", ORDER.recipient, valid_days=30, is_date_new=True),
        OverviewOrder("Northwind", ORDER.recipient, version="1.1"),
        OverviewOrder("Northwind", "joe@northwind.example"),
    ):
        assert make_overview(desk, changed, later).request.issued_on == later


def test_a_store_that_cannot_be_used_costs_no_document(workspace: Workspace, tmp_path: Path) -> None:
    """A damaged store: the overview is written, and one line says that it is not in the log."""
    (workspace.root / ".qanswer" / "store.db").write_bytes(b"no database at all" * 100)
    made = write_overviews(workspace.open_policies(records=True), ORDER, tmp_path, ("md",))
    assert made.paths[0].is_file()
    assert not made.is_recorded
    assert [note.where for note in made.notes] == ["store", "release log"]
    assert "is not in the release log" in made.notes[1].message


def test_a_log_that_cannot_be_written_costs_no_document(workspace: Workspace, tmp_path: Path) -> None:
    """A store that can be read but not written, as a full disk or a read-only one: the same."""
    desk = workspace.open_policies(records=True)
    assert desk.store
    with desk.store.session.database.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON releases BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    made = write_overviews(desk, ORDER, tmp_path, ("md",))
    assert made.paths[0].is_file()
    assert "disk full" in made.notes[0].message
    assert "\n" not in made.notes[0].message


def test_changed_answers_give_another_tracking_id(workspace: Workspace) -> None:
    """Two copies that differ in an approved answer can be told from each other."""
    before = overlook(workspace).tracking_id
    add(workspace, "Is recovery tested?", "Yes. Disaster recovery is tested twice a year.")
    assert overlook(workspace).tracking_id != before


def test_approving_drafts_takes_nothing_out_of_the_overview(workspace: Workspace, tmp_path: Path) -> None:
    """Answers drafted from the policies agree with them: whoever approves them loses no fact and repeats none."""
    policy = (
        "- **Cookies:** Session tokens are being migrated from browser storage to HttpOnly cookies in 2026.\n"
        "- **SOC 2 Type I:** The SOC 2 Type I audit is in progress in 2026.\n"
        "- **Documents:** While the SOC 2 Type I report is in progress, we can share our control overview under NDA.\n"
        "- **Training:** Customer data is not used to train AI models.\n"
    )
    (workspace.knowledge_folder / "more.md").write_text(f"---\nclassification: nda\n---\n# More\n{policy}", "utf-8")
    questions = (
        "Are session tokens held in HttpOnly cookies?",
        "Has a SOC 2 Type I report been issued?",
        "Which documents can you share under NDA?",
        "Is customer data used to train AI models?",
        "Will you notify us within 24 hours of a breach?",
        "Are backups kept for 90 days?",
        "Legal name of the vendor",
        "Is customer data encrypted at rest?",
        "Is multi-factor authentication required for all staff?",
    )
    before = overlook(workspace)
    desk = workspace.open_desk(records=True)
    answered = answer_file(
        write_form(tmp_path / "f.xlsx", questions), desk, AnswerOptions(tmp_path / "out", "Northwind")
    )
    claimed = [draft for draft in answered.job.drafts if draft.is_claimed]
    assert len(claimed) > 5
    for draft in claimed:
        citations = tuple(evidence.citation for evidence in draft.evidence)
        add(workspace, draft.question, draft.text, verdict=draft.verdict, citations=citations)
    after = overlook(workspace)
    assert texts(after) == texts(before)
    assert [one.status for one in after.statements()] == [one.status for one in before.statements()]
    assert not [left for left in after.answers_left_out if "disagrees" in left.reason]


def test_what_an_answer_says_of_itself_is_no_statement(workspace: Workspace) -> None:
    """Its source line, what it leaves open and a verdict in words are not told."""
    text = "Not yet. Disaster recovery is tested by the supplier. Not stated: how often. Source: Security Policy."
    add(workspace, "Do you test disaster recovery yourselves?", text, verdict=Verdict.NO)
    told = [one.text for one in overlook(workspace).statements() if one.is_answer]
    assert told == ["Disaster recovery is tested by the supplier."]
