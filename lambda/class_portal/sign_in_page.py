"""The form. It has no address of its own to send to: a browser posts it to the page that it is on."""

from html import escape

from . import texts
from .page import page
from .texts import Text


def sign_in_page(*, course: str, code: str = "", problem: Text | None = None, detail: str = "") -> str:
    """Write the form, with what went wrong above it; a token is never written back."""
    told = f'<p role="alert">{problem.html(detail=detail)}</p>' if problem else ""
    return page(
        title=course,
        main=(
            f'<h2>{texts.SIGN_IN.html()}</h2>{told}<form method="post" autocomplete="off">'
            f'<label for="code">{texts.CODE.html()}</label>'
            f'<input id="code" name="code" value="{escape(code)}" required maxlength="16">'
            f'<label for="token">{texts.TOKEN.html()}</label>'
            '<input id="token" name="token" type="password" required maxlength="80">'
            f"<button>{texts.OPEN.html()}</button></form><p>{texts.HAND_IN.html()}</p>"
        ),
        script=True,
    )
