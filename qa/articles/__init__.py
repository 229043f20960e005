"""Anything → `Article`: files, folders, web pages, feeds."""

from qa.articles.origins import origin_of
from qa.articles.sources import read

__all__ = ["origin_of", "read"]
