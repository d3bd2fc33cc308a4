"""Which target takes a request: the one that the settings name where it can express it, else our own desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from cryptography import x509

from bot.errors import SettingsWrong, TargetUnavailable
from bot.phrases import Lang
from bot.replies import Right
from bot.requests.adapters.callbacks import Callbacks, Certificates, callback_urls
from bot.requests.adapters.drp import DataRights
from bot.requests.adapters.fides import Fides
from bot.requests.adapters.http import Caller
from bot.requests.adapters.opendsr import OpenDsr
from bot.requests.adapters.ours import OwnIntake
from bot.requests.adapters.signing import TokenFile, is_seed
from bot.requests.adapters.words import say
from bot.requests.record import Record, Relation, Subject
from bot.requests.targets import Fit, Target
from bot.settings import Settings

_TOKEN_FILE: Final = "drp-token"  # noqa: S105 - its name


class Adapter(Target, Protocol):
    """A target at another address, which may know less of a request than we do."""

    def identifies(self, subject: Subject, relation: Relation) -> bool:
        """Whether it can be told whose data a request is about: who asks for somebody else gives a contact of their own."""

    def caution(self, right: Right, lang: Lang) -> str:
        """What a person should know before confirming, of how a right that it can express is expressed; "" for nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who takes a request, how well, and what a person is to read before confirming ("" for nothing)."""

    target: Target
    fit: Fit
    caution: str = ""


class Targets:
    """The targets there are: our own desk, and the one that the settings name, if any."""

    def __init__(self, desk: Target, chosen: Adapter | None = None) -> None:
        """``desk`` takes whatever ``chosen`` cannot express."""
        self._desk = desk
        self._chosen = chosen

    def choose(self, right: Right, subject: Subject, relation: Relation, lang: Lang) -> Choice:
        """Who takes a request. A right is never bent into another: what cannot be expressed goes to the desk."""
        if self._chosen is None:
            return Choice(self._desk, "exact")
        fit = self._chosen.fit(right)
        if fit == "none" or not self._chosen.identifies(subject, relation):
            return Choice(self._desk, "exact", say("to_the_desk", lang))
        return Choice(self._chosen, fit, self._chosen.caution(right, lang))

    def named(self, name: str) -> Target:
        """The target that a request was given to. Raises `TargetUnavailable` where the settings no longer name it."""
        for target in (self._desk, self._chosen):
            if target is not None and target.name == name:
                return target
        raise TargetUnavailable(f"The target {name} is not set up; set JOBUN_TARGET to it, or cancel its requests.")


def adapter_of(settings: Settings) -> Adapter | None:
    """The target at another address that the settings name, None for none. Raises `SettingsWrong`."""
    if settings.target == "desk":
        return None
    if settings.target_url is None or settings.target_key is None:
        raise SettingsWrong(_needs(settings, "target_url" if settings.target_url is None else "target_key"))
    http = Caller(settings.target, settings.target_url, timeout_s=settings.target_timeout_s)
    key, user, callback_url = settings.target_key, settings.target_user or "", _callback_url(settings)
    match settings.target:
        case "jobun":
            return OwnIntake(http, key=key)
        case "opendsr":
            return OpenDsr(http, key=key, user=user, regulation=settings.target_regulation, callback_url=callback_url)
        case "fides":
            if not user:
                raise SettingsWrong(_needs(settings, "target_user"))
            return Fides(http, client_id=user, client_secret=key, policies=settings.target_policies)
    if not user or not settings.target_business:
        raise SettingsWrong(_needs(settings, "target_business" if user else "target_user"))
    if not is_seed(key.get_secret_value()):
        raise SettingsWrong("JOBUN_TARGET_KEY must be the base64 of an Ed25519 key of 32 bytes for the target drp.")
    token = TokenFile(settings.home / _TOKEN_FILE)
    return DataRights(
        http,
        agent_id=user,
        business_id=settings.target_business,
        key=key,
        token=token,
        callback_url=callback_url,
        return_to=f"{settings.site_url}/requests" if settings.site_url else "",
    )


def callbacks_of(settings: Settings, adapter: Adapter | None) -> Callbacks | None:
    """What checks the callbacks of the target at another address; None where it is not told where to call. Raises `SettingsWrong`."""
    if adapter is None or settings.callback_url is None or settings.callback_key is None:
        return None
    if not isinstance(adapter, OpenDsr):
        return Callbacks(settings.callback_url, settings.callback_key, adapter.name)
    given = _certificate(settings.target_certificate) if settings.target_certificate else None
    kept = Certificates(adapter, given=given, timeout_s=settings.target_timeout_s)
    return Callbacks(settings.callback_url, settings.callback_key, adapter.name, certificate=kept, domain=adapter.domain)


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        raise SettingsWrong("JOBUN_TARGET_CERTIFICATE must be the path of a file with a certificate in PEM.") from None


def _callback_url(settings: Settings) -> Callable[[Record], str] | None:
    if settings.callback_url is None:
        return None
    if settings.callback_key is None:
        raise SettingsWrong("JOBUN_CALLBACK_URL needs JOBUN_CALLBACK_KEY beside it.")
    urls = callback_urls(settings.callback_url, settings.callback_key, settings.target)
    return lambda record: urls(record.id)


def _needs(settings: Settings, field: str) -> str:
    return f"JOBUN_TARGET={settings.target} needs JOBUN_{field.upper()}."
