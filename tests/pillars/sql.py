"""The figures of each pillar, told again by plain SQL over the tables.

`NETWORK` and `OF_INSTITUTE` map, for each pillar, what a figure counts to a statement
that gives its number; the headline is named `headline`. `%(key)s` is the institute.
"""

TIED = "SELECT DISTINCT partner_id FROM institutes_membership"
TIED_HERE = f"""{TIED} m JOIN institutes_institute i ON i.id = m.institute_id
    WHERE i.key = %(key)s"""
OF_SECTOR = """SELECT count(*) FROM institutes_partner
    WHERE sector = '{}' AND id IN ({})"""
SECTORS = {
    "partners: Industry": "industry",
    "partners: Academia": "academia",
    "partners: Government": "government",
    "partners: Nonprofit": "nonprofit",
}
AREAS = """
    SELECT a.id,
      (SELECT count(DISTINCT l.institute_id) FROM institutes_institutefocusarea l
       JOIN institutes_focusarea own ON own.id = l.focus_area_id
       WHERE own.id = a.id OR own.parent_id = a.id) AS institutes,
      (SELECT count(*) FROM institutes_project p
       JOIN institutes_focusarea own ON own.id = p.focus_area_id
       WHERE p.kind = 'project' AND (own.id = a.id OR own.parent_id = a.id)) AS projects
    FROM institutes_focusarea a"""
AREAS_HERE = f"""{AREAS} WHERE a.id IN (SELECT focus_area_id
    FROM institutes_institutefocusarea l JOIN institutes_institute i
    ON i.id = l.institute_id WHERE i.key = %(key)s)"""
PROJECTS = """SELECT count(*) FROM institutes_project p
    JOIN institutes_institute i ON i.id = p.institute_id
    WHERE p.kind = 'project' AND {}"""
JOINED = """SELECT count(*) FROM (
    SELECT l.project_id FROM institutes_projectpartner l
    JOIN institutes_partner q ON q.id = l.partner_id
    JOIN institutes_project p ON p.id = l.project_id
    JOIN institutes_institute i ON i.id = p.institute_id
    WHERE p.kind = 'project' AND q.sector <> '' AND {}
    GROUP BY 1 HAVING count(DISTINCT q.sector) >= {}) joined"""
SHARED = """SELECT count(*) FROM (
    SELECT m.partner_id FROM institutes_membership m
    JOIN institutes_institute i ON i.id = m.institute_id
    GROUP BY 1 HAVING count(DISTINCT m.institute_id) >= {} AND {}) shared"""
STATES = """SELECT count(*) FROM institutes_state s WHERE {}"""
SITE, PARTNER, PROGRAM = (
    "EXISTS (SELECT FROM institutes_site WHERE state_id = s.id)",
    "EXISTS (SELECT FROM institutes_partner WHERE state_id = s.id)",
    """EXISTS (SELECT FROM institutes_workforceprogram_states w
       WHERE w.state_id = s.id)""",
)
ITEMS = """SELECT count(*) FROM roadmaps_roadmapitem r
    JOIN roadmaps_roadmap m ON m.id = r.roadmap_id
    LEFT JOIN institutes_institute i ON i.id = m.institute_id WHERE {}"""
TAKEN_UP = """EXISTS (SELECT FROM roadmaps_itemlink l
    WHERE l.roadmap_item_id = r.id AND l.project_id IS NOT NULL)"""
PROGRAMS = """SELECT count(*) FROM institutes_workforceprogram w
    JOIN institutes_institute i ON i.id = w.institute_id WHERE {}"""
AUDIENCES = {
    "programs: K-12 students": "k12",
    "programs: Community college students": "community-college",
    "programs: University students": "university",
    "programs: People in work": "incumbent-worker",
    "programs: Veterans and service members": "veteran",
    "programs: Educators": "educator",
    "programs: Everyone": "general",
}
HORIZONS = {
    "items: Near term": "near",
    "items: Mid term": "mid",
    "items: Long term": "long",
}
HERE, ANYWHERE = "i.key = %(key)s", "true"


def research(here):
    """The figures of the third pillar."""
    return {
        "headline": PROJECTS.format(here),
        **{
            title: PROJECTS.format(f"{here} AND p.status = '{status}'")
            for title, status in (
                ("projects: Planned", "planned"),
                ("projects: Active", "active"),
                ("projects: Completed", "completed"),
            )
        },
        **{
            f"projects: readiness level {first} to {last}": PROJECTS.format(
                f"{here} AND coalesce(p.trl_end, p.trl_start) >= {first} "
                f"AND coalesce(p.trl_start, p.trl_end) <= {last}"
            )
            for first, last in ((1, 3), (4, 6), (7, 9))
        },
        "federal money in projects": PROJECTS.format(
            f"{here} AND p.federal_usd IS NOT NULL"
        ),
        "cost share in projects": PROJECTS.format(
            f"{here} AND p.cost_share_usd IS NOT NULL"
        ),
    }


