"""Pages of customers: the list, one customer, its form, and duplicates."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.customers.forms import CustomerFilters, CustomerForm
from kogge.customers.listing import count_documents, list_addresses, list_customers, list_newest_documents
from kogge.customers.merging import CannotMerge, find_duplicates, keep_apart, merge_customers
from kogge.customers.models import Customer, VatIdState
from kogge.customers.proposals import Proposal, propose
from kogge.customers.rules import AddressDraft, draft_of
from kogge.customers.services import add_customer, change_customer
from kogge.customers.tables import CustomerTable
from kogge.customers.wording import CLUES, FINDINGS, Text
from kogge.web.access import OfficeRequest, needs
from kogge.web.lists import ListPage

SHOWN_PAIRS = 50


class CustomerList(ListPage):
    """All customers of the company."""

    title = _("Customers")
    table_class = CustomerTable
    template_name = "customers/customer_list.html"
    filters_class = CustomerFilters
    empty_title = _("No customers yet")
    empty_hint = _(
        "Customers are created with the first order that a buyer places. Open a platform and retrieve its orders."
    )

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's customers."""
        return list_customers(self.request.company)


def show_customer(request: OfficeRequest, customer_id: int) -> HttpResponse:
    """Show a customer with addresses and last documents; one that was merged leads to the other."""
    customer = get_object_or_404(Customer.objects.select_related("status"), company=request.company, pk=customer_id)
    if customer.merged_into_id is not None:
        return redirect("customers:detail", customer_id=customer.merged_into_id)
    addresses = [(each, propose(draft_of(each))) for each in list_addresses(customer)]
    context = {
        "customer": customer,
        "addresses": [(each, _word(proposal)) for each, proposal in addresses],
        "documents": list_newest_documents(customer),
        "merged": customer.merged.order_by("number"),
    }
    return render(request, "customers/detail.html", context)


@needs(Right.EDIT_CUSTOMERS)
def add(request: OfficeRequest) -> HttpResponse:
    """Enter a new customer."""
    form = CustomerForm(request.POST or None, company=request.company)
    if request.method == "POST" and form.is_valid():
        customer = add_customer(form.save(commit=False), actor=request.membership.user, now=datetime.now(UTC))
        _tell(request, customer)
        return redirect("customers:detail", customer_id=customer.pk)
    return render(request, "customers/customer.html", {"form": form})


@needs(Right.EDIT_CUSTOMERS)
def edit(request: OfficeRequest, customer_id: int) -> HttpResponse:
    """Change a customer's own facts; addresses come from orders."""
    customer = get_object_or_404(list_customers(request.company), pk=customer_id)
    title = str(customer)
    form = CustomerForm(request.POST or None, instance=customer, company=request.company)
    if request.method == "POST" and form.is_valid():
        changed = form.changed_data
        change_customer(form.save(commit=False), changed, actor=request.membership.user, now=datetime.now(UTC))
        _tell(request, customer)
        return redirect("customers:detail", customer_id=customer.pk)
    return render(request, "customers/customer.html", {"form": form, "customer": customer, "title": title})


@needs(Right.EDIT_CUSTOMERS)
def list_duplicates(request: OfficeRequest) -> HttpResponse:
    """List customers that may be the same, with the reasons; the page comes first, to compare many takes a while."""
    if "look" not in request.GET:
        return render(request, "customers/duplicates.html", {"is_looking": True})
    pairs = find_duplicates(request.company)
    shown = [(pair, [CLUES[clue] for clue in pair.likeness.clues]) for pair in pairs[:SHOWN_PAIRS]]
    template = "customers/duplicate_pairs.html" if request.htmx else "customers/duplicates.html"
    return render(request, template, {"pairs": shown, "number": len(pairs)})


@needs(Right.EDIT_CUSTOMERS)
def decide_duplicate(request: OfficeRequest, first_id: int, second_id: int) -> HttpResponse:
    """Show two customers beside each other, and make them one or keep them apart."""
    both = [get_object_or_404(list_customers(request.company), pk=each) for each in (first_id, second_id)]
    if request.method != "POST":
        context = {"both": [(each, list_addresses(each), count_documents(each)) for each in both]}
        return render(request, "customers/duplicate.html", context)
    user, now = request.membership.user, datetime.now(UTC)
    if "apart" in request.POST:
        keep_apart(both[0], both[1], actor=user, now=now)
        messages.success(request, gettext("The two stay two customers and are not shown here again."))
        return redirect("customers:duplicates")
    kept, merged = both if request.POST.get("keep") == str(both[0].pk) else reversed(both)
    try:
        merge_customers(kept.pk, merged.pk, actor=user, now=now)
    except CannotMerge as error:
        messages.error(request, str(error))
        return redirect("customers:duplicates")
    words = gettext("%(merged)s is now %(kept)s: documents, references and addresses were taken over.")
    messages.success(request, words % {"merged": merged.number, "kept": kept.number})
    return redirect("customers:detail", customer_id=kept.pk)


def _tell(request: OfficeRequest, customer: Customer) -> None:
    messages.success(request, gettext("Saved."))
    if customer.vat_id_state == VatIdState.IMPLAUSIBLE:
        words = gettext("Form or check digits of the VAT id are wrong: no tax is decided by it. Ask the customer.")
        messages.warning(request, words)


def _word(proposal: Proposal | None) -> tuple[AddressDraft, list[Text]] | None:
    return (proposal.address, [FINDINGS[each] for each in proposal.findings]) if proposal else None
