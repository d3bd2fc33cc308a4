"""``/widget.js`` and the files of our pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse

from bot.web.assets import WIDGET, Asset
from bot.web.refusals import of_status

router = APIRouter()


def _assets(request: Request) -> Mapping[str, Asset]:
    assets: Mapping[str, Asset] = request.app.state.assets
    return assets


Assets: TypeAlias = Annotated[Mapping[str, Asset], Depends(_assets)]

# Any page may load it; with SRI a browser asks for leave even where it runs it.
_FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@router.get("/widget.js", include_in_schema=False)
async def widget(request: Request, assets: Assets) -> Response:
    """The widget."""
    return assets[WIDGET].response(request, _FOR_ALL)


@router.get("/widget.js.integrity", include_in_schema=False)
async def integrity(assets: Assets) -> Response:
    """What a page writes into ``integrity`` of the widget's tag."""
    return PlainTextResponse(assets[WIDGET].integrity + "\n", headers=_FOR_ALL)


@router.get("/static/{name}", include_in_schema=False)
async def static(request: Request, name: str, assets: Assets) -> Response:
    """A file that our pages load."""
    if name not in assets:
        raise of_status(404)
    return assets[name].response(request)
