"""Every address of the platform."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from wangge.config.api import HOT, api
from wangge.core.http import hot
from wangge.core.http.documents import json_response


@require_safe
def front(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  every view takes it
    """What answers where nobody has asked for anything yet."""
    return json_response({"name": api.title, "version": api.version, "docs": "/api/v1/docs"})


urlpatterns = [
    # /
    path("", front),
    # /api/v1/...
    *hot.urls(HOT, under="api/v1/"),
    path("api/v1/", api.urls),
]
