"""What the benchmark saves stands on the page that it looks at."""

from itertools import islice

import pytest

from bench import saves
from bench.addresses import distinct_addresses


@pytest.mark.parametrize("new_save", saves.DAY, ids=lambda new_save: new_save.__name__)
def test_a_save_is_seen_on_its_page(facts, client, new_save):
    save = new_save(1000)

    save.commit()

    assert save.text in client.get(save.path).content.decode()


def test_another_number_saves_another_fact(facts):
    for new_save in saves.DAY:
        first, other = new_save(1000), new_save(1001)

        assert first.text != other.text


def test_the_addresses_of_readers_are_answered_and_never_repeated(facts, client):
    addresses = list(islice(distinct_addresses(), 3000))

    assert len(set(addresses)) == 3000
    assert {client.get(address).status_code for address in addresses[::200]} == {200}
