"""Checks evidence from values alone, without Frappe: a bundle carries this folder, so that a stranger can run it."""
