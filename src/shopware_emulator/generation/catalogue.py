"""The shop's catalogue: what the generated orders are about. Prices are euros, tax included."""

import zlib
from dataclasses import dataclass

from shopware_emulator.entities.ids import named_id


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the shop lists it; `options` tell which variant it is."""

    number: str
    title: str
    price: float
    tax: int
    options: tuple[tuple[str, str], ...] = ()

    @property
    def product_id(self) -> str:
        """The product's id: always the same."""
        return named_id("product", self.number)

    @property
    def ean(self) -> str:
        """The product's EAN, from the numbers that a shop may give out itself."""
        digits = f"20{zlib.crc32(self.number.encode()):010d}"
        total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
        return f"{digits}{-total % 10}"


_LINES = """
TEE-OSTF-250|Ostfriesenmischung, loser Schwarztee, 250 g|12.90|7
TEE-ASSAM-500|Assam Second Flush, loser Schwarztee, 500 g|21.95|7
TEE-KANNE-12|Teekanne aus Gusseisen, 1,2 l, mit Sieb|44.90|19
TEE-STOV-01|Stövchen aus Glas mit Edelstahlrost|18.99|19
KLUNTJE-500|Weißer Kandis (Kluntje), 500 g|4.79|7
BECHER-FRIES|Friesenbecher „Blau Dresmer“, 0,25 l|11.95|19
OELZ-GELB.1|Friesennerz, Ölzeugjacke|69.95|19|Größe=M;Farbe=gelb
OELZ-GELB.2|Friesennerz, Ölzeugjacke|69.95|19|Größe=L;Farbe=gelb
OELZ-GELB.3|Friesennerz, Ölzeugjacke|72.95|19|Größe=XL;Farbe=gelb
TROYER.1|Seemannstroyer, Schurwolle|89.90|19|Größe=M
TROYER.2|Seemannstroyer, Schurwolle|89.90|19|Größe=L
SOCKE-WOLL|Wollsocken, 2 Paar|16.90|19
TAU-SCHOT-10|Schot aus Polyester, 10 mm, 25 m|52.50|19
SCHAEKEL-08|Schäkel, Edelstahl A4, 8 mm, 4 Stück|11.49|19
FENDER-L2|Langfender, weiß, 15 × 60 cm|27.90|19
KOMPASS-P70|Peilkompass, flüssigkeitsgedämpft|59.90|19
LAMPE-PETRO|Petroleumlampe „Kajüte“, Messing|74.50|19
KISTE-SEE-60|Seekiste aus Kiefer, 60 × 30 × 35 cm|119.00|19
KARTE-OST-1|Seekarte Kieler Bucht, laminiert|24.50|7
BUCH-KNOTEN|Das kleine Buch der Knoten, gebunden|14.95|7
BUCH-HANSE|Die Hanse: Schiffe, Städte, Waren. Bildband|34.90|7
KAL-LEUCHT|Wandkalender Leuchttürme|17.99|7
DECKE-FILZ|Filzdecke, reine Schurwolle|79.90|19
SEIFE-SALZ|Meersalzseife, 3 × 100 g|10.95|19
MESSER-SEG|Segelmesser mit Marlspieker|39.90|19
PFANNE-E28|Eisenpfanne, geschmiedet, 28 cm|54.90|19
SALZ-OST-200|Ostseesalz, grob, 200 g im Glas|7.49|7
SENF-HANSE|Hansesenf, mittelscharf, 250 ml|5.49|7
LAKRITZ-350|Salzlakritz, 350 g|6.49|7
ROGGEN-1K|Roggenschrot, Bio, 1 kg|3.89|7
KAFFEE-HAF|Hafenkaffee, ganze Bohne, 1 kg|21.90|7
KAFFEE-MUEH|Kaffeemühle, Handkurbel, Buche|46.90|19
MODELL-KOG|Modellbausatz Hansekogge 1:72, Holz|89.50|19
WESTE-150N|Rettungsweste 150 N, automatisch|129.00|19
MUSTER-0|Stoffmuster, kostenlos|0|19
GUTSCHEIN-50|Geschenkgutschein 50 €|50.00|0
"""


def _read(line: str) -> Product:
    number, title, price, tax, *options = line.split("|")
    pairs = [part.split("=") for part in options[0].split(";")] if options else []
    return Product(number, title, float(price), int(tax), tuple((group, option) for group, option in pairs))


PRODUCTS = tuple(_read(line) for line in _LINES.strip().splitlines())
"""Everything that can be bought."""

GOODS = tuple(each for each in PRODUCTS if each.number not in {"MUSTER-0", "GUTSCHEIN-50"})
SAMPLE = next(each for each in PRODUCTS if each.number == "MUSTER-0")
VOUCHER = next(each for each in PRODUCTS if each.number == "GUTSCHEIN-50")
