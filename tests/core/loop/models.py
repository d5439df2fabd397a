from django.contrib.postgres.fields import ArrayField
from django.db import models

from wangge.core.flow.models import Case, Step, step_constraints
from wangge.core.scope import Closed


class LostCase(Case):
    scope = Closed("tests only")

    asker = models.BigIntegerField(default=1)
    waits = models.IntegerField(default=0)
    marks = ArrayField(models.CharField(max_length=5), default=list)
    worth = models.DecimalField(max_digits=9, decimal_places=2, null=True)

    class Meta:
        app_label = "loop"


class LostStep(Step):
    scope = Closed("tests only")

    case = models.ForeignKey(LostCase, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        app_label = "loop"
        constraints = step_constraints("loop_step")
