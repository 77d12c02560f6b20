"""The server: Streamlit's application within our middleware.

Started by `python -m dashboard serve`, `streamlit run dashboard/asgi.py` or any ASGI server.
"""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from time import time

import plotly.graph_objects as go
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # `streamlit run` puts this folder there, not the project's

from dashboard.document import SHELL  # noqa: E402
from dashboard.middleware import CompressedStatics, PageDocument, SecurityHeaders  # noqa: E402
from dashboard.navigation import HOME  # noqa: E402
from data.importers import sandbox  # noqa: E402

COMMON = ("pandas", "dashboard.choose", "dashboard.read", "dashboard.show", "dashboard.imports.templates")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load what every page needs before the first visitor, then take it out of the collector's sight.

    Streamlit collects garbage after each run; walking the libraries' objects is most of that cost.
    """
    for name in COMMON:
        import_module(name)
    sandbox.sweep(time())
    go.Figure(go.Bar(x=[1], y=[1])).to_json()
    gc.collect()
    gc.freeze()
    yield


async def home(request: Request) -> RedirectResponse:
    """Streamlit gives its default page the root alone; the page's own address leads there."""
    return RedirectResponse(request.url.replace(path="/"))


app = st.App(
    ROOT / "dashboard" / "app.py",
    lifespan=lifespan,
    routes=[Mount("/shell", StaticFiles(directory=SHELL)), Route(f"/{HOME.slug}", home)],
    middleware=[Middleware(SecurityHeaders), Middleware(CompressedStatics), Middleware(PageDocument)],
)
