"""The dossier of a deal: everything that happened in it, in time order, as its reader may read it; as a page, PDF and zip."""
