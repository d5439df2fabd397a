"""Whoever sends the head of a request drop by drop is hung up on, and holds no thread meanwhile."""

import os
import socket

from django.conf import settings
from django.db import connections
from granian.http import HTTP1Settings

from bench import place
from wangge.core.secrets import folder


def test_whoever_does_not_finish_a_head_is_hung_up_on(django_db_setup):
    door = connections["default"].settings_dict
    secret = f":{door['PASSWORD']}" if door["PASSWORD"] else ""
    environment = os.environ | {
        "WANGGE_VAR": str(settings.VAR),
        "WANGGE_SECRETS": str(folder()),
        "WANGGE_APP_DATABASE_URL": (
            f"postgresql://{door['USER']}{secret}@{door['HOST']}:{door['PORT'] or 5432}/{door['NAME']}"
        ),
        "WANGGE_WORKERS": "1",
        "GRANIAN_HTTP1_HEADER_READ_TIMEOUT": "300",
    }
    with place.web(environment) as port, socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        assert line.recv(100) == b""


def test_it_is_given_half_a_minute():
    assert HTTP1Settings().header_read_timeout == 30_000
