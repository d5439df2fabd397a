"""What is kept of a password, and which are not taken."""

import pytest

from tests.personas import PASSWORD
from wangge.accounts.models import Person

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/session/password"
NEW = "quite another sentence"


def test_it_is_kept_as_argon2_and_never_twice_alike(cast):
    kept = []
    for who in ("worker", "handler"):
        assert cast.client(who).send("PUT", ADDRESS, {"current": PASSWORD, "new": NEW}).status_code == 204
        kept.append(Person.objects.get(pk=cast[who].pk).password)
    assert all(each.startswith("argon2$argon2id$v=19$") for each in kept)
    assert kept[0] != kept[1]
    assert NEW not in "".join(kept)


@pytest.mark.parametrize("new", ["ninesigns", "1234567890", "iloveyou12", "township_op1", "Township_OP"])
def test_short_common_and_name_like_ones_are_refused(cast, new):
    told = cast.client("township_op").send("PUT", ADDRESS, {"current": PASSWORD, "new": new})
    assert (told.status_code, [each["field"] for each in told.json()["errors"]]) == (422, ["new"])
