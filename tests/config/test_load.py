"""`./wangge load`: what a city needs, loaded once however often it is asked for."""

import pytest
from django.core.management import CommandError, call_command


def test_the_same_again_changes_nothing(db, capsys):
    """The tests' database was loaded once already (tests/conftest.py)."""
    call_command("load", "base")
    assert capsys.readouterr().out == ""


def test_a_set_that_is_none_is_refused_by_name():
    with pytest.raises(CommandError, match="'bse'"):
        call_command("load", "bse")
