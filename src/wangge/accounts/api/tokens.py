"""`/tokens`: what outside systems show instead of logging in."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from wangge.accounts import labels, queries
from wangge.accounts.actions import tokens
from wangge.accounts.api.named import NamedOut, all_out, out
from wangge.accounts.auth import SESSION, actor_of, require
from wangge.accounts.models import Token
from wangge.core.http import pages
from wangge.core.http.callers import address_of
from wangge.network import queries as network
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
    """`prefix` is how the secret begins, to tell tokens apart; `state`: `running`, `expired` or `revoked`."""

    id: int
    name: str
    prefix: str
    state: NamedOut
    powers: list[NamedOut]
    region: str
    region_name: str
    channel: NamedOut
    unit: int | None
    unit_name: str
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
    return Status(201, TokenIssued(**_out([made])[0].dict(), secret=secret))


@router.get("", response=TokenPage, summary="Tokens issued")
def listed(
    request: HttpRequest, cursor: str | None = None, limit: int = Query(pages.LIMIT, ge=1, le=pages.MOST)
) -> TokenPage:
    """All tokens of one's area, revoked and expired ones too, the newest first."""
    actor = require(request, "token.issue")
    found = pages.page(within(queries.tokens(), actor), order=("-id",), cursor=cursor, limit=limit)
    return TokenPage(items=_out(found.items), next=found.next)


@router.delete("/{token_id}", response={204: None}, summary="Revoke a token")
def revoke(request: HttpRequest, token_id: int) -> Status[None]:
    """The token is refused from the next request on."""
    tokens.revoke(actor_of(request), token_id, address=address_of(request))
    return Status(204, None)


def _out(found: list[Token]) -> list[TokenOut]:
    """Tokens with the names of their regions and units: two queries."""
    regions = network.names(token.region for token in found)
    units = network.unit_names(token.unit_id for token in found if token.unit_id is not None)
    return [
        TokenOut(
            id=token.pk,
            name=token.name,
            prefix=token.prefix,
            state=out(labels.token_state(token)),
            powers=all_out(labels.power_list(token.powers)),
            region=token.region,
            region_name=regions.get(token.region, ""),
            channel=out(labels.channel(token.channel)),
            unit=token.unit_id,
            unit_name=units.get(token.unit_id or 0, ""),
            issued_by=token.issued_by.name,
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            last_used_day=token.last_used_day,
        )
        for token in found
    ]
