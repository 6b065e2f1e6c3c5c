"""The parts of a fictitious buyer's forms, written out by hand: words in, Office packages out."""
