"""The way to a language model, against a server that plays good, busy, slow, broken and hostile ones."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event, main_thread
from time import monotonic

import pytest

from chat_server import Act, ChatServer, Part, Sent, chat_server, say
from qanswer.answering.language_model.budget import Pace
from qanswer.answering.language_model.chat import ChatReply, parse_chat
from qanswer.answering.language_model.client import LanguageModelClient
from qanswer.answering.language_model.http import parse_retry_after
from qanswer.answering.language_model.prompt import Prompt
from qanswer.answering.language_model.rules import KEY_VARIABLE, find_endpoint

SECRET = "sk-Very5ecret"


def ask(server: ChatServer, *questions: str, **values: object) -> tuple[LanguageModelClient, tuple[ChatReply, ...]]:
    """Ask questions of a server with quick settings."""
    rules = server.rules(**values)
    client = LanguageModelClient(rules, find_endpoint(rules, {KEY_VARIABLE: SECRET}))
    return client, client.ask_all([prompt(question) for question in questions or ("Hello?",)])


def prompt(question: str) -> Prompt:
    """Make a request without passages."""
    return Prompt("system", json.dumps({"question": question, "passages": []}), ())


def play(*acts: Act) -> Part:
    """Play these one after the other, the last one for ever."""
    left = list(acts)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_a_reply_comes_back_with_the_key_sent_as_a_bearer() -> None:
    """The model's name, both messages and the key reach the endpoint; nothing is streamed, nothing is random."""
    with chat_server(lambda _: say("hello")) as server:
        _, replies = ask(server)
    assert replies == (ChatReply("hello"),)
    assert server.sent[0].headers["Authorization"] == f"Bearer {SECRET}"
    body = server.sent[0].body
    assert (body["model"], body["temperature"], body["stream"]) == ("m", 0, False)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


def test_without_a_key_none_is_sent() -> None:
    """No Authorization header goes out when there is no key."""
    with chat_server(lambda _: say("hello")) as server:
        client = LanguageModelClient(server.rules(), find_endpoint(server.rules(), {}))
        client.ask_all([prompt("Hello?")])
    assert "Authorization" not in server.sent[0].headers


def test_replies_keep_the_order_of_the_questions_and_few_run_at_a_time() -> None:
    """Two at a time by default, and each reply stands where its question stood."""
    names = [f"Question {n}?" for n in range(8)]
    with chat_server(lambda sent: replace(say(sent.question), waits=0.1)) as server:
        _, replies = ask(server, *names)
    assert [reply.text for reply in replies] == names
    assert server.most_at_once == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_a_busy_model_is_asked_again_after_the_pause_it_asks_for(status: int) -> None:
    """Retry-After is honoured."""
    part = play(Act(status, headers={"Retry-After": "0.15"}), say("hello"))
    with chat_server(part) as server:
        _, replies = ask(server, retries=1)
    assert replies == (ChatReply("hello"),)
    assert server.sent[1].at - server.sent[0].at >= 0.15


def test_a_pause_holds_all_questions_back() -> None:
    """When one is told to wait, the others do not go on knocking."""
    part = play(Act(429, headers={"Retry-After": "0.2"}), say("hello"))
    with chat_server(part) as server:
        _, replies = ask(server, "A?", "B?", "C?", retries=1, concurrency=1)
    assert [reply.text for reply in replies] == ["hello"] * 3
    assert all(sent.at - server.sent[0].at >= 0.2 for sent in server.sent[1:])


def test_a_pause_that_is_too_long_ends_the_requests() -> None:
    """Nobody waits an hour: the run goes on without the model."""
    with chat_server(lambda _: Act(429, headers={"Retry-After": "3600"})) as server:
        client, replies = ask(server, "A?", "B?", retries=3, concurrency=1)
    assert len(server.sent) == 1
    assert "3600 seconds" in client.budget.stopped
    assert "429" in replies[0].failure
    assert "3600 seconds" in replies[1].failure


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    """Both forms of the header count; what makes no sense does not."""
    at = datetime.now(UTC) + timedelta(seconds=30)
    assert parse_retry_after("2") == 2.0
    assert parse_retry_after(format_datetime(at, usegmt=True)) == pytest.approx(30, abs=2)
    assert parse_retry_after("-5") == 0.0
    assert parse_retry_after("soon") is None
    assert parse_retry_after("") is None
    assert parse_retry_after(None) is None


