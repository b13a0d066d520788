"""How many rows an address of a catalogue lists."""


def count_rows(client, address):
    """Read from its CSV file, in a tenth of the time that its page takes.

    The address may be one that was read in a page. That page and file agree is
    tried in `tests/questions` and with the downloads.
    """
    address = address.replace("&amp;", "&").partition("#")[0]
    path, _mark, query = address.partition("?")
    response = client.get(f"{path.rstrip('/')}.csv?{query}")
    assert response.status_code == 200, address
    return int(response["X-Row-Count"])
