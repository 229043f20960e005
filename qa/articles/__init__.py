"""Anything → `Article`: files, folders, web pages, feeds, bytes that were handed over."""

from qa.articles.origins import Upload, origin_of
from qa.articles.sources import read

__all__ = ["Upload", "origin_of", "read"]
