from django.contrib import admin
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _


class YearFilter(admin.FieldListFilter):
    """The years in a column of partial dates."""

    def __init__(self, field, request, params, model, model_admin, field_path):
        self.parameter = f"{field_path}__startswith"
        super().__init__(field, request, params, model, model_admin, field_path)
        rows = model_admin.get_queryset(request).exclude(**{field_path: None})
        years = rows.order_by().values_list(Left(field_path, 4), flat=True)
        self.years = sorted(years.distinct(), reverse=True)

    def expected_parameters(self):
        return [self.parameter]

    def choices(self, changelist):
        chosen = self.used_parameters.get(self.parameter, [])
        yield {
            "selected": not chosen,
            "query_string": changelist.get_query_string(remove=[self.parameter]),
            "display": _("All"),
        }
        for year in self.years:
            yield {
                "selected": year in chosen,
                "query_string": changelist.get_query_string({self.parameter: year}),
                "display": year,
            }
