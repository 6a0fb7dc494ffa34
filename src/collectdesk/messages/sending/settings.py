"""The mail server of this desk, from the settings file and the environment; the environment wins."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.address import Mailbox, mailbox

PREFIX = "COLLECTDESK_SMTP_"
SETTINGS_VARIABLE = "COLLECTDESK_SETTINGS"
_KEYS = (
    "host",
    "port",
    "user",
    "password",
    "password_file",
    "tls",
    "from",
    "from_name",
    "reply_to",
    "ca_file",
)
_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailServer(BaseModel):
    """Where e-mail leaves and in whose name.

    `tls` is starttls, implicit or none; none is taken for this machine only. `ca_file` holds the certificate of an
    authority of the house's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    host: Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:-]+$")]
    port: Annotated[int, Field(ge=1, le=65535)]
    user: str | None = None
    password: SecretStr | None = None
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    sender: Annotated[str, Field(alias="from")]
    from_name: str = ""
    reply_to: str | None = None
    ca_file: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, given: Any) -> Any:
        if isinstance(given, dict) and not given.get("port"):
            return {**given, "port": _PORTS.get(given.get("tls", "starttls"), 587)}
        return given

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.tls == "none" and self.host not in _THIS_MACHINE:
            raise ValueError(
                "without TLS only a server on this machine is used; set tls to starttls or implicit"
            )
        if self.user and self.password is None:
            raise ValueError("a user needs a password: COLLECTDESK_SMTP_PASSWORD or password_file")
        return self

    @property
    def from_box(self) -> Mailbox:
        """In whose name messages go. BadInput when it is no address."""
        return mailbox(self.sender, self.from_name)

    @property
    def reply_box(self) -> Mailbox | None:
        """Where answers go, when not to the sender. BadInput when it is no address."""
        return mailbox(self.reply_to) if self.reply_to else None


def settings_path() -> Path:
    """The settings file: COLLECTDESK_SETTINGS, else settings.toml in the person's own folder for settings."""
    named = os.environ.get(SETTINGS_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("collectdesk", appauthor=False) / "settings.toml"


def mail_server(
    environment: Mapping[str, str] | None = None, path: Path | None = None, *, to_file: bool = False
) -> MailServer | None:
    """The mail server, None when none is set. BadInput in one sentence for settings that cannot be used.

    With `to_file` it is enough to know in whose name messages go, since they are only written as files.
    """
    where = path or settings_path()
    given = _from_file(where) | _from_environment(os.environ if environment is None else environment)
    if to_file and given.get("from") and not given.get("host"):
        given |= {"host": "localhost", "tls": "none"}
    if not given.get("host"):
        return None
    if not given.get("from"):
        raise BadInput(_("{file}: mail.from is missing; say in whose name messages go").format(file=where))
    if "password" not in given and given.get("password_file"):
        given["password"] = _secret(Path(str(given["password_file"])))
    given.pop("password_file", None)
    try:
        server = MailServer.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "mail"
        raise BadInput(
            _("mail server: {name}: {what}; mend {file} or the variable {variable}").format(
                name=name,
                what=first["msg"].removeprefix("Value error, "),
                file=where,
                variable=PREFIX + name.upper(),
            )
        ) from error
    server.from_box  # noqa: B018 - an address that is none is said now, not at the first message
    server.reply_box  # noqa: B018
    return server


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found = {key: environment[PREFIX + key.upper()] for key in _KEYS if environment.get(PREFIX + key.upper())}
    return found


def _from_file(path: Path) -> dict[str, Any]:
    """The table `mail` of the settings file; a password in it is taken only when nobody else can read the file."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadInput(
            _("{file} cannot be read: {reason}").format(file=path, reason=error.strerror or error)
        ) from error
    try:
        table = tomllib.loads(raw.decode("utf-8")).get("mail", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            _("{file} cannot be read: {reason}; mend it").format(file=path, reason=error)
        ) from error
    if not isinstance(table, dict) or set(table) - set(_KEYS):
        strange = ", ".join(sorted(set(table) - set(_KEYS))) if isinstance(table, dict) else "mail"
        raise BadInput(
            _("{file}: {keys} is not a setting of the mail server").format(file=path, keys=strange)
        )
    if "password" in table:
        _check_private(path)
    return table


def _secret(path: Path) -> str:
    try:
        _check_private(path)
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(_("the password file {file} cannot be read").format(file=path)) from error


def _check_private(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadInput(
            _("others can read the password in {file}; run `chmod 600 {file}` first").format(file=path)
        )
