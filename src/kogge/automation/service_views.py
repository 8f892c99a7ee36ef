"""Pages of services: the set-up assistant, their settings, and how they are started, drained, stopped and deleted."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation import listing, services
from kogge.automation.forms import ServiceForm
from kogge.automation.models import AutomationService, ServiceMode
from kogge.automation.standing import judge_service
from kogge.automation.wording import word_refusal
from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, needs

MODES: dict[str, tuple[ServiceMode, str | Promise, str | Promise, str | Promise]] = {
    "start": (
        ServiceMode.RUNNING,
        _("Start"),
        _("Start the service?"),
        _("It carries out its tasks when they are due."),
    ),
    "drain": (
        ServiceMode.DRAINING,
        _("Let it finish"),
        _("Let the service finish?"),
        _("It ends the runs under way and begins nothing new until somebody starts it."),
    ),
    "stop": (
        ServiceMode.STOPPED,
        _("Stop"),
        _("Stop the service?"),
        _("Runs under way end after the records they are at, and nothing new begins until somebody starts it."),
    ),
}
"""What a service can be told: its mode then, the button, the question, and what it means."""


@needs(Right.ADMINISTER_AUTOMATION)
def add_service(request: OfficeRequest) -> HttpResponse:
    """Set a service up; it begins at once."""
    service = AutomationService(company=request.company, name=_propose_name(request), user=request.membership.user)
    return _edit(request, service)


@needs(Right.ADMINISTER_AUTOMATION)
def edit_service(request: OfficeRequest, service_id: int) -> HttpResponse:
    """Change a service, and see how it stands."""
    return _edit(request, _get(request, service_id))


@needs(Right.ADMINISTER_AUTOMATION)
def set_mode(request: OfficeRequest, service_id: int, wish: str) -> HttpResponse:
    """Ask whether a service is to be started, drained or stopped, and have it so."""
    service = _get(request, service_id)
    if wish not in MODES:
        raise Http404(wish)
    mode, button, question, meaning = MODES[wish]
    if request.method == "POST":
        services.set_mode(service, mode, request.membership.user, _now())
        return redirect("automation:edit-service", service_id=service.pk)
    context = {"service": service, "question": question, "meaning": meaning, "button": button}
    return render(request, "automation/service_question.html", context | {"is_grave": wish != "start"})


@needs(Right.ADMINISTER_AUTOMATION)
def delete_service(request: OfficeRequest, service_id: int) -> HttpResponse:
    """Ask whether a service is to go, and delete it; one that has tasks stays."""
    service = _get(request, service_id)
    if request.method == "POST":
        try:
            services.delete_service(service, request.membership.user, _now())
        except KoggeError as error:
            messages.error(request, word_refusal(error))
            return redirect("automation:edit-service", service_id=service.pk)
        messages.success(request, gettext("The service “%(name)s” is deleted.") % {"name": service.name})
        return redirect("automation:services")
    context = {
        "service": service,
        "question": gettext("Delete the service?"),
        "meaning": gettext("Only a service without tasks can be deleted."),
        "button": gettext("Delete"),
        "is_grave": True,
    }
    return render(request, "automation/service_question.html", context)


@needs(Right.ADMINISTER_AUTOMATION)
def show_state(request: OfficeRequest, service_id: int) -> HttpResponse:
    """Answer with how a service stands now; its page asks for it."""
    service = _get(request, service_id)
    response = render(request, "automation/service_state.html", _describe(service))
    response.headers["Cache-Control"] = "no-store"
    return response


def _edit(request: OfficeRequest, service: AutomationService) -> HttpResponse:
    is_new = service.pk is None
    form = ServiceForm(request.POST or None, instance=service, company=request.company)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_service(form.save(commit=False), request.membership.user, _now())
        except KoggeError as error:
            form.add_error("name" if error.code == "name_taken" else "user", word_refusal(error))
        else:
            told = gettext("The service is set up and started.") if is_new else gettext("Saved.")
            messages.success(request, told)
            return redirect("automation:services")
    context = {"form": form, "is_new": is_new, "company": request.company, "modes": ServiceMode}
    if not is_new:
        context |= _describe(_get(request, service.pk))
    return render(request, "automation/service.html", context)


def _describe(service: AutomationService) -> dict[str, object]:
    current = listing.list_current_runs(service.company).filter(task__service=service).first()
    standing = judge_service(service, is_busy=current is not None, now=_now())
    return {"service": service, "standing": standing, "current": current}


def _propose_name(request: OfficeRequest) -> str:
    """Return a name that is free yet."""
    taken = set(AutomationService.objects.filter(company=request.company).values_list("name", flat=True))
    name = gettext("Automation service")
    return name if name not in taken else next(each for n in range(2, 10**6) if (each := f"{name} {n}") not in taken)


def _get(request: OfficeRequest, service_id: int) -> AutomationService:
    services_of_company = AutomationService.objects.filter(company=request.company).select_related("company", "user")
    return get_object_or_404(services_of_company, pk=service_id)


def _now() -> datetime:
    return datetime.now(UTC)
