"""What Streamlit does not do for a browser: safe headers, the page's language, compressed scripts.

Pure ASGI, so that a websocket passes through untouched.
"""

import gzip
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.document import STREAMLIT_STATIC, document
from dashboard.locale import DEFAULT, LANGUAGES, Language

A_YEAR = "public, immutable, max-age=31536000"

# Streamlit and Plotly write styles into elements and draw through data: and blob: images.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Adds the headers to every answer of every route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class PageDocument:
    """Answers with our own HTML document wherever Streamlit would send its own, which says lang="en"."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replacing = False

        async def send_document(message: Message) -> None:
            nonlocal replacing
            if message["type"] == "http.response.start" and _is_page(message):
                replacing = True
                page = HTMLResponse(document(_asked_language(scope)), headers={"Cache-Control": "no-cache"})
                await page(scope, receive, send)
            if not replacing:
                await send(message)

        await self.app(scope, receive, send_document)


class CompressedStatics:
    """Answers Streamlit's scripts and styles gzipped, each file compressed once.

    Streamlit serves them as they are: a page with one chart is then 7 MB instead of 2. Only the
    files found when the server starts are known here; any other path goes on unchanged.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.files = {
            f"/{file.relative_to(STREAMLIT_STATIC).as_posix()}": file
            for file in (STREAMLIT_STATIC / "static").rglob("*")
            if file.suffix in {".js", ".css"}
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.files.get(scope["path"]) if _accepts_gzip(scope) else None
        answer = self.app if file is None else await _compressed_response(file)
        await answer(scope, receive, send)


async def _compressed_response(file: Path) -> Response:
    body = await to_thread.run_sync(_gzipped, file)
    headers = {"Cache-Control": A_YEAR, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, headers=headers, media_type=_media_type(file))


@cache
def _gzipped(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


def _media_type(file: Path) -> str:
    return "text/css" if file.suffix == ".css" else "text/javascript"


def _accepts_gzip(scope: Scope) -> bool:
    return scope["type"] == "http" and "gzip" in Headers(scope=scope).get("accept-encoding", "")


def _is_page(message: Message) -> bool:
    content_type = Headers(raw=message["headers"]).get("content-type", "")
    return message["status"] == 200 and content_type.startswith("text/html")


def _asked_language(scope: Scope) -> Language:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang")
    return next((language for language in LANGUAGES if asked == [language]), DEFAULT)