def workforce(here, tied):
    """The figures of the fourth pillar."""
    return {
        "headline": PROGRAMS.format(here),
        **{
            title: PROGRAMS.format(f"{here} AND w.audience = '{audience}'")
            for title, audience in AUDIENCES.items()
        },
        "community colleges among the partners": f"""SELECT count(*)
            FROM institutes_partner WHERE subsector = 'community-college'
            AND id IN ({tied})""",
    }


def collaboration(here, any_here):
    """The figures of the fifth pillar."""
    return {
        "headline": JOINED.format(here, 2),
        "projects that join three sectors or more": JOINED.format(here, 3),
        "partners tied to two institutes or more": SHARED.format(2, any_here),
        "partners tied to five institutes or more": SHARED.format(5, any_here),
    }


def roadmaps(here):
    """The items of the eighth pillar."""
    return {
        **{
            title: ITEMS.format(f"{here} AND r.horizon = '{horizon}'")
            for title, horizon in HORIZONS.items()
        },
        "items that a project takes up": ITEMS.format(f"{here} AND {TAKEN_UP}"),
    }


def future(here):
    """What answers a challenge, for the tenth pillar."""
    answers = f"""SELECT count(DISTINCT {{}}_id) FROM roadmaps_challengelink l
        JOIN {{}} s ON s.id = l.{{}}_id {{}} WHERE {here}"""
    own = "LEFT JOIN institutes_institute i ON i.id = s.institute_id"
    of_item = f"JOIN roadmaps_roadmap m ON m.id = s.roadmap_id {own}".replace(
        "s.institute_id", "m.institute_id"
    )
    return {
        f"{name} that answer a challenge": answers.format(kind, table, kind, way)
        for name, kind, table, way in (
            ("projects", "project", "institutes_project", own),
            ("roadmap items", "roadmap_item", "roadmaps_roadmapitem", of_item),
            ("roadmaps", "roadmap", "roadmaps_roadmap", own),
        )
    }


def commitments(here, what):
    """What is counted of the money: `what` of the counted records, `class` and all."""
    return f"""
    WITH RECURSIVE above(id, whole) AS (
      SELECT id, part_of_id FROM institutes_fundingrecord WHERE part_of_id IS NOT NULL
      UNION SELECT above.id, f.part_of_id FROM above
      JOIN institutes_fundingrecord f ON f.id = above.whole
      WHERE f.part_of_id IS NOT NULL),
    firm AS (
      SELECT f.id, f.amount_usd, CASE f.funder_type WHEN 'federal' THEN 'federal'
        WHEN 'mixed' THEN 'unsplit' ELSE 'other' END AS class
      FROM institutes_fundingrecord f JOIN institutes_institute i
        ON i.id = f.institute_id
      WHERE f.kind IN ('initial-commitment', 'renewal', 'cost-share')
        AND f.bound <> 'at-most' AND {here}),
    split AS (
      SELECT * FROM firm WHERE class <> 'unsplit' AND NOT EXISTS (
        SELECT FROM above JOIN firm whole ON whole.id = above.whole
        WHERE above.id = firm.id AND whole.class <> 'unsplit')),
    told AS (
      SELECT * FROM split UNION SELECT * FROM firm
      WHERE class = 'unsplit' AND NOT EXISTS (
        SELECT FROM above JOIN split ON split.id = above.id
        WHERE above.whole = firm.id)),
    counted AS (
      SELECT * FROM told WHERE NOT EXISTS (
        SELECT FROM above JOIN told whole ON whole.id = above.whole
        WHERE above.id = told.id))
    {what}"""


def funding(here):
    """The figures of the sixth pillar: how many records each adds up."""
    of_class = "SELECT count(*) FROM counted WHERE class = '{}'"
    both = """SELECT CASE WHEN bool_or(class = 'federal') AND bool_or(class = 'other')
        THEN count(*) ELSE 0 END FROM counted WHERE class <> 'unsplit'"""
    return {
        "headline": commitments(here, both),
        "Federal money": commitments(here, of_class.format("federal")),
        "Other money": commitments(here, of_class.format("other")),
        "Stated as one sum": commitments(here, of_class.format("unsplit")),
    }


