"""What the leader reads: the table and the findings, from the workbook."""
