from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "wangge.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wangge.core import versions

        versions.register("boundary", "SELECT max(number) FROM network_boundaryversion")
