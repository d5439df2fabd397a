"""Clocks: how long something may take, counted the way the law and the trade count it (domain.md §3)."""
