"""Every model says of itself who may see its rows."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.routes.walk import routes
from wangge.accounts import roles
from wangge.core.scope import Closed, Open, Scope

# Django's own and its libraries', which no route serves.
INTERNAL = {
    "auth.Permission": "unused: powers are data of ours",
    "auth.Group": "unused: powers are data of ours",
    "auth.Group_permissions": "unused: powers are data of ours",
    "contenttypes.ContentType": "Django's list of models",
}
MODELS = [model for model in apps.get_models(include_auto_created=True) if not model._meta.abstract]
OURS = [model for model in MODELS if model.__module__.startswith("wangge.")]


def test_it_works():
    assert routes()
    assert {"accounts.Person", "network.Posting", "core.AuditEntry"} <= {model._meta.label for model in OURS}


def test_every_model_is_ours_or_listed_with_a_reason():
    assert {model._meta.label for model in MODELS if model not in OURS} == set(INTERNAL)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_declares_its_scope(model):
    scope = getattr(model, "scope", None)
    assert isinstance(scope, Scope | Open | Closed), f"{model._meta.label} declares no scope"
    if isinstance(scope, Open | Closed):
        assert len(scope.reason) > 10
        return
    columns = {field.attname for field in model._meta.concrete_fields} | {
        field.name for field in model._meta.concrete_fields
    }
    named = [getattr(scope, part) for part in ("region", "unit", "units", "person", "people", "case")]
    assert any(named)
    assert {name for name in named if name} <= columns
    assert bool(scope.region) == bool(scope.power)
    if scope.power:
        assert scope.power in roles.powers()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_what_carries_a_region_is_filtered_by_it(model):
    """A case, person or place in a region is not open to everyone by an oversight; only what is for those alone
    whom it names is for nobody by area."""
    columns = {field.name for field in model._meta.concrete_fields}
    scope = model.scope
    if isinstance(scope, Scope) and "region_code" in columns and not scope.people:
        assert scope.region == "region_code"


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_the_application_has_the_rights_its_table_says_and_no_more(model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(right_name ORDER BY right_name) FROM unnest(ARRAY['DELETE', 'INSERT', 'SELECT',"
            " 'TRUNCATE', 'UPDATE']) right_name WHERE has_table_privilege(current_user, %s, right_name)",
            [table],
        )
        (rights,) = cursor.fetchone()
        cursor.execute(
            "SELECT tableowner = current_user, (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname ="
            " current_user) FROM pg_tables WHERE tablename = %s",
            [table],
        )
        assert cursor.fetchone() == (False, False)
    append_only = getattr(model, "append_only", False)
    assert rights == (["INSERT", "SELECT"] if append_only else ["DELETE", "INSERT", "SELECT", "UPDATE"])


def test_the_application_and_the_owner_are_two_roles():
    assert settings.DATABASES["default"]["USER"] != settings.DATABASES["owner"]["USER"]
