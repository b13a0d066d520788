"""The base of links that have one subject of several types."""

from typing import TYPE_CHECKING, ClassVar

from django.db.models import Q

from institutes.models import Institute, Project, WorkforceProgram
from mfgusa.provenance.models import Cited

if TYPE_CHECKING:
    from roadmaps.models.item import RoadmapItem
    from roadmaps.models.roadmap import Roadmap


def exactly_one_of(*fields: str) -> Q:
    """Return the condition that exactly one of the fields is set."""
    condition = Q()
    for set_field in fields:
        condition |= Q(**{f"{field}__isnull": field != set_field for field in fields})
    return condition


class SubjectLink(Cited):
    """A link to exactly one subject, which may be of several types.

    `SUBJECT_FIELDS` are the names of the foreign keys, one for each type; they also
    name the types.
    """

    SUBJECT_FIELDS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.subject.get_absolute_url() if self.subject else ""

    @property
    def subject_type(self) -> str | None:
        """The name of the foreign key that is set; None if none is."""
        names = (name for name in self.SUBJECT_FIELDS if getattr(self, f"{name}_id"))
        return next(names, None)

    @property
    def subject(
        self,
    ) -> "Institute | Project | Roadmap | RoadmapItem | WorkforceProgram | None":
        """The row that the link is about; None if no foreign key is set."""
        return getattr(self, self.subject_type) if self.subject_type else None
