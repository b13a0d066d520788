import factory

from institutes.models import FundingRecord
from tests.factories.source import CitedFactory


class FundingRecordFactory(CitedFactory):
    """Money of the whole network, unless an `institute` is given."""

    class Meta:
        model = FundingRecord

    key = factory.Sequence("funding-{}".format)
    funder = "Department of Energy"
    funder_type = FundingRecord.FunderType.FEDERAL
    kind = FundingRecord.Kind.INITIAL
    amount_usd = 70_000_000
