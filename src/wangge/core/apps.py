from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "wangge.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wangge.core import rates
        from wangge.core.audit import watch
        from wangge.core.privileges import grant
        from wangge.core.rows import protect

        post_migrate.connect(grant, dispatch_uid="wangge.core.privileges")
        post_migrate.connect(protect.protect, dispatch_uid="wangge.core.rows")
        connection_created.connect(protect.refuse_unbound, dispatch_uid="wangge.core.rows")
        rates.own(settings.RATES)  # a figure that cannot be read stops the start, not the first request
        watch.figures(settings.ODD_READING)
