"""The tables of the facts: which columns each has and what names a row."""

from django.utils.translation import gettext_lazy as _

from institutes import models
from mfgusa.provenance.resources import CITATION_COLUMNS
from mfgusa.tables.schema.fields import TableField
from mfgusa.tables.schema.references import ReferenceColumn
from mfgusa.tables.schema.resource import TableResource


def scope_column() -> TableField:
    """A column that holds an institute's key, or `network` for the whole network."""
    column = ReferenceColumn(
        models.Institute,
        null_text="network",
        blank_message=_(
            "Say the institute's key, or “%(none)s” for the whole network."
        ),
    )
    return TableField("institute", column)


class AgencyResource(TableResource):
    table = "agencies"

    class Meta:
        model = models.Agency
        fields = ["code", "name", "parent", "website", *CITATION_COLUMNS]
        import_id_fields = ["code"]


class StateResource(TableResource):
    table = "states"

    class Meta:
        model = models.State
        fields = ["code", "name", "fips", "region", "division"]
        import_id_fields = ["code"]


class FocusAreaResource(TableResource):
    table = "focus_areas"

    class Meta:
        model = models.FocusArea
        fields = ["slug", "name", "parent", "description"]
        import_id_fields = ["slug"]


class InstituteResource(TableResource):
    table = "institutes"

    class Meta:
        model = models.Institute
        fields = [
            "key",
            "acronym",
            "name",
            "former_name",
            "operator",
            "summary",
            "status",
            "status_note",
            "announced",
            "established",
            "closed",
            "agency",
            "city",
            "state",
            "website",
            *CITATION_COLUMNS,
        ]
        import_id_fields = ["key"]


class InstituteFocusAreaResource(TableResource):
    table = "institute_focus_areas"

    class Meta:
        model = models.InstituteFocusArea
        fields = ["institute", "focus_area", "primary"]
        import_id_fields = ["institute", "focus_area"]


class SiteResource(TableResource):
    table = "sites"

    class Meta:
        model = models.Site
        fields = [
            "institute",
            "name",
            "kind",
            "street",
            "city",
            "state",
            "postal_code",
            "latitude",
            "longitude",
            "precision",
            *CITATION_COLUMNS,
        ]
        import_id_fields = ["institute", "name"]


class PartnerResource(TableResource):
    table = "partners"

    class Meta:
        model = models.Partner
        fields = [
            "key",
            "name",
            "aliases",
            "sector",
            "subsector",
            "city",
            "state",
            "country",
            "website",
            "ror",
            *CITATION_COLUMNS,
        ]
        import_id_fields = ["key"]


class MembershipResource(TableResource):
    table = "memberships"

    class Meta:
        model = models.Membership
        fields = [
            "institute",
            "partner",
            "tier",
            "role",
            "since",
            "until",
            *CITATION_COLUMNS,
        ]
        import_id_fields = ["institute", "partner", "role", "tier", "since"]


class FundingRecordResource(TableResource):
    table = "funding"
    institute = scope_column()

    class Meta:
        model = models.FundingRecord
        fields = [
            "key",
            "institute",
            "funder",
            "funder_type",
            "kind",
            "fiscal_year",
            "period_start",
            "period_end",
            "amount_usd",
            "bound",
            "part_of",
            *CITATION_COLUMNS,
            "note",
        ]
        import_id_fields = ["key"]


class IndicatorResource(TableResource):
    table = "indicators"

    class Meta:
        model = models.Indicator
        fields = ["slug", "name", "unit", "definition"]
        import_id_fields = ["slug"]


class ObservationResource(TableResource):
    table = "observations"
    scope = scope_column()

    class Meta:
        model = models.Observation
        fields = [
            "scope",
            "fiscal_year",
            "as_of",
            "indicator",
            "value",
            "bound",
            "rank",
            *CITATION_COLUMNS,
            "note",
        ]
        import_id_fields = ["scope", "indicator", "fiscal_year", "as_of", "source"]


class ProjectResource(TableResource):
    table = "projects"

    class Meta:
        model = models.Project
        fields = [
            "key",
            "institute",
            "title",
            "kind",
            "summary",
            "status",
            "start",
            "end",
            "federal_usd",
            "cost_share_usd",
            "focus_area",
            "topic",
            "trl_start",
            "trl_end",
            "url",
            *CITATION_COLUMNS,
        ]
        import_id_fields = ["key"]


class ProjectPartnerResource(TableResource):
    table = "project_partners"

    class Meta:
        model = models.ProjectPartner
        fields = ["project", "partner", "role", *CITATION_COLUMNS]
        import_id_fields = ["project", "partner"]


class WorkforceProgramResource(TableResource):
    table = "workforce_programs"

    class Meta:
        model = models.WorkforceProgram
        fields = [
            "key",
            "institute",
            "name",
            "audience",
            "summary",
            "credential",
            "learners",
            "learners_bound",
            "learners_period",
            "states",
            "url",
            *CITATION_COLUMNS,
        ]
        import_id_fields = ["key"]
