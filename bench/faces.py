"""What Lighthouse thinks of the resident app as it is built and served: on a slow phone with a slow network.

Lighthouse is the yardstick itself: its scores say where a page stands among the pages of the web, 100 the best.
Both phone and network are computed (a quarter of this machine's speed, 1.6 Mbit/s, 150 ms), and the median of the
rounds is shown. The city need not run; its faces must be built.
"""

import json
import os
import subprocess
from datetime import UTC, datetime
from statistics import median
from typing import Any

from bench import place
from wangge.config.launch import chromium, faces, node
from wangge.config.launch.place import here
from wangge.config.launch.report import Trouble

PAGES = ("/", "/report", "/follow", "/grid", "/notices", "/about")
COLUMNS = {
    "performance": "performance",
    "accessibility": "accessibility",
    "first_paint_ms": "first paint",
    "largest_paint_ms": "largest paint",
    "blocked_ms": "blocked",
    "shift": "shift",
    "bytes": "sent",
}


def run(rounds: int) -> list[dict[str, Any]]:
    """One row a page: scores of 100, milliseconds, bytes; the median of each over the rounds."""
    installation = here()
    browser = chromium.provide()
    if browser is None:
        raise Trouble("Chromium is missing: apt-get install chromium")
    if not faces.bring_up(installation):
        raise Trouble("There are no faces to measure, because WANGGE_FACES is 0.")
    measure = installation.root / "web" / "e2e" / "measure" / "lighthouse.mjs"
    folder = node.provide()
    environment = node.path_with(folder) | {"WANGGE_CHROMIUM": str(browser)}
    seen: dict[str, list[dict[str, Any]]] = {page: [] for page in PAGES}
    with place.web(dict(os.environ)) as port:
        addresses = [f"http://127.0.0.1:{port}{page}" for page in PAGES]
        for _ in range(rounds):
            said = subprocess.run(
                [folder / "node", measure, *addresses],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            for page, line in zip(PAGES, said.splitlines(), strict=True):
                seen[page].append(json.loads(line))
    return [
        {"page": page}
        | {name: median(each[name] for each in rows) for name in COLUMNS}
        | {"failed": rows[0]["failed"]}
        for page, rows in seen.items()
    ]


def as_text(rows: list[dict[str, Any]], rounds: int) -> str:
    """A table in Markdown, with the day and what it was measured on."""
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, median of {rounds} rounds, simulated slow phone.",
        "",
        "| page | " + " | ".join(COLUMNS.values()) + " |",
        "|---|" + "--:|" * len(COLUMNS),
    ]
    for row in rows:
        shown = [
            f"{row['performance']:.0f}",
            f"{row['accessibility']:.0f}",
            *(f"{row[name] / 1000:.1f} s" for name in ("first_paint_ms", "largest_paint_ms")),
            f"{row['blocked_ms']:.0f} ms",
            f"{row['shift']:.2f}",
            f"{row['bytes'] / 1000:.0f} kB",
        ]
        lines.append(f"| `{row['page']}` | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"
