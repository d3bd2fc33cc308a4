"""The files that pages load: read once, sent with a digest by which a browser knows them again."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

FOLDER: Final = Path(__file__).parent / "static"
WIDGET: Final = "widget.js"

_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_TEXTS: Final = frozenset({".css", ".js", ".svg"})


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; ``packed`` is it after gzip, None where that gains nothing."""

    body: bytes
    packed: bytes | None
    kind: str
    etag: str

    @property
    def integrity(self) -> str:
        """What a page that loads it can demand of it (W3C Subresource Integrity)."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.body).digest()).decode()}"

    def response(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """It, or that it has not changed."""
        common = {"ETag": self.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding", **(headers or {})}
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=common)
        if self.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.packed, headers=common | {"Content-Encoding": "gzip"}, media_type=self.kind)
        return Response(self.body, headers=common, media_type=self.kind)


def read_assets(folder: Path = FOLDER) -> dict[str, Asset]:
    """All files of a folder that are of a kind pages load, by name."""
    return {path.name: _asset(path) for path in sorted(folder.iterdir()) if path.suffix in _KINDS}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    packed = gzip.compress(body, mtime=0) if path.suffix in _TEXTS else None
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Asset(body, packed, _KINDS[path.suffix], etag)
