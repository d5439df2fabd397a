"""Overdue appeals: once per case, after closure, two reviews (domain.md §3)."""
