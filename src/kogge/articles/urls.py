"""Addresses of the articles' pages."""

from django.urls import path

from kogge.articles import views

app_name = "articles"
urlpatterns = [
    path("articles/", views.ArticleList.as_view(), name="list"),
    path("articles/add/", views.add_article, name="add"),
    path("articles/<int:article_id>/", views.edit_article, name="edit"),
    path("articles/skus/", views.AliasList.as_view(), name="aliases"),
    path("articles/skus/add/", views.add_alias, name="add-alias"),
    path("articles/skus/<int:alias_id>/", views.edit_alias, name="edit-alias"),
    path("articles/skus/<int:alias_id>/delete/", views.remove_alias, name="delete-alias"),
]
