"""The seller's catalogue: what the generated orders are about. Prices are EUR cents, tax included."""

import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the seller lists it."""

    sku: str
    asin: str
    title: str
    price_minor: int

    @property
    def ean(self) -> str:
        """The product's EAN, from the numbers that a shop may give out itself: always the same."""
        digits = f"20{zlib.crc32(self.sku.encode()):010d}"
        total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
        return f"{digits}{-total % 10}"


_LINES = """
TEE-OSTF-250|Ostfriesenmischung, loser Schwarztee, 250 g|1290
TEE-ASSAM-500|Assam Second Flush, loser Schwarztee, 500 g|2195
TEE-KANNE-12|Teekanne aus Gusseisen, 1,2 l, mit Sieb|4490
TEE-STOV-01|Stövchen aus Glas mit Edelstahlrost|1899
KLUNTJE-500|Weißer Kandis (Kluntje), 500 g|479
BECHER-FRIES|Friesenbecher „Blau Dresmer“, 0,25 l|1195
OELZ-GELB-M|Friesennerz, Ölzeugjacke gelb, Größe M|6995
OELZ-GELB-L|Friesennerz, Ölzeugjacke gelb, Größe L|6995
OELZ-GELB-XL|Friesennerz, Ölzeugjacke gelb, Größe XL|7295
MUETZE-TROY|Troyer-Mütze aus Schurwolle, marine|2499
TROYER-M|Seemannstroyer mit Reißverschluss, Schurwolle, Größe M|8990
TROYER-L|Seemannstroyer mit Reißverschluss, Schurwolle, Größe L|8990
SOCKE-WOLL-39|Wollsocken, 2 Paar, Größe 39–42|1690
SOCKE-WOLL-43|Wollsocken, 2 Paar, Größe 43–46|1690
TAU-SCHOT-10|Schot aus Polyester, 10 mm, 25 m|5250
TAU-FALL-08|Fallleine, vorgereckt, 8 mm, 30 m|6480
SCHAEKEL-08|Schäkel, Edelstahl A4, 8 mm, 4 Stück|1149
SCHAEKEL-10|Schäkel, Edelstahl A4, 10 mm, 4 Stück|1549
FENDER-L2|Langfender, weiß, 15 × 60 cm|2790
KLAMPE-200|Belegklampe, Edelstahl, 200 mm|1995
KOMPASS-P70|Peilkompass, flüssigkeitsgedämpft, beleuchtet|5990
LAMPE-PETRO|Petroleumlampe „Kajüte“, Messing, 28 cm|7450
LAMPE-DOCHT|Flachdocht für Petroleumlampen, 3 m|599
BAROMETER-M|Barometer, Messing, 14 cm|8490
GLASENUHR-M|Glasenuhr, Messing, 14 cm, Quarz|9990
KISTE-SEE-60|Seekiste aus Kiefer, 60 × 30 × 35 cm|11900
KARTE-OST-1|Seekarte Kieler Bucht, laminiert|2450
BUCH-KNOTEN|Das kleine Buch der Knoten, gebunden|1495
BUCH-HANSE|Die Hanse: Schiffe, Städte, Waren. Bildband|3490
KAL-LEUCHT|Wandkalender Leuchttürme|1799
DECKE-FILZ|Filzdecke, reine Schurwolle, 140 × 200 cm|7990
KISSEN-ANK|Kissenbezug „Anker“, Leinen, 45 × 45 cm|1995
HANDT-WAB|Waffelpiqué-Handtuch, 3er-Set, marine|2495
SEIFE-SALZ|Meersalzseife, 3 × 100 g|1095
BERNST-ANH|Bernsteinanhänger, 925er Silber, Kette 45 cm|4990
MESSER-SEG|Segelmesser mit Marlspieker|3990
MARLSPIEK|Marlspieker aus Edelstahl, 18 cm|1690
BRETT-RAE|Räucherbrett aus Buche, 40 cm|1499
RAEUCHER-O|Tischräucherofen, Edelstahl, zwei Brenner|6490
RAEUCHERM-1|Räuchermehl Buche, 1 kg|699
FISCHHEB-28|Fischheber, Edelstahl, 28 cm|1349
PFANNE-E28|Eisenpfanne, geschmiedet, 28 cm|5490
SALZ-OST-200|Ostseesalz, grob, 200 g im Glas|749
SENF-HANSE|Hansesenf, mittelscharf, 250 ml|549
LAKRITZ-350|Salzlakritz, 350 g|649
BONBON-KUES|Küstennebel-Bonbons, 500 g|799
ROGGEN-1K|Roggenschrot, Bio, 1 kg|389
KAFFEE-HAF|Hafenkaffee, ganze Bohne, 1 kg|2190
KAFFEE-MUEH|Kaffeemühle, Handkurbel, Buche|4690
DOSE-BLECH|Teedose „Kogge“, Weißblech, 500 g|1290
MODELL-KOG|Modellbausatz Hansekogge 1:72, Holz|8950
MODELL-LIM|Modellleim, lösemittelfrei, 50 ml|459
FLAGGE-HL-90|Flagge Lübeck, 60 × 90 cm|1895
FLAGGE-HB-90|Flagge Bremen, 60 × 90 cm|1895
LATERNE-SB|Positionslaterne, steuerbord, LED|4295
LATERNE-BB|Positionslaterne, backbord, LED|4295
WESTE-150N|Rettungsweste 150 N, automatisch|12900
SCHUH-DECK-42|Decksschuh, Leder, Größe 42|9495
SCHUH-DECK-44|Decksschuh, Leder, Größe 44|9495
HANDSCH-SEG|Segelhandschuh, Fingerspitzen frei, Größe L|2690
""".strip().splitlines()

PRODUCTS = tuple(
    Product(sku, f"B0{index:02d}K0GG{index % 10}{chr(65 + index % 26)}", title, int(price))
    for index, (sku, title, price) in enumerate(line.split("|") for line in _LINES)
)
