"""Where a language model may be reached, and what may be shown to it."""

from __future__ import annotations

import pytest

from qanswer.answering.language_model.rules import KEY_VARIABLE, LanguageModelRules, find_endpoint, may_show
from qanswer.core.errors import SettingsError
from qanswer.core.passage import Classification

SECRET = "sk-Very5ecret"


def rules(address: str = "https://models.example.com/v1", **values: object) -> LanguageModelRules:
    """Make settings."""
    return LanguageModelRules(address=address, model="m", **values)  # type: ignore[arg-type]  # test values


def test_it_is_off_by_default() -> None:
    """Without an address there is no language model."""
    assert not LanguageModelRules().is_on
    assert not LanguageModelRules(address="  ").is_on


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://models.example.com/v1", "https://models.example.com/v1/chat/completions"),
        ("https://models.example.com/v1/", "https://models.example.com/v1/chat/completions"),
        ("https://models.example.com/v1/chat/completions", "https://models.example.com/v1/chat/completions"),
        ("https://x.example.com/openai?api-version=1", "https://x.example.com/openai/chat/completions?api-version=1"),
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions"),
        ("http://localhost:8080", "http://localhost:8080/chat/completions"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions"),
    ],
)
def test_requests_go_to_the_chat_completions_of_the_address(address: str, url: str) -> None:
    """The address is completed, whether or not it already names the path; its query stays."""
    assert find_endpoint(rules(address), {}).url == url


@pytest.mark.parametrize(
    "address",
    [
        "http://models.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://localhost.example.com/v1",
        "http://10.0.0.7/v1",
        "http://0.0.0.0/v1",
    ],
)
def test_without_encryption_only_this_machine_is_reached(address: str) -> None:
    """Plain http is refused for any other host, however it is named, unless the settings allow it."""
    with pytest.raises(SettingsError, match="https"):
        find_endpoint(rules(address), {})
    assert find_endpoint(rules(address, allow_http=True), {}).url.startswith(address)


@pytest.mark.parametrize(
    "address", ["models.example.com", "ftp://x/v1", "file:///etc/passwd", "https://", "https://x y/", "https://x:port/"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """Only http and https addresses with a host are taken."""
    with pytest.raises(SettingsError, match="address must be like"):
        find_endpoint(rules(address), {})


@pytest.mark.parametrize(
    ("values", "environment"),
    [
        ({"address": f"https://user:{SECRET}@models.example.com/v1"}, {}),
        ({"key_variable": SECRET}, {}),
        ({"key_variable": "MODEL_KEY"}, {"MODEL_KEY": f"{SECRET}\nX-Other: 1"}),
        ({"key_variable": "MODEL_KEY"}, {"MODEL_KEY": " "}),
    ],
)
def test_no_message_repeats_a_key(values: dict[str, str], environment: dict[str, str]) -> None:
    """A key in the wrong place, or one that is none, is refused without being shown."""
    with pytest.raises(SettingsError) as caught:
        find_endpoint(rules(**values), environment)
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


def test_the_key_is_taken_from_the_variable_and_never_printed() -> None:
    """The endpoint holds the key, but shows it in no representation."""
    endpoint = find_endpoint(rules(key_variable="MODEL_KEY"), {"MODEL_KEY": SECRET})
    assert endpoint.key == SECRET
    assert SECRET not in f"{endpoint!r} {endpoint}"


def test_the_usual_variable_may_be_absent() -> None:
    """A model that wants no key gets none."""
    assert find_endpoint(rules(), {}).key == ""
    assert find_endpoint(rules(), {KEY_VARIABLE: SECRET}).key == SECRET


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"asks": "everything"}, "asks"),
        ({"shows": "secret"}, "shows"),
        ({"timeout": 0.0}, "timeout"),
        ({"concurrency": 0}, "concurrency"),
        ({"requests_per_minute": 0}, "requests_per_minute"),
        ({"retries": -1}, "retries"),
    ],
)
def test_settings_that_do_not_fit_are_named(values: dict[str, object], words: str) -> None:
    """One clear line names the setting."""
    with pytest.raises(SettingsError, match=words):
        find_endpoint(rules(**values), {})  # type: ignore[arg-type]  # test values


def test_a_model_must_be_named() -> None:
    """An address alone is not enough."""
    with pytest.raises(SettingsError, match="model is empty"):
        find_endpoint(LanguageModelRules(address="https://models.example.com"), {})


@pytest.mark.parametrize(
    ("shows", "shown"),
    [("public", ["public"]), ("nda", ["public", "nda"]), ("internal", ["public", "nda", "internal"])],
)
def test_sources_are_shown_up_to_the_classification_set(shows: str, shown: list[str]) -> None:
    """By default only public sources are shown; more only where the settings say so."""
    given = rules(shows=shows)
    assert [kind for kind in Classification if may_show(kind, given)] == shown
    assert LanguageModelRules().shows == "public"
