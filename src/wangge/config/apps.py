from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "wangge.config"
    label = "config"
