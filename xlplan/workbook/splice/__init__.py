"""The one writer into existing workbooks: bytes are spliced, all else stays as it was.

`archive` copies zip entries raw; `markup`, `grid` and `formulas` locate things in a sheet's bytes;
`content` spells cells; `cells`, `tables` and `book` say what changes in each part. What to change,
and whether it may be, is decided in `xlplan.workbook.edit`.
"""
