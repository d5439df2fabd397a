from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "wangge.protection"
    label = "protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import wangge.protection.assessments.flow
        import wangge.protection.breaches.flow  # noqa: F401  an unsound loop stops the start
        from wangge.accounts import logbook
        from wangge.protection.register.activities import activities, name_of

        activities()  # a register that breaks a rule stops the start, not the first request
        logbook.called("processing", name_of)
