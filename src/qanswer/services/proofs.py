"""The round-trip proof as JSON, as a file and as a sentence."""

from __future__ import annotations

import json

from qanswer.ooxml.proof import Proof


def proof_object(proof: Proof) -> dict[str, object]:
    """Make the `proof` object of CONTRACT."""
    return {
        "source": proof.source,
        "output": proof.output,
        "source_sha256": proof.source_sha256,
        "output_sha256": proof.output_sha256,
        "cells_changed": list(proof.cells_changed),
        "parts_changed": list(proof.parts_changed),
        "declared": list(proof.declared),
        "identical": proof.identical,
    }


def render_proof(proof: Proof) -> str:
    """Make the text of a proof file."""
    return json.dumps(proof_object(proof), ensure_ascii=False, indent=2) + "\n"


def describe_proof(proof: Proof) -> str:
    """Say in a sentence what was proved."""
    n_cells = len(proof.cells_changed)
    cells = f"{n_cells} cell{'' if n_cells == 1 else 's'} changed"
    return f"{cells}, {', '.join(proof.declared)}, nothing else" if proof.declared else f"{cells}, nothing else"
