"""The chat-completions form: a prompt as a request's body, a response's body as the text that the model wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qanswer.answering.language_model.prompt import Prompt
from qanswer.answering.language_model.rules import LanguageModelRules

Body = dict[str, object]
# What a code of an error looks like ("model_not_found"). Anything longer may repeat what was sent, the key included.
_CODE = re.compile(r"[a-z]+(?:_[a-z]+){1,5}")
_MOST_TOKENS = 10_000_000


@dataclass(frozen=True, slots=True)
class ChatReply:
    """What the model wrote, or why there is nothing; `tokens` is what the reply says was used, None if it does not."""

    text: str = ""
    failure: str = ""
    tokens: int | None = None


def _full_body(rules: LanguageModelRules, prompt: Prompt) -> Body:
    return {**_plain_body(rules, prompt), "response_format": {"type": "json_object"}}


def _plain_body(rules: LanguageModelRules, prompt: Prompt) -> Body:
    return {**_bare_body(rules, prompt), "temperature": 0, "max_tokens": rules.reply_tokens}


def _new_body(rules: LanguageModelRules, prompt: Prompt) -> Body:
    return {**_bare_body(rules, prompt), "max_completion_tokens": rules.reply_tokens}


def _bare_body(rules: LanguageModelRules, prompt: Prompt) -> Body:
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
    return {"model": rules.model, "messages": messages, "stream": False}


BODIES: tuple[Callable[[LanguageModelRules, Prompt], Body], ...] = (_full_body, _plain_body, _new_body)
"""Bodies to try in turn: some servers know no `response_format`, some models no temperature or `max_tokens`."""


def parse_chat(body: bytes) -> ChatReply:
    """Parse a response's body. Never raises: what is not understood is a failure."""
    row = _load(body)
    tokens = _find_tokens(row)
    choices = row.get("choices") if isinstance(row, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    if choice.get("finish_reason") == "length":
        return ChatReply(failure="its reply was cut off; raise reply_tokens", tokens=tokens)
    text = _read_content(choice.get("message"))
    return ChatReply(text, "" if text else "its response holds no reply", tokens)


def find_error_code(body: bytes) -> str:
    """Find the machine-readable code of an error's body; "" if there is none."""
    row = _load(body)
    error = row.get("error") if isinstance(row, dict) else None
    if not isinstance(error, dict):
        return ""
    codes = (str(error.get(name) or "") for name in ("code", "type"))
    return next((code for code in codes if _CODE.fullmatch(code)), "")


def _load(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _find_tokens(row: Any) -> int | None:
    usage = row.get("usage") if isinstance(row, dict) else None
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    is_count = isinstance(total, int) and not isinstance(total, bool) and 0 < total < _MOST_TOKENS
    return total if is_count else None


def _read_content(message: Any) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content.strip() if isinstance(content, str) else ""
