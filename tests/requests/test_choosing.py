"""Who takes a request: what the settings name, and our own desk where that cannot express it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from bot.errors import SettingsWrong, TargetUnavailable
from bot.replies import Right
from bot.requests.adapters.choosing import Choice, Targets, adapter_of, callbacks_of
from bot.requests.adapters.drp import DataRights
from bot.requests.adapters.fides import Fides
from bot.requests.adapters.opendsr import OpenDsr
from bot.requests.adapters.ours import OwnIntake
from bot.requests.record import FILED_RIGHTS, Record, Relation, Subject
from bot.requests.targets import Filed, Fit
from bot.settings import Settings
from tests.requests.records import EMAIL, PHONE, a_record
from tests.requests.servers.drp import KEY as SEED

KEY = "k" * 32
# Nobody listens there.
URL = "http://127.0.0.1:9"
DRP = {"target": "drp", "target_url": URL, "target_user": "JOBUN_AGENT", "target_business": "EXAMPLE", "target_key": SEED}
TARGETS: dict[str, dict[str, str]] = {
    "desk": {},
    "jobun": {"target": "jobun", "target_url": URL, "target_key": KEY},
    "opendsr": {"target": "opendsr", "target_url": URL, "target_key": KEY},
    "fides": {"target": "fides", "target_url": URL, "target_user": "client", "target_key": KEY},
    "drp": DRP,
}


class Desk:
    """Takes everything."""

    name = "desk"
    is_idempotent = True

    def fit(self, right: Right) -> Fit:
        return "exact"

    def file(self, record: Record) -> Filed:
        return Filed(record.id, "submitted")

    def find(self, record: Record) -> Filed | None:
        return None

    def state(self, record: Record, reference: str) -> Filed:
        return Filed(reference, "submitted")

    def withdraw(self, record: Record, reference: str) -> Filed:
        return Filed(reference, "cancelled")


def settings_of(tmp_path: Path, given: dict[str, str]) -> Settings:
    return Settings.read({"JOBUN_HOME": str(tmp_path)} | {f"JOBUN_{name.upper()}": value for name, value in given.items()})


def targets(tmp_path: Path, name: str, **more: str) -> Targets:
    return Targets(Desk(), adapter_of(settings_of(tmp_path, TARGETS[name] | more)))


def chosen(of: Targets, right: Right, subject: Subject | None = None, relation: Relation = "self") -> Choice:
    return of.choose(right, subject or a_record().subject, relation, "ja")


def test_each_name_has_its_adapter(tmp_path: Path) -> None:
    made = {name: type(adapter_of(settings_of(tmp_path, given))) for name, given in TARGETS.items()}

    assert made == {"desk": type(None), "jobun": OwnIntake, "opendsr": OpenDsr, "fides": Fides, "drp": DataRights}
    assert set(made) == set(get_args(Settings.model_fields["target"].annotation))


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("desk", set()),
        ("jobun", set(FILED_RIGHTS)),
        ("opendsr", {"disclosure", "deletion"}),
        ("fides", {"disclosure", "deletion"}),
        ("drp", {"disclosure", "deletion", "stop_third_party"}),
    ],
)
def test_the_desk_takes_what_the_target_cannot_express(name: str, taken: set[Right], tmp_path: Path) -> None:
    of = targets(tmp_path, name)

    choices = {right: chosen(of, right) for right in FILED_RIGHTS}

    assert {right for right, choice in choices.items() if choice.target.name != "desk"} == taken
    for right, choice in choices.items():
        assert choice.fit != "none"
        assert ("担当者が直接お受けします" in choice.caution) == (name != "desk" and right not in taken)


def test_policies_of_fides_say_what_it_takes(tmp_path: Path) -> None:
    of = targets(tmp_path, "fides", target_policies="correction=p1, stop_use = p2")

    assert {right for right in FILED_RIGHTS if chosen(of, right).target.name == "fides"} == {"correction", "stop_use"}


@pytest.mark.parametrize("relation", ["agent", "guardian"])
@pytest.mark.parametrize("name", ["opendsr", "fides", "drp"])
def test_what_is_asked_for_somebody_else_goes_to_the_desk(name: str, relation: Relation, tmp_path: Path) -> None:
    # The contact is that of whoever asks: their own data would be deleted.
    assert chosen(targets(tmp_path, name), "deletion", relation=relation).target.name == "desk"
    assert chosen(targets(tmp_path, "jobun"), "deletion", relation=relation).target.name == "jobun"


@pytest.mark.parametrize(("name", "takes"), [("opendsr", False), ("fides", True), ("drp", True), ("jobun", True)])
def test_who_cannot_be_named_there_goes_to_the_desk(name: str, *, takes: bool, tmp_path: Path) -> None:
    choice = chosen(targets(tmp_path, name), "deletion", Subject(phone_e164=PHONE))

    assert choice.target.name == (name if takes else "desk")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_person_is_told_what_is_only_near(lang: Any, tmp_path: Path) -> None:
    subject = Subject(email=EMAIL)
    cautions = {
        (name, right): targets(tmp_path, name).choose(right, subject, "self", lang).caution
        for name in TARGETS
        for right in ("deletion", "stop_third_party")
    }

    words = {
        "ja": ("販売の停止", "GDPRの「消去」", "補足"),
        "en": ("opt-out of the sale", "GDPR has for it (erasure)", "attached"),
    }[lang]
    assert words[0] in cautions["drp", "stop_third_party"]
    assert words[0] not in cautions["drp", "deletion"]
    assert words[1] in cautions["opendsr", "deletion"]
    assert [name for (name, _), caution in cautions.items() if words[2] in caution] == ["opendsr", "drp", "drp"]
    assert cautions["desk", "deletion"] == cautions["jobun", "deletion"] == cautions["fides", "deletion"] == ""


def test_another_regulation_is_named_as_it_is_set(tmp_path: Path) -> None:
    assert "CCPAの「アクセス」" in chosen(targets(tmp_path, "opendsr", target_regulation="ccpa"), "disclosure").caution


def test_a_target_is_known_by_its_name_while_the_settings_name_it(tmp_path: Path) -> None:
    of = targets(tmp_path, "fides")

    assert (of.named("fides").name, of.named("desk").name) == ("fides", "desk")
    with pytest.raises(TargetUnavailable, match=r"^The target drp is not set up; set JOBUN_TARGET to it"):
        of.named("drp")


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ({"target": "jobun", "target_key": KEY}, "JOBUN_TARGET_URL"),
        ({"target": "jobun", "target_url": URL}, "JOBUN_TARGET_KEY"),
        ({"target": "fides", "target_url": URL, "target_key": KEY}, "JOBUN_TARGET_USER"),
        ({name: value for name, value in DRP.items() if name != "target_user"}, "JOBUN_TARGET_USER"),
        ({name: value for name, value in DRP.items() if name != "target_business"}, "JOBUN_TARGET_BUSINESS"),
        (TARGETS["jobun"] | {"callback_url": "https://here.example/c"}, "JOBUN_CALLBACK_KEY"),
        (DRP | {"target_key": KEY}, "JOBUN_TARGET_KEY"),
    ],
)
def test_what_a_target_needs_is_asked_for_by_its_name(given: dict[str, str], needs: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match=needs) as wrong:
        adapter_of(settings_of(tmp_path, given))

    assert not [value for name, value in given.items() if name != "target" and value in str(wrong.value)]


@pytest.mark.parametrize(
    ("variable", "value", "must_be"),
    [
        ("JOBUN_TARGET", "hubspot", "desk, jobun, opendsr, fides or drp"),
        (
            "JOBUN_TARGET_URL",
            "http://fides.example.org",
            "an address that begins with https://, or with http:// on this machine",
        ),
        ("JOBUN_TARGET_URL", "https://name:word@fides.example.org", "an address that begins"),
        ("JOBUN_TARGET_URL", "https://fides.example.org/?key=1", "an address that begins"),
        ("JOBUN_TARGET_URL", "http://localhost.example.org", "an address that begins"),
        ("JOBUN_TARGET_KEY", "one\r\nTwo: 3", "a text without spaces, in ASCII"),
        ("JOBUN_TARGET_KEY", "鍵", "a text without spaces, in ASCII"),
        ("JOBUN_TARGET_USER", "a:b", "a name without spaces and colons"),
        ("JOBUN_TARGET_POLICIES", "erasure=p1", "pairs such as"),
        ("JOBUN_TARGET_POLICIES", "status=p1", "pairs such as"),
        ("JOBUN_TARGET_POLICIES", "deletion", "pairs such as"),
        ("JOBUN_TARGET_TIMEOUT_S", "51", "a number of seconds from 1 to 50"),
        ("JOBUN_CALLBACK_KEY", "short", "at least 32 characters"),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_not_repeated(variable: str, value: str, must_be: str) -> None:
    with pytest.raises(SettingsWrong, match=rf"^{variable} must be {must_be}") as wrong:
        Settings.read({variable: value})

    assert value not in str(wrong.value)


@pytest.mark.parametrize(
    "url", ["https://fides.example.org/", "https://a.example:8443/base/v2", "http://localhost:8080", "http://[::1]:8080"]
)
def test_an_address_ends_without_a_slash(url: str) -> None:
    assert Settings.read({"JOBUN_TARGET_URL": url}).target_url == url.rstrip("/")


@pytest.mark.parametrize("name", ["jobun", "opendsr", "fides", "drp"])
def test_callbacks_are_heard_where_the_target_is_told_where_to_call(name: str, tmp_path: Path) -> None:
    without = settings_of(tmp_path, TARGETS[name])
    given = settings_of(tmp_path, TARGETS[name] | {"callback_url": "https://here.example", "callback_key": "c" * 32})

    assert callbacks_of(without, adapter_of(without)) is None
    assert callbacks_of(given, adapter_of(given)) is not None
    assert callbacks_of(settings_of(tmp_path, {}), None) is None


def test_a_certificate_that_is_none_is_named(tmp_path: Path) -> None:
    given = {"callback_url": "https://here.example", "callback_key": "c" * 32, "target_certificate": str(tmp_path / "none.pem")}
    settings = settings_of(tmp_path, TARGETS["opendsr"] | given)

    with pytest.raises(SettingsWrong, match="JOBUN_TARGET_CERTIFICATE"):
        callbacks_of(settings, adapter_of(settings))


def test_no_key_is_shown(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, TARGETS["jobun"] | {"callback_url": "https://here.example", "callback_key": "c" * 32})

    assert KEY not in repr(settings)
    assert "c" * 32 not in repr(settings)
