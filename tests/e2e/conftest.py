"""A city that really runs: a database of its own, the demo's people, and the web process as `up` starts it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from bench import place
from tests.conftest import admin, drop

PEOPLE = "import django; django.setup(); from wangge.accounts.loading import load_demo; load_demo()"


@dataclass(frozen=True)
class City:
    """`environment` points every command at this city's database and folder."""

    environment: dict[str, str]
    port: int

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`./wangge WORDS…` in this city, without the launcher around it."""
        command = [sys.executable, "-m", "wangge.config", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def owner(self) -> psycopg.Connection:
        """A connection with every right there is, as somebody who tampers would have."""
        return psycopg.connect(self.environment["WANGGE_OWNER_DATABASE_URL"], autocommit=True)


@pytest.fixture(scope="session")
def city(django_db_setup, template_name, worker_id, tmp_path_factory):
    name = f"{template_name}_{worker_id}_city"
    with admin() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_name}"')
    var: Path = tmp_path_factory.mktemp("var")
    environment = os.environ | {
        "WANGGE_VAR": str(var),
        "WANGGE_OWNER_DATABASE_URL": place.elsewhere(os.environ["WANGGE_OWNER_DATABASE_URL"], name),
        "WANGGE_APP_DATABASE_URL": place.elsewhere(os.environ["WANGGE_APP_DATABASE_URL"], name),
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        "WANGGE_LOG_LEVEL": "ERROR",
    }
    try:
        subprocess.run([sys.executable, "-c", PEOPLE], env=environment, check=True, timeout=120)
        with place.web(environment) as port:
            yield City(environment, port)
    finally:
        drop(name)
