"""Every constraint is broken once, behind Python's back, and says why in a sentence."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import BaseConstraint, CheckConstraint, UniqueConstraint

from tests.factories import (
    AgencyFactory,
    ChallengeFactory,
    ChallengeLinkFactory,
    FocusAreaFactory,
    FundingRecordFactory,
    IndicatorFactory,
    InstituteFactory,
    InstituteFocusAreaFactory,
    ItemLinkFactory,
    MembershipFactory,
    ObservationFactory,
    PartnerFactory,
    PillarFactory,
    ProjectFactory,
    ProjectPartnerFactory,
    RoadmapFactory,
    RoadmapItemFactory,
    SiteFactory,
    SkillFactory,
    SkillProgramFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.factories.every import FACTORIES, MODELS

POINT = {"latitude": 41.1, "longitude": -80.6, "precision": "city"}

# What breaks a check, and what is just legal. A function is given the row itself.
CHECKS = {
    "agency_code_is_upper_case": (
        AgencyFactory,
        [{"code": "dod"}, {"code": "DOD-"}, {"code": "DO D"}, {"code": ""}],
        [{"code": "DOD"}, {"code": "OSD-MANTECH2"}],
    ),
    "challenge_is_described": (
        ChallengeFactory,
        [{"description": ""}],
        [{"description": "Oil ends."}],
    ),
    "challenge_link_has_one_subject": (
        ChallengeLinkFactory,
        [
            {"institute": None},
            {"project": lambda link: ProjectFactory()},
            {"roadmap": lambda link: RoadmapFactory()},
            {"roadmap_item": lambda link: RoadmapItemFactory()},
        ],
        [
            {"institute": None, "project": lambda link: ProjectFactory()},
            {"institute": None, "roadmap": lambda link: RoadmapFactory()},
            {"institute": None, "roadmap_item": lambda link: RoadmapItemFactory()},
        ],
    ),
    "focus_area_is_not_its_own_parent": (
        FocusAreaFactory,
        [{"parent": lambda area: area}],
        [{"parent": lambda area: FocusAreaFactory()}],
    ),
    "funding_amount_is_not_negative": (
        FundingRecordFactory,
        [{"amount_usd": -1}],
        [{"amount_usd": 0}],
    ),
    "funding_ends_after_it_starts": (
        FundingRecordFactory,
        [{"period_start": "2014-02", "period_end": "2013"}],
        [{"period_start": "2014-02", "period_end": "2014"}],
    ),
    "funding_is_not_part_of_itself": (
        FundingRecordFactory,
        [{"part_of": lambda record: record}],
        [{"part_of": lambda record: FundingRecordFactory()}],
    ),
    "funding_year_has_four_digits": (
        FundingRecordFactory,
        [{"fiscal_year": 16}, {"fiscal_year": 20160}],
        [{"fiscal_year": 2016}, {"fiscal_year": None}],
    ),
    "indicator_is_defined": (
        IndicatorFactory,
        [{"definition": ""}],
        [{"definition": "People who finished a course."}],
    ),
    "institute_closes_after_it_starts": (
        InstituteFactory,
        [{"status": "closed", "established": "2025-01", "closed": "2024"}],
        [{"status": "closed", "established": "2025-01", "closed": "2025"}],
    ),
    "institute_key_is_free": (
        InstituteFactory,
        [{"key": "network"}, {"key": "compare"}],
        [{"key": "networks"}],
    ),
    "institute_that_closed_says_so": (
        InstituteFactory,
        [{"status": "active", "closed": "2025"}],
        [{"status": "closed", "closed": "2025"}, {"status": "closed"}],
    ),
    "membership_ends_after_it_starts": (
        MembershipFactory,
        [
            {"since": "2014-02", "until": "2013"},
            {"since": "2014-02-25", "until": "2014-01"},
            {"since": "2014-02-25", "until": "2014-02-24"},
        ],
        [
            {"since": "2014-02", "until": "2014"},
            {"since": "2014", "until": "2014-02"},
            {"since": "2014-02-25", "until": "2014-02-25"},
            {"since": "2014", "until": None},
            {"since": None, "until": "2013"},
        ],
    ),
    "observation_is_not_negative": (
        ObservationFactory,
        [{"value": -1}],
        [{"value": 0}],
    ),
    "observation_year_has_four_digits": (
        ObservationFactory,
        [{"fiscal_year": 16}],
        [{"fiscal_year": 2016}],
    ),
    "partner_country_is_iso": (
        PartnerFactory,
        [{"country": "us"}, {"country": "U"}],
        [{"country": "US"}, {"country": ""}],
    ),
    "pillar_is_one_of_ten": (
        PillarFactory,
        [{"number": 0}, {"number": 11}],
        [{"number": 10}],
    ),
    "program_learners_have_a_bound": (
        WorkforceProgramFactory,
        [{"learners": 90}, {"learners_bound": "about"}],
        [{"learners": 90, "learners_bound": "about"}],
    ),
    "project_ends_after_it_starts": (
        ProjectFactory,
        [{"start": "2014-02", "end": "2013"}],
        [{"start": "2014-02", "end": "2014"}],
    ),
    "project_money_is_not_negative": (
        ProjectFactory,
        [{"federal_usd": -1}, {"cost_share_usd": -1}],
        [{"federal_usd": 0, "cost_share_usd": 0}],
    ),
    "project_trl_in_order": (
        ProjectFactory,
        [
            {"trl_start": 0},
            {"trl_end": 10},
            {"trl_start": 10, "trl_end": None},
            {"trl_start": 5, "trl_end": 4},
        ],
        [
            {"trl_start": 1, "trl_end": 9},
            {"trl_start": 4, "trl_end": 4},
            {"trl_start": 4, "trl_end": None},
            {"trl_start": None, "trl_end": 4},
        ],
    ),
    "item_link_has_one_subject": (
        ItemLinkFactory,
        [
            {"project": None},
            {"workforce_program": lambda link: WorkforceProgramFactory()},
        ],
        [{"project": None, "workforce_program": lambda _: WorkforceProgramFactory()}],
    ),
    "roadmap_ends_after_it_starts": (
        RoadmapFactory,
        [{"horizon_start": 2030, "horizon_end": 2029}],
        [{"horizon_start": 2030, "horizon_end": 2030}],
    ),
    "roadmap_item_trl_in_order": (
        RoadmapItemFactory,
        [{"trl_start": 0}, {"trl_end": 10}, {"trl_start": 5, "trl_end": 4}],
        [{"trl_start": 1, "trl_end": 9}, {"trl_start": 4, "trl_end": 4}],
    ),
    "roadmap_item_year_has_four_digits": (
        RoadmapItemFactory,
        [{"target_year": 12}, {"target_year": 20300}],
        [{"target_year": 2030}],
    ),
    "site_point_is_whole": (
        SiteFactory,
        [
            {"latitude": 41.1},
            {"latitude": 41.1, "precision": "city"},
            POINT | {"precision": ""},
            POINT | {"latitude": 90.1},
            POINT | {"longitude": -180.1},
        ],
        [POINT, POINT | {"latitude": 90, "longitude": -180}],
    ),
    "skill_has_a_name": (
        SkillFactory,
        [{"name": ""}],
        [{"name": "Welding"}],
    ),
    "source_read_after_published": (
        SourceFactory,
        [{"published": "2026-02", "accessed": "2026-01-31"}],
        [{"published": "2026-02", "accessed": "2026"}],
    ),
    "state_has_postal_and_fips_code": (
        StateFactory,
        [{"code": "oh"}, {"code": "O"}, {"fips": "3"}, {"fips": "OH"}],
        [{"code": "XX", "fips": "99"}],
    ),
}

# What a row is, what its copy changes and still clashes, and what sets them apart.
ONCE = {
    "challenge_link_once": (
        ChallengeLinkFactory,
        {},
        {"challenge": lambda link: ChallengeFactory()},
    ),
    "focus_area_linked_once": (
        InstituteFocusAreaFactory,
        {},
        {"focus_area": lambda link: FocusAreaFactory()},
    ),
    "institute_has_one_primary_focus": (
        lambda: InstituteFactory().focus_links.get(),
        {"focus_area": lambda link: FocusAreaFactory()},
        {"focus_area": lambda link: FocusAreaFactory(), "primary": False},
    ),
    "item_link_once": (
        ItemLinkFactory,
        {},
        {"roadmap_item": lambda link: RoadmapItemFactory()},
    ),
    "membership_once": (MembershipFactory, {}, {"tier": "Gold"}),
    "observation_once": (
        ObservationFactory,
        {"rank": "normal"},
        {"rank": "normal", "as_of": "2019"},
    ),
    "observation_one_preferred": (
        ObservationFactory,
        {"source": lambda observation: SourceFactory()},
        {"source": lambda observation: SourceFactory(), "rank": "normal"},
    ),
    "partner_ror_once": (
        lambda: PartnerFactory(ror="https://ror.org/05dxps055"),
        {"key": "caltech"},
        {"key": "caltech", "ror": ""},
    ),
    "project_partner_once": (
        ProjectPartnerFactory,
        {"role": "lead"},
        {"partner": lambda link: PartnerFactory()},
    ),
    "roadmap_item_numbered_once": (RoadmapItemFactory, {}, {"order": 700}),
    "site_named_once": (SiteFactory, {"kind": "satellite"}, {"name": "Pilot line"}),
    "skill_program_once": (
        SkillProgramFactory,
        {},
        {"skill": lambda link: SkillFactory()},
    ),
    "source_address_once": (
        lambda: SourceFactory(url="https://www.manufacturingusa.com/"),
        {"key": "mfgusa"},
        {"key": "mfgusa", "url": ""},
    ),
}

CONSTRAINTS = {c.name: c for model in MODELS for c in model._meta.constraints}
BREAKS, NEIGHBORS = (
    [
        pytest.param(name, fields, id=f"{name}-{number}")
        for name, case in CHECKS.items()
        for number, fields in enumerate(case[column], 1)
    ]
    for column in (1, 2)
)


def given(row, fields):
    return {k: v(row) if callable(v) else v for k, v in fields.items()}


def rewrite(row, fields):
    """Change a row as a bulk update does: without any of Python's checks."""
    type(row)._base_manager.filter(pk=row.pk).update(**given(row, fields))


