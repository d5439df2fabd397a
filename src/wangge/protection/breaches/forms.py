"""What is asked at each step of a breach: what PIPL §57 lists, and no name."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from wangge.core.flow.forms import Choice, Form
from wangge.core.words import N_
from wangge.protection.breaches.words import PARTS

Words = Annotated[str, Meta(min_length=2, max_length=2000, pattern=r"\S")]
People = Annotated[int, Meta(ge=0, le=100_000_000)]


class Happened(Choice):
    LEAKED = "leaked", N_("Leaked")
    ALTERED = "altered", N_("Altered")
    LOST = "lost", N_("Lost")


class Cause(Choice):
    ATTACK = "attack", N_("Attack from outside")
    MISUSE = "misuse", N_("Misused by somebody with access")
    MISSENT = "missent", N_("Sent or shown to the wrong people")
    DEVICE = "device", N_("Device or paper lost or stolen")
    SETTING = "setting", N_("Wrong setting or software fault")
    PROCESSOR = "processor", N_("At a processor or supplier")
    UNKNOWN = "unknown", N_("Not known yet")


class Harm(Choice):
    FRAUD = "fraud", N_("Fraud and nuisance calls")
    PROPERTY = "property", N_("Loss of property")
    SAFETY = "safety", N_("Danger to life and limb")
    DIGNITY = "dignity", N_("Harm to dignity or reputation, discrimination")
    WRONG = "wrong", N_("Wrong decisions by altered or lost information")
    NONE = "none", N_("None to be expected")


class Counted(Choice):
    EXACT = "exact", N_("Counted")
    GUESS = "guess", N_("Estimated")
    UNKNOWN = "unknown", N_("Not known yet")


class Authority(Choice):
    CYBERSPACE = "cyberspace", N_("Cyberspace administration")
    POLICE = "police", N_("Public security")
    SUPERIOR = "superior", N_("Authority in charge of the trade")


class Way(Choice):
    """Regulations on Network Data Security Management §11."""

    PHONE = "phone", N_("By phone")
    MESSAGE = "message", N_("By text message")
    MAIL = "mail", N_("By e-mail or letter")
    DOOR = "door", N_("In person")
    NOTICE = "notice", N_("By public notice")


class Recorded(Form):
    """Written by `actions.record`, which has checked it and kept the words."""

    found_at: datetime
    kinds: Annotated[list[Happened], Meta(title=N_("What happened to the information"))]
    certain: Annotated[bool, Meta(title=N_("It has happened for certain"))]
    grave: Annotated[bool, Meta(title=N_("Larger incident or above by the grading guide"))]
    activities: Annotated[list[str], Meta(title=N_("Activities"))]


class Contained(Form):
    words: Annotated[Words, Meta(title=PARTS["contained"])]


class Assessed(Form):
    causes: Annotated[list[Cause], Meta(title=N_("Causes"), min_length=1, max_length=7)]
    harms: Annotated[list[Harm], Meta(title=N_("Possible harm"), min_length=1, max_length=6)]
    counted: Annotated[Counted, Meta(title=N_("How sure the number is"))]
    words: Annotated[Words, Meta(title=PARTS["harm"])]
    affected: Annotated[People | None, Meta(title=N_("People concerned"))] = None
    # Unless said, it stays as it was: that nobody graded it again must not give the authority's clock more time.
    grave: Annotated[bool | None, Meta(title=N_("Larger incident or above by the grading guide"))] = None


class AuthorityTold(Form):
    whom: Annotated[list[Authority], Meta(title=N_("Whom"), min_length=1, max_length=3)]
    reference: Annotated[str, Meta(title=N_("Number of the report"), max_length=100)] = ""


class PeopleTold(Form):
    ways: Annotated[list[Way], Meta(title=N_("How they were told"), min_length=1, max_length=5)]
    contact: Annotated[str, Meta(title=N_("Where they can ask"), min_length=2, max_length=100, pattern=r"\S")]
    words: Annotated[Words, Meta(title=PARTS["advice"])]


class Spared(Form):
    """PIPL §57(2): measures that effectively avoid harm."""

    words: Annotated[Words, Meta(title=PARTS["spared"])]


class Ordered(Form):
    whom: Annotated[Authority, Meta(title=N_("Who asks for it"))]
    reference: Annotated[str, Meta(title=N_("Number of the order"), max_length=100)] = ""


class Closed(Form):
    words: Annotated[Words, Meta(title=PARTS["lessons"])]


class Dismissed(Form):
    words: Annotated[Words, Meta(title=PARTS["dismissed"])]
