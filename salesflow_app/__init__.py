"""SalesFlow carries a client deal through ERPNext, from the first call to the last payment."""

__version__ = "0.1.0"
