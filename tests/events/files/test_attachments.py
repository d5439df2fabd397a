"""Files of a case: what they are is seen from their bytes, photos lose what they say of their maker."""

import io
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.events.files import samples
from tests.events.files.samples import (
    AMR,
    BLUE,
    EXCEL,
    M4A,
    MP3,
    OGG,
    PDF,
    RED,
    WORD,
    from_a_phone,
    office,
    picture,
)
from tests.events.intake.cases import fields, written
from wangge.core.flow.audit import faults
from wangge.core.problems import Problem
from wangge.events.files.attachments import read
from wangge.events.models import Attachment, Event, EventStep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


@pytest.fixture
def mine(walk):
    return walk()


@pytest.fixture
def attach(cast):
    def send(walk, content, name="photo.jpg", who="township_op", **headers):
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        upload = SimpleUploadedFile(name, content)
        return cast.client(who).post(f"{walk.address}/attachments", {"file": upload}, headers=named)

    return send


def plainly(each) -> str:
    """Names of tests do not hold the bytes of files."""
    return each if isinstance(each, str) else "bytes"


def kept(uploads: Path) -> list[Path]:
    return [path for path in uploads.rglob("*") if path.is_file()] if uploads.exists() else []


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def near(pixel, colour) -> bool:
    return all(abs(one - other) < 60 for one, other in zip(pixel[:3], colour, strict=True))


def test_it_works(cast, mine, attach, uploads):
    sent = from_a_phone()
    answer = attach(mine, sent, "IMG_0001.JPG")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["kind"], told["media_type"], told["name"]) == ("photo", "image/jpeg", "IMG_0001.JPG")
    seen = cast.client("worker").get(f"{mine.address}/attachments/{told['id']}")
    content = content_of(seen)
    assert len(content) == told["size"]
    with Image.open(io.BytesIO(content)) as shown:
        assert shown.size == (40, 60)
        assert near(shown.getpixel((20, 5)), RED)
        assert near(shown.getpixel((20, 55)), BLUE)
        assert not dict(shown.getexif())
        assert not shown.getexif().get_ifd(samples.GPS)
        assert not {"exif", "xmp", "comment", "icc_profile"} & shown.info.keys()
    for trace in (b"Exif", b"SECRET", b"xmpmeta"):
        assert trace in sent
        assert trace not in content
    detail = cast.client("worker").get(mine.address).json()
    assert [each["id"] for each in detail["attachments"]] == [told["id"]]


def test_the_step_holds_the_hash_of_what_is_kept(mine, attach, uploads):
    from hashlib import sha256

    told = attach(mine, from_a_phone()).json()
    (path,) = kept(uploads)
    assert sha256(path.read_bytes()).hexdigest() == told["sha256"]
    step = EventStep.objects.get(case__case_no=mine.case_no, action="attach")
    assert step.data["sha256"] == told["sha256"]
    assert (step.data["attachment"], step.data["kind"], step.data["size"]) == (
        told["id"],
        "photo",
        told["size"],
    )
    assert list(faults(Event, mine.case_no)) == [None]


