"""Office packages as bytes: limits, raw copy, splices, proof."""
