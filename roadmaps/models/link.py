from typing import ClassVar

from django.db.models import Q

from mfgusa.provenance.models import Cited


def one_of(*fields):
    """A condition: exactly one of the fields is set."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


class SubjectLink(Cited):
    """A link to exactly one subject, which may be of several kinds.

    `SUBJECTS` are the names of its fields, one for each kind, and of the kinds.
    """

    SUBJECTS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return self.subject.get_absolute_url()

    @property
    def subject_type(self):
        kinds = (s for s in self.SUBJECTS if getattr(self, f"{s}_id"))
        return next(kinds, None)

    @property
    def subject(self):
        return self.subject_type and getattr(self, self.subject_type)
