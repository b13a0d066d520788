"""The alert rules look at metrics that there are, and say what to do."""

import re

import pytest
from django.conf import settings

FILE = settings.BASE_DIR / "deploy/alerts.yml"
RULES = FILE.read_text().split("- alert: ")[1:]
FIELD = r"^ +{}: +(\S.*)$"


def names(rule):
    return set(re.findall(r"\bmfgusa_\w+", rule))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.split()[0])
def test_each_rule_says_what_is_wrong_and_what_to_do(rule):
    for field in ("expr", "labels", "summary", "action"):
        assert re.search(FIELD.format(field), rule, re.MULTILINE), field


@pytest.mark.django_db
def test_each_metric_of_a_rule_is_on_the_metrics_page(client):
    client.get("/")
    page = client.get("/metrics").text
    there = set(re.findall(r"^(\w+)[ {]", page, re.MULTILINE))

    assert len(RULES) > 5
    assert names(FILE.read_text()) - there == set()
