"""The workbook given back: the cells in doubt marked, with a sheet that lists them."""
