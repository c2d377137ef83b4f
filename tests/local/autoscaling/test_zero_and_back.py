"""Idle, in to zero, woken by one request, served, idle, zero again: the whole cycle by a simulated clock."""

from tests.local.autoscaling.simulation import ALARM_PERIOD, Simulation

MINUTE = 60


def test_a_component_goes_to_zero_when_idle_and_one_request_wakes_it(simulation: Simulation) -> None:
    simulation.declare("cycle", copies=1)
    assert simulation.ask("cycle").startswith("process ")
    simulation.pass_time(14 * MINUTE)
    assert simulation.copies("cycle") == 1
    simulation.pass_time(2 * MINUTE)
    assert simulation.copies("cycle") == 0
    assert "no capacity" in simulation.ask("cycle")
    assert simulation.copies("cycle") == 1
    assert simulation.ask("cycle").startswith("process ")
    simulation.pass_time(16 * MINUTE)
    assert simulation.copies("cycle") == 0
    assert simulation.activities("cycle") == [
        "Setting desired copy count to 0. Successful",
        "Setting desired copy count to 1. Successful",
        "Setting desired copy count to 0. Successful",
    ]


def test_it_wakes_as_often_as_it_sleeps(simulation: Simulation) -> None:
    simulation.declare("again", copies=0)
    for _ in range(3):
        assert "no capacity" in simulation.ask("again")
        assert simulation.copies("again") == 1
        simulation.pass_time(20 * MINUTE)
        assert simulation.copies("again") == 0


def test_ten_requests_that_find_nothing_start_one_copy(simulation: Simulation) -> None:
    simulation.declare("crowd", copies=0, most=5)
    for _ in range(10):
        simulation.ask("crowd")
    assert simulation.copies("crowd") == 1
    simulation.pass_time(2 * ALARM_PERIOD)
    assert simulation.copies("crowd") == 1
    assert simulation.activities("crowd") == ["Setting desired copy count to 1. Successful"]


def test_traffic_keeps_a_copy_alive(simulation: Simulation) -> None:
    simulation.declare("busy", copies=1)
    for _ in range(20):
        simulation.ask("busy")
        simulation.pass_time(2 * MINUTE)
    # One request at a time is half the target of two: one copy is enough, and none is not.
    assert simulation.copies("busy") == 1


def test_nothing_is_scaled_in_on_less_than_fifteen_minutes_of_data(simulation: Simulation) -> None:
    simulation.declare("young", copies=2)
    simulation.pass_time(14 * MINUTE)
    assert simulation.copies("young") == 2


def test_an_alarm_that_never_went_back_wakes_within_a_minute_of_its_next_datapoint(
    simulation: Simulation,
) -> None:
    simulation.declare("stuck", copies=0)
    simulation.ring("stuck")
    assert simulation.copies("stuck") == 1
    simulation.pass_time(20 * MINUTE, alarms=False)
    assert simulation.copies("stuck") == 0
    assert "no capacity" in simulation.ask("stuck")
    simulation.pass_time(ALARM_PERIOD, alarms=False)
    assert simulation.copies("stuck") == 1
