"""What can be set from outside: read once, from the environment passed in, and the same from then on."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.errors import SettingsWrong
from bot.phrases import Lang
from corpus.home import default_home
from corpus.library import SHIPPED
from corpus.model import Audience

PREFIX: Final = "JOBUN_"


def _expanded(value: object) -> object:
    try:
        return Path(value).expanduser() if isinstance(value, str) else value
    except RuntimeError as error:
        # pydantic makes its own error of a ValueError.
        raise ValueError("nobody has that name") from error


Folder = Annotated[Path, BeforeValidator(_expanded)]


class Settings(BaseModel):
    """All settings; the field ``home`` is read from ``JOBUN_HOME``, and so on.

    Attributes:
        home: the folder where the encoder and the indexes are kept.
        policies: the folder of the policies that questions are answered from.
        encoder: ``bundled``, ``hashing``, or the path or name of a sentence-transformers model.
        reader: ``auto`` (read with the bundled encoder, not with another), ``bundled`` (always) or ``none``.
        audience: who asks, where nothing else says so.
        lang: the language of replies; None is that of the question.
        debug: "1" prints the details of an unexpected failure.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Folder
    policies: Folder = SHIPPED
    encoder: str = "bundled"
    reader: Literal["auto", "bundled", "none"] = "auto"
    audience: Audience = "public"
    lang: Lang | None = None
    debug: Literal["0", "1"] = "0"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of an environment. A variable that is set to nothing counts as not set.

        Raises:
            SettingsWrong: a variable is unknown, or what it is set to cannot be; it is named, what it is set to is not.
        """
        for name in environ:
            if name.startswith(PREFIX) and name not in VARIABLES:
                raise SettingsWrong(_unknown(name))
        values: dict[str, Any] = {field: environ[name] for name, field in VARIABLES.items() if environ.get(name)}
        try:
            return cls(**{"home": _home(environ)} | values)
        except ValidationError as error:
            field = str(error.errors(include_input=False)[0]["loc"][0])
            # The cause is left out: it holds the value.
            raise SettingsWrong(f"{PREFIX}{field.upper()} must be {_MUST_BE[field]}.") from None


VARIABLES: Final = {PREFIX + field.upper(): field for field in Settings.model_fields}
"""The name of each variable, and the field it sets."""

_MUST_BE: Final = {
    "home": "the path of a folder",
    "policies": "the path of a folder",
    "encoder": "bundled, hashing, or the path or name of a sentence-transformers model",
    "reader": "auto, bundled or none",
    "audience": "public or staff",
    "lang": "ja or en",
    "debug": "0 or 1",
}


def _home(environ: Mapping[str, str]) -> Path | str:
    if environ.get("JOBUN_HOME"):
        return environ["JOBUN_HOME"]
    try:
        return default_home(environ)
    except RuntimeError:
        raise SettingsWrong("You have no home folder, so JOBUN_HOME must be set to the path of a folder.") from None


def _unknown(name: str) -> str:
    # All begin alike, so only the rest tells which is near.
    fields = {field.upper(): variable for variable, field in VARIABLES.items()}
    near = get_close_matches(name.removeprefix(PREFIX).upper(), fields, n=1)
    if near:
        return f"{name} is no setting; did you mean {fields[near[0]]}?"
    return f"{name} is no setting; there are: {', '.join(VARIABLES)}."
