"""The catalogue an installation starts with."""

from wangge.catalogue import actions
from wangge.catalogue.items import SHIPPED, read
from wangge.catalogue.models import CatalogueVersion
from wangge.core.actors import job

LOADER = "load"


def load_base() -> dict[str, int]:
    """Publish the shipped catalogue unless it has been published before, or people have published since.

    A release that brings a newer file never overrides what administrators decided: they see the difference
    with `catalogue diff` and publish it when they agree. Returns how many versions and items were added.
    """
    document = read(SHIPPED)
    checked = actions.checked_document(document)
    newest = CatalogueVersion.objects.order_by("-number").first()
    published = CatalogueVersion.objects.filter(digest=checked.digest()).exists()
    if published or (newest is not None and newest.published_by != LOADER):
        return {"catalogue_versions": 0, "catalogue_items": 0}
    actions.publish(document, job(LOADER))
    return {"catalogue_versions": 1, "catalogue_items": len(checked.items)}
