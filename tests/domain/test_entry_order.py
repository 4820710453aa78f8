"""Whatever overtook on the way, a maker's entries are read as it made them."""

from typing import Any

from rhi_app.domain.entry_order import in_order


def made(device: str | None, number: int) -> dict[str, Any]:
    return {"device": device, "number": number}


def test_what_arrived_late_stands_where_its_phone_made_it() -> None:
    arrived = [made("phone", 3), made("phone", 1), made("phone", 2)]
    assert in_order(arrived) == [made("phone", 1), made("phone", 2), made("phone", 3)]


def test_each_maker_keeps_its_places_in_the_list() -> None:
    arrived = [made("phone", 2), made(None, 1), made("other", 1), made("phone", 1), made(None, 2)]
    assert in_order(arrived) == [made("phone", 1), made(None, 1), made("other", 1), made("phone", 2), made(None, 2)]


def test_a_number_that_came_twice_keeps_the_order_of_arrival() -> None:
    first, second = made("phone", 1) | {"id": "a"}, made("phone", 1) | {"id": "b"}
    assert in_order([first, second]) == [first, second]
