"""`DATABASE_URL`: what is accepted, what is made there, and what is said when something is not allowed."""

import os
import secrets
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from wangge.config.launch import check, database
from wangge.config.launch.report import Trouble
from wangge.core.secrets import secret


def address(user, password, name):
    owner = settings.DATABASES["owner"]
    return f"postgresql://{user}:{password}@{owner['HOST']}:{owner['PORT']}/{name}"


@pytest.fixture
def yours(place):
    """A database of its own on the test server, and the names of roles that are removed afterwards."""
    owner = settings.DATABASES["owner"]
    admin = psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    )
    tag = secrets.token_hex(4)
    name = f"wangge_yours_{tag}"
    admin.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C'"
    )
    yield admin, address(owner["USER"], owner["PASSWORD"], name), f"role_{tag}"
    admin.execute(f"DROP DATABASE {name}")
    for (role,) in admin.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"%{tag}%"]
    ).fetchall():
        admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
    admin.close()


def test_it_works(yours):
    _, url, role = yours
    addresses = database.yours(url, role)
    assert addresses.owner == url
    assert not addresses.private
    assert urlsplit(addresses.app).username == role
    assert urlsplit(addresses.app).password == secret("database-app")
    with psycopg.connect(addresses.app) as app:
        assert app.execute("SELECT current_user").fetchone()[0] == role
    assert database.yours(url, role) == addresses


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://user@host/name", "must look like postgresql://"),
        ("just text", "must look like postgresql://"),
        ("postgresql://host/name", "must name a user and a database"),
        ("postgresql://user@host/", "must name a user and a database"),
        ("postgresql://user@host:port/name", "is not an address"),
        ("postgresql://user@[host/name", "is not an address"),
    ],
)
def test_what_is_no_address_is_refused_by_name(place, url, said):
    with pytest.raises(Trouble, match=said) as raised:
        database.yours(url)
    assert "DATABASE_URL" in str(raised.value)


def test_nobody_answering_is_said(place):
    with pytest.raises(Trouble, match="leads nowhere"):
        database.yours("postgresql://user:pw@127.0.0.1:1/name")


def test_a_role_that_somebody_else_uses_is_not_taken_over(yours):
    admin, url, role = yours
    admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'theirs'")
    if database.enters(database.as_user(url, role, "anything")):
        pytest.skip("this server trusts every password")
    with pytest.raises(Trouble, match="ALTER ROLE"):
        database.yours(url, role)
    assert database.enters(database.as_user(url, role, "theirs"))


def test_an_owner_who_may_not_make_roles_is_told_what_to_run(yours):
    admin, url, role = yours
    name = urlsplit(url).path.strip("/")
    plain = f"{role}_plain"
    admin.execute(f"CREATE ROLE {plain} LOGIN PASSWORD 'plain'")
    admin.execute(f"GRANT CREATE ON DATABASE {name} TO {plain}")
    with psycopg.connect(url) as owner:
        owner.execute(f"GRANT ALL ON SCHEMA public TO {plain}")
    with pytest.raises(Trouble, match=r"CREATE ROLE .* LOGIN PASSWORD"):
        database.yours(address(plain, "plain", name), role)


def test_an_owner_who_may_not_make_tables_is_told_what_to_run(yours):
    admin, url, role = yours
    admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'plain'")
    with pytest.raises(Trouble, match="GRANT CREATE ON DATABASE") as raised:
        database.yours(address(role, "plain", urlsplit(url).path.strip("/")))
    assert "GRANT ALL ON SCHEMA public" in str(raised.value)


def test_letters_that_know_no_chinese_are_refused(yours):
    admin, url, role = yours
    name = urlsplit(url).path.strip("/") + "_c"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C' LC_COLLATE 'C'")
    try:
        with pytest.raises(Trouble, match="knows no Chinese letters"):
            database.yours(url.replace(urlsplit(url).path, f"/{name}"), role)
    finally:
        admin.execute(f"DROP DATABASE {name}")


def test_the_application_role_may_be_given(yours, monkeypatch):
    admin, url, role = yours
    admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'given'")
    given = database.as_user(url, role, "given")
    monkeypatch.setenv("APP_DATABASE_URL", given)
    assert database.yours(url).app == given


def test_an_application_role_that_bypasses_row_level_security_is_refused(yours, monkeypatch):
    admin, url, role = yours
    owner = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]
    if not owner:
        pytest.skip("only a superuser can make such a role")
    admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'given' BYPASSRLS")
    monkeypatch.setenv("APP_DATABASE_URL", database.as_user(url, role, "given"))
    with pytest.raises(Trouble, match="bypasses row-level security"):
        database.yours(url)


def test_the_addresses_are_noted_for_management_commands(place):
    addresses = database.Addresses("postgresql://o:p%27%20q@h/d", "postgresql://a:b@h:1/d", private=False)
    database.note(place, addresses)
    assert database.known(place) == addresses
    assert (place.var / "env").stat().st_mode & 0o077 == 0


def test_nothing_noted_is_nothing_known(place):
    assert database.known(place) is None
    (place.var / "env").write_text("export OTHER=1\n")
    assert database.known(place) is None


def test_passwords_with_signs_survive(place):
    url = database.as_user("postgresql://o:p@[::1]:5433/d?sslmode=require", "a b", "p@ss:/w")
    parts = urlsplit(url)
    assert (parts.hostname, parts.port, parts.query) == ("::1", 5433, "sslmode=require")
    assert psycopg.conninfo.conninfo_to_dict(url)["password"] == "p@ss:/w"
    assert psycopg.conninfo.conninfo_to_dict(url)["user"] == "a b"
    assert os.environ["WANGGE_VAR"] == str(place.var)


def test_a_test_run_leaves_nothing_on_it(yours, monkeypatch, tmp_path):
    admin, url, _ = yours
    roles = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'wangge_test_%_app'"
    before = admin.execute(roles).fetchone()
    monkeypatch.setenv("DATABASE_URL", url)
    with check.environment(tmp_path, wheel=False) as variables:
        with psycopg.connect(variables["WANGGE_APP_DATABASE_URL"]) as app:
            assert app.info.user.startswith("wangge_test_")
        assert variables["WANGGE_OWNER_DATABASE_URL"] == url
        assert "DATABASE_URL" not in variables
        assert admin.execute(roles).fetchone() != before
    assert admin.execute(roles).fetchone() == before
