"""Files that come in pieces: begun again where they stopped, never mixed up, forgotten when left."""

import hashlib
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now
from PIL import Image

from tests.deletions import counted
from wangge.events.files import uploads as events_uploads
from wangge.events.models import Attachment, Upload

pytestmark = pytest.mark.django_db
UPLOADS = "/api/v1/uploads"


def photo():
    """A JPEG of some 30 kB that no shrinking leaves as it is."""
    out = io.BytesIO()
    Image.effect_noise((320, 240), 80).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


PHOTO = photo()


def told(content=PHOTO, **changed):
    return {
        "name": "灯.jpg",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    } | changed


def begun(face, content=PHOTO, path=UPLOADS, **headers):
    answer = face.send("POST", path, told(content), **headers)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def piece(
    face, number, offset, content, path=UPLOADS, media_type="application/offset+octet-stream", **headers
):
    named = {"Upload-Offset": str(offset)} | headers
    return face.patch(f"{path}/{number}", content, content_type=media_type, headers=named)


def here(face, number):
    return face.get(f"{UPLOADS}/{number}").json()["offset"]


@pytest.fixture
def face(cast, uploads):
    return cast.client("worker")


def test_it_works(face, walk, uploads):
    number = begun(face)
    assert piece(face, number, 0, PHOTO[:9000]).json()["offset"] == 9000
    assert here(face, number) == 9000
    done = piece(face, number, 9000, PHOTO[9000:])
    assert (done.status_code, done.json()["complete"], done["Upload-Offset"]) == (200, True, str(len(PHOTO)))
    case = walk()
    made = face.send("POST", f"{case.address}/attachments", {"upload": number})
    assert made.status_code == 201, made.content
    assert (made.json()["kind"], made.json()["name"]) == ("photo", "灯.jpg")
    # The same again is answered alike, and the pieces are gone.
    assert face.send("POST", f"{case.address}/attachments", {"upload": number}).json() == made.json()
    assert list((uploads / "pieces").iterdir()) == []
    assert Attachment.objects.count() == 1


def test_a_piece_that_came_before_changes_nothing(face):
    number = begun(face)
    for _ in range(2):
        assert piece(face, number, 0, PHOTO[:9000]).json()["offset"] == 9000
    # A piece that overlaps its end goes on from where it belongs.
    assert piece(face, number, 8000, PHOTO[8000:12000]).json()["offset"] == 12000
    assert piece(face, number, 12000, PHOTO[12000:]).json()["complete"] is True


def test_another_place_than_the_end_is_refused(face):
    number = begun(face)
    piece(face, number, 0, PHOTO[:9000])
    for offset, content in ((9001, b"x"), (0, PHOTO + b"x")):
        answer = piece(face, number, offset, content)
        assert (answer.status_code, answer.json()["code"], answer.json()["offset"]) == (
            409, "upload.offset", 9000,
        )  # fmt: skip
    assert here(face, number) == 9000


def test_beginning_again_goes_on(face):
    number = begun(face)
    piece(face, number, 0, PHOTO[:9000])
    again = face.send("POST", UPLOADS, told())
    assert (again.json()["id"], again.json()["offset"]) == (number, 9000)
    assert Upload.objects.count() == 1


def test_what_did_not_arrive_as_it_was_sent_begins_anew(face):
    number = begun(face)
    answer = piece(face, number, 0, b"x" * len(PHOTO))
    assert (answer.status_code, answer.json()["code"]) == (422, "upload.damaged")
    assert here(face, number) == 0
    assert piece(face, number, 0, PHOTO).json()["complete"] is True


def test_half_a_file_is_no_attachment(face, walk):
    number, case = begun(face), walk()
    piece(face, number, 0, PHOTO[:100])
    answer = face.send("POST", f"{case.address}/attachments", {"upload": number})
    assert (answer.status_code, answer.json()["code"], answer.json()["offset"]) == (
        409, "upload.unfinished", 100,
    )  # fmt: skip
    assert not Attachment.objects.exists()


def test_what_a_file_is_is_read_from_its_content(face, walk, uploads):
    script = b"#!/bin/sh\necho hello\n" * 100
    number, case = begun(face, script), walk()
    piece(face, number, 0, script)
    answer = face.send("POST", f"{case.address}/attachments", {"upload": number})
    assert (answer.status_code, answer.json()["code"]) == (415, "media.unsupported")
    assert not Attachment.objects.exists()


