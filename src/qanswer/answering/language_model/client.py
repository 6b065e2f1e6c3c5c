"""Asks a language model: several requests at a time, with retries, at a set pace, within a budget."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from qanswer.answering.language_model.budget import Budget, Pace
from qanswer.answering.language_model.chat import BODIES, ChatReply, find_error_code, parse_chat
from qanswer.answering.language_model.http import HttpPost, HttpReply
from qanswer.answering.language_model.prompt import Prompt
from qanswer.answering.language_model.rules import Endpoint, LanguageModelRules

_LONGEST_HOLD = 60.0
"""Seconds. Who asks for a longer pause is not asked again in this run."""
_FIRST_HOLD = 0.5
"""Seconds, doubled with each further attempt."""
_MOST_FAILURES = 3
"""Questions in a row that may fail before the run goes on without the model."""
_FORM_REFUSED = frozenset({400, 422})
_BUSY = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
_REFUSED_FOR_GOOD = {
    401: "the key is refused",
    402: "the account has no means left",
    403: "access is refused",
    404: "there is no such address or model",
    405: "the address takes no requests",
}
_REDIRECTS = range(300, 400)


class LanguageModelClient:
    """The model behind one endpoint. Failures are values: the run goes on without it."""

    def __init__(self, rules: LanguageModelRules, endpoint: Endpoint) -> None:
        """Take the settings; nothing is sent yet."""
        self.rules = rules
        self.budget = Budget(rules.max_requests, rules.max_tokens)
        self._post = HttpPost(endpoint, rules.timeout)
        self._interrupted = Event()
        self._pace = Pace(rules.requests_per_minute, self._interrupted.wait)
        self._form = 0

    def ask_all(self, prompts: Sequence[Prompt]) -> tuple[ChatReply, ...]:
        """Ask each prompt and give the replies in their order. An interruption ends it with no further request."""
        self._interrupted.clear()
        pool = ThreadPoolExecutor(self.rules.concurrency, thread_name_prefix="language-model")
        try:
            return tuple(pool.map(self._ask, prompts))
        finally:
            self._interrupted.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, prompt: Prompt) -> ChatReply:
        retried = 0
        form = self._form
        while True:
            got = self._send(prompt, form)
            if isinstance(got, ChatReply):
                self._form = form if not got.failure else self._form
                return got
            if got.status in _FORM_REFUSED and form + 1 < len(BODIES):
                form += 1
            elif retried < self.rules.retries and self._hold(got, retried):
                retried += 1
            else:
                return self._give_up(got)

    def _send(self, prompt: Prompt, form: int) -> ChatReply | HttpReply:
        """Send one request; a chat reply ends the question, anything else may be tried again."""
        self._pace.take_turn()
        reserved = prompt.most_tokens + self.rules.reply_tokens
        refusal = "the run was interrupted" if self._interrupted.is_set() else self.budget.take(reserved)
        if refusal:
            return ChatReply(failure=refusal)
        got = self._post.send(BODIES[form](self.rules, prompt))
        if got.status == 200:
            return self._accept(parse_chat(got.body), reserved)
        if got.status:
            self.budget.settle(reserved, 0)  # a refused request costs nothing; one that broke off may have been billed
        return got

    def _accept(self, reply: ChatReply, reserved: int) -> ChatReply:
        self.budget.settle(reserved, reply.tokens or reserved)
        if reply.failure:
            self.budget.note_failure(reply.failure, _MOST_FAILURES)
        else:
            self.budget.note_success()
        return reply

    def _hold(self, got: HttpReply, retried: int) -> bool:
        """Tell whether to try again, and hold all requests back until then."""
        is_passing = got.status in _BUSY or (bool(got.fault) and not got.is_lasting)
        if not is_passing or find_error_code(got.body) == "insufficient_quota":
            return False
        seconds = _FIRST_HOLD * 2**retried if got.retry_after is None else got.retry_after
        if seconds > _LONGEST_HOLD:
            self.budget.stop(f"it asks for a pause of {seconds:.0f} seconds")
            return False
        self._pace.hold(seconds)
        return True

    def _give_up(self, got: HttpReply) -> ChatReply:
        """Say why there is no reply; what will not change, or fails again and again, ends the run's requests."""
        code = find_error_code(got.body)
        failure = got.fault or _describe(got.status, code)
        if (
            got.is_lasting
            or got.status in _REFUSED_FOR_GOOD
            or got.status in _REDIRECTS
            or code == "insufficient_quota"
        ):
            self.budget.stop(failure)
        self.budget.note_failure(failure, _MOST_FAILURES)
        return ChatReply(failure=failure)


def _describe(status: int, code: str) -> str:
    told = f"status {status}, {code}" if code else f"status {status}"
    if status in _REDIRECTS:
        return f"it points to another address ({told})"
    if status in _BUSY:
        return f"it is busy or out of order ({told})"
    return f"{_REFUSED_FOR_GOOD.get(status, 'it refuses the request')} ({told})"
