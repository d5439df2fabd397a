"""A case as people read it, of whatever kind: its state, clocks, steps and what may be done, in their language."""
