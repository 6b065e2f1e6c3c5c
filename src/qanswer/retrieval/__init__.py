"""Passages become ranked passages: encoder, vectors, BM25, and the score that joins them."""
