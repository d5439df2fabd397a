"""Where the stream is, seen from a browser."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from ninja import Router, Schema

from wangge.accounts.auth import SESSION

router = Router(tags=["stream"])


class StreamOut(Schema):
    """Open it with `new EventSource(url, {withCredentials: true})`."""

    url: str


# /stream
@router.get("/stream", response=StreamOut, auth=SESSION, summary="Where to listen for live changes")
def stream(request: HttpRequest) -> StreamOut:
    """The address of the process that tells, by server-sent events, which cases have moved (docs/live.md)."""
    return StreamOut(url=url(request))


def url(request: HttpRequest) -> str:
    """The setting, or the stream's port on the host this request came to."""
    if settings.STREAM_URL:
        return str(settings.STREAM_URL)
    domain, _ = split_domain_port(request.get_host())
    return f"{request.scheme}://{domain}:{settings.STREAM_PORT}/stream"


def origin(request: HttpRequest) -> str:
    """What a page's policy must allow it to connect to (`connect-src`); "" where that is the page's own origin."""
    parts = urlsplit(url(request))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
