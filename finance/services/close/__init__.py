"""The close: exceptions, reopenings, the checklist, accruals that reverse themselves."""
