"""A document that many ask for and that seldom changes: encoded once, compressed once, known by its tag."""

import gzip
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

# A minute without asking, then a question that is answered by 304 while nothing has changed.
CACHE = "private, max-age=60, must-revalidate"


@dataclass(frozen=True, slots=True)
class Packed:
    """A body as it is and compressed with gzip; `tag` changes whenever the body does."""

    tag: str
    plain: bytes
    gzipped: bytes

    @classmethod
    def of(cls, plain: bytes, tag: str) -> "Packed":
        return cls(tag, plain, gzip.compress(plain, 9, mtime=0))


def serve(request: HttpRequest, packed: Packed, content_type: str) -> HttpResponseBase:
    """The document, compressed for whoever can read that, or 304 to whoever holds it already.

    The tag is a weak one: it stands for the document, not for the bytes of one encoding.
    """
    etag = f"W/{quote_etag(packed.tag)}"
    response = get_conditional_response(request, etag=etag)
    if response is None:
        compressed = accepts_gzip(request)
        body = packed.gzipped if compressed else packed.plain
        response = HttpResponse(body, content_type=content_type, headers={"Content-Length": str(len(body))})
        if compressed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    patch_vary_headers(response, ("Accept-Encoding", "Cookie", "Authorization"))
    return response


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether `Accept-Encoding` names gzip (or anything) without refusing it by `q=0`."""
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, parameters = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            weight = parameters.strip().removeprefix("q=")
            return not weight or weight.strip("0.") != ""
    return False
