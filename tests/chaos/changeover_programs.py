"""What people do in the chaos of a changeover, in small programs for the console of an installation."""

SET_UP = """
import logging
from datetime import UTC, datetime
from kogge.changeover.queries import find_installation
from kogge.changeover.services import save_installation
from kogge.companies.models import Company, User
from kogge.config import read_config
from kogge.infrastructure.telemetry import configure_logging
from kogge.middleware.rules import Area
from kogge.middleware.services import Wanted, save_schedule
from kogge.platforms.models import Platform
from kogge.site import installation
configure_logging(as_json=False, level=logging.ERROR)
# The databases are there: looking through all migrations again takes its time.
installation._create_databases = lambda _config: None
installation.install(read_config(), with_demo=True, shop_url=words[0])
company, user, now = Company.objects.get(), User.objects.get(), datetime.now(UTC)
Platform.objects.update(uses_cloud=False)
served = tuple(Platform.objects.order_by("name"))
save_schedule(company, Wanted("Alle", True, 1, (Area.ORDERS,), served), actor=user, now=now)
Platform.objects.filter(name="Amazon").update(uses_cloud=True)
old = find_installation(company)
old.office_version, old.middleware_version, old.uses_selection_fields = "6594", "5.11.557", False
old.backed_up_on = now.date()
save_installation(old, actor=user, now=now)
"""
"""A mixed schedule that is forgotten: it goes on after the platform was set to the Cloud."""

CHANGE_WAY = """
from datetime import datetime
from kogge.changeover.services import cut_over, fall_back
from kogge.companies.models import User
from kogge.guards.rules import Way
from kogge.guards.services import settle_owner
from kogge.platforms.models import Platform
fence, now = map(datetime.fromisoformat, words)
platform, user = Platform.objects.select_related("company").get(name="Amazon"), User.objects.get()
known = settle_owner(platform)
said = {"seen_epoch": known.epoch, "actor": user, "now": now}
if known.way is Way.OLD:
    today = platform.company.old_installation.backed_up_on
    changed = cut_over(platform, fence, today=today, **said)
else:
    changed = fall_back(platform, fence, **said)
answer = changed.way.value
"""
"""Cut-over or fall-back, as somebody does who has just looked at the page."""

TAKE_REST = """
from datetime import datetime
from kogge.companies.models import User
from kogge.guards.services import settle_owner, take_rest
from kogge.platforms.models import Platform
platform = Platform.objects.get(name="Amazon")
epoch = settle_owner(platform).epoch
answer = take_rest(platform, seen_epoch=epoch, actor=User.objects.get(), now=datetime.fromisoformat(words[0])).epoch
"""

SYNC_BY_HAND = """
from datetime import datetime
from kogge.companies.models import Company, User
from kogge.middleware.errors import OrdersRefused
from kogge.middleware.rules import Area
from kogge.middleware.services import start_by_hand
from kogge.middleware.workflows import enqueue_sync
from kogge.platforms.models import Platform
company, said = Company.objects.get(), {"actor": User.objects.get(), "now": datetime.fromisoformat(words[0])}
amazon, shop = Platform.objects.order_by("name")
try:
    start_by_hand(company, [Area.ORDERS], [amazon, shop], **said)
    answer = "taken"
except OrdersRefused:
    answer = "refused"
amazon.uses_cloud = False
for platform in (shop, amazon):
    enqueue_sync(start_by_hand(company, [Area.ORDERS], [platform], **said).pk)
"""
"""By hand, orders of the Cloud's platforms are refused; a shop's are not, nor who began before the flag was set."""

SPLIT = """
from datetime import datetime
from kogge.companies.models import User
from kogge.middleware.models import SyncSchedule
from kogge.middleware.services import split_schedule
schedule = SyncSchedule.objects.get(name="Alle")
split_schedule(schedule.pk, "Shops", actor=User.objects.get(), now=datetime.fromisoformat(words[0]))
"""

SYNC = """
from datetime import datetime
from time import sleep
from kogge.middleware.models import SyncSchedule
from kogge.middleware.services import start_once
from kogge.middleware.workflows import enqueue_sync
schedule, now = SyncSchedule.objects.get(name="Alle"), datetime.fromisoformat(words[0])
while (run := start_once(schedule.pk, now)) is None:
    sleep(0.2)
enqueue_sync(run.pk)
answer = ["SyncRun", run.pk]
"""

RETRIEVE = """
from datetime import datetime
from kogge.orders.services import start_retrieval
from kogge.orders.workflows import enqueue_retrieval
from kogge.platforms.models import Platform
run = start_retrieval(Platform.objects.get(name="Amazon").pk, now=datetime.fromisoformat(words[0]))
enqueue_retrieval(run.pk)
answer = ["RetrievalRun", run.pk]
"""

STATE = """
from kogge.middleware.models import SyncRun
from kogge.orders.models import RetrievalRun
answer = {"SyncRun": SyncRun, "RetrievalRun": RetrievalRun}[words[0]].objects.get(pk=words[1]).state
"""

LIST_SHOP_TROUBLES = """
from kogge.guards.models import RejectedOrder
from kogge.middleware.models import SyncState, SyncStep
from kogge.orders.models import OrderState, PlatformOrder, RetrievalRun, RunState
shop = {"platform__name": "Shopware"}
answer = [
    *RejectedOrder.objects.filter(**shop).values_list("platform_reference", "reason"),
    *SyncStep.objects.filter(state=SyncState.FAILED, **shop).values_list("code", "problem"),
    *RetrievalRun.objects.filter(state=RunState.FAILED, **shop).values_list("problem_code", "problem"),
    *PlatformOrder.objects.filter(state=OrderState.PARKED, **shop).values_list("platform_reference", "reason"),
]
"""

COUNT = """
from django.db.models import Sum
from kogge.documents.models import Document
from kogge.guards.models import RejectedOrder
answer = {
    "Amazon": Document.objects.filter(platform__name="Amazon").count(),
    "Shopware": Document.objects.filter(platform__name="Shopware").count(),
    "by_middleware": Document.objects.filter(
        platform__name="Amazon", platform_order__legacy_reference__gt="").count(),
    "rejected": RejectedOrder.objects.count(),
    "rejections": RejectedOrder.objects.aggregate(times=Sum("times"))["times"] or 0,
}
"""

EXPORT = """
from pathlib import Path
from django.test import Client
from django.urls import reverse
from kogge.companies.models import User
from kogge.platforms.models import Platform
client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
client.force_login(User.objects.get())
amazon = Platform.objects.get(name="Amazon")
for name, address in {
    "proof": reverse("changeover:proof", args=[amazon.pk]),
    "documents": reverse("documents:list"),
}.items():
    file = client.get(address, {"export": "csv"})
    assert file.status_code == 200, (address, file.status_code)
    Path(words[0], f"{name}.csv").write_bytes(b"".join(file.streaming_content))
"""
"""The proof, and the list of documents, as anybody may export them."""
