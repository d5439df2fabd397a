"""`python -m wangge.config WORD ...`: the launcher's words, and Django's command line for every other word."""

import os
import sys

from wangge.config.launch.report import Trouble, complain


def main(words: list[str]) -> int:
    word, *rest = words or ["help"]
    if word in {"help", "-h", "--help"} and not rest:
        from wangge.config.launch import help as manual

        return manual.show()
    try:
        return launch(word, rest)
    except Trouble as trouble:
        complain(trouble)
        return 1
    except PermissionError as error:
        complain(
            Trouble(
                f"{error.filename or error} belongs to another user. Call ./wangge as that user, or as root."
            )
        )
        return 1
    except KeyboardInterrupt:
        return 130


def launch(word: str, rest: list[str]) -> int:
    from wangge.config.launch import check, faces, screens, up
    from wangge.config.launch.place import here

    place = here()
    if word == "logs":
        return up.logs(place, rest)
    if word == "test":
        return check.run(place, rest)
    simple = {
        "up": up.up,
        "down": up.down,
        "status": up.status,
        "faces": faces.build,
        "screens": screens.take,
    }
    if word in simple:
        if rest:
            raise Trouble(f"./wangge {word} takes no arguments; settings are environment variables.")
        return simple[word](place)
    return command(word, rest)


def command(word: str, rest: list[str]) -> int:
    """One of Django's commands, on the database that `./wangge up` set up (or that the environment names)."""
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from wangge.config.launch import database
    from wangge.config.launch.place import here

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    given = {"WANGGE_OWNER_DATABASE_URL", "WANGGE_APP_DATABASE_URL"} <= os.environ.keys()
    known = database.known(here())
    if known and not given:
        os.environ.update(known.environment())
    try:
        execute_from_command_line(["wangge", word, *rest])
    except OperationalError as error:
        what = "is it running? ./wangge status" if known or given else "nothing is set up yet: ./wangge up"
        raise Trouble(f"The database does not answer ({what}).\n{error}") from error
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
