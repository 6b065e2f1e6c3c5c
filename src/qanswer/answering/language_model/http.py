"""One HTTP request to a language model, and what came of it. Imported only when there is a language model."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from qanswer.answering.language_model.rules import Endpoint

_MAX_REPLY = 1_000_000
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class HttpReply:
    """An answer, or none: `fault` says why there is none. `retry_after` is in seconds, None where not asked for."""

    status: int = 0
    body: bytes = b""
    retry_after: float | None = None
    fault: str = ""
    is_lasting: bool = False
    """Whether trying again is useless."""


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would take question, passages and key to another place than the settings name."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow none."""


class HttpPost:
    """Posts JSON to one endpoint. A model on this machine is reached past any proxy."""

    def __init__(self, endpoint: Endpoint, timeout: float) -> None:
        """Take where to, and the longest wait in seconds."""
        self._endpoint = endpoint
        self._timeout = timeout
        proxies = ProxyHandler({}) if endpoint.is_local else ProxyHandler()
        self._opener: OpenerDirector = build_opener(proxies, _NoRedirect)

    def send(self, body: Mapping[str, object]) -> HttpReply:
        """Send one request. Never raises for what the other side or the network does."""
        deadline = time.monotonic() + self._timeout
        try:
            with self._opener.open(self._make_request(body), timeout=self._timeout) as response:
                return _read(response, deadline)
        except HTTPError as error:
            with error:
                return _read_refusal(error)
        except TimeoutError:
            return HttpReply(fault=f"no reply within {self._timeout:g} seconds")
        except (OSError, HTTPException) as error:
            return _read_fault(error, self._timeout)

    def _make_request(self, body: Mapping[str, object]) -> Request:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "qanswer"}
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        data = json.dumps(body).encode()
        return Request(self._endpoint.url, data, headers, method="POST")  # noqa: S310 - http(s) alone, see find_endpoint


def _read(response: HTTPResponse, deadline: float) -> HttpReply:
    body = b""
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > _MAX_REPLY:
            return HttpReply(fault="its reply is too long", is_lasting=True)
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:
        return HttpReply(fault="its reply broke off")
    return HttpReply(response.status, body)


def _read_refusal(error: HTTPError) -> HttpReply:
    """Take the status, the machine-readable code and Retry-After; the rest may repeat what was sent."""
    try:
        body = error.read(_CHUNK)
    except (OSError, HTTPException):
        body = b""
    return HttpReply(error.code, body, parse_retry_after(error.headers.get("Retry-After")))


def _read_fault(error: Exception, timeout: float) -> HttpReply:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return HttpReply(fault=f"no reply within {timeout:g} seconds")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return HttpReply(fault="its certificate cannot be verified", is_lasting=True)
    if isinstance(reason, ConnectionRefusedError):
        return HttpReply(fault="nothing listens at its address")
    if isinstance(reason, ConnectionError | HTTPException):
        return HttpReply(fault="the connection broke off")
    return HttpReply(fault="its address cannot be reached")


def parse_retry_after(value: str | None) -> float | None:
    """Read the header, seconds or a date, as seconds from now; None where there is none that makes sense."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
