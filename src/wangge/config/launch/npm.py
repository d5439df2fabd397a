"""The steps of `./wangge test` that npm runs in `web/`: `python -m wangge.config.launch.npm run WORD …`.

The client's types are made from the committed API document first: what is checked is what is served.
"""

import subprocess
import sys

from wangge.config.launch import faces, node
from wangge.config.launch.place import here
from wangge.config.launch.report import Trouble, complain


def main(words: list[str]) -> int:
    place = here()
    web = place.root / "web"
    faces.install(web, place.log / "faces.log")
    folder = node.provide()
    with node.scratch(folder) as environment:
        for command in (["run", "--silent", "generate"], words):
            done = subprocess.run([folder / "npm", *command], cwd=web, env=environment)  # noqa: S603
            if done.returncode:
                return done.returncode
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        complain(trouble)
        sys.exit(1)
