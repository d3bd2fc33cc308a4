"""``/widget.js`` and the files of our pages."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from bot.web.assets import WIDGET
from bot.web.refusals import of_status
from bot.web.site import Here

router = APIRouter()

# Any page may load it; with SRI a browser asks for leave even where it runs it.
_FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@router.get("/widget.js", include_in_schema=False)
async def widget(request: Request, site: Here) -> Response:
    """The widget."""
    return site.assets[WIDGET].response(request, _FOR_ALL)


@router.get("/widget.js.integrity", include_in_schema=False)
async def integrity(site: Here) -> Response:
    """What a page writes into ``integrity`` of the widget's tag."""
    return PlainTextResponse(site.assets[WIDGET].integrity + "\n", headers=_FOR_ALL)


@router.get("/static/{name}", include_in_schema=False)
async def static(request: Request, name: str, site: Here) -> Response:
    """A file that our pages load."""
    if name not in site.assets:
        raise of_status(404)
    return site.assets[name].response(request)
