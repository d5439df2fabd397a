"""What stands beside the lists: how much there is to do, and every list to choose from.

GET /todo/counts    my to-do list by state and by due time
GET /choices        states, channels, grades, units' kinds, …, labelled
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import ANY, actor_of
from wangge.core.http.documents import json_response
from wangge.core.http.openapi import answer
from wangge.events.api.hot import FILTERS, convert_query
from wangge.events.lists import choices, todo
from wangge.events.lists.choices import Choices
from wangge.events.lists.filters import Filters
from wangge.events.lists.todo import TodoCounts

router = Router(tags=["events"], auth=ANY)
PARAMETERS = {
    "parameters": [
        {"in": "query", "name": name, "required": False, "schema": {"type": kind}, "description": told}
        for name, kind, told in FILTERS
    ]
}


@router.get("/todo/counts", summary="How much I have to do", openapi_extra=answer(TodoCounts) | PARAMETERS)
def counts(request: HttpRequest) -> HttpResponse:
    """By state and by due time; takes the filters of the to-do list, and stops counting at a thousand."""
    return json_response(todo.counts(actor_of(request), convert_query(request, Filters)))


@router.get("/choices", summary="Everything to choose from", openapi_extra=answer(Choices))
def every_choice(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  who asks makes no difference
    """The closed lists of events, with labels in the caller's language."""
    return json_response(choices.choices())
