"""Files that are not what they are called, or are two things at once: seen, refused or made harmless; and a name that
somebody typed is never a path, a header or an ending that runs."""

import io
import zipfile

import pytest
from PIL import Image

from tests.events.files import samples
from tests.events.files.samples import EXCEL, M4A, MP3, OGG, PDF, WORD, office, picture, wav
from tests.events.files.test_attachments import content_of, kept
from tests.events.files.test_uploads import piece, told
from tests.events.intake.cases import fields
from wangge.events.models import Attachment

pytestmark = pytest.mark.django_db
PAGE = b"<html><script>alert(document.cookie)</script></html>"
SANDBOX = "default-src 'none'; sandbox"


@pytest.fixture
def sent(cast, walk, uploads):
    """Send a file in pieces, so that no parser of forms cleans its name, attach it, and fetch it."""
    case = walk("worker")

    def send(content, name):
        face = cast.client("worker")
        begun_as = face.send("POST", "/api/v1/uploads", told(content, name=name))
        assert begun_as.status_code == 201, begun_as.content
        number = begun_as.json()["id"]
        piece(face, number, 0, content)
        made = face.send("POST", f"{case.address}/attachments", {"upload": number})
        if made.status_code != 201:
            return made
        return face.get(f"{case.address}/attachments/{made.json()['id']}")

    return send


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("index.html", PAGE)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        picture() + PAGE,
        picture(comment=PAGE),
        picture() + archive(),
        picture("PNG") + PAGE,
        picture("WEBP") + PAGE,
    ],
    ids=["page behind", "page inside", "archive behind", "png", "webp"],
)
def test_of_a_picture_that_is_something_else_as_well_the_picture_stays(sent, uploads, content):
    seen = sent(content, "photo.jpg")
    shown = content_of(seen)
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (60, 40)
    (path,) = kept(uploads)
    for harm in (b"<script", b"<html", b"PK\x03\x04"):
        assert harm not in shown
        assert harm not in path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        samples.HTML,
        samples.SVG,
        samples.SCRIPT,
        PAGE + PDF,
        b"\xef\xbb\xbf" + samples.HTML,
        b"GIF89a" + PAGE,
        archive(),
        b"\x1f\x8b" + PAGE,
        b"RIFF\x00\x00\x00\x00AVI " + PAGE,
        b"{\\rtf1 " + PAGE,
    ],
    ids=["page", "svg", "script", "pdf later", "page after a mark", "gif", "zip", "gzip", "film", "rtf"],
)
@pytest.mark.parametrize("name", ["photo.jpg", "letter.pdf", "voice.mp3"])
def test_what_is_none_of_what_is_taken_is_refused_by_any_name(sent, uploads, content, name):
    answer = sent(content, name)
    assert (answer.status_code, fields(answer)) == (415, ["file"])
    assert [path for path in kept(uploads) if "pieces" not in path.parts] == []


@pytest.mark.parametrize(
    ("content", "media_type", "ending", "disposition"),
    [
        (picture(), "image/jpeg", ".jpg", "inline"),
        (picture("PNG"), "image/png", ".png", "inline"),
        (picture("WEBP"), "image/webp", ".webp", "inline"),
        (PDF + PAGE, "application/pdf", ".pdf", "attachment"),
        (office(WORD), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx",
         "attachment"),
        (office(EXCEL), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "attachment"),
        (MP3 + PAGE, "audio/mpeg", ".mp3", "inline"),
        (M4A, "audio/mp4", ".m4a", "inline"),
        (OGG, "audio/ogg", ".ogg", "inline"),
        (wav(), "audio/x-wav", ".wav", "inline"),
    ],
    ids=lambda each: each if isinstance(each, str) else "bytes",
)  # fmt: skip
@pytest.mark.parametrize("name", ["page.html", "picture.svg", "run.exe", "none"])
def test_it_is_served_and_saved_as_what_it_is(sent, content, media_type, ending, disposition, name):
    """Whatever it was called: a document that is a page as well would run, were it saved under that name."""
    seen = sent(content, name)
    assert seen["Content-Type"] == media_type
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen["Content-Security-Policy"] == SANDBOX
    assert seen["Content-Disposition"] == f'{disposition}; filename="{name}{ending}"'


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x", "x.jpg"),
        ("..\\..\\x.jpg", "x.jpg"),
        ("/etc/passwd", "passwd.jpg"),
        ("C:\\Users\\x.JPG", "x.JPG"),
        ("x.jpeg", "x.jpeg"),
        ("..", "...jpg"),
        ("a\r\nX-Made-Up: 1.jpg", "a X-Made-Up: 1.jpg"),
        ("a\tb\u2028c.jpg", "a b c.jpg"),
        ("photo\u202egpj.exe", "photo gpj.exe.jpg"),
        ('a"; filename="b.html', 'a"; filename="b.html.jpg'),
        ("灯" * 120, "灯" * 116 + ".jpg"),
    ],
    ids=ascii,
)
def test_a_name_is_one_line_and_no_path(cast, sent, uploads, name, shown):
    seen = sent(picture(), name)
    assert seen.status_code == 200
    assert "X-Made-Up" not in seen
    for value in seen.headers.values():
        assert not set(value) & {"\r", "\n"}
    (path,) = kept(uploads)
    assert path.parent.parent == uploads
    assert path.name.removesuffix(".jpg").isalnum()
    assert path.suffix == ".jpg"
    assert Attachment.objects.get().name == shown


def test_a_name_with_a_control_in_it_is_refused(cast, uploads):
    answer = cast.client("worker").send("POST", "/api/v1/uploads", told(name="a\x00b.jpg"))
    assert (answer.status_code, fields(answer)) == (422, ["name"])


@pytest.mark.parametrize("head", ["a\r\nX-Made-Up: 1", "../../../../tmp/planted", "x\0y"], ids=ascii)
def test_a_form_may_say_what_it_likes_of_its_file(cast, walk, uploads, tmp_path, head):
    """The same through a form, written out byte by byte."""
    case = walk("worker")
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="' + head.encode() + b'"\r\n'
        b"Content-Type: text/html\r\n\r\n" + picture() + b"\r\n--edge--\r\n"
    )
    made = cast.client("worker").post(
        f"{case.address}/attachments", body, content_type="multipart/form-data; boundary=edge"
    )
    assert made.status_code in (201, 400, 422), made.content
    for path in kept(uploads):
        assert path.parent.name == case.case_no
    if made.status_code == 201:
        seen = cast.client("worker").get(f"{case.address}/attachments/{made.json()['id']}")
        assert (seen["Content-Type"], "X-Made-Up" in seen) == ("image/jpeg", False)


def test_a_file_beyond_what_any_may_have_is_not_begun(cast, uploads):
    answer = cast.client("worker").send("POST", "/api/v1/uploads", told(size=21 * 1024 * 1024))
    assert (answer.status_code, fields(answer)) == (413, ["size"])
    assert kept(uploads) == []
