"""`./wangge screens`: photographs of the main screens of the city that runs here, into `docs/screens/`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from wangge.config.launch import chromium, faces, node
from wangge.config.launch.place import Place
from wangge.config.launch.report import Trouble, say


def take(place: Place) -> int:
    """0 when every screen could be shown without an error; what was shown is kept all the same."""
    found = chromium.provide()
    port = place.remembered().get("web_port")
    if not found:
        raise Trouble("Chromium is missing: apt-get install chromium")
    if not port:
        raise Trouble("No city runs here: ./wangge up")
    web = place.root / "web"
    faces.install(web, place.log / "faces.log")
    target = place.root / "docs" / "screens"
    with tempfile.TemporaryDirectory(prefix="wangge-screens-") as made:
        environment = node.path_with(node.provide()) | {
            "WANGGE_ADDRESS": f"http://127.0.0.1:{port}",
            "WANGGE_VAR": str(place.var),
            "WANGGE_CHROMIUM": str(found),
            "WANGGE_PYTHON": sys.executable,
            "WANGGE_SCREENS": made,
        }
        playwright = web / "node_modules" / ".bin" / "playwright"
        command = [str(playwright), "test", "--config", "screens.config.ts"]
        code = subprocess.run(command, cwd=web / "e2e", env=environment).returncode  # noqa: S603
        pictures = sorted(Path(made).glob("*.png"))
        if code == 0:
            shutil.rmtree(target, ignore_errors=True)
        target.mkdir(exist_ok=True)
        for picture in pictures:
            smaller(picture, target / picture.name)
    say("screens", f"{len(pictures)} in {target}")
    return code


def smaller(source: Path, target: Path) -> None:
    """The same picture in 128 colours: a screen of flat surfaces loses nothing that one would see."""
    with Image.open(source) as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
