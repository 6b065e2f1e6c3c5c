"""Buyers' files become questionnaires, and answers go back into them."""
