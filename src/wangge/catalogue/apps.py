from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "wangge.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wangge.catalogue.queries import CURRENT_NUMBER_SQL
        from wangge.core import versions

        versions.register("catalogue", CURRENT_NUMBER_SQL)
