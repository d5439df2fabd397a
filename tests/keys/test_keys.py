"""Keys are added, listed and changed under a city at work; nothing is lost, and what is broken is named."""

import io
import shutil

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.events.loop.test_patrols import take
from tests.events.loop.test_track import at, read, send, walked
from tests.events.loop.test_visits import see, visiting
from tests.guard import seen_whole
from wangge.core import crypto, secrets
from wangge.core.audit import AuditEntry
from wangge.core.crypto import rotation
from wangge.core.crypto.columns import columns
from wangge.events.models import Contact, TrackPoint, VisitWords

pytestmark = pytest.mark.django_db
CONTACT = {"name": "欧阳某某", "phone": "13912345678"}


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch):
    """A ring of its own that begins as a copy, so that what other tests sealed still opens."""
    folder = tmp_path / "secrets"
    secrets.secret("seal-1")
    shutil.copytree(secrets.folder(), folder)
    for path in folder.glob("seal-*"):
        if path.name != "seal-1":
            path.unlink()
    monkeypatch.setenv("WANGGE_SECRETS", str(folder))
    return folder


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def city(cast, walk):
    """A contact, the words of a visit and two points of a track, sealed with key 1."""
    case = walk(contact=CONTACT)
    visit = visiting(cast)
    take(cast, "worker", visit, "finish_visit", 2, asked_for="想装扶手", offered="联系社区申请")
    patrol = walked(cast)
    send(cast, patrol, at(), at(2))
    return case, visit, patrol


def run(*words):
    """What the command prints, and the error it ends with."""
    out = io.StringIO()
    try:
        call_command("keys", *words, stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


def heads():
    """How every sealed value begins: algorithm and key."""
    with seen_whole():
        rows = [
            *Contact.objects.values_list("name_sealed", "phone_sealed"),
            *TrackPoint.objects.values_list("sealed"),
        ]
        rows += VisitWords.objects.values_list("asked_sealed", "offered_sealed")
    return [(bytes(value)[0], crypto.key_of(value)) for row in rows for value in row]


def readable(cast, city):
    case, visit, patrol = city
    answer = cast.client("township_op").send("POST", f"{case.address}/contact", {"reason": "问清楼号"})
    assert answer.json() == CONTACT
    assert see(cast, "worker", visit).json()["words"] == {"asked_for": "想装扶手", "offered": "联系社区申请"}
    assert len(read(cast, patrol).json()["points"]) == 2


def test_it_works(cast, city):
    assert heads() == [(1, 1)] * 6
    said, error = run("add")
    assert error is None
    assert "key 2 is in force" in said
    readable(cast, city)
    assert "6 values sealed again with key 2" in run("rotate")[0]
    assert heads() == [(1, 2)] * 6
    readable(cast, city)
    assert "0 values sealed again" in run("rotate")[0]
    assert AuditEntry.objects.get(action="keys.rotated").data == {"rows": 6, "broken": 0}
    assert AuditEntry.objects.filter(action="keys.added").count() == 1


def test_the_old_key_is_named_when_nothing_needs_it(cast, city, keys):
    run("add")
    said, _ = run("list")
    assert "key 1: 6 values" in said
    assert "key 2: in force" in said
    assert "Nothing in the database needs" not in said
    run("rotate")
    said, error = run("list")
    assert error is None
    assert "key 1: not used" in said
    assert "needs seal-1." in said
    (keys / "seal-1").unlink()
    readable(cast, city)


def test_a_key_that_is_not_here_is_named(city, keys):
    run("add")
    run("rotate")
    (keys / "seal-2").unlink()
    error = run("list")[1]
    assert error is not None
    assert error.returncode == 1
    assert "[2]" in str(error)


def test_to_the_chinese_algorithms_and_back(cast, city, settings):
    for cipher, head in (("sm4", (2, 1)), ("aes", (1, 1))):
        settings.CIPHER = cipher
        assert "6 values sealed again with key 1" in run("rotate")[0]
        assert heads() == [head] * 6
        readable(cast, city)


def test_it_can_be_stopped_and_goes_on(cast, city, monkeypatch):
    run("add")
    passes = iter([None, None, KeyboardInterrupt()])

    def pause(_):
        if isinstance(stop := next(passes), BaseException):
            raise stop

    monkeypatch.setattr("wangge.core.management.commands.keys.time.sleep", pause)
    _, error = run("rotate", "--batch", "1")
    assert error is not None
    assert error.returncode == 130
    assert sorted(heads()) == [(1, 1)] * 3 + [(1, 2)] * 3
    readable(cast, city)
    monkeypatch.setattr("wangge.core.management.commands.keys.time.sleep", lambda _: None)
    assert "3 values sealed again" in run("rotate", "--batch", "1")[0]
    assert heads() == [(1, 2)] * 6


def test_what_does_not_open_is_left_and_named(cast, city):
    with seen_whole():
        broken, other = TrackPoint.objects.order_by("minute")
        TrackPoint.objects.filter(pk=broken.pk).update(sealed=bytes(other.sealed))  # moved from another row
    run("add")
    said, error = run("rotate")
    assert error is not None
    assert "events_trackpoint.sealed of row " + str(broken.pk) in said
    assert heads().count((1, 1)) == 1
    assert heads().count((1, 2)) == 5


def test_every_sealed_column_is_on_the_list():
    sealed = {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if model.__module__.startswith("wangge.")
        and (field.name == "sealed" or field.name.endswith("_sealed"))
    }
    assert {str(column) for column in columns()} == sealed


@pytest.mark.parametrize("column", columns(), ids=str)
def test_each_column_is_counted_and_sealed_in_bounded_statements(column, city, django_assert_max_num_queries):
    run("add")
    with django_assert_max_num_queries(12):
        assert rotation.waiting(column) == sum(done.sealed for done in rotation.rotate(column))
    assert rotation.waiting(column) == 0
