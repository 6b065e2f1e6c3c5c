"""Time and peak memory of whole commands, each in a fresh process with a warm index; medians of several runs.

Run by `make bench`. The CAIQ file is third-party text kept beside the project; without it that row is left out.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
QANSWER = str(Path(sys.executable).with_name("qanswer"))
CAIQ = ROOT.parent / "shared" / "questionnaires" / "caiq403-answered.xlsx"
RUNS = 5


def measure(arguments: list[str]) -> tuple[float, float]:
    """Run a command once; give wall seconds and the peak memory in MB of the largest child so far."""
    began = time.perf_counter()
    done = subprocess.run([QANSWER, *arguments], cwd=ROOT, capture_output=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in {0, 3}:
        raise SystemExit(done.stderr.decode())
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print a row a command, cheapest first, so that the peak of each is its own."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "qanswer --help": ["--help"],
            'qanswer ask "…"': ["ask", "Do you encrypt customer data at rest?", "--json"],
        }
        sample = next((ROOT / "samples").glob("*.xlsx"), None)
        if sample:
            commands[f"qanswer answer {sample.name}"] = ["answer", str(sample), "-o", folder, "--json"]
        if CAIQ.is_file():
            flags = ["--overwrite", "--include-drafts", "-o", folder, "--json"]
            commands["qanswer answer CAIQ (261 questions)"] = ["answer", str(CAIQ), *flags]
        measure(["index"])
        print(f"{'command':44s} {'median s':>9s} {'min':>6s} {'max':>6s} {'peak MB':>8s}")
        for name, arguments in commands.items():
            measure(arguments)
            runs = [measure(arguments) for _ in range(RUNS)]
            seconds = [run[0] for run in runs]
            middle = statistics.median(seconds)
            print(f"{name:44s} {middle:9.2f} {min(seconds):6.2f} {max(seconds):6.2f} {runs[-1][1]:8.0f}")


if __name__ == "__main__":
    main()
