"""A context of three lines, to try the door on real tables: installed by `tests.core.conftest.lost` alone."""
