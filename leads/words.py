"""Words of the mails to the agency, one typed set for each language: none can be forgotten."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of an enquiry's mails, the agency's and the visitor's; `{}` takes the value.

    `extra_names` are the words of `wish.EXTRAS`.
    """

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
    option: str
    compare: str
    find_me: str
    profile: str
    spoken: str
    outbound: str
    compared: str
    wish: str
    budget: str
    extras: str
    extra_names: dict[str, str]
    received_subject: str
    received: str
    we_call: str
    we_answer: str
    message_kept: str
    follow: str
    your_data: str
    reply: str


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
        option="Wants an option",
        compare="Compares offers",
        find_me="Find me something",
        profile="Profile filled in",
        spoken="Telephone or visit",
        outbound="Our own call",
        compared="Compares",
        wish="Wish",
        budget="Budget",
        extras="Also wished",
        extra_names={
            "transfer": "transfer",
            "excursions": "excursions",
            "driver": "car with driver",
            "childrens_room": "children's room",
        },
        received_subject="{agency}: we have your enquiry {reference}",
        received="Thank you for asking. Your enquiry is with us. Its reference is {}.",
        we_call="We call you",
        we_answer="We answer you",
        message_kept="Your message is with us too; you can read it behind the link.",
        follow="See how far your enquiry is",
        your_data="Your data: see, correct or delete it",
        reply="You can answer this mail if you want to add something.",
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
        doubtful_subject="Ellenőrzésre váró érdeklődések",
        doubtful="Kétesnek látszó érdeklődés érkezett. Megőriztük; kérjük, nézze meg:",
        option="Opciót kér",
        compare="Ajánlatokat hasonlít össze",
        find_me="Ajánlatot kér",
        profile="Kitöltött profil",
        spoken="Telefon vagy látogatás",
        outbound="Saját hívás",
        compared="Összehasonlítja",
        wish="Kívánság",
        budget="Keret",
        extras="Ezt is szeretné",
        extra_names={
            "transfer": "transzfer",
            "excursions": "kirándulások",
            "driver": "autó sofőrrel",
            "childrens_room": "gyerekszoba",
        },
        received_subject="{agency}: megkaptuk a kérdését ({reference})",
        received="Köszönjük a kérdését, megérkezett hozzánk. Azonosítója: {}.",
        we_call="Ekkor hívjuk",
        we_answer="Ekkor válaszolunk",
        message_kept="Az üzenetét is megkaptuk; a hivatkozás mögött elolvashatja.",
        follow="Hol tart a kérdésem",
        your_data="Az adataim: megnézem, javítom vagy törlöm",
        reply="Ha valamit hozzátenne, válaszoljon erre a levélre.",
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
        option="Иска опция",
        compare="Сравнява оферти",
        find_me="Търси предложение",
        profile="Попълнен профил",
        spoken="Телефон или посещение",
        outbound="Наше обаждане",
        compared="Сравнява",
        wish="Желание",
        budget="Бюджет",
        extras="Желае също",
        extra_names={
            "transfer": "трансфер",
            "excursions": "екскурзии",
            "driver": "кола с шофьор",
            "childrens_room": "детска стая",
        },
        received_subject="{agency}: получихме запитването ви {reference}",
        received="Благодарим ви. Запитването ви е при нас. Номерът му е {}.",
        we_call="Ще ви се обадим",
        we_answer="Ще ви отговорим",
        message_kept="Получихме и съобщението ви; можете да го прочетете от връзката.",
        follow="Докъде стигна запитването ми",
        your_data="Моите данни: преглед, поправка или изтриване",
        reply="Ако искате да добавите нещо, отговорете на този имейл.",
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
        option="Просит опцию",
        compare="Сравнивает предложения",
        find_me="Просит подобрать",
        profile="Анкета заполнена",
        spoken="Телефон или визит",
        outbound="Наш звонок",
        compared="Сравнивает",
        wish="Пожелание",
        budget="Бюджет",
        extras="Также хочет",
        extra_names={
            "transfer": "трансфер",
            "excursions": "экскурсии",
            "driver": "машина с водителем",
            "childrens_room": "детская комната",
        },
        received_subject="{agency}: мы получили ваш запрос {reference}",
        received="Спасибо за вопрос. Ваш запрос у нас. Его номер {}.",
        we_call="Мы позвоним вам",
        we_answer="Мы ответим вам",
        message_kept="Ваше сообщение тоже у нас; его можно прочитать по ссылке.",
        follow="Узнать, как продвигается запрос",
        your_data="Мои данные: посмотреть, исправить или удалить",
        reply="Если хотите что-то добавить, ответьте на это письмо.",
    ),
}


def words_of(language: str) -> Words:
    """The words of a language; English where a mail has none in it."""
    return WORDS.get(language, WORDS["en"])
