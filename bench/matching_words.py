"""Words that hotels of a made-up coast are named by, as they are printed in four languages."""

from __future__ import annotations

from random import Random

LANGUAGES = ("en", "hu", "bg", "ru")

_TRADE = """
Beach|Strand|Плаж|Пляж
Palace|Palota|Палас|Дворец
Park|Park|Парк|Парк
Garden|Kert|Градина|Сад
Gardens|Kertek|Гардън|Гарденс
Bay|Öböl|Залив|Бухта
Village|Falu|Вилидж|Вилладж
Royal|Royal|Роял|Роял
Grand|Grand|Гранд|Гранд
Sea|Tenger|Море|Море
View|Kilátás|Изглед|Вид
Star|Csillag|Звезда|Звезда
Pearl|Gyöngy|Перла|Жемчужина
Golden|Arany|Златен|Золотой
Blue|Kék|Син|Синий
White|Fehér|Бял|Белый
Sun|Nap|Слънце|Солнце
Sunny|Napfényes|Слънчев|Солнечный
Lagoon|Lagúna|Лагуна|Лагуна
Crystal|Kristály|Кристал|Кристалл
Coral|Korall|Корал|Коралл
Dream|Álom|Мечта|Мечта
Paradise|Paradicsom|Парадайз|Парадайз
Panorama|Panoráma|Панорама|Панорама
Princess|Hercegnő|Принцеса|Принцесса
Imperial|Imperial|Империал|Империал
Marina|Marina|Марина|Марина
Aqua|Aqua|Аква|Аква
Island|Sziget|Остров|Остров
Hill|Domb|Хил|Хилл
Sands|Homok|Пясъци|Пески
Palm|Pálma|Палма|Пальма
Diamond|Gyémánt|Диамант|Бриллиант
Rose|Rózsa|Роза|Роза
Horizon|Horizont|Хоризонт|Горизонт
Amber|Borostyán|Кехлибар|Янтарь
Olive|Olíva|Маслина|Олива
Dolphin|Delfin|Делфин|Дельфин
Breeze|Szellő|Бриз|Бриз
Cactus|Kaktusz|Кактус|Кактус
Orchid|Orchidea|Орхидея|Орхидея
""".strip().splitlines()
"""A word in each language. The last seven stand in no table of the matcher."""

_LODGING = """
Suites|Lakosztályok|Суитс|Сьютс
Apartments|Apartmanok|Апартаменти|Апартаменты
Studios|Studios|Студиа|Студии
Villas|Villák|Вили|Виллы
Club|Klub|Клуб|Клуб
Family|Family|Фемили|Фэмили
Residence|Rezidencia|Резидънс|Резиденс
House|Ház|Къща|Хаус
Bungalows|Bungalók|Бунгала|Бунгало
Inn|Fogadó|Ин|Инн
""".strip().splitlines()

HOTEL = {"en": ("Hotel",), "hu": ("Hotel", "Szálloda"), "bg": ("Хотел",), "ru": ("Отель",)}
TAILS = {
    "en": ("Resort", "& Spa", "Resort & Spa", "Spa Hotel", "Wellness & Spa"),
    "hu": ("Resort", "Wellness Hotel", "& Spa", "Üdülő"),
    "bg": ("Ризорт", "СПА", "Комплекс", "Ризорт и СПА"),
    "ru": ("Резорт", "СПА", "Курорт", "Ризорт энд СПА"),
}
ADULTS = {"en": ("- Adults Only", "(Adults Only 16+)"), "hu": ("- csak felnőtteknek",),
          "bg": ("(Adults Only 16+)",), "ru": ("(Adults Only 16+)",)}  # fmt: skip
STARS = {"en": "stars", "hu": "csillagos", "bg": "звезди", "ru": "звезды"}
ROULETTE = {"en": "Roulette", "hu": "Rulett Roulette", "bg": "Рулетка", "ru": "Рулетка"}

TRADE = tuple(line.split("|") for line in _TRADE)
LODGING = tuple(line.split("|") for line in _LODGING)

_SYLLABLES = [a + b for a in "b d f g h k l m n p r s t v z ch sh br dr kr st tr x c".split()
              for b in ("a", "e", "i", "o", "u", "ai", "ou")]  # fmt: skip
_ENDS = ("", "", "s", "n", "ris", "lia", "mar", "dos", "nos", "vik", "tes", "tta", "pol")

# How people write Latin names in Cyrillic; the choice falls anew for each operator and name.
# fmt: off
_PAIRS = [("shch", "щ"), ("sch", "ш"), ("sh", "ш"), ("ch", "ч|х"), ("th", "т"), ("ph", "ф"),
          ("ou", "у|оу"), ("ai", "ай|аи|е"), ("ts", "ц"), ("ya", "я"), ("yu", "ю"), ("x", "кс"),
          ("c", "к|ц"), ("h", "х|г"), ("w", "в|у"), ("y", "и|й"), ("j", "дж"), ("q", "к")]
# fmt: on
_LETTERS = dict(zip("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз", strict=True))


def invented(rng: Random) -> str:
    """A word that a few hotels have in their names."""
    parts = [rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 2, 3)))]
    return ("".join(parts) + rng.choice(_ENDS)).title()


def in_cyrillic(word: str, rng: Random) -> str:
    """A Latin word in Cyrillic letters, in one of the usual ways."""
    flat = word.lower()
    for latin, cyrillic in _PAIRS:
        while latin in flat:
            flat = flat.replace(latin, rng.choice(cyrillic.split("|")), 1)
    return "".join(_LETTERS.get(letter, letter) for letter in flat).title()
