"""Ids of the embedded PSA as numbers on the wire."""

from hypothesis import given
from hypothesis import strategies as st

from providers.simulators.connectwise.numbers import MAX_NUMBER, Numbers


def test_numbers_stay_themselves_and_others_get_free_ones() -> None:
    """Whatever order they come in."""
    numbers = Numbers([("acme",), ("2",), ("007",), ("1",), ("0",), ("99999999999",), ("²",)])
    assert (numbers.of("1"), numbers.of("2")) == (1, 2)
    assert [numbers.of(each) for each in ("acme", "007", "0", "99999999999", "²")] == [3, 4, 5, 6, 7]


def test_the_same_id_under_two_parents_is_two_numbers() -> None:
    """Statuses of two boards; the first keeps its number."""
    numbers = Numbers([("board 1", "11"), ("board 2", "11"), ("board 2", "12")])
    assert (numbers.of("board 1", "11"), numbers.of("board 2", "12")) == (11, 12)
    assert numbers.of("board 2", "11") == 13
    assert numbers.key(13) == ("board 2", "11")


def test_new_records_never_take_a_number_that_is_given() -> None:
    """Nor do records that the embedded PSA does not hold."""
    numbers = Numbers([("5",), ("x",)])
    own, first = numbers.next(), numbers.lowest()
    assert (own, first) == (7, 1)
    assert numbers.of("7") == 8
    assert numbers.lowest() == 2


@given(st.lists(st.one_of(st.text(max_size=12), st.integers(0, 2**40).map(str)), unique=True))
def test_any_ids_have_distinct_numbers_that_lead_back(ids: list[str]) -> None:
    """Between 1 and the largest the wire holds."""
    numbers = Numbers([(each,) for each in ids])
    given_out = [numbers.of(each) for each in ids]
    assert len(set(given_out)) == len(ids)
    assert all(0 < number <= MAX_NUMBER for number in given_out)
    assert [numbers.key(number) for number in given_out] == [(each,) for each in ids]
