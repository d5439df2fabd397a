from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "wangge.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wangge.core import rates
        from wangge.core.privileges import grant

        post_migrate.connect(grant, dispatch_uid="wangge.core.privileges")
        rates.own(settings.RATES)  # a figure that cannot be read stops the start, not the first request
