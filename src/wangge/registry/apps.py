from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "wangge.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import wangge.registry.care.flow
        import wangge.registry.exports.flow
        import wangge.registry.requests.flow  # noqa: F401  an unsound loop stops the start
        from wangge.accounts import logbook
        from wangge.registry import definitions, labels
        from wangge.registry.care.definitions import registers
        from wangge.registry.exports.purposes import purposes

        definitions.source()  # a definition that breaks a rule stops the start, not the first request
        registers()
        purposes()
        logbook.called("field", labels.any_field)
