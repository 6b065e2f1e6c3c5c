"""A question and its evidence become a draft answer."""
