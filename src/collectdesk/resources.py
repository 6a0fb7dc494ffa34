"""Where `data/` and `locale/` are: inside an installed wheel, or beside `src/` in a checkout."""

from __future__ import annotations

import importlib.resources
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

    _Model = TypeVar("_Model", bound=BaseModel)


@cache
def folder(kind: str) -> Traversable:
    """The folder `kind` ("data" or "locale"). Raises FileNotFoundError when the installation lacks it."""
    inside = importlib.resources.files("collectdesk").joinpath(kind)
    if inside.is_dir():
        return inside
    checkout = Path(__file__).resolve().parents[2]
    beside = checkout / kind
    if beside.is_dir() and (checkout / "pyproject.toml").is_file():
        return beside
    raise FileNotFoundError(
        f"the folder {kind!r} is missing from this installation; install collectdesk again"
    )


def read_data(name: str) -> str:
    """The text of a file under `data/`, such as "dispositions.toml"."""
    return folder("data").joinpath(*name.split("/")).read_text(encoding="utf-8")


def parse_data(text: str, name: str, model: type[_Model]) -> _Model:
    """TOML as a record of `model`. BadInput naming `name` and the key when something in it cannot be used."""
    import tomllib

    from pydantic import ValidationError

    from collectdesk.faults import BadInput
    from collectdesk.i18n import _

    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            _("{file} is not valid TOML: {reason}; mend that line").format(file=name, reason=error)
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or _("the file")
        said = first["msg"].removeprefix("Value error, ")
        raise BadInput(
            _("{file}, {key}: {reason}; mend that key").format(
                file=name, key=key, reason=said[:1].lower() + said[1:]
            )
        ) from error
