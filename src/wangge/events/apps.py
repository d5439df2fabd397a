from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "wangge.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
