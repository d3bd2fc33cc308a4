"""What can be set from outside: read once, from the environment passed in, and the same from then on."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from bot.errors import SettingsWrong
from bot.phrases import Lang
from bot.setting_kinds import (
    Address,
    Database,
    Folder,
    Listed,
    Mailbox,
    Origin,
    Origins,
    Policies,
    Rate,
    Secret,
    Shown,
    SlackId,
    SlackIds,
    Whole,
    token,
)
from corpus.home import default_home
from corpus.library import SHIPPED
from corpus.model import Audience

PREFIX: Final = "JOBUN_"


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
        host: the address that the site listens on.
        port: the port of it; 0 takes one that is free.
        trusted_hosts: the names by which the site may be called (the Host header); "*.example.org" takes all below one.
        forwarded_from: the addresses of proxies whose X-Forwarded-For and -Proto are believed.
        allowed_origins: the sites, besides this one, whose pages may ask.
        frame_ancestors: the sites that may show our pages in a frame.
        database: the URL of the database; None is a SQLite file in ``home``.
        secret: what tokens are signed with; None is one made in ``home``.
        session_minutes: how long a token holds.
        retention_days: how long a conversation is kept.
        rate_address: how often one address may ask.
        rate_session: how often one session may ask.
        requests: whether wishes may be filed as requests.
        requests_key: what tells who somebody is, in requests, is encrypted with; None is one made in ``home``, on loopback alone.
        requests_retention_days: how long that is kept once a request has ended.
        rate_requests: how often one address may file, how often one session, and how often one contact.
        verify_email: whether nothing is filed before the code is given that was sent to the person's e-mail address.
        smtp_host: the mail server that sends it.
        smtp_port: the port of it.
        smtp_tls: how it is reached: ``starttls``, ``implicit`` (TLS from the first byte), or ``none``, on this machine alone.
        smtp_user: who we are there; with ``smtp_password``.
        smtp_password: what we show there; None where it asks for none.
        smtp_from: the address that the codes come from.
        desk_key: what the staff at our own desk show; None closes the desk.
        intake_key: what other programs show that file at our own desk; None closes it to them.
        due_days: by how many working days (of the Japanese calendar) a request is due at our own desk.
        target: who takes requests: our own ``desk``, or a system at ``target_url``, and the desk what that cannot express.
        target_url: the address of that system, up to where its own paths begin.
        target_user: who we are there: the client's id (``fides``), the agent's (``drp``), the user (``opendsr``, where it has users).
        target_key: the key, secret or token that we show there; for ``drp`` what we sign with, an Ed25519 seed in base64.
        target_business: the id of the business that requests are made of (``drp``).
        target_regulation: the regulation that requests are said to be under (``opendsr``, which knows not ours).
        target_policies: the key of the policy for each right (``fides``); a right without one goes to the desk.
        target_certificate: the certificate that callbacks are signed with (``opendsr``); None asks the system for it.
        target_timeout_s: how long it may take there to file a request, or to ask how one stands.
        callback_url: where that system may tell that a request has changed; None has it asked instead.
        callback_key: what the addresses for that, and our own callbacks, are signed with.
        site_url: the address under which people reach the site: for links, for Slack by HTTP, and to come back to from ``drp``.
        slack_bot_token: the token of the app in the one workspace it is in; None where workspaces install it themselves.
        slack_app_token: the app's own token, for Socket Mode (`jobun slack`).
        slack_signing_secret: what Slack signs requests with; None closes the site to Slack.
        slack_client_id: the app's id, for workspaces that install it themselves.
        slack_client_secret: the secret that goes with it.
        slack_staff_teams: the workspaces whose full members count as staff.
        slack_staff_group: the user group that they must be in besides; None where all of them are staff.
        slack_owner_channel: the channel where the policies' owners take questions; None where nobody does.
        slack_api_url: where Slack's Web API is.
        metrics_port: where ``jobun slack`` says what it has counted, to this machine alone; None is nowhere.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Folder
    policies: Folder = SHIPPED
    encoder: str = "bundled"
    reader: Literal["auto", "bundled", "none"] = "auto"
    audience: Audience = "public"
    lang: Lang | None = None
    debug: Literal["0", "1"] = "0"
    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]+$")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    trusted_hosts: Listed = ("localhost", "127.0.0.1", "[::1]")
    forwarded_from: Listed = ()
    allowed_origins: Origins = ()
    frame_ancestors: Origins = ()
    database: Database | None = None
    secret: Secret | None = None
    session_minutes: Whole = 30
    retention_days: Whole = 30
    rate_address: Rate = "120/minute"
    rate_session: Rate = "30/minute"
    requests: Literal["on", "off"] = "on"
    requests_key: Secret | None = None
    requests_retention_days: Whole = 90
    rate_requests: Rate = "10/hour"
    verify_email: Literal["on", "off"] = "off"
    smtp_host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]{1,253}$")] | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65_535)] = 587
    smtp_tls: Literal["starttls", "implicit", "none"] = "starttls"
    smtp_user: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")] | None = None
    smtp_password: Annotated[SecretStr, Field(max_length=500)] | None = None
    smtp_from: Mailbox | None = None
    desk_key: Secret | None = None
    intake_key: Secret | None = None
    due_days: Whole = 14
    target: Literal["desk", "jobun", "opendsr", "fides", "drp"] = "desk"
    target_url: Address | None = None
    target_user: Annotated[str, StringConstraints(pattern=r"^[\x21-\x39\x3b-\x7e]{1,200}$")] | None = None
    target_key: Shown | None = None
    target_business: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")] | None = None
    target_regulation: Literal["gdpr", "ccpa"] = "gdpr"
    target_policies: Policies = {"disclosure": "default_access_policy", "deletion": "default_erasure_policy"}
    target_certificate: Folder | None = None
    target_timeout_s: Annotated[int, Field(ge=1, le=50)] = 20
    callback_url: Address | None = None
    callback_key: Secret | None = None

    site_url: Origin | None = None
    slack_bot_token: Annotated[SecretStr, token("xoxb-")] | None = None
    slack_app_token: Annotated[SecretStr, token("xapp-")] | None = None
    slack_signing_secret: Secret | None = None
    slack_client_id: Annotated[str, StringConstraints(pattern=r"^[0-9.]{3,100}$")] | None = None
    slack_client_secret: Annotated[SecretStr, Field(min_length=16)] | None = None
    slack_staff_teams: SlackIds = ()
    slack_staff_group: SlackId | None = None
    slack_owner_channel: SlackId | None = None
    slack_api_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+/$")] = "https://slack.com/api/"
    metrics_port: Annotated[int, Field(ge=1, le=65_535)] | None = None

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
    "host": "an address of this machine",
    "port": "a number from 0 to 65535",
    "trusted_hosts": "names of hosts, parted by commas",
    "forwarded_from": "addresses of proxies, parted by commas",
    "allowed_origins": "origins such as https://www.example.org, parted by commas",
    "frame_ancestors": "origins such as https://www.example.org, parted by commas",
    "database": "a URL that begins with sqlite:// or postgresql://",
    "secret": "at least 32 characters",
    "session_minutes": "a number of minutes, at least 1",
    "retention_days": "a number of days, at least 1",
    "rate_address": "a rate such as 120/minute",
    "rate_session": "a rate such as 30/minute",
    "requests": "on or off",
    "requests_key": "at least 32 characters",
    "requests_retention_days": "a number of days, at least 1",
    "rate_requests": "a rate such as 10/hour",
    "verify_email": "on or off",
    "smtp_host": "the name or address of a mail server",
    "smtp_port": "a number from 1 to 65535",
    "smtp_tls": "starttls, implicit or none",
    "smtp_user": "a name without spaces, in ASCII",
    "smtp_password": "at most 500 characters",
    "smtp_from": "an e-mail address",
    "desk_key": "at least 32 characters",
    "intake_key": "at least 32 characters",
    "due_days": "a number of days, at least 1",
    "target": "desk, jobun, opendsr, fides or drp",
    "target_url": "an address that begins with https://, or with http:// on this machine",
    "target_user": "a name without spaces and colons",
    "target_key": "a text without spaces, in ASCII",
    "target_business": "a name without spaces",
    "target_regulation": "gdpr or ccpa",
    "target_policies": "pairs such as disclosure=access_policy, parted by commas",
    "target_certificate": "the path of a file",
    "target_timeout_s": "a number of seconds from 1 to 50",
    "callback_url": "an address that begins with https://, or with http:// on this machine",
    "callback_key": "at least 32 characters",
    "site_url": "an origin such as https://jobun.example.org",
    "slack_bot_token": "a token that begins with xoxb-",
    "slack_app_token": "a token that begins with xapp-",
    "slack_signing_secret": "at least 32 characters",
    "slack_client_id": "the app's client id",
    "slack_client_secret": "the app's client secret",
    "slack_staff_teams": "ids of workspaces such as T0123ABCD, parted by commas",
    "slack_staff_group": "the id of a user group such as S0123ABCD",
    "slack_owner_channel": "the id of a channel such as C0123ABCD",
    "slack_api_url": "an address that ends in /api/",
    "metrics_port": "a number from 1 to 65535",
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
