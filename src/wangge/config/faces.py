"""Serves the three faces: the files of their build, and an app's page for every address inside that app.

What a name's hash vouches for is kept for a year; everything else is asked for anew each time. Every answer
carries a policy that lets a page load and run nothing but what this platform serves itself.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from whitenoise.middleware import WhiteNoiseMiddleware

from wangge.config.stream import address as stream

# Where each app lives; the first that an address begins with answers it.
APPS = ("/console/", "/field/", "/")
ELSEWHERE = ("/api/", "/static/")  # the API answers for itself, and Django's own files are files or nothing
YEAR = "public, max-age=31536000, immutable"


def page_of(path: str) -> str | None:
    """The page that answers for this address; None where only a file of that very name would do."""
    name = path.rpartition("/")[2]
    if path.startswith(ELSEWHERE) or "." in name or "/assets/" in path:
        return None
    return next(app for app in APPS if path.startswith(app)) + "index.html"


def policy(request: HttpRequest) -> str:
    """The Content-Security-Policy of a face: no script or style inside a page, and nothing from elsewhere except
    live changes and the map tiles of the server that was named in the settings, which the map fetches itself.
    """
    tiles = urlsplit(settings.MAP_TILES["url"]) if settings.MAP_TILES else None
    pictures = f" {tiles.scheme}://{tiles.netloc}" if tiles else ""
    live = stream.origin(request)
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{pictures}",
            f"connect-src 'self'{f' {live}' if live else ''}{pictures}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Faces(WhiteNoiseMiddleware):
    """Django's own static files as ever, and the faces of `settings.FACES` (None: there are none)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        if settings.FACES:
            self.add_files(settings.FACES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path + "/" in APPS and settings.FACES:
            return HttpResponseRedirect(path + "/")  # a service worker answers only below its own folder
        page = page_of(path)
        file = self.files.get(path) or (page and self.files.get(page))
        if not file:
            return self.get_response(request)
        response = self.serve(file, request)
        response["Content-Security-Policy"] = policy(request)
        response["X-Frame-Options"] = "DENY"
        response["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(self)"
        if not path.startswith(self.static_prefix):
            response["Cache-Control"] = YEAR if "/assets/" in path else "no-cache"
        return response
