"""Unit tests need no site. Site tests need Frappe: without it they are not collected."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("frappe") else ["site"]
