"""Dialling a number: a command of the desk's own, or a `tel:` link for whatever the system opens it with.

`COLLECTDESK_DIAL` holds a command with `{number}` in it, such as `linphonecsh dial {number}`. It is split into
words and started without a shell, and the number goes in as one word of digits with an optional plus sign.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping

from collectdesk.faults import BadInput
from collectdesk.i18n import _

VARIABLE = "COLLECTDESK_DIAL"
SECONDS = 10
"""How long a command may take to hand the number over."""


def dialable(value: str) -> str:
    """The number as it is dialled: "+" where it begins with one, then digits. BadInput when it holds no number."""
    text = value.strip()
    digits = "".join(c for c in text.replace("(0)", "") if c in "0123456789")
    if not 3 <= len(digits) <= 20:
        raise BadInput(_("this is not a number that can be dialled; correct it at the account's people"))
    return f"+{digits}" if text.startswith("+") else digits


def command(number: str, environment: Mapping[str, str] = os.environ) -> list[str] | None:
    """The words of the desk's own dialling command for a dialable number; None where it has none.

    BadInput when the command cannot be split or does not say where the number goes.
    """
    template = environment.get(VARIABLE, "").strip()
    if not template:
        return None
    try:
        words = shlex.split(template)
    except ValueError as error:
        raise BadInput(_("{name} cannot be read; check its quotes").format(name=VARIABLE)) from error
    if len(words) < 2 or not any("{number}" in word for word in words[1:]):
        raise BadInput(
            _("{name} must be a command with {place} after its name").format(name=VARIABLE, place="{number}")
        )
    return [words[0], *(word.replace("{number}", number) for word in words[1:])]


def has_command(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the desk has a dialling command of its own."""
    return bool(environment.get(VARIABLE, "").strip())


def dial(value: str, environment: Mapping[str, str] = os.environ) -> str:
    """Dial, in a thread: it waits for the command. Gives the sentence that says how; BadInput when it did not work."""
    number = dialable(value)
    words = command(number, environment)
    if words is None:
        return _open_link(number)
    try:
        done = subprocess.run(  # noqa: S603 - the desk's own command, split into words, never a shell
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(
            _("the dialling command did not answer in {n} seconds; dial by hand").format(n=SECONDS)
        ) from error
    except OSError as error:
        raise BadInput(
            _("the dialling command cannot be started; check {name}, or dial by hand").format(name=VARIABLE)
        ) from error
    if done.returncode:
        raise BadInput(_("the dialling command ended with {code}; dial by hand").format(code=done.returncode))
    return _("Dialling {number}").format(number=number)


def _open_link(number: str) -> str:
    import webbrowser

    try:
        opened = webbrowser.open(f"tel:{number}")
    except (webbrowser.Error, OSError):
        opened = False
    if not opened:
        raise BadInput(
            _("nothing here opens telephone links; press y to copy the number, or set {name}").format(
                name=VARIABLE
            )
        )
    return _("Handed {number} to the telephone").format(number=number)
