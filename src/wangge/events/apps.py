from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "wangge.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Installing a flow checks it: an unsound loop stops the application here (design §3).
        import wangge.events.appeals.flow
        import wangge.events.loop.flow
        import wangge.events.patrols.flow  # noqa: F401
