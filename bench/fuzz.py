"""Break packages at random and fill them: `python bench/fuzz.py [N] [SEED] [--read]`.

Each run must end in one clear error or in a proved file. Prints how many ended how, and every traceback once.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fuzzing import run


def main() -> int:
    """Run the fuzz; 1 when anything went wrong."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    n_runs, first = (*numbers, 5_000, 0)[:2] if len(numbers) != 1 else (numbers[0], 0)
    outcomes: Counter[str] = Counter()
    faults: dict[str, int] = {}
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + n_runs):
            try:
                outcomes[run(seed, Path(folder), with_reading="--read" in sys.argv)] += 1
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                outcomes["FAULT"] += 1
                place = "".join(traceback.format_tb(error.__traceback__)[-2:])
                faults.setdefault(f"{type(error).__name__}: {error!s:.200}\n{place}", seed)
    print(
        f"fuzz: {n_runs} packages in {time.perf_counter() - start:.0f} s; "
        + ", ".join(f"{n} {name}" for name, n in outcomes.most_common())
    )
    for fault, seed in faults.items():
        print(f"seed {seed}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
