"""Addresses of the articles' pages."""

from django.urls import path

from kogge.articles.views import ArticleList

app_name = "articles"
urlpatterns = [path("articles/", ArticleList.as_view(), name="list")]
