"""Time of the control overview, as whole processes: the demo vendor's, and one of 2,000 made-up passages.

    python bench/overview.py

Wall and processor seconds (children, so LibreOffice too) for each format, into a folder that is thrown away.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
FORMATS = ("md", "html", "docx", "pdf")
N_FILES, N_EACH = 40, 50
SYSTEMS = "billing search export import mobile desktop reporting gateway scheduler archive messaging payments".split()  # noqa: SIM905
FRONT = '---\ntitle: Policy {n}\nowner: Team {n}\nversion: "1.{n}"\neffective: 2026-05-05\n---\n# Policy {n}\n'


def make_many(folder: Path) -> None:
    """Write policies of 2,000 bullets: the demo's, each about another system, so that few are repeats."""
    choose = random.Random(1)  # noqa: S311  # no secret
    lines = [line for path in (ROOT / "knowledge").glob("*.md") for line in path.read_text("utf-8").splitlines()]
    bullets = sorted(line for line in lines if line.startswith("- **"))
    (folder / "knowledge").mkdir()
    for n in range(N_FILES):
        made = []
        for _ in range(N_EACH):
            system, number = choose.choice(SYSTEMS), choose.randint(2, 400)
            text = choose.choice(bullets).replace("Smalt AI", f"the {system} system").rstrip(".")
            made.append(f"{text} for {system} in zone {number}.")
        (folder / "knowledge" / f"policy-{n}.md").write_text(FRONT.format(n=n) + "\n".join(made), "utf-8")


def measure(workspace: Path, output: Path, name: str) -> tuple[float, float]:
    """Run the command once; give wall and processor seconds."""
    command = [str(Path(sys.executable).parent / "qanswer"), "--workspace", str(workspace), "overview"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    options = ["--buyer", "N", "--format", name, "-o", str(output)]
    subprocess.run([*command, *options], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, spent


def main() -> None:
    """Print a line for each workspace and format."""
    with tempfile.TemporaryDirectory() as name:
        demo, many = Path(name) / "demo", Path(name) / "many"
        shutil.copytree(ROOT / "knowledge", demo / "knowledge")
        many.mkdir()
        make_many(many)
        for workspace in (demo, many):
            measure(workspace, Path(name) / "out", "md")  # compiled files and the store are there from now on
            for kind in FORMATS:
                wall, spent = measure(workspace, Path(name) / "out", kind)
                print(f"{workspace.name:5} {kind:5} {wall:6.2f} s wall {spent:6.2f} s CPU")


if __name__ == "__main__":
    main()
