"""The facts as schema.org nodes, for search engines and other readers of JSON-LD.

`url` is the page of this site, `sameAs` the pages of the organization elsewhere. No
function queries the database, given the row of a detail page.
"""

from institutes.models import Agency, Institute, Partner
from mfgusa.catalogue.citation.page_metadata import Node, drop_missing
from mfgusa.provenance.linked_data import source_node, web_url

NETWORK = {
    "@type": "Organization",
    "name": "Manufacturing USA",
    "sameAs": "https://www.manufacturingusa.com/",
}
TYPES: dict[str, str] = {  # All others are an Organization.
    Partner.Subsector.UNIVERSITY: "CollegeOrUniversity",
    Partner.Subsector.COMMUNITY_COLLEGE: "CollegeOrUniversity",
    Partner.Sector.GOVERNMENT: "GovernmentOrganization",
}


def institute_node(institute: Institute) -> Node:
    """Return an institute with its agency and focus areas.

    Takes a row of `with_place` and `with_focus_areas`.
    """
    page = institute.get_absolute_url()
    names = [institute.acronym, institute.former_name]
    return drop_missing(
        {
            "@type": "Organization",
            "@id": f"{page}#organization",
            "url": page,
            "name": institute.name,
            "alternateName": [name for name in names if name],
            "description": institute.summary,
            "foundingDate": institute.established,
            "dissolutionDate": institute.closed,
            "address": _address(institute, "US"),
            "sponsor": institute.agency and agency_node(institute.agency),
            "memberOf": NETWORK,
            "knowsAbout": [
                link.focus_area.name for link in institute.focus_links.all()
            ],
            "sameAs": web_url(institute.website),
            "subjectOf": source_node(institute.source),
        }
    )


def partner_node(partner: Partner) -> Node:
    """Return a partner."""
    page = partner.get_absolute_url()
    kind = TYPES.get(partner.subsector) or TYPES.get(partner.sector)
    return drop_missing(
        {
            "@type": kind or "Organization",
            "@id": f"{page}#organization",
            "url": page,
            "name": partner.name,
            "alternateName": partner.aliases,
            "address": _address(partner, partner.country),
            "sameAs": [*filter(None, map(web_url, (partner.ror, partner.website)))],
            "subjectOf": source_node(partner.source),
        }
    )


def agency_node(agency: Agency) -> Node:
    """Return a sponsoring agency, which has no page here."""
    return drop_missing(
        {
            "@type": "GovernmentOrganization",
            "name": agency.name,
            "alternateName": agency.code,
            "sameAs": web_url(agency.website),
        }
    )


def _address(place: Institute | Partner, country: str) -> Node | None:
    """Return city, state and country, or None if neither city nor state is known."""
    parts = drop_missing(
        {
            "addressLocality": place.city,
            "addressRegion": place.state and place.state.code,
            "addressCountry": country,
        }
    )
    is_known = place.city or place.state
    return {"@type": "PostalAddress", **parts} if is_known else None
