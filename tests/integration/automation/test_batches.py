"""A batch does each record of its range once, says what came of it, and ends cleanly whatever happens."""

from collections.abc import Iterator

import pytest

from kogge.automation.batches import Progress, advance_batch, begin_batch, stop_batch
from kogge.automation.errors import RightMissing, RuleUnfit, RuleUnknown, UserUnfit
from kogge.automation.models import BatchItem, BatchRule, BatchRun, LogEntry, RunState
from kogge.automation.rules import Definition, DefinitionInvalid, Outcome, Range, RangeKind, Result
from kogge.automation.services import save_rule
from kogge.companies.models import Membership, Role, User
from kogge.conditions.errors import ConditionInvalid
from tests.integration.automation.office import MARK, NOW, Office, later
from tests.integration.orders.shop import open_shop
from tests.orders import order

pytestmark = pytest.mark.django_db


def carry_out(batch: BatchRun) -> BatchRun:
    """Carry a batch out to its end."""
    while advance_batch(batch.pk, later(1)) is not Progress.ENDED:
        pass
    batch.refresh_from_db()
    return batch


def begin(office: Office, definition: Definition | None = None) -> BatchRun:
    return begin_batch(office.shop.company, definition or office.define(), office.user, NOW)


def test_each_record_is_done_once_portion_by_portion(office: Office) -> None:
    batch = begin(office)
    assert (batch.total, batch.state) == (5, RunState.WAITING)
    assert advance_batch(batch.pk, NOW) is Progress.MORE
    assert office.action.seen == ["B0001", "B0002"]
    done = carry_out(batch)
    assert office.action.seen == ["B0001", "B0002", "B0003", "B0004", "B0005"]
    assert (done.state, done.counts, done.seen) == (RunState.DONE, {"changed": 5}, 5)
    assert [each.code for each in LogEntry.objects.filter(batch=batch)] == ["batch_result"]
    assert advance_batch(batch.pk, NOW) is Progress.ENDED
    assert office.marked == 5


def test_a_portion_that_breaks_off_is_done_as_a_whole_the_next_time(office: Office) -> None:
    def break_off(record: object) -> Outcome:
        if str(record) == "B0004":
            raise InterruptedError
        return Outcome(Result.CHANGED)

    batch = begin(office)
    advance_batch(batch.pk, NOW)
    office.action.outcome_of = break_off
    with pytest.raises(InterruptedError):
        advance_batch(batch.pk, NOW)
    batch.refresh_from_db()
    assert (batch.counts, office.marked) == ({"changed": 2}, 2)
    office.action.outcome_of = lambda _: Outcome(Result.CHANGED)
    assert carry_out(batch).counts == {"changed": 5}
    assert BatchItem.objects.filter(batch=batch).count() == 5


def test_failures_are_named_and_hold_up_nobody(office: Office) -> None:
    def judge(record: object) -> Outcome:
        if str(record) == "B0002":
            return Outcome(Result.FAILED, "not_remapped", {"problem": "no total"})
        return Outcome(Result.UNCHANGED)

    office.action.outcome_of = judge
    batch = carry_out(begin(office))
    assert (batch.state, batch.counts) == (RunState.DONE, {"unchanged": 4, "failed": 1})
    failed = BatchItem.objects.get(batch=batch)
    assert (failed.label, failed.code, failed.values) == ("B0002", "not_remapped", {"problem": "no total"})
    lines = {each.code: each.level for each in LogEntry.objects.filter(batch=batch)}
    assert lines == {"batch_result": "info", "record_failed": "error"}


def test_nothing_to_report_writes_no_protocol(office: Office) -> None:
    office.action.outcome_of = lambda _: Outcome(Result.UNCHANGED)
    batch = carry_out(begin(office))
    assert not LogEntry.objects.filter(batch=batch).exists()
    assert not BatchItem.objects.filter(batch=batch).exists()


def test_a_stopped_batch_ends_after_the_records_under_way(office: Office) -> None:
    batch = begin(office)
    advance_batch(batch.pk, NOW)
    assert stop_batch(batch, NOW)
    assert advance_batch(batch.pk, NOW) is Progress.ENDED
    batch.refresh_from_db()
    assert (batch.state, office.marked) == (RunState.CANCELLED, 2)
    assert not stop_batch(batch, NOW)


def test_what_comes_after_the_beginning_is_not_looked_at(office: Office) -> None:
    batch = begin(office)
    office.shop.take_orders(order(9), first=9)
    assert carry_out(batch).counts == {"changed": 5}


