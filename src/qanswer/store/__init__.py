"""Approved answers, reviews, jobs and sent answers, kept in SQLite or PostgreSQL."""
