"""What a case is found by besides its columns: words of its text, parts of its number, where, with whom.

PostgreSQL's own text search knows no Chinese words, and trigrams miss words of two characters. So every pair of
neighbouring characters is a key, beside keys for the place and the units; a search asks for all pairs of its words at
once, and looks at the text of the few cases that have them.

Of what has ended the keys are an index (`event_words`), and each begins with its stretch of time. Each move of an
open case would write all its keys anew, so theirs are kept beside it (`OpenWords`), without a stretch.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from wangge.core.scope import Closed

# What the function of the database goes by; changing it takes a new function and an index built anew.
# Left out of a text before it is cut into pairs, so that it costs no keys: white space, the marks of a Chinese
# sentence and its brackets.
MARKS = (
    0x3000, 0xFF0C, 0x3002, 0xFF1A, 0xFF1B, 0x3001, 0xFF01, 0xFF1F, 0x2026, 0x201C, 0x201D, 0xFF08, 0xFF09,
)  # fmt: skip
UNSPOKEN = " \t\r\n" + "".join(map(chr, MARKS))
# A stretch of time, in seconds (eight days), numbered since 1970. Were it shorter, there were more to be asked for
# words that hardly any case has; were it longer, more cases at once for words that many have.
STRETCH = 691_200
# So many digits in a row of a case number are a key:
DIGITS = 4


class Words(models.Func):
    """The keys of a case as a `tsvector`, by the function `event_words` of the database.

    The pairs of characters of the text, its last character alone, every four digits in a row of the number (of its
    end, fewer), the region with the areas that hold it (six, nine and twelve digits), and the numbers of the lead
    unit and the joint units; each behind the number of its stretch of time, or without where no time is given. Keys
    of different kinds may look alike, so what is found is compared with the columns as well.
    """

    function = "event_words"
    output_field = SearchVectorField()


class OpenWords(models.Model):
    """The keys of a case that is open, by text, number and place; a job adds and takes away (`lists.openwords`)."""

    scope = Closed("what open cases are found by; read with the case, by whoever may read the case")

    case = models.OneToOneField("events.Event", models.CASCADE, primary_key=True, related_name="+")
    keys = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["keys"], fastupdate=False, name="open_words")]

    def __str__(self) -> str:
        return f"words of case {self.case_id}"


class OpenWordsKept(models.Model):
    """One row: of every open case that was opened before `upto`, `OpenWords` has the keys."""

    scope = Closed("how far the keys of open cases are written, for the platform itself")

    upto = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.upto}"
