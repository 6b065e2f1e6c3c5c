"""The documents made beside the filled file: overview and memo."""
