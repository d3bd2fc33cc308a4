"""A real browser, a small service that speaks the site's contract, and a page of another origin that embeds the widget."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.web.pages import load_templates

WEB = Path(__file__).parents[3] / "bot" / "web"
WIDGET = (WEB / "static" / "widget.js").read_bytes()
INTEGRITY = "sha384-" + base64.b64encode(hashlib.sha384(WIDGET).digest()).decode()
OWN_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
DESK_KEY = "d" * 32
SUGGESTIONS = {
    "ja": ["開示の手数料はいくらですか", "削除するとどうなりますか", "代理人の書類は何が必要ですか"],
    "en": ["What does disclosure cost?", "What happens after deletion?"],
}
# How long a busy machine may take for what takes none a second.
PATIENCE_MS = 60_000
VERDICT_WORDS = {"answered": "回答", "not_stated": "記載なし", "out_of_scope": "対象外", "action": "手続き", "clarify": "確認"}
QUOTE = "利用目的の通知と個人情報の開示の請求については、手数料などは一切かかりません。"


def cited(section: str, title: str, quote: str, sentences: tuple[int, int] = (2, 3)) -> dict[str, Any]:
    url = f"/policies/site-privacy/2022-04-01#{section}"
    place = {"policy": "site-privacy", "version": "2022-04-01", "section": section, "title": title, "url": url}
    return {**place, "quote": quote, "sentences": list(sentences), "score": 1.0}


FEE = cited("7.3", "開示等の請求申出先", QUOTE)
SELF = cited("7.2.1", "ご本人様の場合", "- 運転免許証\n- パスポート", (1, 4))
AGENT = cited("7.2.2", "代理人様の場合", "委任状")
REPLIES: dict[str, dict[str, Any]] = {
    "手数料": {
        "verdict": "answered",
        "text": "「個人情報の取り扱いについて」（2022年4月1日版）の「7.3 開示等の請求申出先」に、次のように書かれています。\n"
        f"> {QUOTE}\nあわせて「7.2.1 ご本人様の場合」に、次のように書かれています。\n> ・運転免許証\n> ・パスポート",
        "citations": [FEE, SELF],
    },
    "訂正": {
        "verdict": "not_stated",
        "text": "この点について、規程・ポリシーには記載がありません。\n確かなことは、窓口へお問い合わせください。",
        "citations": [],
        "near": [FEE, AGENT],
    },
    "天気": {
        "verdict": "out_of_scope",
        "text": "これは規程・ポリシーについてのご質問ではないようです。次の文書の内容についてお答えできます：「個人情報の取り扱いについて」。",
        "citations": [],
    },
    "削除してほしい": {
        "verdict": "action",
        "text": f"「個人情報の削除・消去」のご依頼と理解しました。\nこの手続きについて、次のように書かれています。\n7.3 開示等の請求申出先\n> {QUOTE}",
        "citations": [FEE],
        "intent": "deletion",
    },
    "書類": {
        "verdict": "clarify",
        "text": "どちらの場合についてのご質問でしょうか。\n・ご本人様の場合\n・代理人様の場合",
        "citations": [SELF, AGENT],
        "choices": ["ご本人様の場合", "代理人様の場合"],
    },
    # A policy's text and its address are not to be trusted either.
    "<img": {
        "verdict": "answered",
        "text": "<script>window.harmed = 1</script>\n> <img src=x onerror='window.harmed = 1'>",
        "citations": [
            cited("9", "<b>9</b>", "<img src=x onerror='window.harmed = 1'>") | {"url": "javascript:window.harmed=1"}
        ],
    },
}


@dataclass
class FakeSite:
    """The contract's service with canned replies; what was asked of it, and how it is to fail next.

    ``failures`` are taken one a call, as (path, status, headers); ``cut`` ends streams before their reply; ``gate`` holds
    streams after the first half of the text while it is cleared.
    """

    origin: str = ""
    host_origin: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    conversations: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    failures: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    cut: bool = False
    plain: bool = False
    gate: threading.Event = field(default_factory=threading.Event)

    def reset(self) -> None:
        for kept in (self.asked, self.languages, self.feedback, self.deleted, self.failures, self.conversations, self.tokens):
            kept.clear()
        self.cut = self.plain = False
        self.gate.set()

    def app(self) -> Starlette:
        self._pages = load_templates().env
        self._count = 0
        allowed = {"allow_headers": ["*"], "allow_methods": ["*"], "expose_headers": ["Retry-After", "X-Request-Id"]}
        return Starlette(
            routes=[
                Route("/", self._demo),
                Route("/ask", self._ask, methods=["GET", "POST"]),
                Route("/widget.js", self._widget),
                Route("/v1/sessions", self._sessions, methods=["POST"]),
                Route("/v1/chat", self._chat, methods=["POST"]),
                Route("/v1/feedback", self._feedback, methods=["POST"]),
                Route("/v1/conversations/{id}", self._delete, methods=["DELETE"]),
                Route("/v1/suggestions", self._suggestions),
                Route("/policies/{path:path}", self._policy),
                Mount("/static", StaticFiles(directory=WEB / "static")),
            ],
            middleware=[Middleware(CORSMiddleware, allow_origin_regex="http://127.0.0.1:.*", **allowed)],
        )

    def _page(self, name: str, **values: Any) -> HTMLResponse:
        html = self._pages.get_template(name).render(**values)
        return HTMLResponse(html, headers={"Content-Security-Policy": OWN_CSP})

    async def _demo(self, request: Request) -> Response:
        lang = request.query_params.get("lang", "ja")
        suggestions = SUGGESTIONS[lang]
        return self._page("demo.html", lang=lang, integrity=INTEGRITY, suggestions=suggestions, origin=self.origin)

    async def _ask(self, request: Request) -> Response:
        form = {**request.query_params, **(await request.form() if request.method == "POST" else {})}
        values: dict[str, Any] = {"reply": None, "verdict_word": "", "error": None, "said": None, "conversation": ""}
        if request.method == "POST":
            match form.get("do", "ask"):
                case "feedback":
                    self.feedback.append({"reply": form["reply"], "verdict": form["verdict"]})
                    values |= {"said": "thanks", "conversation": form["conversation"]}
                case "delete":
                    self.deleted.append(str(form["conversation"]))
                    values["said"] = "deleted"
                case _ if self.failures:
                    values["error"] = self.failures.pop()[0]
                case _:
                    reply = self._reply(str(form["question"]), "c1")
                    values |= {"reply": reply, "verdict_word": VERDICT_WORDS[reply["verdict"]], "conversation": "c1"}
                    self.asked.append(form)
        lang = form.get("lang", "ja")
        return self._page(
            "ask.html",
            lang=lang,
            question=form.get("question", ""),
            suggestions=SUGGESTIONS[str(lang)],
            max_chars=2000,
            **values,
        )

    async def _widget(self, request: Request) -> Response:
        return Response(WIDGET, media_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})

    async def _policy(self, request: Request) -> Response:
        return HTMLResponse("<!doctype html><title>条文</title><h1>条文</h1>")

    async def _suggestions(self, request: Request) -> Response:
        return JSONResponse({"questions": SUGGESTIONS[request.query_params["lang"]]})

    async def _sessions(self, request: Request) -> Response:
        if failed := self._failure("sessions"):
            return failed
        self._count += 1
        token, conversation = f"token-{self._count}", f"conversation-{self._count}"
        self.tokens.add(token)
        self.conversations.add(conversation)
        session = {"token": token, "expires_at": "2030-01-01T00:00:00Z", "conversation": conversation}
        return JSONResponse(session, status_code=201)

    def _failure(self, call: str, request: Request | None = None) -> Response | None:
        if self.failures and self.failures[0][0] == call:
            _, status, headers = self.failures.pop(0)
            return _wrong(status, headers)
        if request and request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return _wrong(401)
        return None

    async def _chat(self, request: Request) -> Response:
        if failed := self._failure("chat", request):
            return failed
        asked = await request.json()
        if asked.get("conversation") not in self.conversations:
            return _wrong(404)
        self.asked.append(asked)
        self.languages.append(request.headers["Accept-Language"])
        reply = self._reply(asked["question"], asked["conversation"])
        if self.plain:
            return JSONResponse(reply)
        return StreamingResponse(self._events(reply), media_type="text/event-stream")

    def _reply(self, question: str, conversation: str) -> dict[str, Any]:
        found = next((reply for word, reply in REPLIES.items() if word in question), REPLIES["手数料"])
        return {**found, "took_ms": 3.0, "id": f"reply-{len(self.asked)}", "conversation": conversation}

    async def _events(self, reply: dict[str, Any]) -> AsyncIterator[bytes]:
        yield _event("status", {"stage": "searching"})
        text = reply["text"]
        half = len(text) // 2
        yield _event("delta", {"text": text[:half]})
        await asyncio.to_thread(self.gate.wait, 10)
        if self.cut:
            return
        yield b": still here\r\n\r\n" + _event("delta", {"text": text[half:]})
        last = _event("reply", reply)
        # What arrives is cut anywhere, in the middle of a character too.
        at = last.index("条".encode()) + 1 if "条".encode() in last else 20
        yield last[:at]
        yield last[at:]

    async def _feedback(self, request: Request) -> Response:
        if failed := self._failure("feedback", request):
            return failed
        self.feedback.append(await request.json())
        return Response(status_code=204)

    async def _delete(self, request: Request) -> Response:
        if failed := self._failure("delete", request):
            return failed
        if request.path_params["id"] not in self.conversations:
            return _wrong(404)
        self.conversations.discard(request.path_params["id"])
        self.deleted.append(request.path_params["id"])
        return Response(status_code=204)


def _event(name: str, value: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


def _wrong(status: int, headers: dict[str, str] | None = None) -> Response:
    error = {"code": f"e{status}", "message": f"決まった文（{status}）。", "request_id": "req-1"}
    return JSONResponse({"error": error}, status_code=status, headers=headers)


def host_page(embedded: Callable[[], str]) -> Starlette:
    """A site of its own, strict about what runs on it, that embeds the widget of the origin ``embedded`` as the demo page says."""

    async def page(request: Request) -> Response:
        service = embedded()
        csp = (
            f"default-src 'none'; script-src {service}; connect-src {service}; style-src 'self'; base-uri 'none'; "
            "form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        options = "".join(f' data-{name}="{value}"' for name, value in request.query_params.items())
        script = f'<script async src="{service}/widget.js" integrity="{INTEGRITY}" crossorigin="anonymous"{options}></script>'
        html = (
            '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>ある会社</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'{script}</head><body><main><h1>ある会社のページ</h1><p><a href="/other">別のページ</a></p></main>'
            f'<noscript><a href="{service}/ask">質問する</a></noscript></body></html>'
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": csp})

    return Starlette(routes=[Route("/{path:path}", page)])


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The app on a free port of loopback, and the origin it has there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="auto", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def running_site() -> Iterator[FakeSite]:
    fake = FakeSite()
    with served(fake.app()) as fake.origin, served(host_page(lambda: fake.origin)) as fake.host_origin:
        yield fake
        fake.gate.set()


@dataclass
class RealSite:
    """The site itself, on canned replies, and a page of an allowed origin and of another that embed its widget."""

    origin: str = ""
    host_origin: str = ""
    strange_origin: str = ""


@pytest.fixture
def real_site(make_app: Callable[..., FastAPI]) -> Iterator[RealSite]:
    real = RealSite()
    with (
        served(host_page(lambda: real.origin)) as real.host_origin,
        served(host_page(lambda: real.origin)) as real.strange_origin,
        served(make_app(allowed_origins=real.host_origin, desk_key=DESK_KEY, rate_address="100000/minute")) as real.origin,
    ):
        yield real


@pytest.fixture
def site(running_site: FakeSite) -> FakeSite:
    running_site.reset()
    return running_site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which can reach nothing but loopback."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "the tests of the pages need Chromium: apt-get install chromium fonts-noto-cjk"
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield (launched := playwright.chromium.launch(executable_path=found, args=["--no-sandbox", rules]))
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that was never used, on a desktop, and in which nothing may go wrong unnoticed."""
    with browser.new_context(locale="ja-JP", viewport={"width": 1200, "height": 800}) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console may hold no error that the test has not taken, and which asks nobody but loopback."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # A response that is an error is logged by the browser; policies of the page that are broken are, too.
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    others: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(("http://127.0.0.1:", "data:")) else others.append(request.url),
    )
    yield page
    assert complaints == []
    assert others == []
