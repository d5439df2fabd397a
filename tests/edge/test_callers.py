"""Where a request comes from."""

import pytest
from django.test import RequestFactory

from wangge.core.http.callers import address_of


def ask(remote: str, forwarded: str | None = None) -> str:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))


def test_it_works():
    assert ask("10.1.2.3") == "10.1.2.3"
    assert ask("2001:0db8::0001") == "2001:db8::1"


def test_what_anybody_may_write_is_not_believed():
    assert ask("10.1.2.3", "6.6.6.6") == "10.1.2.3"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "6.6.6.6, 10.9.9.9", "10.9.9.9"),
        (2, "6.6.6.6, 10.9.9.9, 10.0.0.1", "10.9.9.9"),
        (2, "10.9.9.9", "127.0.0.1"),
        (1, "nonsense", ""),
        (1, None, ""),
    ],
)
def test_our_own_proxies_are(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert ask("127.0.0.1", forwarded) == address


def test_a_socket_has_no_address():
    assert ask("") == ""