def copy(row, fields):
    copied = type(row)._base_manager.get(pk=row.pk)
    copied.pk, copied._state.adding = None, True
    for field, value in given(row, fields).items():
        setattr(copied, field, value)
    return copied


def test_every_constraint_is_broken_below():
    kinds = {CheckConstraint: set(CHECKS), UniqueConstraint: set(ONCE)}

    assert kinds == {
        kind: {name for name, c in CONSTRAINTS.items() if isinstance(c, kind)}
        for kind in kinds
    }
    assert set(CONSTRAINTS) == set(CHECKS) | set(ONCE)


@pytest.mark.parametrize("model", FACTORIES, ids=lambda m: m.__name__)
def test_every_model_has_a_constraint_of_its_own(model):
    assert model._meta.constraints


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_every_constraint_has_a_sentence_for_its_reader(name):
    sentence = str(CONSTRAINTS[name].violation_error_message)

    assert sentence != str(BaseConstraint.default_violation_error_message)
    assert sentence[0].isupper() or sentence[0] == "“"
    assert sentence.endswith(".")
    assert name not in sentence


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "fields"), BREAKS)
def test_the_database_refuses_what_breaks_a_check(name, fields):
    row = CHECKS[name][0]()

    with pytest.raises(IntegrityError, match=f'"{name}"'):
        rewrite(row, fields)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "fields"), NEIGHBORS)
