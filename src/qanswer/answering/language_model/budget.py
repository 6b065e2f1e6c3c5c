"""What a run may spend on a language model: requests, tokens, and how fast. Shared by the threads that ask."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

Clock = Callable[[], float]
_MINUTE = 60.0


class Budget:
    """Counts requests and tokens; once stopped, for whatever reason, nothing more is sent in this run."""

    def __init__(self, max_requests: int, max_tokens: int) -> None:
        """Start with nothing spent."""
        self._lock = Lock()
        self._max_requests = max_requests
        self._max_tokens = max_tokens
        self._failures = 0
        self.requests = 0
        self.tokens = 0
        self.stopped = ""

    def take(self, tokens: int) -> str:
        """Set aside one request and its most possible tokens; gives the reason when that is refused, else ""."""
        with self._lock:
            if not self.stopped and self.requests >= self._max_requests:
                self.stopped = f"the run's {self._max_requests} requests are used up"
            if not self.stopped and self.tokens + tokens > self._max_tokens:
                self.stopped = f"the run's {self._max_tokens} tokens are used up"
            if not self.stopped:
                self.requests += 1
                self.tokens += tokens
            return self.stopped

    def settle(self, reserved: int, used: int) -> None:
        """Put what a request really used in the place of what was set aside for it."""
        with self._lock:
            self.tokens += used - reserved

    def note_failure(self, reason: str, most: int) -> None:
        """Count a question that came to nothing; that many in a row stop the run's requests."""
        with self._lock:
            self._failures += 1
            if self._failures >= most and not self.stopped:
                self.stopped = f"it failed {self._failures} times in a row, last: {reason}"

    def note_success(self) -> None:
        """Begin the count of failures in a row anew."""
        with self._lock:
            self._failures = 0

    def stop(self, reason: str) -> None:
        """Send nothing more in this run; the first reason stands."""
        with self._lock:
            self.stopped = self.stopped or reason


class Pace:
    """Lets so many requests begin within any minute, and none while the other side asks for a pause."""

    def __init__(self, a_minute: int, wait: Callable[[float], object], clock: Clock = time.monotonic) -> None:
        """Take how many a minute; `wait` is told how many seconds to wait."""
        self._lock = Lock()
        self._turns: deque[float] = deque(maxlen=a_minute)
        self._held_until = 0.0
        self._wait = wait
        self._clock = clock

    def take_turn(self) -> None:
        """Wait for this request's turn."""
        with self._lock:
            now = self._clock()
            is_full = len(self._turns) == self._turns.maxlen
            turn = max(now, self._held_until, self._turns[0] + _MINUTE if is_full else now)
            self._turns.append(turn)
        if turn > now:
            self._wait(turn - now)

    def hold(self, seconds: float) -> None:
        """Let no request begin for this long."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)
