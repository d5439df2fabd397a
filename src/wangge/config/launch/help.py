"""`./wangge help`: every word, with one line on each. Needs nothing but Python, so that it works at once."""

import ast

from wangge.config.launch.place import ROOT

OWN = {
    "up": "set up what is missing and start everything; again: brings it up to the code",
    "down": "stop everything",
    "status": "show what runs; exit code 0 only if everything does",
    "logs [NAME] [-f]": "show the logs, of one process or all; -f follows",
    "faces": "build console, field and resident app anew if their sources changed; `up` does it too",
    "screens": "photographs of the main screens of the running city, into docs/screens",
    "test [ARGS]": "everything CI runs, or the tests named. --no-browser; --coverage; --postgres wheel (of PyPI)",
    "help": "this page",
}


def management_commands() -> dict[str, str]:
    """The commands of our own contexts, with the `help` each declares (read, not imported)."""
    found = {}
    for path in sorted((ROOT / "src" / "wangge").glob("*/management/commands/[a-z]*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Assign)
                and getattr(node.targets[0], "id", "") == "help"
                and isinstance(node.value, ast.Constant)
            ):
                found[path.stem] = str(node.value.value)
    return found


def show() -> int:
    print("Wangge: a platform for grid-based community governance\n\nusage: ./wangge WORD [ARGUMENTS]\n")
    for word, text in OWN.items():
        print(f"  {word:18} {text}")
    print()
    for word, text in management_commands().items():
        print(f"  {word:18} {text}")
    print("\nEvery other word is a command of Django (`migrate`, `shell`, ...). Manual: docs/operations.md")
    return 0