def test_it_is_its_owners_alone(cast, face, walk):
    number, case = begun(face), walk()
    piece(face, number, 0, PHOTO)
    other = cast.client("township_op")
    assert other.get(f"{UPLOADS}/{number}").status_code == 404
    assert piece(other, number, 0, PHOTO).status_code == 404
    assert other.send("POST", f"{case.address}/attachments", {"upload": number}).status_code == 404
    assert cast.client().get(f"{UPLOADS}/{number}").status_code == 401
    assert face.get(f"{UPLOADS}/{uuid4()}").status_code == 404
    assert begun(other) != number


def test_it_becomes_a_file_of_one_case(face, walk):
    number, case, other = begun(face), walk(), walk()
    piece(face, number, 0, PHOTO)
    assert face.send("POST", f"{case.address}/attachments", {"upload": number}).status_code == 201
    assert face.send("POST", f"{other.address}/attachments", {"upload": number}).status_code == 404


def test_the_reporter_sends_pieces_with_the_secret(cast, walk, uploads):
    case, other = walk(), walk()
    secret = {"x_case_secret": case.secret}
    path = f"{case.follow}/uploads"
    face = cast.client()
    number = begun(face, path=path, **secret)
    sent = piece(face, number, 0, PHOTO, path=path, **{"X-Case-Secret": case.secret})
    assert sent.json()["complete"] is True
    assert face.send("POST", path, told()).status_code == 401
    theirs = face.get(f"{other.follow}/uploads/{number}", headers={"x-case-secret": other.secret})
    assert theirs.status_code == 404
    made = face.send("POST", f"{case.follow}/attachments", {"upload": number}, **secret)
    assert made.status_code == 201, made.content
    (listed,) = face.get(f"{case.follow}/attachments", headers={"x-case-secret": case.secret}).json()["items"]
    assert (listed["mine"], listed["kind"]["label"]) == (True, "照片")
    fetched = face.get(listed["url"], headers={"x-case-secret": case.secret})
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "image/jpeg")
    assert face.get(listed["url"]).status_code == 401


def test_a_reporter_sees_their_own_and_what_is_meant_for_them(cast, walk, uploads):
    case = walk().fed_back()
    handler = cast.client("handler")
    for meant in (False, True):
        out = io.BytesIO()
        Image.new("RGB", (40 + meant, 30), "red").save(out, "JPEG")
        number = begun(handler, out.getvalue())
        piece(handler, number, 0, out.getvalue())
        made = handler.send("POST", f"{case.address}/attachments", {"upload": number, "for_reporter": meant})
        assert made.json()["for_reporter"] is meant
    shown = case.as_reporter(rest="/attachments").json()["items"]
    assert [each["id"] for each in shown] == [made.json()["id"]]
    assert [each["id"] for each in case.as_reporter().json()["attachments"]] == [made.json()["id"]]
    kept_back = Attachment.objects.get(for_reporter=False)
    assert case.as_reporter(rest=f"/attachments/{kept_back.pk}").status_code == 404
    assert case.as_reporter(rest=f"/attachments/{2**70}").status_code == 404


def test_what_was_left_is_forgotten(face, uploads):
    number = begun(face)
    piece(face, number, 0, PHOTO[:100])

    assert events_uploads.purge() == 0
    Upload.objects.update(at=now() - timedelta(days=1, minutes=1))
    assert events_uploads.purge() == 1
    assert counted("events.uploads") == [0, 1]
    assert face.get(f"{UPLOADS}/{number}").status_code == 404
    assert list((uploads / "pieces").iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"size": 0}, 422, "size"),
        ({"size": 20 * 1024 * 1024 + 1}, 413, "size"),
        ({"sha256": "x"}, 422, "sha256"),
        ({"sha256": "A" * 64}, 422, "sha256"),
        ({"name": " "}, 422, "name"),
        ({"name": "a\u0000"}, 422, "name"),
        ({"x": 1}, 422, "x"),
    ],
)
def test_what_does_not_fit(face, changed, status, field):
    answer = face.send("POST", UPLOADS, told(**changed))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert not Upload.objects.exists()


def test_a_piece_says_what_it_is_and_where_it_belongs(face):
    number = begun(face)
    assert piece(face, number, 0, b"x", media_type="text/plain").status_code == 415
    for offset in ("-1", "x", "", "1e3", "9" * 20):
        assert piece(face, number, offset, b"x").json()["errors"][0]["field"] == "Upload-Offset"
    assert piece(face, number, 0, b"x" * (1024 * 1024 + 1)).status_code == 413
    assert here(face, number) == 0


def test_not_too_many_at_once(face, monkeypatch):
    monkeypatch.setattr(events_uploads, "MOST", 2)
    for each in range(2):
        begun(face, PHOTO + bytes([each]))
    assert face.send("POST", UPLOADS, told(PHOTO + b"z")).status_code == 429
