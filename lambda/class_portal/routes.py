"""GET and POST /sign-in, and GET /class: pages for people, with their problems as pages too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from class_ledger.attempts import WINDOW_SECONDS
from class_ledger.heartbeat import Heartbeat
from class_ledger.lease import Lease
from class_ledger.tokens import Token
from http_api.problems import Kind, ProblemError
from http_api.resolver import NotFoundError, Response
from http_api.routes import ApiRoutes
from http_api.telemetry import Telemetry

from . import texts
from .admission import Admitted, Closed, admit
from .cookie import forget, keep, token_in
from .door import Door, Refused
from .form import Form, read_form
from .page import answer, page
from .settings import Settings
from .sign_in_page import sign_in_page
from .spending_page import spending_page
from .texts import Text

SIGN_IN, CLASS = "sign-in", "class"
LONGEST_CODE = 16
"""Of what was typed as a code, so much is written back into the form."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """What the pages need of AWS: a lease, all of them, the guard's heartbeat, and an address of Studio."""

    lease: Callable[[str], Lease | None]
    leases: Callable[[], Iterable[Lease]]
    heartbeat: Callable[[], Heartbeat | None]
    studio: Callable[[Admitted, Callable[[], float]], str]


class PortalRoutes(ApiRoutes):
    """`now` is the time in UTC; `app.resolve(event, context)` answers an event."""

    def __init__(
        self,
        *,
        settings: Settings,
        telemetry: Telemetry,
        door: Door,
        ports: Ports,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(telemetry=telemetry)
        self._settings, self._door, self._ports, self._now = settings, door, ports, now
        self.app.get(f"/{SIGN_IN}")(self.form)
        self.app.post(f"/{SIGN_IN}")(self.sign_in)
        self.app.get(f"/{CLASS}")(self.spending)

    def form(self) -> Response[str]:
        """GET /sign-in."""
        return self._page(sign_in_page(course=self._settings.course), status=200)

    def sign_in(self) -> Response[str]:
        """POST /sign-in: on to Studio, or for the instructor to the page of the class."""
        form = read_form(self.app.current_event)
        holder = self._opens(code=form.code, token=form.token)
        if isinstance(holder, Refused):
            return self._refused(holder, form)
        if holder.slug is None:
            return self._to(CLASS, cookie=keep(form.token))
        return self._admit(holder.slug, form)

    def spending(self) -> Response[str]:
        """GET /class, for who has signed in as the instructor."""
        token = token_in(self.app.current_event.headers.get("cookie", ""))
        if token is None:
            return self._to(SIGN_IN)
        holder = self._opens(code=self._settings.class_name, token=token)
        if isinstance(holder, Refused) or holder.slug is not None:
            return self._to(SIGN_IN, cookie=forget())
        html = spending_page(
            course=self._settings.course,
            leases=self._ports.leases(),
            heartbeat=self._ports.heartbeat(),
            now=self._now(),
        )
        return self._page(html, status=200)

    def _opens(self, *, code: str, token: str) -> Token | Refused:
        return self._door.opens(code=code, token=token, source=self._source(), now=self._now())

    def _source(self) -> str:
        """Return the address that API Gateway saw; a header could name any."""
        context = self.app.current_event.raw_event.get("requestContext") or {}
        return str((context.get("identity") or {}).get("sourceIp") or "unknown")

    def _refused(self, refused: Refused, form: Form) -> Response[str]:
        kind, text = (Kind.THROTTLED, texts.OFTEN) if refused.often else (Kind.UNAUTHORIZED, texts.WRONG)
        self.telemetry.refused(ProblemError(kind, text.english))
        again = {"Retry-After": str(WINDOW_SECONDS)} if refused.often else {}
        return self._form_again(form, text, status=kind.status, more=again)

    def _admit(self, slug: str, form: Form) -> Response[str]:
        verdict = admit(
            self._ports.lease(slug),
            now=self._now(),
            begins=self._settings.begins,
            hours=self._settings.hours,
        )
        if isinstance(verdict, Closed):
            return self._form_again(form, texts.REASONS[verdict.why], detail=verdict.detail, status=403)
        return self._to(self._ports.studio(verdict, self.remaining))

    def _form_again(
        self, form: Form, text: Text, *, status: int, detail: str = "", more: dict[str, str] | None = None
    ) -> Response[str]:
        course, code = self._settings.course, form.code[:LONGEST_CODE]
        html = sign_in_page(course=course, code=code, problem=text, detail=detail)
        return self._page(html, status=status, more=more)

    def _to(self, address: str, *, cookie: str = "") -> Response[str]:
        """Send on with GET, so that no browser repeats the form with its token."""
        more = {"Location": address} | ({"Set-Cookie": cookie} if cookie else {})
        return self._page("", status=303, more=more)

    def _page(self, html: str, *, status: int, more: dict[str, str] | None = None) -> Response[str]:
        return answer(
            html, status=status, region=self._settings.region, request_id=self.request_id, more=more
        )

    def _problem(self, error: ProblemError) -> Response[str]:
        self.telemetry.refused(error)
        told = texts.PROBLEM.html(detail=error.detail)
        main = f'<p role="alert">{told}</p><p>{texts.REQUEST.html(id=self.request_id)}</p>'
        return self._page(page(title=self._settings.course, main=main), status=error.kind.status)

    def _not_found(self, _: NotFoundError) -> Response[str]:
        return self._problem(ProblemError(Kind.NOT_FOUND, f"The page is /{SIGN_IN}."))
