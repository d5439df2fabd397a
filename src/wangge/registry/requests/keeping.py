"""How long a request is kept. Its words go; its steps, which say nothing of the person, stay as the proof that the
duty was done (PIPL §50, §54), and nobody can tell from them any more whose request it was."""

from datetime import timedelta

from django.utils.timezone import now

from wangge.core.actors import job
from wangge.core.deletions import deleted, rule
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.registry.keeping import RETENTION
from wangge.registry.models import Access, RightsRequest, RightsWords

# From the end of the request: as long as impact assessments and records of processing (PIPL §56). A local choice.
WORDS_KEPT = timedelta(days=3 * 365)
# From the end of a code: as long as somebody may wonder who used it.
ACCESS_KEPT = timedelta(days=180)
JOB = "registry.rights_forget"
ENDED = N_("the request has ended")
WORDS = rule("registry.rights_words", JOB, N_("Words of requests of those concerned"), ENDED, WORDS_KEPT)
TIES = rule("registry.rights_ties", JOB, N_("Whose a request was"), ENDED, WORDS_KEPT)
CODES = rule("registry.codes", JOB, N_("Codes people look with"), N_("the code has ended"), ACCESS_KEPT)


def forget() -> dict[str, int]:
    """Delete the words of old requests and cut what ties them to a person; delete codes that ended long ago."""
    with guarded(job(RETENTION)):
        old = RightsRequest.objects.filter(closed_at__lt=now() - WORDS_KEPT)
        words, _ = RightsWords.objects.filter(case__in=old).delete()
        requests = old.exclude(subject_id=None).update(subject_id=None)
        codes, _ = Access.objects.filter(expires_at__lt=now() - ACCESS_KEPT).delete()
        return {
            "words": deleted(WORDS, words),
            "requests": deleted(TIES, requests),
            "codes": deleted(CODES, codes),
        }
