"""The settings: read from what is passed in, and refused without telling what they were set to."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.errors import SettingsWrong
from bot.settings import VARIABLES, Settings
from corpus.library import SHIPPED

VALUE = "hunter2"


def test_defaults() -> None:
    settings = Settings.read({"XDG_DATA_HOME": "/data", "PATH": "/bin"})

    assert settings == Settings(home=Path("/data/jobun"))
    assert settings.policies == SHIPPED
    assert (settings.encoder, settings.audience, settings.lang, settings.debug) == ("bundled", "public", None, "0")


def test_every_variable_is_read() -> None:
    environ = {
        "JOBUN_HOME": "/home-of-it",
        "JOBUN_POLICIES": "/texts",
        "JOBUN_ENCODER": "hashing",
        "JOBUN_READER": "bundled",
        "JOBUN_AUDIENCE": "staff",
        "JOBUN_LANG": "en",
        "JOBUN_DEBUG": "1",
        "JOBUN_HOST": "::1",
        "JOBUN_PORT": "8443",
        "JOBUN_TRUSTED_HOSTS": "www.example.org",
        "JOBUN_FORWARDED_FROM": "192.0.2.7",
        "JOBUN_ALLOWED_ORIGINS": "https://www.example.org",
        "JOBUN_FRAME_ANCESTORS": "https://frame.example.org:8443",
        "JOBUN_DATABASE": "postgresql://127.0.0.1/jobun",
        "JOBUN_SECRET": "s" * 32,
        "JOBUN_SESSION_MINUTES": "5",
        "JOBUN_RETENTION_DAYS": "7",
        "JOBUN_RATE_ADDRESS": "9/second",
        "JOBUN_RATE_SESSION": "3/hour",
        "JOBUN_REQUESTS": "off",
        "JOBUN_REQUESTS_KEY": "r" * 32,
        "JOBUN_REQUESTS_RETENTION_DAYS": "8",
        "JOBUN_RATE_REQUESTS": "2/hour",
        "JOBUN_VERIFY_EMAIL": "on",
        "JOBUN_SMTP_HOST": "mail.example.org",
        "JOBUN_SMTP_PORT": "465",
        "JOBUN_SMTP_TLS": "implicit",
        "JOBUN_SMTP_USER": "us",
        "JOBUN_SMTP_PASSWORD": "a password",
        "JOBUN_SMTP_FROM": "desk@example.org",
        "JOBUN_DESK_KEY": "d" * 32,
        "JOBUN_INTAKE_KEY": "i" * 32,
        "JOBUN_DUE_DAYS": "10",
        "JOBUN_TARGET": "fides",
        "JOBUN_TARGET_URL": "https://fides.example.org",
        "JOBUN_TARGET_USER": "client",
        "JOBUN_TARGET_KEY": "k",
        "JOBUN_TARGET_BUSINESS": "business",
        "JOBUN_TARGET_REGULATION": "ccpa",
        "JOBUN_TARGET_POLICIES": "disclosure=access_policy,correction=correction_policy",
        "JOBUN_TARGET_CERTIFICATE": "/certificate.pem",
        "JOBUN_TARGET_TIMEOUT_S": "9",
        "JOBUN_CALLBACK_URL": "https://jobun.example.org/intake/v1/callbacks",
        "JOBUN_CALLBACK_KEY": "c" * 32,
        "JOBUN_SITE_URL": "https://jobun.example.org",
        "JOBUN_SLACK_BOT_TOKEN": "xoxb-12345678",
        "JOBUN_SLACK_APP_TOKEN": "xapp-12345678",
        "JOBUN_SLACK_SIGNING_SECRET": "g" * 32,
        "JOBUN_SLACK_CLIENT_ID": "123.456",
        "JOBUN_SLACK_CLIENT_SECRET": "c" * 32,
        "JOBUN_SLACK_STAFF_TEAMS": "T0123ABCD",
        "JOBUN_SLACK_STAFF_GROUP": "S0123ABCD",
        "JOBUN_SLACK_OWNER_CHANNEL": "C0123ABCD",
        "JOBUN_SLACK_API_URL": "http://127.0.0.1:9/api/",
        "JOBUN_METRICS_PORT": "9100",
    }

    settings = Settings.read(environ)

    assert set(environ) == set(VARIABLES)
    assert {name: written(getattr(settings, field)) for name, field in VARIABLES.items()} == environ


def written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return ",".join(f"{name}={each}" for name, each in value.items())
    return ",".join(value) if isinstance(value, tuple) else str(value)


def test_lists_are_parted_by_commas() -> None:
    settings = Settings.read({"JOBUN_HOME": "/h", "JOBUN_ALLOWED_ORIGINS": "https://a.example, http://localhost:3000,"})

    assert settings.allowed_origins == ("https://a.example", "http://localhost:3000")


def test_what_is_secret_is_shown_nowhere() -> None:
    environ = {"JOBUN_HOME": "/h", "JOBUN_SECRET": VALUE * 8, "JOBUN_DATABASE": f"postgresql://u:{VALUE}@h/d"}

    assert VALUE not in repr(Settings.read(environ)) + str(Settings.read(environ)) + Settings.read(environ).model_dump_json()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("JOBUN_ALLOWED_ORIGINS", "*"),
        ("JOBUN_ALLOWED_ORIGINS", "https://a.example/"),
        ("JOBUN_ALLOWED_ORIGINS", "null"),
        ("JOBUN_FRAME_ANCESTORS", "https://a.example; script-src *"),
        ("JOBUN_RATE_SESSION", "0/minute"),
        ("JOBUN_RETENTION_DAYS", "0"),
        ("JOBUN_SECRET", "short"),
        ("JOBUN_PORT", "65536"),
        ("JOBUN_SMTP_FROM", "desk@example.org\nBcc: x@example.org"),
        ("JOBUN_SMTP_HOST", "mail.example.org/x"),
        ("JOBUN_SMTP_TLS", "off"),
    ],
)
def test_what_would_open_a_hole_is_refused(variable: str, value: str) -> None:
    with pytest.raises(SettingsWrong, match=variable):
        Settings.read({"JOBUN_HOME": "/h", variable: value})


def test_what_is_set_to_nothing_is_not_set() -> None:
    unset = {"XDG_DATA_HOME": "/data"}

    assert Settings.read(unset | dict.fromkeys(VARIABLES, "")) == Settings.read(unset)


@pytest.mark.parametrize("data", ["", "relative/data"])
def test_home_is_below_the_person_where_xdg_names_no_absolute_path(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/people/taro")

    assert Settings.read({"XDG_DATA_HOME": data}).home == Path("/people/taro/.local/share/jobun")
    assert Settings.read({"JOBUN_HOME": "~/here"}).home == Path("/people/taro/here")


def test_without_a_home_folder_the_variable_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)

    with pytest.raises(SettingsWrong, match=r"^You have no home folder, so JOBUN_HOME must be set"):
        Settings.read({})


@pytest.mark.parametrize(
    ("variable", "must_be"),
    [
        ("JOBUN_AUDIENCE", "public or staff"),
        ("JOBUN_LANG", "ja or en"),
        ("JOBUN_DEBUG", "0 or 1"),
        ("JOBUN_HOME", "the path of a folder"),
        ("JOBUN_POLICIES", "the path of a folder"),
        ("JOBUN_DATABASE", "a URL that begins with sqlite:// or postgresql://"),
        ("JOBUN_SECRET", "at least 32 characters"),
    ],
)
def test_an_error_names_the_variable_and_not_its_value(variable: str, must_be: str) -> None:
    with pytest.raises(SettingsWrong) as refused:
        Settings.read({variable: f"~{VALUE}"})

    assert str(refused.value) == f"{variable} must be {must_be}."
    assert VALUE not in repr(refused.value.__cause__)
    assert refused.value.__suppress_context__


def test_an_unknown_name_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(SettingsWrong, match=r"^JOBUN_POLICY is no setting; did you mean JOBUN_POLICIES\?$"):
        Settings.read({"JOBUN_POLICY": VALUE})


def test_where_no_known_name_is_near_all_are_told() -> None:
    with pytest.raises(SettingsWrong, match=r"JOBUN_XQ is no setting; there are: JOBUN_HOME, JOBUN_POLICIES, "):
        Settings.read({"JOBUN_XQ": VALUE})


def test_are_frozen() -> None:
    settings = Settings.read({"JOBUN_HOME": "/x"})

    with pytest.raises(ValidationError):
        settings.encoder = "hashing"  # type: ignore[misc]
