"""A plain desk: lists, forms and buttons over the same server calls that ERPNext's desk makes."""
