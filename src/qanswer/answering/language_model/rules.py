"""The settings of the optional language model, and where it may be reached. Without an address there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

from qanswer.core.errors import SettingsError
from qanswer.core.passage import Classification

KEY_VARIABLE = "QANSWER_LANGUAGE_MODEL_KEY"
_TABLE = "[language_model]"
_PATH = "/chat/completions"
_KEY = re.compile(r"[\x21-\x7e]+")
_ASKS = ("blank", "review", "all")


@dataclass(frozen=True, slots=True)
class LanguageModelRules:
    """A second judge and writer behind any address that speaks OpenAI's chat completions. Off while `address` is empty.

    It sees a question and the passages retrieved for it, nothing else. What it says counts only where its quotes stand
    in those passages and the built-in rules allow the same verdict; it never makes an answer `auto`.
    """

    address: str = ""
    """Up to and including the version: "http://127.0.0.1:11434/v1". Empty: no language model."""
    model: str = ""
    key_variable: str = KEY_VARIABLE
    """Name of the environment variable that holds the key; without the variable named here no key is sent."""
    asks: str = "review"
    """Which questions it is asked: "blank" (left blank), "review" (those, and drafts for review), or "all"."""
    shows: str = "public"
    """The most confidential sources that it is shown: "public", "nda" or "internal"."""
    eases: float = 0.05
    """How much less support (0 to 1) an answer needs that it finds in the place of a blank; see docs/decisions.md."""
    timeout: float = 30.0
    """Longest wait for one reply, in seconds."""
    retries: int = 2
    """Further attempts where it is busy or does not answer."""
    concurrency: int = 2
    """Requests at a time."""
    requests_per_minute: int = 60
    max_requests: int = 500
    """Most requests in one run, attempts counted."""
    max_tokens: int = 1_000_000
    """Most tokens in one run, questions and replies."""
    reply_tokens: int = 1000
    """Most tokens of one reply."""
    allow_http: bool = False
    """Whether an address without encryption is allowed that is not on this machine."""

    @property
    def is_on(self) -> bool:
        """Whether there is a language model at all."""
        return bool(self.address.strip())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests go. The key is shown nowhere, not even when the value is printed."""

    url: str
    host: str
    is_local: bool
    key: str = field(default="", repr=False)


def find_endpoint(rules: LanguageModelRules, environment: Mapping[str, str]) -> Endpoint:
    """Find where requests go, and check the settings that say so.

    Raises:
        SettingsError: a setting does not fit; the message repeats nothing that could be a key.
    """
    _check_choices(rules)
    _check_numbers(rules)
    parts = _split_address(rules.address.strip())
    host = parts.hostname or ""
    is_local = is_loopback(host)
    if parts.scheme == "http" and not (is_local or rules.allow_http):
        _fail("address must begin with https: what is sent would be open to read", "Set allow_http to allow it.")
    path = parts.path.rstrip("/").removesuffix(_PATH) + _PATH
    url = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    return Endpoint(url, host, is_local, _read_key(rules.key_variable, environment))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself, by its name alone: nothing is looked up."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def may_show(classification: Classification, rules: LanguageModelRules) -> bool:
    """Tell whether a source of this classification may be shown to the language model."""
    order = tuple(Classification)
    return order.index(classification) <= order.index(Classification(rules.shows))


def _check_choices(rules: LanguageModelRules) -> None:
    if not rules.model.strip():
        _fail("model is empty", "Name the model that the address offers.")
    if rules.asks not in _ASKS:
        _fail(f"asks must be one of {', '.join(_ASKS)}, not {rules.asks!r}")
    if rules.shows not in tuple(Classification):
        _fail(f"shows must be one of {', '.join(Classification)}, not {rules.shows!r}")


def _check_numbers(rules: LanguageModelRules) -> None:
    least = {"timeout": 0.1, "concurrency": 1, "requests_per_minute": 1, "reply_tokens": 1}
    least |= dict.fromkeys(("retries", "max_requests", "max_tokens", "eases"), 0)
    for name, bound in least.items():
        if getattr(rules, name) < bound:
            _fail(f"{name} must be at least {bound}")


def _split_address(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        is_usable = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        is_usable = False
    if not is_usable or not _KEY.fullmatch(address):
        _fail('address must be like "https://models.example.com/v1"')
    if parts.username or parts.password:
        _fail("address must not hold a name or password", "Use key_variable.")
    return parts


def _read_key(variable: str, environment: Mapping[str, str]) -> str:
    key = environment.get(variable, "").strip()
    if not key and variable in {"", KEY_VARIABLE}:
        return ""
    if not key:
        _fail(
            "the environment variable that key_variable names is not set",
            "Put the key into that variable; key_variable holds the variable's name, never the key.",
        )
    if not _KEY.fullmatch(key):
        _fail("the key in the environment holds characters that no key has")
    return key


def _fail(what: str, hint: str = "") -> None:
    message = f"qanswer.toml: {_TABLE} {what}"
    raise SettingsError(message, hint=hint)