NETWORK = {
    1: {
        "headline": f"SELECT count(*) FROM ({TIED}) tied",
        **{t: OF_SECTOR.format(s, TIED) for t, s in SECTORS.items()},
        "institutes with partners from industry, academia and government": """
            SELECT count(*) FROM (SELECT m.institute_id FROM institutes_membership m
            JOIN institutes_partner p ON p.id = m.partner_id
            WHERE p.sector IN ('industry', 'academia', 'government')
            GROUP BY 1 HAVING count(DISTINCT p.sector) = 3) of_three""",
    },
    2: {
        "headline": f"SELECT count(*) FROM ({AREAS}) a WHERE institutes > 0",
        "focus areas covered by one institute only": f"""SELECT count(*)
            FROM ({AREAS}) a WHERE institutes = 1""",
        "focus areas covered by two or more": f"""SELECT count(*)
            FROM ({AREAS}) a WHERE institutes >= 2""",
        "covered focus areas with a recorded project": f"""SELECT count(*)
            FROM ({AREAS}) a WHERE institutes > 0 AND projects > 0""",
    },
    3: research(ANYWHERE),
    4: workforce(ANYWHERE, TIED),
    5: collaboration(ANYWHERE, ANYWHERE),
    6: funding(ANYWHERE),
    7: {
        "headline": STATES.format(SITE),
        "states and territories with a partner": STATES.format(PARTNER),
        "states and territories with a program": STATES.format(PROGRAM),
        "states with none of the three": STATES.format(
            f"NOT {SITE} AND NOT {PARTNER} AND NOT {PROGRAM}"
        ),
    },
    8: {
        "headline": """SELECT count(DISTINCT institute_id) FROM roadmaps_roadmap""",
        "roadmaps": "SELECT count(*) FROM roadmaps_roadmap",
        **roadmaps(ANYWHERE),
    },
    9: {
        "headline": """SELECT count(DISTINCT indicator_id)
            FROM institutes_observation WHERE institute_id IS NULL""",
        "indicators on which sources disagree": """
            SELECT count(DISTINCT one.indicator_id) FROM institutes_observation one
            JOIN institutes_observation other USING (indicator_id)
            WHERE one.institute_id IS NULL
            AND other.institute_id IS NULL AND one.value <> other.value
            AND coalesce(one.fiscal_year::text, one.as_of)
              = coalesce(other.fiscal_year::text, other.as_of)""",
    },
    10: {
        "headline": "SELECT count(DISTINCT challenge_id) FROM roadmaps_challengelink",
        **future(ANYWHERE),
        "institutes that answer a challenge": """
            SELECT count(DISTINCT institute_id) FROM roadmaps_challengelink""",
    },
}

OF_INSTITUTE = {
    1: {
        "headline": f"SELECT count(*) FROM ({TIED_HERE}) tied",
        **{t: OF_SECTOR.format(s, TIED_HERE) for t, s in SECTORS.items()},
    },
    2: {
        "headline": f"SELECT count(*) FROM ({AREAS_HERE}) a",
        "focus areas covered by one institute only": f"""SELECT count(*)
            FROM ({AREAS_HERE}) a WHERE institutes = 1""",
        "focus areas covered by two or more": f"""SELECT count(*)
            FROM ({AREAS_HERE}) a WHERE institutes >= 2""",
        "covered focus areas with a recorded project": f"""SELECT count(*)
            FROM ({AREAS_HERE}) a WHERE projects > 0""",
    },
    3: research(HERE),
    4: workforce(HERE, TIED_HERE),
    5: collaboration(HERE, f"bool_or({HERE})"),
    6: funding(HERE),
    7: {
        "headline": """SELECT count(DISTINCT s.state_id) FROM institutes_site s
            JOIN institutes_institute i ON i.id = s.institute_id
            WHERE i.key = %(key)s""",
        "sites of the institute": """SELECT count(*) FROM institutes_site s
            JOIN institutes_institute i ON i.id = s.institute_id
            WHERE i.key = %(key)s""",
        "partners with a state": f"""SELECT count(*) FROM institutes_partner
            WHERE state_id IS NOT NULL AND id IN ({TIED_HERE})""",
        "programs with a state": PROGRAMS.format(
            f"""{HERE} AND EXISTS (SELECT FROM institutes_workforceprogram_states x
            WHERE x.workforceprogram_id = w.id)"""
        ),
    },
    8: {
        "headline": """SELECT count(*) FROM roadmaps_roadmap m
            JOIN institutes_institute i ON i.id = m.institute_id
            WHERE i.key = %(key)s""",
        **roadmaps(HERE),
    },
    9: {
        "headline": """SELECT count(DISTINCT o.indicator_id)
            FROM institutes_observation o JOIN institutes_institute i
            ON i.id = o.institute_id WHERE i.key = %(key)s""",
    },
    10: {
        "headline": """SELECT count(DISTINCT l.challenge_id)
            FROM roadmaps_challengelink l JOIN institutes_institute i
            ON i.id = l.institute_id WHERE i.key = %(key)s""",
        **future(HERE),
    },
}
