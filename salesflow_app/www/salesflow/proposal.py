"""The page of one Work Proposal, at /salesflow/proposals/<name>."""

from salesflow_app.clients.access import CONSENT_TEXTS
from salesflow_app.portal.page import show_document
from salesflow_app.portal.proposal_view import get_page_view

no_cache = 1
sitemap = 0


def get_context(context):
	context.consent_texts = CONSENT_TEXTS
	show_document(context, "Work Proposal", get_page_view)
