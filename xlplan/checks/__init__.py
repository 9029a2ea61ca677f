"""What is wrong in a planning workbook, each finding with its cell and its remedy."""
