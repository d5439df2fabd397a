"""`/session/sso` and `/people/{id}/link`: logging in through the city's own OpenID provider, and whose account that
opens.

The provider sends the browser back to a page of the console, which hands on what the provider put into its address:
no page and no redirection is made here.
"""

from dataclasses import astuple
from datetime import datetime

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from wangge.accounts import queries
from wangge.accounts.api.people import ReasonIn, administrator
from wangge.accounts.api.sessions import SessionOut, ask_for_code, begin
from wangge.accounts.auth import ANY, SESSION, actor_of
from wangge.accounts.factors import actions as factors
from wangge.accounts.models import Person
from wangge.accounts.sso import actions, provider
from wangge.accounts.sso.actions import Departure
from wangge.core import audit, rates
from wangge.core.http.callers import address_of

router = Router()
session = Router(tags=["session"])
people = Router(tags=["people"], auth=ANY)
router.add_router("/session/sso", session)
router.add_router("/people", people)
# Of a browser that was sent to the provider (`Departure`).
GONE_KEY = "gone"


class Offered(Schema):
    """`name`: what the city calls its provider; null where there is no single sign-on."""

    name: str | None


class Onward(Schema):
    """Where to send the browser; null: nowhere."""

    address: str | None


class Returned(Schema):
    """What the provider has put into the address of the page it sent the browser back to."""

    code: str = Field(min_length=1, max_length=4096)
    state: str = Field(min_length=1, max_length=200)
    iss: str | None = Field(None, max_length=200)


class LinkIn(ReasonIn):
    """`subject`: the number the provider knows somebody by, as the log-in page shows to whoever has no account."""

    subject: str = Field(min_length=1, max_length=255, pattern=r"^[\x20-\x7e]+$")


class LinkOut(Schema):
    """`offered`: whether there is single sign-on at all. `subject` null: not linked; `confirmed` false: waits for a
    second administrator, and opens nothing until then."""

    offered: bool
    subject: str | None = None
    confirmed: bool = False
    linked_by: str | None = None
    linked_at: datetime | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


@session.get("", response=Offered, auth=None, summary="Whether there is single sign-on")
def offered(request: HttpRequest) -> Offered:  # noqa: ARG001  every view takes it
    return Offered(name=provider.named()["name"] if provider.offered() else None)


@session.post("", response=Onward, auth=None, summary="Go to the provider")
def go(request: HttpRequest) -> Onward:
    """Answers with the address to send the browser to. 404 without single sign-on, 503 `sso.down`."""
    rates.hit("sso", address_of(request))
    going, address = actions.depart()
    request.session[GONE_KEY] = astuple(going)
    return Onward(address=address)


@session.put("", response=SessionOut, auth=None, summary="Come back from the provider")
def come_back(request: HttpRequest, response: HttpResponse, given: Returned) -> SessionOut:
    """Sets the session cookie. 401 `sso.refused` if what the provider gave along is not right, was used, or was
    not asked for by this browser within ten minutes; 403 `sso.unlinked`, with the `subject` to give to an
    administrator; 401 `auth.factor` if a code is wanted as well (`POST /session/factor`); 503 `sso.down`."""
    address = address_of(request)
    rates.hit("sso", address)
    gone = request.session.pop(GONE_KEY, None)
    person, found = actions.arrive(
        Departure(*gone) if gone else None,
        code=given.code,
        state=given.state,
        issuer=given.iss,
        address=address,
    )
    if not found.factor and factors.enrolled(person):
        ask_for_code(request, person, by_provider=True)
    return begin(request, response, person, factor=found.factor, by_provider=True, proved_at=found.proved_at)


@session.delete("", response=Onward, auth=SESSION, summary="Log out here and at the provider")
def leave(request: HttpRequest) -> Onward:
    """Ends this session; `address` is where the provider ends its own."""
    address = actions.farewell() if provider.offered() else None
    audit.record(actor_of(request), "logout", address=address_of(request))
    logout(request)
    return Onward(address=address)


@people.get("/{person_id}/link", response=LinkOut, summary="Who an account is at the provider")
def show(request: HttpRequest, person_id: int) -> LinkOut:
    """For those who open accounts or give roles."""
    administrator(request)
    return _out(queries.person(person_id))


@people.put("/{person_id}/link", response=LinkOut, summary="Say who an account is at the provider")
def link(request: HttpRequest, person_id: int, given: LinkIn) -> LinkOut:
    """For holders of `account.edit`, and never one's own. It opens nothing until somebody else has confirmed it;
    a link that was there is replaced. 404 without single sign-on; 422 names `subject` if it is another account's."""
    return _out(
        actions.link(
            actor_of(request),
            person_id,
            subject=given.subject,
            reason=given.reason,
            address=address_of(request),
        )
    )


@people.post("/{person_id}/link/confirmation", response=LinkOut, summary="Confirm a link to the provider")
def confirm(request: HttpRequest, person_id: int, why: ReasonIn) -> LinkOut:
    """For holders of `posting.edit`, never one's own; 404 if none waits."""
    return _out(actions.confirm(actor_of(request), person_id, reason=why.reason, address=address_of(request)))


@people.post("/{person_id}/link/removal", response={204: None}, summary="Take away a link to the provider")
def unlink(request: HttpRequest, person_id: int, why: ReasonIn) -> Status[None]:
    """For holders of `account.edit` or `posting.edit`, never one's own. Sessions begun through it end; 404 if there
    is none."""
    actions.unlink(actor_of(request), person_id, reason=why.reason, address=address_of(request))
    return Status(204, None)


def _out(person: Person) -> LinkOut:
    found = actions.link_of(person)
    if found is None:
        return LinkOut(offered=provider.offered())
    return LinkOut(
        offered=True,
        subject=found.subject,
        confirmed=found.confirmed_at is not None,
        linked_by=found.linked_by.name,
        linked_at=found.linked_at,
        confirmed_by=found.confirmed_by.name if found.confirmed_by else None,
        confirmed_at=found.confirmed_at,
    )
