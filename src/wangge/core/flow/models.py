"""The two tables every kind of case is made of. A context derives its own pair: real keys, own size."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.timezone import now

from wangge.core.clocks.clock import Clock
from wangge.core.fields import ClocksField
from wangge.core.flow.chain import Record, Signature
from wangge.core.flow.table import ACTION_KEY_LENGTH, NEW, STATE_KEY_LENGTH

# When a case is due, as its to-do list sorts it: what has no due time comes last. Written out in SQL, because
# the list's own statement must say exactly what its index says.
DUE_OR_NEVER = "coalesce(due_at, 'infinity'::timestamptz)"


class DueOrNever(models.Func):
    """`DUE_OR_NEVER` as an expression of an index."""

    template = DUE_OR_NEVER
    output_field = models.DateTimeField()


def on_desk(name: str, include: Sequence[str] = ()) -> models.Index:
    """What lies on a desk in the order of the to-do list; `include`: columns to be read from the index alone."""
    return models.Index(
        models.F("desk"),
        DueOrNever(),
        models.F("id"),
        include=list(include),
        condition=~models.Q(desk=""),
        name=name,
    )


def no_clocks() -> list[Clock]:
    return []


class Case(models.Model):
    """What the engine keeps of a case; see `turn.CaseLike`. `version` equals the number of its steps."""

    case_no = models.CharField(max_length=24, unique=True, db_collation="C")
    flow_version = models.IntegerField(default=0)
    state = models.CharField(max_length=STATE_KEY_LENGTH, default=NEW, db_collation="C")
    version = models.IntegerField(default=0)
    head = models.CharField(max_length=64, default="", blank=True, db_collation="C")
    region_code = models.CharField(max_length=15, db_collation="C")
    desk = models.CharField(max_length=40, default="", blank=True, db_collation="C")
    clocks = ClocksField(default=no_clocks)
    # What makes two openings the same one, and what was asked: a repeated request finds its first result.
    source_key = models.CharField(max_length=200, null=True, unique=True, db_collation="C")
    source_digest = models.CharField(max_length=32, default="", blank=True, db_collation="C")
    opened_at = models.DateTimeField(default=now)
    moved_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.case_no


class Step(models.Model):
    """One step, appended and never touched again. Derived models add `case = ForeignKey(..., PROTECT,
    related_name="steps")` and the constraints of `step_constraints`."""

    append_only = True

    seq = models.IntegerField()
    action = models.CharField(max_length=ACTION_KEY_LENGTH, db_collation="C")
    source = models.CharField(max_length=STATE_KEY_LENGTH, db_collation="C")
    target = models.CharField(max_length=STATE_KEY_LENGTH, db_collation="C")
    actor_kind = models.CharField(max_length=12, db_collation="C")
    actor_label = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    posting = models.BigIntegerField(null=True)
    token = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, db_collation="C")
    digest = models.CharField(max_length=32, default="", db_collation="C")
    prev = models.CharField(max_length=64, default="", db_collation="C")
    hash = models.CharField(max_length=64, db_collation="C")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    def record(self, case_no: str) -> Record:
        return Record(
            case_no=case_no,
            seq=self.seq,
            action=self.action,
            source=self.source,
            target=self.target,
            actor=Signature(
                kind=self.actor_kind,
                label=self.actor_label,
                person=self.person,
                posting=self.posting,
                token=self.token,
            ),
            at=self.at,
            data=self.data,
            key=self.key,
            digest=self.digest,
            prev=self.prev,
            hash=self.hash,
        )


def step_constraints(name: str) -> list[models.BaseConstraint]:
    """One step per place in the chain, and one per idempotency key, of each case."""
    return [
        models.UniqueConstraint(fields=["case", "seq"], name=f"{name}_seq"),
        models.UniqueConstraint(
            fields=["case", "key"], condition=models.Q(key__isnull=False), name=f"{name}_key"
        ),
    ]


def step_values(record: Record) -> dict[str, Any]:
    """A record as the columns of a step row, without the case."""
    return {
        "seq": record.seq,
        "action": record.action,
        "source": record.source,
        "target": record.target,
        "actor_kind": record.actor.kind,
        "actor_label": record.actor.label,
        "person": record.actor.person,
        "posting": record.actor.posting,
        "token": record.actor.token,
        "at": record.at,
        "data": record.data,
        "key": record.key,
        "digest": record.digest,
        "prev": record.prev,
        "hash": record.hash,
    }
