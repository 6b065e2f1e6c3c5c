"""An encoder that remembers: questions go to the policies and to the library, and are encoded once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qanswer.core.protocols import Encoder

_LIMIT = 4096
"""Texts remembered; a vector takes 1.5 kB. A larger batch, such as a folder's passages, is not asked for twice."""


class RememberingEncoder:
    """Gives what another encoder gives."""

    def __init__(self, encoder: Encoder) -> None:
        """Take the encoder; nothing is loaded yet."""
        self._encoder = encoder
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        """The other's name."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The other's dimension."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give an array of shape (len(texts), dimension); only texts not seen lately are encoded."""
        import numpy as np

        missing = list(dict.fromkeys(text for text in texts if text not in self._known))
        if not texts or len(missing) > _LIMIT:
            return self._encoder.encode(texts)
        if missing:
            if len(self._known) + len(missing) > _LIMIT:
                kept = {text: self._known[text] for text in texts if text in self._known}
                self._known = kept if len(kept) + len(missing) <= _LIMIT else {}
                missing = list(dict.fromkeys(text for text in texts if text not in self._known))
            self._known.update(zip(missing, self._encoder.encode(missing), strict=True))
        return np.stack([self._known[text] for text in texts])
