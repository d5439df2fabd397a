"""A 50 MB photo is refused before it is received (issue, "Bad input")."""

import io
import os
import socket

import httpx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from bench import place
from tests.events.files.samples import picture
from tests.events.intake.cases import Walk, body, fields, filed, written
from tests.personas import COMMUNITY
from wangge.core.problems import Problem
from wangge.core.secrets import folder
from wangge.events.files.attachments import MEGABYTE, PHOTO, read

PHOTO_50MB = picture() + b"\0" * (50 * MEGABYTE)


@pytest.mark.django_db
def test_it_works(cast, walk, uploads):
    mine = walk()
    before = written()
    upload = SimpleUploadedFile("IMG.jpg", PHOTO_50MB)
    answer = cast.client("township_op").post(f"{mine.address}/attachments", {"file": upload})
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too-large"), answer.content
    assert written() == before
    assert not uploads.exists()


def test_each_kind_has_its_own_limit():
    for extra, code in ((PHOTO + 1, "body.too-large"), (PHOTO - 5000, None)):
        content = picture() + b"\0" * extra
        if code is None:
            assert read(io.BytesIO(content))[1] == "image/jpeg"
        else:
            with pytest.raises(Problem) as told:
                read(io.BytesIO(content))
            assert (told.value.kind.code, list(told.value.fields)) == (code, ["file"])


@pytest.mark.django_db
def test_a_photo_beyond_its_own_limit_names_the_field(cast, walk, uploads):
    mine = walk()
    upload = SimpleUploadedFile("IMG.jpg", picture() + b"\0" * PHOTO)
    answer = cast.client("township_op").post(f"{mine.address}/attachments", {"file": upload})
    assert (answer.status_code, fields(answer)) == (413, ["file"])
    assert not uploads.exists()


@pytest.fixture
def server(committed, tmp_path):
    """The web server the platform runs on, over the database of this test; its address."""
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}"
    environment = os.environ | {
        "WANGGE_VAR": str(settings.VAR),
        "WANGGE_SECRETS": str(folder()),
        "WANGGE_APP_DATABASE_URL": address.format(**connections["default"].settings_dict),
        "WANGGE_OWNER_DATABASE_URL": address.format(**connections["owner"].settings_dict),
        "TMPDIR": str(tmp_path),
        "WANGGE_WORKERS": "1",
    }
    with place.web(environment) as port:
        yield f"http://127.0.0.1:{port}"


def test_the_real_server_does_not_take_it_in(committed, server, tmp_path):
    mine = Walk(committed, filed(committed.client(), body(COMMUNITY)))
    before = written()
    path, headers = f"{server}{mine.follow}/attachments", {"X-Case-Secret": mine.secret}
    answer = httpx.post(path, files={"file": ("a.jpg", PHOTO_50MB)}, headers=headers, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too-large")
    assert written() == before
    small = httpx.post(path, files={"file": ("a.jpg", picture())}, headers=headers, timeout=20)
    assert small.status_code == 201, small.content
    huge = {"Content-Length": str(10**10), "Content-Type": "multipart/form-data; boundary=x", **headers}
    with socket.create_connection(server.removeprefix("http://").split(":"), timeout=10) as line:
        head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "127.0.0.1", **huge}.items())
        line.sendall(f"POST {mine.follow}/attachments HTTP/1.1\r\n{head}\r\n--x\r\n".encode())
        # Ten gigabytes are announced and never sent: the answer must not wait for them.
        assert line.recv(100).startswith(b"HTTP/1.1 413")
