"""Every kind of public page: one address of each, on the real facts."""

from django.urls import URLResolver, get_resolver

from mfgusa.catalogue.subjects import subjects_with_pages

SUBJECTS = subjects_with_pages().values()
CATALOGUES = [subject.path for subject in SUBJECTS if subject.is_catalogue]
LISTS = [
    "/collaboration/",
    "/institutes/compare/",
    "/search/",
    "/data/",
    "/pillars/",
]
DETAILS = [
    *(subject.example_path for subject in SUBJECTS),
    "/institutes/iacmi/pillars/",
]
OUTCOMES = [  # Filtered, narrowed, refused, empty, not found.
    "/institutes/?state=OH&not_agency=DOE&established_min=2012&find_state=new",
    "/institutes/compare/?key=arm&key=lift&key=smart-usa",
    "/search/?q=robot",
    "/search/?q=robotcs",
    "/institutes/?regoin=3",
    "/institutes/?state=WY",
    "/no-such-page/",
]
VARIANTS = [  # Of pages above, and as large as they are.
    "/?as_of=2016",
    "/partners/?institutes_min=3&find_state=new",
    "/funding/?agency=DOE&as_of=2020",
    "/focus-areas/?level=part&institutes=1",
    "/places/?sites_min=1&sort=-partners",
    "/indicators/?disagreement=network",
    "/collaboration/?by=projects",
    "/pillars/4-workforce-development/",
    "/pillars/6-federal-funding-with-industry-investment/",
    "/pillars/7-regional-economic-development/?institute=iacmi",
    "/pillars/8-technology-roadmaps/",
    "/pillars/10-sustainability-and-future-focus/",
]
PAGES = ["/", *CATALOGUES, *LISTS, *DETAILS, *OUTCOMES]
ALL_PAGES = [*PAGES, *VARIANTS]


def named_patterns(patterns=None, namespace="", prefix=""):
    """The name and the path of each pattern that has a name, here and below."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            name = pattern.namespace
            inner = f"{namespace}{name}:" if name else namespace
            yield from named_patterns(pattern.url_patterns, inner, path)
        elif pattern.name:
            yield namespace + pattern.name, path