def range_of(kind: RangeKind, **values: object) -> Range:
    return Range(kind, values)


def list_ranges(office: Office) -> Iterator[tuple[Range, int]]:
    numbers = {each.number: each.pk for each in office.shop.documents}
    yield range_of(RangeKind.SELECTION, ids=[numbers["B0002"], numbers["B0005"]]), 2
    yield range_of(RangeKind.PLATFORM, platform=office.shop.platform.pk), 5
    yield range_of(RangeKind.FILTER, query="q=B0003"), 1
    yield range_of(RangeKind.FILTER, query=""), 5
    yield range_of(RangeKind.FREE, number_from="B0002", number_until="B0004"), 3
    yield range_of(RangeKind.FREE, ordered_from="2026-11-20", ordered_until="2026-11-20"), 5
    yield range_of(RangeKind.FREE, ordered_from="2026-11-21"), 0


def test_every_kind_of_range(office: Office) -> None:
    for wanted, number in list_ranges(office):
        batch = begin(office, Definition("documents", wanted, (MARK,)))
        assert batch.total == number, wanted
        assert carry_out(batch).counts == ({"changed": number} if number else {}), wanted


def test_another_companys_records_are_out_of_reach(office: Office) -> None:
    other = open_shop("Süd")
    other.take_orders(order(7))
    wanted = range_of(RangeKind.SELECTION, ids=[each.pk for each in other.documents])
    assert begin(office, Definition("documents", wanted, (MARK,))).total == 0


def test_what_cannot_be_carried_out_is_refused_at_once(office: Office) -> None:
    with pytest.raises(RuleUnknown):
        begin(office, Definition("documents", Range(), ("own:77",)))
    with pytest.raises(RuleUnfit):
        begin(office, Definition("documents", Range(), ("orders.retrieve",)))
    with pytest.raises(DefinitionInvalid):
        begin(office, Definition("documents", range_of(RangeKind.SELECTION), (MARK,)))
    with pytest.raises(DefinitionInvalid):
        begin(office, Definition("ships", Range(), (MARK,)))
    assert not BatchRun.objects.exists()


def test_rights_are_asked_for_at_the_beginning_and_while_it_runs(office: Office) -> None:
    reader = User.objects.create_user("reader")
    Membership.objects.create(company=office.shop.company, user=reader, role=Role.READER)
    with pytest.raises(RightMissing, match="reader"):
        begin_batch(office.shop.company, office.define(), reader, NOW)
    batch = begin(office)
    User.objects.filter(pk=office.user.pk).update(is_active=False)
    with pytest.raises(UserUnfit):
        advance_batch(batch.pk, NOW)
    assert office.marked == 0


def test_a_rule_of_ones_own_is_for_the_records_that_meet_its_condition(office: Office) -> None:
    def begin_with(condition: str) -> BatchRun:
        rule = BatchRule(company=office.shop.company, name=condition, action=MARK, condition=condition)
        save_rule(rule, office.user, NOW)
        return begin(office, Definition("documents", Range(), (f"own:{rule.pk}",)))

    assert carry_out(begin_with('document.number == "B0003" and platform.kind == "amazon"')).counts == {"changed": 1}
    batch = carry_out(begin_with("document.total > 10.00"))
    assert (batch.counts, batch.seen) == ({}, 5)
    broken = begin_with("document.total < 10.00")
    broken.steps[0]["condition"] = "document.total >"
    broken.save()
    with pytest.raises(ConditionInvalid):
        advance_batch(broken.pk, NOW)


def test_a_filter_finds_every_record_however_many_a_list_shows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kogge.web.lists.COUNT_LIMIT", 1)
    by_number = office.define(kind=RangeKind.FILTER, values={"query": "q=000"})
    assert begin_batch(office.shop.company, by_number, office.user, NOW).total == 5


def test_workers_find_by_personal_data_what_the_person_finds(office: Office) -> None:
    customer = office.shop.documents[0].customer
    by_name = office.define(kind=RangeKind.FILTER, values={"query": f"q={customer.name.split()[0]}"})
    batch = begin_batch(office.shop.company, by_name, office.user, NOW)
    assert batch.total > 0
    while advance_batch(batch.pk, NOW) is not Progress.ENDED:
        pass
    assert len(office.action.seen) == batch.total


def test_a_filter_by_what_is_gone_is_refused_and_not_left_out(office: Office) -> None:
    gone = office.define(kind=RangeKind.FILTER, values={"query": "platform=999"})
    with pytest.raises(DefinitionInvalid):
        begin_batch(office.shop.company, gone, office.user, NOW)
