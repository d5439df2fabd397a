"""Tokens for outside systems: issued once, shown once, revoked at once."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate, now

from wangge.accounts import queries, roles
from wangge.accounts.channels import CHANNELS
from wangge.accounts.models import Token
from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within

PREFIX = "wgt_"
SHOWN = 12  # of the secret: enough to tell tokens apart in a list, useless to guess the other 35 characters
LONGEST = timedelta(days=366)


@transaction.atomic
def issue(
    actor: Actor,
    *,
    name: str,
    powers: Sequence[str],
    region: str,
    channel: str,
    expires_at: datetime,
    unit: int | None = None,
    address: str = "",
) -> tuple[Token, str]:
    """A new token and its secret, which is not kept and cannot be shown again.

    `channel` is a key of `accounts.channels`; `region` is a code at or below the issuer's own; `powers` come
    from `roles.token_powers()`; `expires_at` lies ahead, at most a year. A Problem (422) names each field that
    is wrong, FORBIDDEN without the power.
    """
    _may_issue(actor)
    wrong = {}
    if not powers or set(powers) - roles.token_powers():
        wrong["powers"] = N_("A token may carry only what outside systems need")
    if not actor.covers(region) or not network.place_exists(region):
        wrong["region"] = N_("This is not a region or grid in your area")
    if channel not in CHANNELS:
        wrong["channel"] = N_("There is no such channel")
    if not now() < expires_at <= now() + LONGEST:
        wrong["expires_at"] = N_("A token ends in the future, within a year")
    if unit is not None and not network.unit_within(unit, actor.region):
        wrong["unit"] = N_("There is no such unit in your area")
    if wrong:
        raise invalid(**wrong)
    assert actor.person is not None
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=name,
        hash=queries.token_hash(secret),
        prefix=secret[:SHOWN],
        powers=sorted(set(powers)),
        region=region,
        channel=channel,
        unit_id=unit,
        expires_at=expires_at,
        issued_by_id=actor.person,
    )
    audit.record(
        actor, "token.issued", ("token", token.pk), address=address, powers=token.powers, region=region
    )
    return token, secret


@transaction.atomic
def revoke(actor: Actor, token_id: int, *, address: str = "") -> None:
    """End a token at once. Revoking it again changes nothing; NOT_FOUND outside the actor's area."""
    _may_issue(actor)
    token = within(Token.objects.select_for_update(), actor).filter(pk=token_id).first()
    if token is None:
        raise Problem(problems.NOT_FOUND)
    if token.revoked_at is None:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        audit.record(actor, "token.revoked", ("token", token.pk), address=address)


def mark_used(view: queries.TokenView) -> None:
    """Note the day a token was used: one write a day, so that a token nobody uses is found and revoked."""
    today = localdate()
    if view.last_used_day != today:
        Token.objects.filter(pk=view.id).update(last_used_day=today)


def _may_issue(actor: Actor) -> None:
    if not actor.may("token.issue"):
        raise Problem(problems.FORBIDDEN)
