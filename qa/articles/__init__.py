"""Anything → `Article`: files, folders, web pages, feeds, bytes that were handed over."""

from qa.articles.origins import Upload, origin_of
from qa.articles.process import ReadingProcess
from qa.articles.sources import read

__all__ = ["ReadingProcess", "Upload", "origin_of", "read"]
