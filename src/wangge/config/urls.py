"""Every address of the platform."""

from django.urls import path

from wangge.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
]
