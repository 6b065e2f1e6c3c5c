"""Answers go into a buyer's file: what to splice where, for each kind of place."""
