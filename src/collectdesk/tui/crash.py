"""What happens when something unexpected happens: a reference number on the screen, a redacted log on disk.

Neither holds a value: no local variables, no exception text, no source lines. The log names the kind of each
exception and the places it went through (file inside the package, line, function), which is what is needed to
find the fault, and nothing about a customer.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from collectdesk.i18n import _

LOG_NAME = "faults.log"
LOG_LIMIT = 512 * 1024
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def log_folder() -> Path:
    """The folder of the log: what COLLECTDESK_LOGS names, else the person's own log folder of this system."""
    named = os.environ.get("COLLECTDESK_LOGS")
    if named:
        return Path(named)
    from platformdirs import user_log_path

    return user_log_path("collectdesk", appauthor=False)


def record(error: BaseException) -> str:
    """Write what went wrong to the log, without any value; return its reference number, such as "K7Q2-9F4D".

    Never raises: where the log cannot be written the reference still stands.
    """
    reference = "".join(secrets.choice(_ALPHABET) for _each in range(8))
    reference = f"{reference[:4]}-{reference[4:]}"
    with contextlib.suppress(OSError):
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / LOG_NAME
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".old.log"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write(redacted(error, reference) + "\n")
    return reference


def redacted(error: BaseException, reference: str) -> str:
    """The entry of the log: reference, instant, version, and each exception of the chain with its path."""
    from collectdesk import __version__

    lines = [
        f"{reference}  {datetime.now(UTC).isoformat(timespec='seconds')}  collectdesk {__version__}  "
        f"python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro} {sys.platform}"
    ]
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen and len(seen) < 8:
        seen.add(id(one))
        lines.append(f"  {type(one).__module__}.{type(one).__qualname__}")
        lines += [f"    {_shorter(file)}:{line} in {name}" for file, line, name in _places(one)[-30:]]
        one = one.__cause__ or one.__context__
    return "\n".join(lines)


def _places(error: BaseException) -> list[tuple[str, int, str]]:
    return [
        (frame.f_code.co_filename, line, frame.f_code.co_name)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]


def _shorter(file: str) -> str:
    """The file without the folders of this machine: from the package's own folder on."""
    parts = Path(file).parts
    for start in ("site-packages", "src"):
        if start in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(start) :])
    return parts[-1] if parts else ""


def sentence(reference: str) -> str:
    """What the message line says of an unexpected error inside a job."""
    return _("Something unexpected happened and this was not done. Reference {reference}.").format(
        reference=reference
    )


def last_words(reference: str) -> str:
    """What the terminal says when the workstation had to close."""
    return _(
        "collectdesk had to close because of a fault of its own. What was saved is safe. "
        "Reference {reference}, in {log}."
    ).format(reference=reference, log=log_folder() / LOG_NAME)
