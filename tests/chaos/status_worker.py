"""What processes of an installation do in the chaos test of status reports, in small programs of their own."""

PREPARE = """
import json, random, sys
import django
django.setup()
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from kogge.documents.converting import convert_documents
from kogge.documents.models import Document, DocumentKind, DocumentType
from kogge.shipping.checking import Check, Source
from kogge.shipping.queries import list_items_of
from kogge.shipping.services import Label, add_parcel, fix_parcel

most, seed = int(sys.argv[1]), int(sys.argv[2])
now = datetime.now(UTC)
chance = random.Random(seed)
documents = list(Document.objects.filter(
    state="open", platform_order__platform_status="open", fulfilled_by_platform=False,
    ships_with_platform_label=False, awaits_decision=False,
    marketplace="Amazon.de", ordered_at__lt=now - timedelta(minutes=10), lines__quantity__gt=0,
).distinct().order_by("pk")[:most])
ids = [each.pk for each in documents]
for kind in (DocumentKind.DELIVERY_NOTE, DocumentKind.INVOICE):
    made = convert_documents(ids, DocumentType.objects.get(kind=kind).pk, actor=None, at=now)
    assert {each.result for each in made} == {"done"}, {each.message for each in made}
    again = convert_documents(ids, DocumentType.objects.get(kind=kind).pk, actor=None, at=now)
    assert {each.result for each in again} == {"skipped"}
    ids = [each.made for each in made]
expected = defaultdict(list)
number = 0
for document in documents:
    items = list_items_of([document])[document.pk]
    units = [item.reference for item in items for _unit in range(item.ordered)]
    chance.shuffle(units)
    cut = chance.randrange(1, len(units)) if len(units) > 1 and chance.random() < 0.5 else len(units)
    for part in filter(None, (units[:cut], units[cut:])):
        number += 1
        quantities = {name: part.count(name) for name in part}
        label = Label("DHL", "", "DHL Paket", f"003404340{number:010}{chance.randrange(10)}",
                      shipped_at=now - timedelta(minutes=chance.randrange(1, 9), microseconds=now.microsecond))
        parcel = add_parcel(document.pk, quantities, label=label, actor=None, at=now)
        fix_parcel(parcel.pk, Check(Source.NEEDLESS), actor=None, at=now)
        facts = [label.tracking_number, label.carrier_code, label.delivery_service, label.shipped_at.isoformat()]
        expected[document.platform_reference].append([*facts, quantities])
print(json.dumps(expected))
"""
"""Converts so many orders into delivery notes and invoices, packs one or two parcels each, and tells their contents."""

SEND = """
import sys, time
import django
django.setup()
from datetime import UTC, datetime, timedelta
import time_machine
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import Platform
from kogge.status.models import SendingRun
from kogge.status.sending import advance_run, start_sending, take_records

def now():
    return datetime.now(UTC)

def work():
    runs = list(SendingRun.objects.filter(state="running").order_by("pk"))
    if not runs:
        started = start_sending(Platform.objects.get().pk, now=now())
        if started is None:
            return None
        runs = [started]
    waits = []
    for run in runs:
        take_records(run.pk, now())
        waits.append(advance_run(run.pk, now, 3.0) or 0.0)
    return min(waits)

ahead_s, is_last = float(sys.argv[1]), sys.argv[2] == "last"
with time_machine.travel(now() + timedelta(seconds=ahead_s), tick=True) as clock:
    print("ready", flush=True)
    while (wait_s := work()) is not None:
        # Nobody waits in real time for leases, quotas and looks: the clock jumps.
        if is_last:
            clock.shift(min(wait_s, 60.0))
        else:
            time.sleep(0.05)
"""
"""Sends what is open and sees it through; the clock of the process is ahead by so many seconds."""

CORRECT = """
import json, sys
import django
django.setup()
from dataclasses import replace
from datetime import UTC, datetime
from kogge.shipping.models import Shipment
from kogge.shipping.services import Label, change_parcel
changed = {}
for shipment in Shipment.objects.filter(reported_at__isnull=False).order_by("pk")[:int(sys.argv[1])]:
    number = shipment.tracking_number[:-1] + str((int(shipment.tracking_number[-1]) + 1) % 10)
    label = Label(shipment.carrier_code, "", shipment.delivery_service, number, shipped_at=shipment.shipped_at)
    change_parcel(shipment.pk, label, actor=None, at=datetime.now(UTC))
    changed[shipment.tracking_number] = number
print(json.dumps(changed))
"""
"""Corrects the tracking numbers of so many parcels that the platform was told of already."""

STATES = """
import json
import django
django.setup()
from django.db.models import Count
from kogge.status.models import StatusRecord
rows = StatusRecord.objects.values_list("state", "answer_code").annotate(number=Count("pk")).order_by("state")
print(json.dumps(list(rows)))
"""
"""Counts the reports by state and answer."""
