"""Ready SELECTs for programs whose tables are known: customers, articles and open documents with their lines.

Their columns are named as `fields.py` finds them. Where the tables come from stands in the README.
"""

from collections.abc import Mapping

from kogge.data_imports.fields import Kind, Profile
from kogge.infrastructure.foreign_databases import Engine

_ODOO_CUSTOMERS = """
SELECT COALESCE(NULLIF(p.ref, ''), p.id::text) AS "Reference",
       CASE WHEN p.is_company THEN p.name ELSE p.commercial_company_name END AS "Company Name",
       CASE WHEN p.is_company THEN '' ELSE p.name END AS "Name",
       p.street AS "Street", p.street2 AS "street2", p.zip AS "Zip", p.city AS "City", c.code AS "Country Code",
       p.email AS "Email", p.phone AS "Phone", p.vat AS "VAT"
FROM res_partner p
LEFT JOIN res_country c ON c.id = p.country_id
WHERE p.active AND (p.customer_rank > 0 OR EXISTS (SELECT 1 FROM sale_order o WHERE o.partner_id = p.id))
ORDER BY p.id
"""
_ODOO_ARTICLES = """
SELECT COALESCE(NULLIF(v.default_code, ''), v.id::text) AS "Internal Reference",
       COALESCE(t.name ->> 'de_DE', t.name ->> 'en_US') AS "Name", v.barcode AS "barcode",
       CASE WHEN tax.price_include THEN ROUND(t.list_price, 2)
            ELSE ROUND(t.list_price * (1 + COALESCE(tax.amount, 0) / 100), 2) END AS "Price",
       tax.amount AS "Tax Rate"
FROM product_product v
JOIN product_template t ON t.id = v.product_tmpl_id
LEFT JOIN LATERAL (
    SELECT a.amount, a.price_include FROM product_taxes_rel r JOIN account_tax a ON a.id = r.tax_id
    WHERE r.prod_id = t.id AND a.type_tax_use = 'sale' AND a.amount_type = 'percent'
    ORDER BY a.id LIMIT 1
) tax ON TRUE
WHERE v.active AND t.active AND t.sale_ok
ORDER BY v.id
"""
_ODOO_DOCUMENTS = """
SELECT o.name AS "Order Reference", o.client_order_ref AS "client_order_ref",
       o.date_order AT TIME ZONE 'UTC' AS "date_order",
       COALESCE(NULLIF(p.ref, ''), p.id::text) AS "Customer Number",
       m.name AS "currency_id", o.amount_total AS "amount_total",
       COALESCE(NULLIF(v.default_code, ''), v.id::text) AS "Article Number", l.name AS "Description",
       l.product_uom_qty AS "Quantity", l.price_subtotal AS "Line Total", tax.amount AS "Tax Rate",
       CASE WHEN d.is_company THEN d.name ELSE d.commercial_company_name END AS "Delivery Company Name",
       CASE WHEN d.is_company THEN '' ELSE d.name END AS "Delivery Name",
       d.street AS "Delivery Street", d.street2 AS "Delivery Street2", d.zip AS "Delivery Zip",
       d.city AS "Delivery City", c.code AS "Delivery Country Code"
FROM sale_order o
JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
JOIN res_partner p ON p.id = o.partner_id
JOIN res_partner d ON d.id = o.partner_shipping_id
LEFT JOIN res_country c ON c.id = d.country_id
LEFT JOIN res_currency m ON m.id = o.currency_id
LEFT JOIN product_product v ON v.id = l.product_id
LEFT JOIN LATERAL (
    SELECT a.amount FROM account_tax_sale_order_line_rel r JOIN account_tax a ON a.id = r.account_tax_id
    WHERE r.sale_order_line_id = l.id AND a.amount_type = 'percent'
    ORDER BY a.id LIMIT 1
) tax ON TRUE
WHERE o.state = 'sale' AND o.invoice_status <> 'invoiced'
ORDER BY o.id, l.sequence, l.id
"""

