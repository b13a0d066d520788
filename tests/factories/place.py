import factory
from factory.django import DjangoModelFactory

from institutes.models import Site, State
from tests.factories.institute import InstituteFactory
from tests.factories.source import CitedFactory

DIVISIONS = {
    "northeast": {
        "new-england": "CT 09 Connecticut, ME 23 Maine, MA 25 Massachusetts, "
        "NH 33 New Hampshire, RI 44 Rhode Island, VT 50 Vermont",
        "middle-atlantic": "NJ 34 New Jersey, NY 36 New York, PA 42 Pennsylvania",
    },
    "midwest": {
        "east-north-central": "IL 17 Illinois, IN 18 Indiana, MI 26 Michigan, "
        "OH 39 Ohio, WI 55 Wisconsin",
        "west-north-central": "IA 19 Iowa, KS 20 Kansas, MN 27 Minnesota, "
        "MO 29 Missouri, NE 31 Nebraska, ND 38 North Dakota, SD 46 South Dakota",
    },
    "south": {
        "south-atlantic": "DE 10 Delaware, DC 11 District of Columbia, FL 12 Florida, "
        "GA 13 Georgia, MD 24 Maryland, NC 37 North Carolina, SC 45 South Carolina, "
        "VA 51 Virginia, WV 54 West Virginia",
        "east-south-central": "AL 01 Alabama, KY 21 Kentucky, MS 28 Mississippi, "
        "TN 47 Tennessee",
        "west-south-central": "AR 05 Arkansas, LA 22 Louisiana, OK 40 Oklahoma, "
        "TX 48 Texas",
    },
    "west": {
        "mountain": "AZ 04 Arizona, CO 08 Colorado, ID 16 Idaho, MT 30 Montana, "
        "NV 32 Nevada, NM 35 New Mexico, UT 49 Utah, WY 56 Wyoming",
        "pacific": "AK 02 Alaska, CA 06 California, HI 15 Hawaii, OR 41 Oregon, "
        "WA 53 Washington",
    },
    "island-areas": {
        "island-areas": "AS 60 American Samoa, GU 66 Guam, "
        "MP 69 Northern Mariana Islands, PR 72 Puerto Rico, VI 78 Virgin Islands",
    },
}
STATES = {
    code: {"fips": fips, "name": name, "region": region, "division": division}
    for region, divisions in DIVISIONS.items()
    for division, states in divisions.items()
    for code, fips, name in (state.split(" ", 2) for state in states.split(", "))
}


def value_of_state(field):
    return factory.LazyAttribute(lambda state: STATES[state.code][field])


class StateFactory(DjangoModelFactory):
    """The state of a postal code, made once: `StateFactory(code="OH")` is Ohio."""

    class Meta:
        model = State
        django_get_or_create = ["code"]

    code = factory.Iterator(STATES)
    name = value_of_state("name")
    fips = value_of_state("fips")
    region = value_of_state("region")
    division = value_of_state("division")


class SiteFactory(CitedFactory):
    class Meta:
        model = Site

    institute = factory.SubFactory(InstituteFactory)
    name = factory.Sequence("Site {}".format)
    kind = Site.Kind.HEADQUARTERS
