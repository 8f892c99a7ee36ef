"""Pages of articles and of the mapping of SKUs: lists and forms."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.articles.forms import AliasFilters, AliasForm, ArticleFilters, ArticleForm
from kogge.articles.listing import list_aliases, list_articles
from kogge.articles.models import Article, ArticleAlias
from kogge.articles.services import delete_alias, save_alias, save_article
from kogge.articles.tables import AliasTable, ArticleTable
from kogge.companies.permissions import Right
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage


class ArticleList(ListPage):
    """All articles of the company."""

    title = _("Articles")
    table_class = ArticleTable
    filters_class = ArticleFilters
    template_name = "articles/article_list.html"
    batch_subject = "articles"
    empty_title = _("No articles yet")
    empty_hint = _("Orders of articles that are unknown here are booked on the placeholder article, with a warning.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's articles."""
        return list_articles(self.request.company)


class AliasList(ListPage):
    """All SKUs that stand for other articles."""

    title = _("Mapping of SKUs")
    introduction = _(
        "A SKU that is no article number here is looked up in this table, then by its EAN. What is found nowhere goes "
        "to the placeholder article, or waits among the parked orders; as soon as it is mapped, both repair themselves."
    )
    table_class = AliasTable
    filters_class = AliasFilters
    template_name = "articles/alias_list.html"
    empty_title = _("No SKU is mapped yet")
    empty_hint = _("Map a SKU to an article, or to several for a bundle.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's mapping."""
        return list_aliases(self.request.company)


@needs(Right.EDIT_ARTICLES)
def add_article(request: OfficeRequest) -> HttpResponse:
    """Enter a new article."""
    company = request.company
    return _edit_article(request, Article(company=company, currency=company.currency))


@needs(Right.EDIT_ARTICLES)
def edit_article(request: OfficeRequest, article_id: int) -> HttpResponse:
    """Change an article."""
    return _edit_article(request, get_object_or_404(list_articles(request.company), pk=article_id))


@needs(Right.EDIT_ARTICLES)
def add_alias(request: OfficeRequest) -> HttpResponse:
    """Say what another SKU stands for; `sku` of the address fills it in."""
    return _edit_alias(request, ArticleAlias(company=request.company, sku=request.GET.get("sku", "")[:200]))


@needs(Right.EDIT_ARTICLES)
def edit_alias(request: OfficeRequest, alias_id: int) -> HttpResponse:
    """Change what a SKU stands for."""
    return _edit_alias(request, get_object_or_404(list_aliases(request.company), pk=alias_id))


@action_needing(Right.EDIT_ARTICLES)
def remove_alias(request: OfficeRequest, alias_id: int) -> HttpResponse:
    """Forget what a SKU stands for."""
    alias = get_object_or_404(list_aliases(request.company), pk=alias_id)
    delete_alias(alias, actor=request.membership.user, now=datetime.now(UTC))
    messages.success(request, gettext("The SKU is no longer mapped."))
    return redirect("articles:aliases")


def _edit_article(request: OfficeRequest, article: Article) -> HttpResponse:
    form = ArticleForm(request.POST or None, article=article, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        save_article(form.apply(), actor=request.membership.user, now=datetime.now(UTC))
        messages.success(request, gettext("Saved."))
        return redirect("articles:list")
    return render(request, "articles/article.html", {"form": form, "article": article})


def _edit_alias(request: OfficeRequest, alias: ArticleAlias) -> HttpResponse:
    form = AliasForm(request.POST or None, alias=alias)
    if request.method == "POST" and form.is_valid():
        alias.sku = form.cleaned_data["sku"]
        save_alias(alias, form.cleaned_data["parts"], actor=request.membership.user, now=datetime.now(UTC))
        messages.success(request, gettext("Saved. Documents and parked orders that waited for it are being repaired."))
        return redirect("articles:aliases")
    return render(request, "articles/alias.html", {"form": form, "alias": alias})
