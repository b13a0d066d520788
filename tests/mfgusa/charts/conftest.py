import pytest


@pytest.fixture
def fresh_cache(settings, tmp_path):
    """A cache of pictures with nothing in it; the folder it keeps them in."""
    folder = tmp_path / "charts"
    charts = settings.CACHES["charts"] | {"LOCATION": folder}
    settings.CACHES = settings.CACHES | {"charts": charts}
    return folder
