"""Words of the mails to the agency, one typed set for each language: none can be forgotten."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of an enquiry's mail; `{}` takes the value."""

    locale: str
    question: str
    call_me: str
    promised: str
    name: str
    phone: str
    email: str
    when: str
    message: str
    party: str
    adults: str
    children: str
    offer: str
    no_offer: str
    seen: str
    no_price: str
    from_operator: str
    date: str
    nights: str
    board: str
    room: str
    checked: str
    contains: str
    beside: str
    search: str
    page: str
    open_lead: str
    doubtful_subject: str
    doubtful: str


WORDS = {
    "en": Words(
        locale="en_GB",
        question="Question",
        call_me="Please call",
        promised="Promised",
        name="Name",
        phone="Telephone",
        email="E-mail",
        when="When to call",
        message="Message",
        party="Travellers",
        adults="adults {}",
        children="children aged {}",
        offer="Offer",
        no_offer="no offer chosen",
        seen="Price seen",
        no_price="no price was shown",
        from_operator="Operator",
        date="Start",
        nights="Nights",
        board="Board",
        room="Room",
        checked="Price checked",
        contains="What was in it",
        beside="Also on the page",
        search="Search",
        page="The page they saw",
        open_lead="Open in the office",
        doubtful_subject="Enquiries wait to be checked",
        doubtful="An enquiry came in that looks doubtful. It was kept; please look at it:",
    ),
    "hu": Words(
        locale="hu",
        question="Kérdés",
        call_me="Visszahívást kér",
        promised="Ígért idő",
        name="Név",
        phone="Telefon",
        email="E-mail",
        when="Mikor hívjuk",
        message="Üzenet",
        party="Utasok",
        adults="{} felnőtt",
        children="gyermekek életkora: {}",
        offer="Ajánlat",
        no_offer="nem választott ajánlatot",
        seen="Látott ár",
        no_price="nem látott árat",
        from_operator="Utazásszervező",
        date="Indulás",
        nights="Éjszaka",
        board="Ellátás",
        room="Szoba",
        checked="Ár ellenőrizve",
        contains="Mit tartalmazott",
        beside="Ugyanott szerepelt",
        search="Keresés",
        page="Ezt az oldalt látta",
        open_lead="Megnyitás az irodában",
        doubtful_subject="Ellenőrzésre váró kérdések",
        doubtful="Legalább egy kétesnek látszó kérdés érkezett. Megőriztük, kérjük, nézze meg:",
    ),
    "bg": Words(
        locale="bg",
        question="Въпрос",
        call_me="Моля, обадете се",
        promised="Обещано време",
        name="Име",
        phone="Телефон",
        email="Имейл",
        when="Кога да се обадим",
        message="Съобщение",
        party="Пътници",
        adults="възрастни: {}",
        children="деца на възраст {}",
        offer="Оферта",
        no_offer="не е избрана оферта",
        seen="Видяна цена",
        no_price="не е показана цена",
        from_operator="Туроператор",
        date="Тръгване",
        nights="Нощувки",
        board="Изхранване",
        room="Стая",
        checked="Цената е проверена",
        contains="Какво включваше",
        beside="Също на страницата",
        search="Търсене",
        page="Страницата, която са видели",
        open_lead="Отвори в офиса",
        doubtful_subject="Запитвания чакат проверка",
        doubtful="Пристигна запитване, което изглежда съмнително. Запазено е; прегледайте го:",
    ),
    "ru": Words(
        locale="ru",
        question="Вопрос",
        call_me="Просит позвонить",
        promised="Обещанное время",
        name="Имя",
        phone="Телефон",
        email="Эл. почта",
        when="Когда звонить",
        message="Сообщение",
        party="Туристы",
        adults="взрослых: {}",
        children="дети, возраст {}",
        offer="Предложение",
        no_offer="предложение не выбрано",
        seen="Увиденная цена",
        no_price="цена не показывалась",
        from_operator="Туроператор",
        date="Начало",
        nights="Ночей",
        board="Питание",
        room="Номер",
        checked="Цена проверена",
        contains="Что входило",
        beside="Также на странице",
        search="Поиск",
        page="Страница, которую видели",
        open_lead="Открыть в офисе",
        doubtful_subject="Запросы ждут проверки",
        doubtful="Поступил запрос, который выглядит сомнительно. Он сохранён, посмотрите его:",
    ),
}


def words_of(language: str) -> Words:
    """The words of a language; English where a mail has none in it."""
    return WORDS.get(language, WORDS["en"])
