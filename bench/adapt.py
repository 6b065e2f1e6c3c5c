"""Teach the embedding model the field: makes src/qanswer/retrieval/adapter.safetensors from bench/wordings/*.yaml.

Usage: python bench/adapt.py [--epochs N] [--out FILE]

Contrastive training of a low-rank change to the weights: a question lies nearer to what states it than to what states
anything else in the batch, and than to a statement close by. Nothing of bench/labelled or of other people's questions
is seen, so those measure what it brings. About a quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from pathlib import Path
from typing import Any

import torch
import yaml
from transformers import AutoModel, AutoTokenizer

from qanswer.retrieval.adapter import name_layers, save_adapter
from qanswer.retrieval.models import DEFAULT_MODEL, find_model_folder

_HERE = Path(__file__).parent
_OUT = _HERE.parent / "src" / "qanswer" / "retrieval" / "adapter.safetensors"
_RANK, _RATE, _BATCH, _SHARPNESS, _MAX_TOKENS = 8, 1e-3, 24, 20.0, 64
_SEED = 7

Entry = dict[str, Any]


class LowRank(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy (pyproject)
    """A linear layer with a low-rank change beside it, of which only the change is trained."""

    def __init__(self, layer: torch.nn.Linear) -> None:
        """Start with no change: `b` is zero."""
        super().__init__()
        self.layer = layer
        self.a = torch.nn.Parameter(torch.randn(_RANK, layer.in_features) / math.sqrt(layer.in_features))
        self.b = torch.nn.Parameter(torch.zeros(layer.out_features, _RANK))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Give the layer's values and the change's, added up."""
        return self.layer(values) + (values @ self.a.T) @ self.b.T


class Learner:
    """The model with its changes, and how a text is embedded while they are learnt."""

    def __init__(self) -> None:
        """Open the model; its own weights stay as they are."""
        folder = str(find_model_folder(DEFAULT_MODEL).path)
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.model = AutoModel.from_pretrained(folder, local_files_only=True).eval().requires_grad_(requires_grad=False)
        self.changes = {name: self._change(name) for name in name_layers(self.model.config.num_hidden_layers)}

    def _change(self, name: str) -> LowRank:
        owner, _, own = name.rpartition(".")
        changed = LowRank(self.model.get_submodule(name))
        setattr(self.model.get_submodule(owner), own, changed)
        return changed

    def embed(self, texts: list[str]) -> torch.Tensor:
        """Give the texts' vectors, each of length 1: mean over the tokens, as retrieval has it."""
        tokens = self._tokenizer(texts, padding=True, truncation=True, max_length=_MAX_TOKENS, return_tensors="pt")
        mask = tokens["attention_mask"].unsqueeze(-1)
        found = self.model(**tokens).last_hidden_state
        return torch.nn.functional.normalize((found * mask).sum(1) / mask.sum(1), dim=1)

    def save(self, path: Path) -> None:
        """Write what was learnt."""
        matrices = {}
        for name, change in self.changes.items():
            matrices[f"{name}.a"], matrices[f"{name}.b"] = change.a.detach(), change.b.detach()
        save_adapter(path, matrices)


def main() -> int:
    """Train and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=_OUT)
    arguments = parser.parse_args()
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)  # noqa: S311 - a shuffle, no secret
    entries = [entry for path in sorted((_HERE / "wordings").glob("*.yaml")) for entry in _read(path)]
    print(f"{len(entries)} entries, {sum(len(entry['questions']) for entry in entries)} questions", flush=True)
    learner = Learner()
    weights = [weight for change in learner.changes.values() for weight in (change.a, change.b)]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, weight_decay=0.01)
    for epoch in range(arguments.epochs):
        losses = [_learn(learner, optimizer, batch, chance) for batch in _cut_batches(entries, chance)]
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}", flush=True)
        learner.save(arguments.out)
    return 0


def _read(path: Path) -> list[Entry]:
    entries: list[Entry] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return entries


def _cut_batches(entries: list[Entry], chance: random.Random) -> list[list[tuple[Entry, str]]]:
    """Give all questions in batches, none of which holds one entry twice."""
    asked = [(entry, question) for entry in entries for question in entry["questions"]]
    chance.shuffle(asked)
    starts = range(0, len(asked) - _BATCH + 1, _BATCH)
    return [list({id(pair[0]): pair for pair in asked[start : start + _BATCH]}.values()) for start in starts]


def _learn(
    learner: Learner, optimizer: torch.optim.Optimizer, batch: list[tuple[Entry, str]], chance: random.Random
) -> float:
    questions = [question for _, question in batch]
    says = [_speak(chance.choice(entry["says"])) for entry, _ in batch]
    near = [_speak(chance.choice(entry["near"])) for entry, _ in batch]
    vectors = learner.embed([*questions, *says, *near])
    asked, said, beside = vectors.split(len(batch))
    right = torch.arange(len(batch))
    forth = torch.nn.functional.cross_entropy(_SHARPNESS * torch.cat([asked @ said.T, asked @ beside.T], 1), right)
    back = torch.nn.functional.cross_entropy(_SHARPNESS * said @ asked.T, right)
    loss = forth + 0.5 * back
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def _speak(statement: str) -> str:
    """Put a heading before its statement as the index does ("Heading >> statement")."""
    return ". ".join(part.strip() for part in str(statement).split(">>"))


if __name__ == "__main__":
    sys.exit(main())
