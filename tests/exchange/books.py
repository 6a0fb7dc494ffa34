"""Small ledger files of the known shapes, made by the tests that read them."""

from __future__ import annotations

from pathlib import Path

HIGHRADIUS = (
    "business_code,cust_number,name_customer,clear_date,buisness_year,doc_id,posting_date,due_in_date,"
    "invoice_currency,total_open_amount,baseline_create_date,cust_payment_terms,isOpen"
)
PLAIN = "Company,Customer number,Customer name,Invoice,Invoice date,Due date,Currency,Amount,Open amount"

PRINTED_ENGLISH = """ Customer                 *
 Company Code             0100

 Name                     *

-----------------------------------------------------------------------------------
|      Stat|Account |DocumentNo|Doc. Date |Net due dt|  Amount in LC|Curr.|CCAr|PayT|Type|
|---------------------------------------------------------------------------------|
|          |0000700 |1900000001|01.02.2026|03.03.2026|      1,200.00|EUR  |1097|N030|RV  |
|          |0000700 |1900000002|13.02.2026|15.03.2026|        300.50|EUR  |1097|N030|RV  |
|          |0000700 |1700000001|20.02.2026|20.02.2026|        100.50-|EUR |1097|    |DG  |
|---------------------------------------------------------------------------------|
|  *       |0000700 |          |          |          |      1,400.00|EUR  |1097|    |    |
-----------------------------------------------------------------------------------
\x0c Customer                 *
 Company Code             0200

-----------------------------------------------------------------------------------
|      Stat|Account |DocumentNo|Doc. Date |Net due dt|  Amount in LC|Curr.|CCAr|PayT|Type|
|---------------------------------------------------------------------------------|
|          |0000800 |1900000003|01.03.2026|31.03.2026|      2,000.00|EUR  |1097|N030|RV  |
|  *       |0000800 |          |          |          |      2,000.00|EUR  |1097|    |    |
|  **      |        |          |          |          |      3,400.00|EUR  |    |    |    |
-----------------------------------------------------------------------------------
"""

PRINTED_GERMAN = """ Buchungskreis            0100

---------------------------------------------------------------------
|St|Konto   |Belegnr   |Belegdatum|Nettofälligkeit|   Betrag in HW|Währg|Art|
|-------------------------------------------------------------------|
|  |700     |1900000001|01.02.2026|03.03.2026     |       1.200,00|EUR  |DR |
|  |700     |1900000002|13.02.2026|15.03.2026     |         300,50-|EUR |DG |
---------------------------------------------------------------------
"""

PRINTED_SUBTOTALS = """ Customer                 *
Code             261

------------------------------------------------------------
|      Stat|Account |No|Date |Net due dt|       LC amnt|CCAr|
|----------------------------------------------------------|
|  **      |1888    |          |          |          |1,494.09-|1097|
|----------------------------------------------------------|
|  **      |1888    |          |          |          | 2,15980,796.86-|1098|
|----------------------------------------------------------|
|  **      |2764    |          |          |          |   517.29 |1097|
------------------------------------------------------------
"""


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text file as it is given, line ends included."""
    path.write_bytes(text.encode(encoding))
    return path


def plain(path: Path, *rows: str) -> Path:
    """A plain English ledger."""
    return save(path, "\n".join((PLAIN, *rows)) + "\n")


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """An Excel workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
