"""Words of what the desk tells its own people and of the letter "we tried to reach you"."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The fixed words of one language; `{}` takes the value."""

    hot: str
    warm: str
    cold: str
    none: str
    hot_subject: str
    reminder_subject: str
    late_subject: str
    very_late_subject: str
    morning_subject: str
    morning_empty: str
    promised: str
    again: str
    with_: str
    queue: str
    phone: str
    open_lead: str
    open_office: str
    wrong_number: str
    call_back: str
    tried_subject: str
    tried: str
    tried_call: str


WORDS = {
    "en": NoticeWords(
        hot="hot",
        warm="warm",
        cold="cold",
        none="not to be called",
        hot_subject="{} is hot: call before {}",
        reminder_subject="Half of the promised time is over: {}",
        late_subject="Late, nobody has called: {}",
        very_late_subject="Very late, twice the promised time is over: {}",
        morning_subject="Your day: {} to call",
        morning_empty="Nothing waits for you this morning.",
        promised="promised before",
        again="call again at",
        with_="with",
        queue="nobody has it",
        phone="Telephone",
        open_lead="Open the lead",
        open_office="Open the office",
        wrong_number="The number is wrong: find another way",
        call_back="Call again: nobody answered the last time",
        tried_subject="We tried to reach you - {}",
        tried="We called you about your question {} and did not reach you.",
        tried_call="Please answer this mail with a time that suits you, or call us: {}",
    ),
    "hu": NoticeWords(
        hot="forró",
        warm="meleg",
        cold="hideg",
        none="nem hívható",
        hot_subject="{} forró, hívandó eddig: {}",
        reminder_subject="Az ígért idő fele letelt: {}",
        late_subject="Késésben, még senki sem hívta: {}",
        very_late_subject="Nagy késésben, az ígért idő kétszerese is letelt: {}",
        morning_subject="A mai nap: {} hívás",
        morning_empty="Ma reggel semmi sem vár Önre.",
        promised="ígérve eddig",
        again="újabb hívás ekkor",
        with_="kinél van",
        queue="még senkié",
        phone="Telefon",
        open_lead="Az érdeklődés megnyitása",
        open_office="Az iroda megnyitása",
        wrong_number="A szám téves: keressen más elérhetőséget",
        call_back="Hívja újra: legutóbb senki sem vette fel",
        tried_subject="Kerestük Önt - {}",
        tried="Hívtuk Önt a kérdése miatt ({}), de nem értük el.",
        tried_call="Kérjük, válaszában írja meg, mikor hívhatjuk, vagy hívjon minket: {}",
    ),
    "bg": NoticeWords(
        hot="горещ",
        warm="топъл",
        cold="студен",
        none="да не се търси",
        hot_subject="{} е горещ: обадете се до {}",
        reminder_subject="Половината от обещаното време изтече: {}",
        late_subject="Закъснява, никой не се е обадил: {}",
        very_late_subject="Много закъснява, два пъти обещаното време изтече: {}",
        morning_subject="Вашият ден: {} за обаждане",
        morning_empty="Тази сутрин нищо не ви чака.",
        promised="обещано до",
        again="ново обаждане в",
        with_="при",
        queue="още при никого",
        phone="Телефон",
        open_lead="Отвори запитването",
        open_office="Отвори офиса",
        wrong_number="Номерът е грешен: намерете друг начин",
        call_back="Обадете се пак: последния път никой не отговори",
        tried_subject="Опитахме да се свържем с вас - {}",
        tried="Обадихме ви се за вашия въпрос {} и не успяхме да се свържем.",
        tried_call="Моля, отговорете кога ви е удобно или ни се обадете: {}",
    ),
    "ru": NoticeWords(
        hot="горячий",
        warm="тёплый",
        cold="холодный",
        none="не звонить",
        hot_subject="{} горячий: позвоните до {}",
        reminder_subject="Половина обещанного времени прошла: {}",
        late_subject="Опоздание, никто не позвонил: {}",
        very_late_subject="Большое опоздание, прошло вдвое больше обещанного: {}",
        morning_subject="Ваш день: звонков {}",
        morning_empty="Сегодня утром вас ничего не ждёт.",
        promised="обещано до",
        again="позвонить снова",
        with_="у кого",
        queue="пока ни у кого",
        phone="Телефон",
        open_lead="Открыть запрос",
        open_office="Открыть офис",
        wrong_number="Номер неверный: найдите другой способ",
        call_back="Позвоните снова: в прошлый раз никто не ответил",
        tried_subject="Мы пытались с вами связаться - {}",
        tried="Мы звонили вам по вашему вопросу {} и не дозвонились.",
        tried_call="Ответьте, пожалуйста, когда вам удобно, или позвоните нам: {}",
    ),
}


def notice_words(language: str) -> NoticeWords:
    """The words of a language; English where there are none in it."""
    return WORDS.get(language, WORDS["en"])
