"""The library: one contract, both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qanswer.core.answer import AnswerStatus, Verdict
from qanswer.core.errors import ConflictError, NotFoundError, RefusedError
from qanswer.core.passage import Classification
from qanswer.core.review import Role
from qanswer.store.store import Store
from stores import OpenAs, make_answer


def test_an_answer_comes_back_whole(store: Store) -> None:
    """Every field of an entry is kept, texts in any script and with line breaks included."""
    answer = make_answer(
        "Werden Daten „verschlüsselt“? 暗号化 🔒",
        text="Ja.\nAES-256, 'quoted' and \"so\"; 100 %",
        alternates=("Encrypted?", "at rest?"),
        scope=("product:Cloud", "region:EU"),
        owner="CISO",
        provenance="buyer.xlsx, S!B2",
        review_by=date(2027, 1, 31),
        tags=("crypto", "core"),
        classification=Classification.PUBLIC,
        approved_by="ana",
        approved_on=date(2026, 1, 31),
    )
    (added,) = store.answers.add([answer])
    assert store.answers.get(added.id) == replace(answer, id=added.id)


def test_versions_are_kept_with_who_and_why(store: Store, open_as: OpenAs) -> None:
    """A change makes a version; the history tells every one with its author and reason."""
    (first,) = store.answers.add([make_answer()], "first answers")
    open_as("ben").answers.revise(replace(first, text="Yes. AES-256-GCM."), "GCM named")
    history = store.answers.history(first.id)
    assert [(v.answer.version, v.answer.text, v.provenance.author, v.provenance.reason) for v in history] == [
        (1, "Yes. AES-256.", "ana", "first answers"),
        (2, "Yes. AES-256-GCM.", "ben", "GCM named"),
    ]


def test_a_change_to_an_older_version_is_a_conflict(store: Store) -> None:
    """Who changes what somebody else changed meanwhile is told so, and nothing is overwritten."""
    (first,) = store.answers.add([make_answer()])
    store.answers.revise(replace(first, text="One."))
    with pytest.raises(ConflictError, match="changed meanwhile"):
        store.answers.revise(replace(first, text="Two."))
    assert store.answers.get(first.id).text == "One."


def test_retired_answers_leave_the_list_but_not_the_history(store: Store) -> None:
    """Retiring takes an entry out of use and forgets nothing."""
    (first,) = store.answers.add([make_answer()])
    store.answers.retire(first.id, "no longer offered")
    assert store.answers.list(AnswerStatus.APPROVED) == ()
    assert store.answers.get(first.id).status is AnswerStatus.RETIRED
    assert store.answers.history(first.id)[-1].provenance.reason == "no longer offered"


def test_adding_is_all_or_nothing(store: Store) -> None:
    """When one entry of several can't be stored, none is."""
    (first,) = store.answers.add([make_answer()])
    with pytest.raises(Exception, match="cannot be used"):
        store.answers.add([make_answer("Another?"), make_answer(id=first.id)])
    assert len(store.answers.list()) == 1


def test_an_unknown_entry_is_named(store: Store) -> None:
    """Asking for what is not there says so."""
    with pytest.raises(NotFoundError, match="a-nothing"):
        store.answers.get("a-nothing")
    with pytest.raises(NotFoundError, match="a-nothing"):
        store.answers.history("a-nothing")


def test_roles_hold_once_members_are_named(store: Store, open_as: OpenAs) -> None:
    """The one who names the first member is admin; a drafter adds waiting entries only; a stranger nothing."""
    store.members.set_role("dora", Role.DRAFTER)
    assert {m.name: m.role for m in store.members.list()} == {"ana": Role.ADMIN, "dora": Role.DRAFTER}
    dora = open_as("Dora")
    with pytest.raises(RefusedError, match="only a reviewer may"):
        dora.answers.add([make_answer()])
    assert dora.answers.add([make_answer(status=AnswerStatus.WAITING)])
    with pytest.raises(RefusedError, match="no member"):
        open_as("eve").answers.add([make_answer(status=AnswerStatus.WAITING)])
    with pytest.raises(RefusedError, match="needs an admin"):
        store.members.set_role("ana", Role.DRAFTER)


def test_a_verdict_survives_each_way(store: Store) -> None:
    """Every verdict can be stored and read."""
    added = store.answers.add([make_answer(f"Question {v}?", verdict=v) for v in Verdict])
    assert [store.answers.get(a.id).verdict for a in added] == list(Verdict)
