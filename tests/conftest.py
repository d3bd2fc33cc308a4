"""What holds for every test: no network but loopback, no settings from outside, and one bundled encoder for all."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PREFIX
from index.encoder.loading import load_encoder
from index.encoder.port import Encoder

# Before any library reads them.
os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TRANSFORMERS_OFFLINE="1")

# Where the encoder is kept from one run to the next; the tests of the encoders look in the same place.
HOME = Path(os.environ.get("JOBUN_TEST_HOME") or Path(__file__).parents[1] / ".cache" / "jobun")


class Connected(BaseException):
    """A test reached for the network; no ``except Exception`` may hide it."""


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).split("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded(method: Callable[..., Any], address_at: int) -> Callable[..., Any]:
    """``method`` of a socket, refusing an address that is neither loopback nor a path on this machine."""

    def guard(self: socket.socket, *arguments: Any) -> Any:
        # sendto takes its address last.
        address = arguments[address_at] if arguments else None
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple) and not _is_loopback(address[0]):
            raise Connected(f"a test connects to {address[0]}")
        return method(self, *arguments)

    return guard


def _guarded_lookup(lookup: Callable[..., Any]) -> Callable[..., Any]:
    def guard(host: object, *arguments: Any, **options: Any) -> Any:
        if not _is_loopback(host):
            raise Connected(f"a test looks up {host!r}")
        return lookup(host, *arguments, **options)

    return guard


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing but loopback and Unix sockets can be reached."""
    with pytest.MonkeyPatch.context() as patch:
        for name, at in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), at))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patch.setattr(socket, name, _guarded_lookup(getattr(socket, name)))
        yield


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The settings of whoever runs the tests do not count, and what they keep is left alone."""
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(scope="session")
def encoder_home() -> Path:
    """The folder in which the bundled encoder is kept from one run to the next."""
    return HOME


@pytest.fixture(scope="session")
def bundled_encoder() -> Encoder:
    """The bundled encoder, made by whoever needs it first."""
    return load_encoder("bundled", HOME)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests in a browser come last: Playwright leaves an event loop running in the main thread, where others start their own."""
    items.sort(key=lambda item: "browser" in item.path.parts)
