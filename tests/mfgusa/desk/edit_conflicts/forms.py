"""Forms that are opened and saved, and what the page of a conflict shows."""

from tests.mfgusa.desk.rows import address, as_posted


def form_of(browser, row):
    return as_posted(browser.get(address(type(row), "change", row.pk)))


def save(browser, row, posted, **typed):
    return browser.post(address(type(row), "change", row.pk), posted | typed)


def differences(response):
    """The lines of the page: was, theirs and yours, by row and field."""
    return {
        (row.title, diff.label): (diff.was, diff.theirs, diff.yours)
        for row in response.context["conflict"].rows
        for diff in row.fields
    }


def changes(response):
    """The lines of a page that asks again whether to delete: was and is."""
    return {
        (row.title, diff.label): (diff.was, diff.theirs)
        for row in response.context["changes"]
        for diff in row.fields
    }


def states(response):
    return {row.title: row.state for row in response.context["conflict"].rows}


def row_on(response):
    """The text of the rows on the page, without the form below them."""
    return response.text.partition("<article")[2].partition("</section>")[0]
