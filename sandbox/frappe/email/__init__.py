"""Outgoing mail: written into Email Queue with the transaction, sent by SMTP. Nothing is received."""