def test_the_database_takes_what_is_just_legal(name, fields):
    row = CHECKS[name][0]()

    rewrite(row, fields)

    row.refresh_from_db()
    row.validate_constraints()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "fields"), BREAKS)
def test_a_form_says_which_check_is_broken(name, fields):
    row = CHECKS[name][0]()
    for field, value in given(row, fields).items():
        setattr(row, field, value)

    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()

    assert refusal.value.messages == [str(CONSTRAINTS[name].violation_error_message)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ONCE)
def test_the_database_refuses_a_second_row_of_the_same(name):
    factory, clashing, _ = ONCE[name]
    row = factory()

    with pytest.raises(IntegrityError, match=f'"{name}"'):
        type(row)._base_manager.bulk_create([copy(row, clashing)])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ONCE)
def test_the_database_takes_a_second_row_that_differs(name):
    factory, _, apart = ONCE[name]
    row = factory()
    other = copy(row, apart)

    other.validate_constraints()
    type(row)._base_manager.bulk_create([other])

    assert type(row)._base_manager.filter(pk__in=[row.pk, other.pk]).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", ONCE)
def test_a_form_says_what_exists_already(name):
    factory, clashing, _ = ONCE[name]

    with pytest.raises(ValidationError) as refusal:
        copy(factory(), clashing).validate_constraints()

    assert refusal.value.messages == [str(CONSTRAINTS[name].violation_error_message)]


UNIQUE_FIELDS = [
    (factory, field.name)
    for model, factory in FACTORIES.items()
    for field in model._meta.fields
    if field.unique and not field.primary_key
]


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "field"), UNIQUE_FIELDS)
def test_no_two_rows_share_a_unique_field(factory, field):
    row, other = factory.create_batch(2)

    with pytest.raises(IntegrityError, match=f"_{field}_.*uniq|_{field}_key"):
        rewrite(other, {field: getattr(row, field)})
