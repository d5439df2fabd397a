"""The API: one object, one version."""

from ninja import NinjaAPI

api = NinjaAPI(title="Wangge", version="1", docs_url="/docs")
