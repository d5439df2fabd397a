"""What a case that has ended is found by besides its columns: words of its text, parts of its number, where, when.

PostgreSQL's own text search knows no Chinese words, and trigrams miss words of two characters. So every pair of
neighbouring characters is a key of one index, beside keys for the place, the time and the joint units; a search asks
for all pairs of its words at once, and looks at the text of the few cases that have them.
"""

from django.contrib.postgres.search import SearchVectorField
from django.db import models

# What the function of the database goes by; changing it takes a new function and an index built anew.
# Left out of a text before it is cut into pairs, so that it costs no keys: white space, the marks of a Chinese
# sentence and its brackets.
MARKS = (
    0x3000, 0xFF0C, 0x3002, 0xFF1A, 0xFF1B, 0x3001, 0xFF01, 0xFF1F, 0x2026, 0x201C, 0x201D, 0xFF08, 0xFF09,
)  # fmt: skip
UNSPOKEN = " \t\r\n" + "".join(map(chr, MARKS))
# A stretch of time that is one key, in seconds (sixteen days):
STRETCH = 1_382_400
# So many digits in a row of a case number are a key:
DIGITS = 4


class Words(models.Func):
    """The keys of a case as a `tsvector`, by the function `event_words` of the database.

    The pairs of characters of the text, its last character alone, every four digits in a row of the number, the
    county and the township (six and nine digits of the region code), `t` and the number of its stretch of time
    since 1970, and the numbers of the lead unit and the joint units. Keys of different kinds may look alike, so
    what is found is compared with the columns as well.
    """

    function = "event_words"
    output_field = SearchVectorField()
