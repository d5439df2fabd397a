"""`/tokens`: what outside systems show instead of logging in."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from wangge.accounts import queries
from wangge.accounts.actions import tokens
from wangge.accounts.auth import SESSION, actor_of, require
from wangge.accounts.models import Token
from wangge.core.http import pages
from wangge.core.http.callers import address_of
from wangge.network.scope import within

router = Router(tags=["tokens"], auth=SESSION)


class TokenIn(Schema):
    name: str = Field(min_length=1, max_length=80)
    powers: list[str] = Field(min_length=1, max_length=20)
    region: str = Field(min_length=4, max_length=15, pattern="^[0-9]+$")
    channel: str = Field(min_length=1, max_length=20, pattern="^[a-z0-9_]+$")
    unit: int | None = None
    expires_at: AwareDatetime


class TokenOut(Schema):
    """`prefix` is how the secret begins, to tell tokens apart."""

    id: int
    name: str
    prefix: str
    powers: list[str]
    region: str
    channel: str
    unit: int | None
    issued_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_day: date | None


class TokenIssued(TokenOut):
    """With the secret, which is shown this once."""

    secret: str


class TokenPage(Schema):
    items: list[TokenOut]
    next: str | None


@router.post("", response={201: TokenIssued}, summary="Issue a token")
def issue(request: HttpRequest, token: TokenIn) -> Status[TokenIssued]:
    """For holders of `token.issue`, within their own area."""
    made, secret = tokens.issue(actor_of(request), **token.dict(), address=address_of(request))
    return Status(201, TokenIssued(**_out(made).dict(), secret=secret))


@router.get("", response=TokenPage, summary="Tokens issued")
def listed(
    request: HttpRequest, cursor: str | None = None, limit: int = Query(pages.LIMIT, ge=1, le=pages.MOST)
) -> TokenPage:
    """All tokens of one's area, revoked and expired ones too, the newest first."""
    actor = require(request, "token.issue")
    found = pages.page(within(queries.tokens(), actor), order=("-id",), cursor=cursor, limit=limit)
    return TokenPage(items=[_out(each) for each in found.items], next=found.next)


@router.delete("/{token_id}", response={204: None}, summary="Revoke a token")
def revoke(request: HttpRequest, token_id: int) -> Status[None]:
    """The token is refused from the next request on."""
    tokens.revoke(actor_of(request), token_id, address=address_of(request))
    return Status(204, None)


def _out(token: Token) -> TokenOut:
    return TokenOut(
        id=token.pk,
        name=token.name,
        prefix=token.prefix,
        powers=token.powers,
        region=token.region,
        channel=token.channel,
        unit=token.unit_id,
        issued_by=token.issued_by.name,
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        last_used_day=token.last_used_day,
    )
