"""Reading, calculating, building and writing workbooks."""
