"""Alarms are looked at every few seconds and soon after new data; what follows a change stays the emulator's.

So an alarm also returns to OK, or fires on missing data, when nobody writes a metric any more.
"""

import logging
import threading
import time
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch as emulated

from local.clock import Clock, now
from local.cloudwatch.alarm_state import evaluate
from local.cloudwatch.series import MathError

EVERY_SECONDS = 2.0
PAUSE_SECONDS = 0.2
"""After new data: what comes within it is looked at together."""
REST = 4
"""The pause, in times that a look took: of up to half a second, looks take a fifth of one core."""

_MATH = ("Metrics", "EvaluationWindow")
_ONE_METRIC = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Unit", "Dimensions")
_woken = threading.Event()
_changing = threading.Lock()
_threads: list[threading.Thread] = []
logger = logging.getLogger("lab2api")


def install() -> None:
    """Evaluate alarms here; keep the parts of a metric math alarm, which the emulator would drop."""
    original = emulated._put_metric_alarm  # noqa: SLF001

    def put_metric_alarm(params: Any, data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        answer = original(params, data, is_cbor, is_json)
        alarm = emulated._alarms.get(data.get("AlarmName"))  # noqa: SLF001
        if answer[0] == 200 and alarm is not None:
            keep_math(alarm, data)
            look_at(alarm)
        return answer

    emulated._put_metric_alarm = put_metric_alarm  # noqa: SLF001
    emulated._evaluate_alarm = _look_and_stay  # noqa: SLF001
    emulated._evaluate_all_alarms = wake  # noqa: SLF001


def keep_math(alarm: dict[str, Any], request: dict[str, Any]) -> None:
    """Put the metrics and expressions of a request into the alarm, in place of a single metric."""
    alarm |= {name: request[name] for name in _MATH if request.get(name)}
    if "Metrics" in alarm:
        for name in _ONE_METRIC:
            alarm.pop(name, None)


def wake() -> None:
    """Have every alarm looked at soon."""
    if not _threads:
        _threads.append(threading.Thread(target=_look_for_ever, name="lab2api-alarms", daemon=True))
        _threads[0].start()
    _woken.set()


def look_at_all(*, clock: Clock = now) -> None:
    """Look at every alarm of every account and region."""
    for (account, region, _), alarm in emulated._alarms.all_items():  # noqa: SLF001
        with request_scope(account, region):
            try:
                look_at(alarm, clock=clock)
            except Exception:  # the other alarms are looked at nevertheless, and this one again
                logger.exception("alarm %s", alarm.get("AlarmName"))


def look_at(alarm: dict[str, Any], *, clock: Clock = now) -> None:
    """Bring one alarm into the state that its datapoints ask for, and do what follows from a change."""
    if not alarm.get("Metrics") and not (alarm.get("Namespace") and alarm.get("MetricName")):
        return
    moment = clock()
    try:
        state, reason = evaluate(alarm, now=moment)
    except MathError as error:
        _report(alarm, str(error))
        return
    if alarm.pop("EvaluationState", None):
        alarm["StateReason"] = reason
    change(alarm, state=state, reason=reason, moment=moment)


def change(alarm: dict[str, Any], *, state: str, reason: str, moment: float) -> None:
    """Note a new state, run its actions, and let the composite alarms above it follow."""
    with _changing:
        before = alarm["StateValue"]
        if state == before:
            return
        alarm |= {
            "StateValue": state,
            "StateReason": reason,
            "StateUpdatedTimestamp": int(moment),
            "StateTransitionedTimestamp": int(moment),
        }
    emulated._record_history(alarm["AlarmName"], before, state, reason)  # noqa: SLF001
    emulated._dispatch_alarm_actions(alarm, before, state, reason)  # noqa: SLF001
    emulated._evaluate_parent_alarms(alarm)  # noqa: SLF001


def _look_and_stay(alarm: dict[str, Any]) -> None:
    look_at(alarm)
    wake()


def _report(alarm: dict[str, Any], message: str) -> None:
    """Say why an alarm cannot be computed where DescribeAlarms shows it, and in the log once."""
    if alarm.get("StateReason") != message:
        logger.warning("alarm %s cannot be evaluated: %s", alarm["AlarmName"], message)
    alarm |= {"EvaluationState": "EVALUATION_ERROR", "StateReason": message}


def _look_for_ever() -> None:
    while True:
        _woken.wait(EVERY_SECONDS)
        _woken.clear()
        began = time.monotonic()
        look_at_all()
        time.sleep(pause(time.monotonic() - began))


def pause(took: float) -> float:
    """Return how long to rest after a look: no longer than an alarm may wait for one."""
    return min(EVERY_SECONDS, max(PAUSE_SECONDS, REST * took))