@pytest.mark.parametrize(
    ("content", "media_type", "kind"),
    [
        (picture("JPEG"), "image/jpeg", "photo"),
        (picture("JPEG", mode="CMYK"), "image/jpeg", "photo"),
        (picture("JPEG", mode="L"), "image/jpeg", "photo"),
        (picture("PNG"), "image/png", "photo"),
        (picture("PNG", mode="P"), "image/png", "photo"),
        (picture("PNG", mode="RGBA"), "image/png", "photo"),
        (picture("PNG", mode="LA"), "image/png", "photo"),
        (picture("PNG", mode="1"), "image/png", "photo"),
        (picture("PNG", mode="I;16"), "image/png", "photo"),
        (picture("WEBP"), "image/webp", "photo"),
        (picture("WEBP", mode="RGBA"), "image/webp", "photo"),
        (MP3, "audio/mpeg", "audio"),
        (samples.wav(), "audio/x-wav", "audio"),
        (AMR, "audio/amr", "audio"),
        (OGG, "audio/ogg", "audio"),
        (M4A, "audio/mp4", "audio"),
        (PDF, "application/pdf", "document"),
        (office(WORD), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"),
        (office(EXCEL), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document"),
    ],
    ids=plainly,
)
def test_what_is_taken(cast, mine, attach, content, media_type, kind):
    answer = attach(mine, content, "whatever.bin")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["media_type"], answer.json()["kind"]) == (media_type, kind)
    seen = cast.client("worker").get(f"{mine.address}/attachments/{answer.json()['id']}")
    content_seen = content_of(seen)
    if kind == "photo":
        with Image.open(io.BytesIO(content_seen)) as shown:
            shown.load()
            assert shown.size == (60, 40)
    else:
        assert content_seen == content


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_no_kind_of_photo_keeps_what_it_says_of_itself(cast, mine, attach, form):
    exif = Image.Exif()
    exif[samples.MAKE] = "SECRETPHONE"
    sent = picture(form, exif=exif)
    assert b"SECRETPHONE" in sent
    told = attach(mine, sent).json()
    assert b"SECRET" not in content_of(cast.client("worker").get(f"{mine.address}/attachments/{told['id']}"))


def test_a_large_photo_is_shrunk(cast, mine, attach):
    told = attach(mine, picture(size=(6000, 4500))).json()
    seen = content_of(cast.client("worker").get(f"{mine.address}/attachments/{told['id']}"))
    with Image.open(io.BytesIO(seen)) as shown:
        assert shown.size == (2560, 1920)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.HTML, "photo.jpg"),
        (samples.SVG, "photo.png"),
        (samples.SCRIPT, "photo.jpg"),
        (samples.WINDOWS, "letter.docx"),
        (samples.packed(), "letter.docx"),
        (b"plain words", "notes.pdf"),
        (b"", "empty.jpg"),
        (picture("GIF"), "photo.gif"),
        (picture("BMP"), "photo.bmp"),
        (picture("TIFF"), "photo.jpg"),
    ],
    ids=plainly,
)
def test_what_is_not_taken_whatever_its_name(mine, attach, uploads, content, name):
    before = written()
    answer = attach(mine, content, name)
    assert (answer.status_code, fields(answer)) == (415, ["file"]), answer.content
    assert (written(), kept(uploads)) == (before, [])


