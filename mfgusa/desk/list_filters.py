from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList


class PartialDateYearFilter(admin.FieldListFilter):
    """The years in a column of partial dates."""

    def __init__(
        self,
        field: "models.Field[Any, Any]",
        request: HttpRequest,
        params: dict[str, list[str]],
        model: type[models.Model],
        model_admin: admin.ModelAdmin[models.Model],
        field_path: str,
    ) -> None:
        self.parameter = f"{field_path}__startswith"
        super().__init__(field, request, params, model, model_admin, field_path)
        rows = model_admin.get_queryset(request).exclude(**{field_path: None})
        years = rows.order_by().values_list(Left(field_path, 4), flat=True)
        self.years = sorted(years.distinct(), reverse=True)

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter]

    def choices(self, changelist: "ChangeList") -> Iterator[Any]:
        selected = self.used_parameters.get(self.parameter)
        yield {
            "selected": not selected,
            "query_string": changelist.get_query_string(remove=[self.parameter]),
            "display": _("All"),
        }
        for year in self.years:
            yield {
                "selected": isinstance(selected, list) and year in selected,
                "query_string": changelist.get_query_string({self.parameter: year}),
                "display": year,
            }
