"""`/session/…`: the second step of logging in, one's second factor, and confirming that it is still oneself."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Field, Router, Schema

from wangge.accounts.actions import logins
from wangge.accounts.api.sessions import SessionOut, begin, pending, session_out
from wangge.accounts.auth import SESSION, actor_of, person_of, require_fresh
from wangge.accounts.factors import actions
from wangge.accounts.sessions import FACTOR_KEY, PROVED_KEY
from wangge.core.http.callers import address_of
from wangge.core.problems import invalid
from wangge.core.words import N_

router = Router(tags=["session"], auth=SESSION)


class CodeIn(Schema):
    """Six digits from the app, or a recovery code."""

    code: str = Field(min_length=6, max_length=20)


class ProofIn(Schema):
    """A code for whoever has a second factor, the password for anybody else."""

    password: str | None = Field(None, min_length=1, max_length=256)
    code: str | None = Field(None, min_length=6, max_length=20)


class FactorOut(Schema):
    """`enrolled`: one is in force. `needed`: some of the powers of today's postings ask for one."""

    enrolled: bool
    needed: bool


class OfferOut(Schema):
    """`secret` to be typed into an app, `uri` (`otpauth://…`) to be shown to it as a QR picture."""

    secret: str
    uri: str


class RecoveryOut(Schema):
    """Ten codes, each good once, shown this once."""

    codes: list[str]


@router.post("/factor", response=SessionOut, auth=None, summary="The second step of logging in")
def second_step(request: HttpRequest, response: HttpResponse, given: CodeIn) -> SessionOut:
    """After a log-in that was answered with 401 `auth.factor`, within five minutes. 401 `auth.code`, with
    `tries_left`, if the code does not fit or was used; 401 `auth.required` if there was no first step; 429 after too
    many failures."""
    person, first = pending(request)
    actions.show(person, given.code, address=address_of(request))
    return begin(request, response, person, factor=True, proved_at=now(), by_provider=first.by_provider)


@router.put("/proof", response=SessionOut, summary="Confirm that it is me")
def prove(request: HttpRequest, response: HttpResponse, given: ProofIn) -> SessionOut:
    """Answers 403 `auth.stale`: then the request that got it may be sent again. Counted like attempts to log in."""
    person = person_of(request)
    if actions.enrolled(person):
        if given.code is None:
            raise invalid(code=N_("Give the code of your second factor"))
        actions.show(person, given.code, address=address_of(request))
        request.session[FACTOR_KEY] = now()
    else:
        if given.password is None:
            raise invalid(password=N_("Give your password"))
        logins.confirm_password(person, given.password, address=address_of(request))
    request.session[PROVED_KEY] = now()
    return session_out(request, response, person, actor_of(request))


@router.get("/factor", response=FactorOut, summary="My second factor")
def show(request: HttpRequest) -> FactorOut:
    person = person_of(request)
    return FactorOut(enrolled=actions.enrolled(person), needed=actions.needed(person))


@router.post("/factor/offer", response=OfferOut, summary="A secret for a second factor")
def offer(request: HttpRequest) -> OfferOut:
    """Counts once a code from it was shown; what is in force stays so until then. 403 `auth.stale`: confirm first."""
    require_fresh(request)
    made = actions.offer(person_of(request))
    return OfferOut(secret=made.secret, uri=made.uri)


@router.put("/factor", response=RecoveryOut, summary="Put my second factor in force")
def confirm(request: HttpRequest, given: CodeIn) -> RecoveryOut:
    """422 naming `code` if it does not fit. Every other session of this person ends."""
    require_fresh(request)
    person = person_of(request)
    codes = actions.confirm(person, actor_of(request), given.code, address=address_of(request))
    person.sessions.exclude(session_key=request.session.session_key).delete()
    request.session[FACTOR_KEY] = request.session[PROVED_KEY] = now()
    return RecoveryOut(codes=codes)


@router.post("/factor/codes", response=RecoveryOut, summary="New recovery codes")
def renew(request: HttpRequest) -> RecoveryOut:
    """The old ones open nothing any more. 404 without a second factor."""
    require_fresh(request)
    return RecoveryOut(
        codes=actions.renew_codes(person_of(request), actor_of(request), address=address_of(request))
    )
