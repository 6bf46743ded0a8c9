"""Approval inside: who is asked in which order, what they see, what they decided. One way for proposals, SOWs and orders."""
