"""What the reports count: one file per report, and what all of them ask first. Columns and charts are in `report/`."""
