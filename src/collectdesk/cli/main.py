"""The entry: the workstation without a command, the shell's commands with one.

Nothing heavy is imported before it is known to be needed, so that the first picture comes fast.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from collectdesk import __version__
from collectdesk.faults import BadInput, Fault

DATABASE_VARIABLE = "COLLECTDESK_DATABASE"
USER_VARIABLE = "COLLECTDESK_USER"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run collectdesk; gives the exit code: 0 done, 1 done with findings, 2 bad input, 3 no usable database."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        print(f"collectdesk {__version__}")
        return 0
    try:
        for option, variable in (("--database", DATABASE_VARIABLE), ("--user", USER_VARIABLE)):
            given = _take_option(given, option, variable)
        if not given:
            gc.disable()  # nothing made while the first picture is drawn is garbage; on again with the open book
            from collectdesk.cli.workstation import run

            return run(database(), os.environ.get(USER_VARIABLE) or None)
        from collectdesk.cli.commands import run_command

        return run_command(given)
    except Fault as fault:
        print(_harmless(str(fault)), file=sys.stderr)
        return fault.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from collectdesk.tui import crash

        print(crash.last_words(crash.record(error)), file=sys.stderr)
        return 3


def database() -> str:
    """The book to open: what --database or COLLECTDESK_DATABASE says, else the person's own."""
    named = os.environ.get(DATABASE_VARIABLE)
    if named:
        return named
    from platformdirs import user_data_path

    return str(user_data_path("collectdesk", appauthor=False) / "book.db")


def _take_option(given: list[str], option: str, variable: str) -> list[str]:
    """Take a global option from wherever it stands and put its value into the environment."""
    rest: list[str] = []
    index = 0
    while index < len(given):
        word = given[index]
        if word == "--":
            return rest + given[index:]
        if word.startswith(option + "="):
            os.environ[variable] = word.split("=", 1)[1]
        elif word == option:
            if index + 1 >= len(given):
                raise BadInput(f"{option} needs a value after it")
            os.environ[variable] = given[index + 1]
            index += 1
        else:
            rest.append(word)
        index += 1
    return rest


def _harmless(text: str) -> str:
    """A sentence for the terminal: what a person typed or a file holds may carry control characters."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
