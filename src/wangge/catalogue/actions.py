"""What may be done with the catalogue: publish a version. Nothing published is ever changed."""

from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import Max

from wangge.catalogue.check import check
from wangge.catalogue.items import Document
from wangge.catalogue.models import CatalogueVersion, Item
from wangge.catalogue.queries import Version, as_version
from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.problems import INVALID, Problem, invalid
from wangge.core.text import unclean
from wangge.core.words import N_
from wangge.network import queries as network

POWER = "catalogue.publish"
NOTE = CatalogueVersion._meta.get_field("note").max_length or 0


def publish(document: Any, actor: Actor, note: str = "") -> Version:
    """Publish a catalogue as the next version and return it; one that says what the newest says already is
    returned as it is, without a new number.

    `document` is decoded YAML or JSON in the shape of the shipped file. Problems: 403 without the power
    `catalogue.publish`, 422 naming every faulty field as `items.17.limits.handle`, with the item codes in
    `codes`.
    """
    if not (actor.may(POWER) or actor.may("job")):
        raise Problem(problems.FORBIDDEN)
    if len(note) > NOTE:
        raise invalid(note=N_("This is too long"))
    if unclean(note):
        raise invalid(note=N_("Holds a character that is not text (NUL, control, surrogate)"))
    checked = checked_document(document)
    digest = checked.digest()
    with transaction.atomic():
        _one_at_a_time()
        newest = CatalogueVersion.objects.order_by("-number").first()
        if newest is not None and newest.digest == digest:
            return as_version(newest)
        made = _append(checked, digest, actor, note)
        audit.record(actor, "catalogue.publish", ("catalogue", made.number), note, digest=digest)
        return as_version(made)


def checked_document(document: Any) -> Document:
    """The document written out, or one Problem (422) with all its faults."""
    checked, faults = check(document, network.unit_kinds())
    if checked is None:
        raise Problem(
            INVALID,
            fields={fault.path: fault.message for fault in faults},
            codes={str(fault.index): fault.code for fault in faults if fault.code},
        )
    return checked


def _one_at_a_time() -> None:
    """Hold off other publishers until this transaction ends; the application may not lock the table itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalogue.publish'))")


def _append(checked: Document, digest: str, actor: Actor, note: str) -> CatalogueVersion:
    """Write version and items; assumes the transaction and the lock of `publish`."""
    highest = CatalogueVersion.objects.aggregate(highest=Max("number"))["highest"] or 0
    version = CatalogueVersion.objects.create(
        number=highest + 1,
        title=checked.title,
        standard_version=checked.standard_version,
        effective_day=checked.effective_day,
        published_by=actor.label[:150],
        note=note,
        digest=digest,
    )
    Item.objects.bulk_create(
        Item(
            version=version,
            code=item.code,
            field=item.field,
            class_code=item.class_code,
            name=item.name,
            grade=item.grade,
            body=msgspec.to_builtins(item),
        )
        for item in checked.items
    )
    version.refresh_from_db(fields=["published_at"])
    return version
