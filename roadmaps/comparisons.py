"""What the plans say of institutes side by side."""

from collections import defaultdict

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.comparisons import Comparison, Value
from roadmaps.models import Roadmap, RoadmapItem


class Plans(Comparison):
    """Where they say that their technology should go."""

    model = "institutes.Institute"
    title = _("Roadmaps")

    def get_lines(self):
        yield self.counted(_("Roadmaps"), Roadmap.objects, "institute")
        yield self.counted(
            _("Roadmap items"), RoadmapItem.objects, "roadmap__institute"
        )

    def counted(self, title, rows, path):
        """A line of numbers that open the plans on the pages of the institutes."""
        found = rows.filter(**{f"{path}__in": self.subjects}).order_by()
        counts = dict(found.values_list(path).annotate(n=Count("pk")))
        values = defaultdict(list)
        for one in self.subjects:
            if n := counts.get(one.pk, 0):
                values[one.pk] = [Value(str(n), f"{one.get_absolute_url()}#roadmaps")]
        return self.line(title, values)
