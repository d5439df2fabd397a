"""The tables of the register. Values stand in facts; the other rows say what the facts are about."""

from wangge.registry.care.models import CareEntry, CareReading, CareStep, CareWords
from wangge.registry.exports.models import RegisterExport, RegisterExportStep
from wangge.registry.models.facts import Fact, History, Reading
from wangge.registry.models.homes import Address, Dwelling
from wangge.registry.models.people import Household, Merge, Person
from wangge.registry.models.places import Component, Organisation
from wangge.registry.models.tables import Table, TableRow
from wangge.registry.requests.models import Access, Restriction, RightsRequest, RightsStep, RightsWords

__all__ = [
    "Access",
    "Address",
    "CareEntry",
    "CareReading",
    "CareStep",
    "CareWords",
    "Component",
    "Dwelling",
    "Fact",
    "History",
    "Household",
    "Merge",
    "Organisation",
    "Person",
    "Reading",
    "RegisterExport",
    "RegisterExportStep",
    "Restriction",
    "RightsRequest",
    "RightsStep",
    "RightsWords",
    "Table",
    "TableRow",
]