def test_attempts_are_counted_and_end() -> None:
    """After the attempts that the settings allow the question is given up."""
    with chat_server(lambda _: Act(503, headers={"Retry-After": "0"})) as server:
        client, replies = ask(server, retries=2)
    assert len(server.sent) == client.budget.requests == 3
    assert "503" in replies[0].failure


def test_three_failures_in_a_row_end_the_requests() -> None:
    """A model that is out of order is left alone for the rest of the run."""
    with chat_server(lambda _: Act(500)) as server:
        client, replies = ask(server, *(f"{n}?" for n in range(9)), concurrency=1)
    assert len(server.sent) == 3
    assert "3 times in a row" in client.budget.stopped
    assert all(reply.failure for reply in replies)


@pytest.mark.parametrize("status", [401, 402, 403, 404, 302, 307])
def test_a_refusal_that_will_not_change_ends_the_requests_at_once(status: int) -> None:
    """A wrong key, address or model is tried once; the failure names the status and never the key."""
    body = json.dumps({"error": {"message": f"Incorrect API key: {SECRET}", "code": "invalid_api_key"}}).encode()
    headers = {"Location": "http://127.0.0.1:9/elsewhere"}
    with chat_server(lambda _: Act(status, body, headers)) as server:
        client, replies = ask(server, "A?", "B?", "C?", retries=3, concurrency=1)
    assert len(server.sent) == 1
    assert str(status) in replies[0].failure
    assert "invalid_api_key" in replies[0].failure
    assert SECRET not in f"{replies} {client.budget.stopped}"


def test_an_empty_account_is_not_asked_again() -> None:
    """Status 429 for want of quota is no passing thing."""
    body = b'{"error": {"code": "insufficient_quota"}}'
    with chat_server(lambda _: Act(429, body)) as server:
        _, replies = ask(server, "A?", "B?", retries=3, concurrency=1)
    assert len(server.sent) == 1
    assert "insufficient_quota" in replies[1].failure


def test_a_redirect_is_not_followed() -> None:
    """Question, passages and key go to no other address than that of the settings."""
    with chat_server(lambda _: say("elsewhere")) as other:
        moved = Act(307, headers={"Location": f"{other.address}/chat/completions"})
        with chat_server(lambda _: moved) as server:
            _, replies = ask(server)
    assert other.sent == []
    assert "another address" in replies[0].failure


@pytest.mark.parametrize("act", [replace(say("late"), waits=600.0), replace(say("late " * 5000), drips=0.05)])
def test_a_slow_model_is_not_waited_for(act: Act) -> None:
    """The time limit holds for the whole reply, also for one that comes byte by byte."""
    began = monotonic()
    with chat_server(lambda _: act) as server:
        _, replies = ask(server, timeout=0.15)
    assert "no reply within 0.15 seconds" in replies[0].failure
    assert monotonic() - began < 30


@pytest.mark.parametrize("act", [Act(drops=True), replace(say("half"), drops=True)])
def test_a_connection_that_breaks_off_is_tried_again(act: Act) -> None:
    """Before or in the middle of the reply makes no difference."""
    part = play(act, say("hello"))
    with chat_server(part) as server:
        _, replies = ask(server, retries=1)
    assert replies == (ChatReply("hello"),)