_JTL_CUSTOMERS = """
SELECT k.cKundenNr AS [Kundennummer], a.cFirma AS [Firma], a.cVorname AS [Vorname], a.cName AS [Nachname],
       a.cStrasse AS [Straße], a.cAdressZusatz AS [Adresszusatz], a.cPLZ AS [PLZ], a.cOrt AS [Ort],
       COALESCE(NULLIF(a.cISO, ''), a.cLand) AS [Land], a.cMail AS [E-Mail-Adresse], a.cTel AS [Telefon],
       a.cUSTID AS [UstID]
FROM dbo.tKunde k
OUTER APPLY (
    SELECT TOP 1 b.* FROM dbo.tAdresse b WHERE b.kKunde = k.kKunde ORDER BY b.nStandard DESC, b.nTyp DESC, b.kAdresse
) a
WHERE k.cKundenNr <> ''
"""
_JTL_ARTICLES = """
SELECT a.cArtNr AS [Artikelnummer],
       (SELECT TOP 1 b.cName FROM dbo.tArtikelBeschreibung b
        WHERE b.kArtikel = a.kArtikel AND b.cName <> '' ORDER BY b.kPlattform, b.kSprache) AS [Artikelname],
       a.cBarcode AS [GTIN], ROUND(a.fVKNetto * (1 + COALESCE(s.satz, 0) / 100), 2) AS [Brutto-VK],
       s.satz AS [Steuersatz]
FROM dbo.tArtikel a
OUTER APPLY (
    SELECT TOP 1 CAST(r.fSteuersatz AS decimal(9, 4)) AS satz FROM dbo.tSteuersatz r
    WHERE r.kSteuerklasse = a.kSteuerklasse ORDER BY r.nPrio, r.kSteuerzone
) s
WHERE a.cAktiv = 'Y' AND a.nIstVater = 0 AND a.cArtNr <> ''
"""
_JTL_DOCUMENTS = """
SELECT o.cAuftragsNr AS [Auftragsnummer], o.cExterneAuftragsnummer AS [Externe Auftragsnummer],
       o.dErstellt AS [Erstelldatum], k.cKundenNr AS [Kundennummer], o.cWaehrung AS [Währung],
       ROUND(e.fWertBrutto, 2) AS [Auftragswert brutto],
       p.cArtNr AS [Artikelnummer], p.cName AS [Positionsname], p.fAnzahl AS [Menge], p.fVkNetto AS [VK Netto],
       p.fRabatt AS [Rabatt %], p.fMwSt AS [MwSt-Satz],
       d.cFirma AS [Lieferadresse Firma], d.cVorname AS [Lieferadresse Vorname], d.cName AS [Lieferadresse Nachname],
       d.cStrasse AS [Lieferadresse Straße], d.cPLZ AS [Lieferadresse PLZ], d.cOrt AS [Lieferadresse Ort],
       COALESCE(NULLIF(d.cISO, ''), d.cLand) AS [Lieferadresse Land]
FROM Verkauf.tAuftrag o
JOIN Verkauf.tAuftragPosition p ON p.kAuftrag = o.kAuftrag
JOIN Verkauf.tAuftragEckdaten e ON e.kAuftrag = o.kAuftrag
LEFT JOIN dbo.tKunde k ON k.kKunde = o.kKunde
LEFT JOIN Verkauf.vAuftragLieferadresse d ON d.kAuftrag = o.kAuftrag
WHERE o.nType = 1 AND o.nStorno = 0 AND o.nKomplettAusgeliefert = 0
  AND (p.kAuftragStueckliste IS NULL OR p.kAuftragStueckliste = p.kAuftragPosition)
"""

READY: Mapping[tuple[Profile, Engine], Mapping[Kind, str]] = {
    (Profile.ODOO, Engine.POSTGRESQL): {
        Kind.CUSTOMERS: _ODOO_CUSTOMERS,
        Kind.ARTICLES: _ODOO_ARTICLES,
        Kind.DOCUMENTS: _ODOO_DOCUMENTS,
    },
    (Profile.JTL, Engine.SQLSERVER): {
        Kind.CUSTOMERS: _JTL_CUSTOMERS,
        Kind.ARTICLES: _JTL_ARTICLES,
        Kind.DOCUMENTS: _JTL_DOCUMENTS,
    },
}