@pytest.mark.parametrize(
    "content",
    [
        picture()[: len(picture()) // 2],
        picture()[:30],
        picture("PNG")[:60],
        picture("WEBP")[:40],
        b"\xff\xd8\xff\xe0" + b"\0" * 500,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\0" * 100,
        samples.png_declaring(30_000, 30_000),
        samples.png_declaring(13_000, 13_000),
        samples.png_declaring(2_000_000_000, 1),
    ],
    ids=plainly,
)
def test_a_picture_that_is_damaged_or_a_bomb(mine, attach, uploads, content):
    before = written()
    answer = attach(mine, content)
    assert (answer.status_code, fields(answer)) == (422, ["file"]), answer.content
    assert (written(), kept(uploads)) == (before, [])


def fault(content):
    """The fields a file is refused for, None when it is taken."""
    try:
        read(io.BytesIO(content))
    except Problem as problem:
        return list(problem.fields)
    return None


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_damage_breaks_the_platform():
    """Bytes changed at random in real pictures: taken or refused by name, never an error of ours."""
    chance = Random(20260101)
    refused = 0
    for content in (from_a_phone(), picture("PNG", mode="P"), picture("WEBP")):
        for _ in range(150):
            broken = bytearray(content)
            for _ in range(chance.randint(1, 6)):
                broken[chance.randrange(12, len(broken))] = chance.randrange(256)
            named = fault(bytes(broken))
            refused += named is not None
            assert named in (None, ["file"])
    assert 50 < refused < 440


@pytest.mark.parametrize(("place", "value"), [(119, 24), (41, 25), (43, 5)])
def test_broken_camera_data_is_damage(place, value):
    """Each made the library stumble in another way: TypeError, struct.error, AttributeError."""
    exif = Image.Exif()
    exif[samples.MAKE] = "X"
    broken = bytearray(picture("PNG", exif=exif))
    broken[place] = value
    with pytest.raises(Problem) as told:
        read(io.BytesIO(bytes(broken)))
    assert told.value.fields.keys() == {"file"}


def test_the_same_file_twice_is_one(mine, attach, uploads):
    first = attach(mine, PDF, "a.pdf")
    before = written()
    again = attach(mine, PDF, "b.pdf")
    assert (again.status_code, again.json()) == (201, first.json())
    assert written() == before
    assert len(kept(uploads)) == 1


def test_the_same_key_again_and_for_another_file(mine, attach, uploads):
    first = attach(mine, PDF, idempotency_key="upload-0001")
    assert attach(mine, PDF, idempotency_key="upload-0001").json() == first.json()
    before = written()
    other = attach(mine, MP3, idempotency_key="upload-0001")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.reused")
    assert (written(), len(kept(uploads))) == (before, 1)


def test_who_may_attach(mine, attach, uploads, cast):
    for who, status in [
        ("community_op", 403), ("county_op", 403), ("supervisor", 403), ("handler", 404),
        ("community_elsewhere", 404), ("handler_elsewhere", 404), ("stranger", 404), ("sysadmin", 404),
    ]:  # fmt: skip
        before = written()
        assert attach(mine, PDF, who=who).status_code == status, who
        # Whatever is refused leaves no file behind.
        assert (written(), kept(uploads)) == (before, []), who
    path = f"{mine.address}/attachments"
    assert cast.client().post(path, {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 401
    mine.dispatched("joint_handler")
    assert attach(mine, PDF, who="handler").status_code == 201
    assert attach(mine, PDF + b"%", who="worker").status_code == 201  # who walks the grid adds what is seen
    assert attach(mine, MP3, who="joint_handler").status_code == 201


def test_a_state_that_takes_no_files_leaves_none(mine, attach, uploads):
    mine.act("township_op", "refuse", reason="unfounded", explanation="现场没有这盏灯")
    before = written()
    answer = attach(mine, PDF)
    assert (answer.status_code, answer.json()["code"]) == (409, "flow.not-now")
    assert (written(), kept(uploads)) == (before, [])


def test_who_may_see(cast, mine, attach, walk):
    path = f"{mine.address}/attachments/{attach(mine, PDF).json()['id']}"
    for who in ("worker", "community_op", "township_op", "county_op", "city_op", "supervisor"):
        assert cast.client(who).get(path).status_code == 200, who
    for who in ("handler", "worker_elsewhere", "community_elsewhere", "stranger", "sysadmin", "auditadmin"):
        assert cast.client(who).get(path).status_code == 404, who
    assert cast.client().get(path).status_code == 401
    other = walk()
    assert cast.client("township_op").get(path.replace(mine.case_no, other.case_no)).status_code == 404
    for number in ("0", "999999999", "-1", "9" * 30):
        assert cast.client("worker").get(f"{mine.address}/attachments/{number}").status_code == 404, number
    assert cast.client("worker").get(f"{mine.address}/attachments/one").status_code in (404, 422)


def test_headers_that_leave_nothing_to_guess(cast, mine, attach):
    for content, name, disposition in [
        (picture(), '晚上"的\r\n路灯.jpg', "inline"),
        (PDF, "../../etc/passwd", "attachment"),
    ]:
        told = attach(mine, content, name).json()
        seen = cast.client("worker").get(f"{mine.address}/attachments/{told['id']}")
        assert seen["X-Content-Type-Options"] == "nosniff"
        assert seen["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert seen["Content-Disposition"].startswith(disposition)
        assert seen["Content-Type"] == told["media_type"]
        assert "private" in seen["Cache-Control"]
        assert "/" not in told["name"]


def test_without_a_file_it_names_the_field(cast, mine):
    before = written()
    for sent in ({}, {"file": "words"}, {"other": SimpleUploadedFile("a.pdf", PDF)}):
        answer = cast.client("township_op").post(f"{mine.address}/attachments", sent)
        assert (answer.status_code, fields(answer)) == (422, ["file"]), answer.content
    assert written() == before


def test_a_reporter_adds_a_photo_with_the_secret(mine, cast, uploads):
    path = f"{mine.follow}/attachments"
    upload = SimpleUploadedFile("IMG.jpg", from_a_phone())
    answer = cast.client().post(path, {"file": upload}, headers={"x-case-secret": mine.secret})
    assert answer.status_code == 201, answer.content
    assert Attachment.objects.get().by == "Reporter"
    detail = cast.client("worker").get(mine.address, headers={"accept-language": "zh-hans"}).json()
    assert detail["attachments"][0]["by"] != "Reporter"  # said in the reader's language
    for headers, status in (({"x-case-secret": "WRONG"}, 404), ({}, 401)):
        again = SimpleUploadedFile("IMG.jpg", picture())
        assert cast.client().post(path, {"file": again}, headers=headers).status_code == status
    assert Attachment.objects.count() == 1
