"""The frame of every page: no script but one that reads the link, nothing from elsewhere, nothing kept."""

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from http_api.resolver import Response

SCRIPT = (
    "const given=new URLSearchParams(location.hash.slice(1));"
    'for(const name of["code","token"])'
    "if(given.has(name))document.getElementById(name).value=given.get(name);"
    'history.replaceState(null,"",location.pathname)'
)
"""Fills in what a link carries after its `#`, which no browser sends and no server logs, and forgets it.

It sends nothing: who was given another's link sees the code, and decides. Without scripts one types.
"""
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}"
    "[lang=vi]{color:#555}label,button{display:block;margin:.6rem 0}input{font:inherit;width:100%;"
    "max-width:40rem;padding:.4rem}button{font:inherit;padding:.5rem 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;"
    "border-bottom:1px solid #ccc}meter{width:8rem}"
    "[role=alert]{border-left:.3rem solid #b00;padding-left:.8rem}"
)


def _source(text: str) -> str:
    """Name an inline part by its hash (CSP level 2): any other is not run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


INLINE = f"script-src {_source(SCRIPT)}; style-src {_source(STYLE)}"


def headers(*, region: str) -> dict[str, str]:
    """Return what every answer carries. A form's redirect is held to `form-action` too: to Studio alone."""
    studio = f"https://*.studio.{region}.sagemaker.aws"
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            f"default-src 'none'; {INLINE}; "
            f"form-action 'self' {studio}; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def page(*, title: str, main: str, script: bool = False, refresh_seconds: int = 0) -> str:
    """Write a page around `main`, which is HTML; `title` is text."""
    again = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"{again}<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1><main>{main}</main>"
        f"{f'<script>{SCRIPT}</script>' if script else ''}</body></html>\n"
    )


def answer(
    html: str, *, status: int, region: str, request_id: str, more: Mapping[str, str] | None = None
) -> Response[str]:
    """Send a page."""
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=html,
        headers={**headers(region=region), "x-request-id": request_id, **(more or {})},
    )
