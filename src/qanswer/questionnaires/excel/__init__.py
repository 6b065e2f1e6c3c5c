"""Grids of cells (workbooks, and delimited text too) become a questionnaire."""
