import pytest


@pytest.fixture
def fresh_cache(settings, tmp_path):
    """An empty cache of pictures; returns its folder."""
    folder = tmp_path / "charts"
    charts = settings.CACHES["charts"] | {"LOCATION": folder}
    settings.CACHES = settings.CACHES | {"charts": charts}
    return folder
