"""Redirects from addresses with parameters of trackers to those without them.

Newsletters, advertisements and social media add a name to every link that they show.
The site uses none of these parameters, and its pages refuse what they do not know.

The names are those of two public lists, `kSimpleQueryStringTrackers` and
`kScopedQueryStringTrackers` of the Brave browser (components/query_filter/utils.cc) and
`privacy.query_stripping.strip_list` of Firefox, and those that Google Analytics
(`utm_…`, `_ga`), Google Ads, Mailchimp (`mc_…`), Matomo (`mtm_…`, `pk_…`), Marketo and
HubSpot document. `ref` is what Product Hunt, Ghost and others add; those of mailing
services (EveryAction, Eloqua, Salesforce, Klaviyo) were met in newsletters. Short names
of the lists that belong to other sites alone (`si` of YouTube) are left out.
"""

import string
from collections.abc import Callable
from urllib.parse import quote, unquote_plus

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

METHODS = ("GET", "HEAD")
PREFIXES = ("utm_", "mc_", "mtm_", "pk_", "oft_", "bsft_", "hsa_", "sfmc_")
NAMES = frozenset(
    [
        *("_ga", "_gl", "dclid", "gad_campaignid", "gad_source", "gbraid", "gclid"),
        *("gclsrc", "srsltid", "wbraid"),  # Google
        *("fb_action_ids", "fb_comment_id", "fbclid", "igsh", "igshid"),  # Meta
        *("li_fat_id", "msclkid", "ref_src", "ref_url", "ttclid", "twclid"),
        *("__hsfp", "__hssc", "__hstc", "_hsenc", "_hsmi", "hsctatracking"),  # HubSpot
        *("__s", "_bhlid", "_kx", "at_recipient_id", "at_recipient_list", "bbeml"),
        *("ck_subscriber_id", "et_rid", "mkt_tok", "ml_subscriber"),  # Newsletters
        *("ml_subscriber_hash", "oly_anon_id", "oly_enc_id", "sc_customer", "sc_eh"),
        *("sc_uid", "ss_email_id", "vero_conv", "vero_id", "vgo_ee", "wickedid"),
        *("_branch_match_id", "_branch_referrer", "guce_referrer", "guce_referrer_sig"),
        *("irclickid", "rb_clickid", "ref", "s_cid", "unicorn_click_id"),
        *("cmpid", "trk", "trk_contact", "smid", "epik", "rdt_cid", "_t", "_ke"),
        *("elqtrack", "elqtrackid", "elqaid", "elqat", "elqcampaignid"),  # Eloqua
        *("ceid", "emci", "emdi"),  # EveryAction
        *("_openstat", "yclid", "ymclid", "ysclid"),  # Yandex
    ]
)


class TrackingParametersMiddleware:
    """Redirect a public address with tracking parameters to the one without them.

    The redirect is permanent, so that search engines keep one address for a page, and
    is not stored: hardly any such address is opened twice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query: str = request.META["QUERY_STRING"]
        if not query or request.method not in METHODS:
            return self.get_response(request)
        parts = query.split("&")
        others = [part for part in parts if not is_tracking_parameter(part)]
        if len(others) == len(parts) or request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        location = relative_url(request.path, "&".join(others))
        headers = {"Cache-Control": "no-store"}
        return HttpResponsePermanentRedirect(location, headers=headers)


def is_tracking_parameter(part: str) -> bool:
    """Whether a part of a query string, `name=value`, belongs to a tracker."""
    name = unquote_plus(part.partition("=")[0]).lower()
    return name in NAMES or name.startswith(PREFIXES)


def relative_url(path: str, query: str) -> str:
    """A URL of this site, whatever a path that was sent begins with.

    The query, as WSGI holds it, is left as it is, but for bytes that no URL may have.
    """
    url = escape_leading_slashes(escape_uri_path(path))
    query = quote(query.encode("latin-1"), safe=string.punctuation)
    return f"{url}?{query}" if query else url
