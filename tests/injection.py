"""Texts that try to become markup, scripts or SQL, and what they become on a page."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

from tests.factories import (
    FundingRecordFactory,
    IndicatorFactory,
    InstituteFactory,
    ItemLinkFactory,
    MembershipFactory,
    ObservationFactory,
    PartnerFactory,
    ProjectFactory,
    ProjectPartnerFactory,
    RoadmapFactory,
    RoadmapItemFactory,
    SiteFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)

HTML_PAYLOAD = (
    "</script><script>alert(1)</script>\"><img src=x onerror=alert(1)>'&<!--\r\nX: 1"
)
SCRIPT_URL = "javascript:alert(1)"
QUERY_SYNTAX = "&|!():*<->'\\%"
PAYLOADS = [
    *("a\x00b", HTML_PAYLOAD, QUERY_SYNTAX),
    *("é" * 1000, "e\u0301" * 200, "\u202eabc", "\ud800"),
]


def percent_encoded(text):
    return urlencode({"": text.encode("utf-8", "surrogatepass")})[1:]


def active_content(page):
    """What of a page could run, or lead somewhere else than to the web."""
    parser = ActiveContentParser()
    parser.feed(page)
    return parser.active


class ActiveContentParser(HTMLParser):
    """Collects inline scripts, event handlers and addresses with other schemes."""

    def __init__(self):
        super().__init__()
        self.active = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        is_data = values.get("type") == "application/ld+json"
        if tag == "script" and "src" not in values and not is_data:
            self.active.append("script")
        for name, value in attributes:
            if name.startswith("on") or (name, value) == ("src", "x"):
                self.active.append(name)
            if name in ("href", "action") and not is_web_address(value or ""):
                self.active.append(value)


def is_web_address(address):
    return bool(re.match(r"https?://|/(?!/)|[?#]|$", address))


def create_injected_rows():
    """A row of every kind whose texts are payloads; two institutes come first."""
    source = SourceFactory(title=HTML_PAYLOAD, publisher=HTML_PAYLOAD, url=SCRIPT_URL)
    state = StateFactory(code="OH")
    cited = {"source": source}
    institutes = [
        InstituteFactory(
            name=f"{HTML_PAYLOAD} {n}",
            acronym=f"<b>{n}",
            state=state,
            website=SCRIPT_URL,
            summary=HTML_PAYLOAD,
            primary_focus__name=f"{HTML_PAYLOAD} {n}",
            **cited,
        )
        for n in range(2)
    ]
    partner = PartnerFactory(
        name=HTML_PAYLOAD,
        aliases=[HTML_PAYLOAD],
        website=SCRIPT_URL,
        city=HTML_PAYLOAD,
        state=state,
        **cited,
    )
    for institute in institutes:
        MembershipFactory(institute=institute, partner=partner, **cited)
    works = create_injected_works(institutes[0], partner, cited)
    return [*institutes, source, state, partner, *works]


def create_injected_works(institute, partner, cited):
    """What an institute does, with payloads for texts."""
    cited = cited | {"institute": institute}
    project = ProjectFactory(
        title=HTML_PAYLOAD, summary=HTML_PAYLOAD, url=SCRIPT_URL, **cited
    )
    ProjectPartnerFactory(project=project, partner=partner, source=cited["source"])
    indicator = IndicatorFactory(name=HTML_PAYLOAD, definition=HTML_PAYLOAD)
    ObservationFactory(indicator=indicator, note=HTML_PAYLOAD, **cited)
    roadmap = RoadmapFactory(title=HTML_PAYLOAD, topic="Glass", url=SCRIPT_URL, **cited)
    item = RoadmapItemFactory(
        roadmap=roadmap,
        title=HTML_PAYLOAD,
        theme=HTML_PAYLOAD[:60],
        metric=HTML_PAYLOAD[:60],
        source=cited["source"],
    )
    ItemLinkFactory(
        roadmap_item=item, project=project, note=HTML_PAYLOAD, source=cited["source"]
    )
    return [
        *(project, indicator, roadmap, item),
        FundingRecordFactory(funder=HTML_PAYLOAD, fiscal_year=2020, **cited),
        SiteFactory(name=HTML_PAYLOAD, state=partner.state, **cited),
        WorkforceProgramFactory(name=HTML_PAYLOAD, url=SCRIPT_URL, **cited),
    ]
