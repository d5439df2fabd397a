"""The catalogue as it stands in the checkout, compiled and freshly read."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override, trans_real

from wangge.config import messages

LOCALE = Path(settings.LOCALE_PATHS[0])


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """Somebody who runs pytest by hand has not compiled what changed, and Django reads it only once."""
    if messages.compile_stale(LOCALE):
        trans_real._translations.clear()
        trans_real._default = None


@pytest.fixture
def chinese():
    with override("zh-hans"):
        yield