def test_nobody_at_the_address_is_a_failure_and_no_crash() -> None:
    """The run goes on without the model."""
    with chat_server() as server:
        pass
    _, replies = ask(server)
    assert replies[0].failure == "nothing listens at its address"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Bad gateway</html>",
        b'{"choices": [',
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null, "refusal": "no"}}]}',
        b'{"choices": "x"}',
        b"[" * 100_000,
        b'{"choices": [{"message": {"content": "cut"}, "finish_reason": "length"}]}',
    ],
)
def test_a_response_that_holds_no_reply_is_a_failure(body: bytes) -> None:
    """Broken JSON, empty choices, a refusal and a reply that was cut off are told apart from an answer."""
    assert parse_chat(body).failure
    assert not parse_chat(body).text


def test_a_reply_without_end_is_cut_off() -> None:
    """A response of more than a megabyte is not read to its end."""
    with chat_server(lambda _: say("x" * 1_200_000)) as server:
        _, replies = ask(server)
    assert replies[0].failure == "its reply is too long"


def test_a_server_that_knows_less_is_asked_in_a_plainer_form() -> None:
    """What response_format and max_tokens are not known to is found out once, and remembered."""

    def part(sent: Sent) -> Act:
        return Act(400) if {"response_format", "max_tokens", "temperature"} & sent.body.keys() else say("hello")

    with chat_server(part) as server:
        _, replies = ask(server, "A?", "B?", concurrency=1, reply_tokens=77)
    assert [reply.text for reply in replies] == ["hello", "hello"]
    assert len(server.sent) == 4
    assert server.sent[-1].body["max_completion_tokens"] == 77


def test_the_budget_of_requests_is_kept() -> None:
    """Once it is used up nothing more is sent, and the reason says so."""
    with chat_server(lambda _: say("hello")) as server:
        client, replies = ask(server, *(f"{n}?" for n in range(6)), max_requests=3)
    assert len(server.sent) == client.budget.requests == 3
    assert [bool(reply.text) for reply in replies].count(True) == 3
    assert {reply.failure for reply in replies} == {"", "the run's 3 requests are used up"}


def test_the_budget_of_tokens_is_kept() -> None:
    """What the model says it used is counted; a request that could go beyond the budget is not sent."""
    with chat_server(lambda _: say("hello", tokens=100)) as server:
        client, replies = ask(server, *(f"{n}?" for n in range(9)), max_tokens=400, reply_tokens=100, concurrency=1)
    assert len(server.sent) == 3
    assert client.budget.tokens == 300
    assert replies[-1].failure == "the run's 400 tokens are used up"


@pytest.mark.parametrize("tokens", [0, -5, True, 10**12])
def test_a_count_of_tokens_that_makes_no_sense_is_not_believed(tokens: int) -> None:
    """The careful estimate stands then: a budget cannot be talked away."""
    with chat_server(lambda _: say("hello", tokens=tokens)) as server:
        client, _ = ask(server, reply_tokens=100)
    assert client.budget.tokens == prompt("Hello?").most_tokens + 100


def test_no_minute_sees_more_requests_than_set() -> None:
    """The first ones go at once; each further one waits until the minute before it has room."""
    at = [0.0]
    begun = []

    def wait(seconds: float) -> None:
        at[0] += seconds

    pace = Pace(3, wait, lambda: at[0])
    for _ in range(8):
        pace.take_turn()
        begun.append(at[0])
        at[0] += 1.0
    assert begun[:3] == [0.0, 1.0, 2.0]
    assert all(later - earlier >= 60 for earlier, later in zip(begun, begun[3:], strict=False))
    pace.hold(500.0)
    pace.take_turn()
    assert at[0] >= begun[-1] + 500


def test_an_interruption_ends_it_with_no_further_request() -> None:
    """Ctrl-C is not held up by questions still waiting for their turn."""
    first = Event()

    def part(_: Sent) -> Act:
        if not first.is_set():
            first.set()
            signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)
        return replace(say("hello"), waits=1.0)

    with chat_server(part) as server:
        with pytest.raises(KeyboardInterrupt):
            ask(server, *(f"{n}?" for n in range(20)))
        server.closing.wait(1.5)
        # The two that were under way; a signal that comes as Python begins to wait is seen at the next reply alone.
        assert len(server.sent) <= 4
