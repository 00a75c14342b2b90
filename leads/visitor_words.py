"""Words of the mails to visitors, one typed set for each language: none can be forgotten."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: subject, what it says, and the words of its link; `{}` takes the agency's name."""

    subject: str
    says: str
    link: str


@dataclass(frozen=True, slots=True)
class VisitorWords:
    """The mails of one language; `not_you` and `until` stand below each link."""

    newsletter: Letter
    leaving: Letter
    profile: Letter
    my_data: Letter
    nothing: Letter
    needs: Letter
    of: str
    hour: str
    week: str
    fortnight: str
    not_you: str


VISITOR_WORDS = {
    "en": VisitorWords(
        newsletter=Letter(
            "Please confirm the newsletter of {}",
            "Somebody asked that our newsletter comes to this address. "
            "It only comes if you confirm it.",
            "Confirm the newsletter",
        ),
        leaving=Letter(
            "The newsletter of {}",
            "With this link the newsletter ends.",
            "End the newsletter",
        ),
        profile=Letter(
            "Your travel wishes at {}",
            "Your answers wait behind this link. Go on where you stopped, or change them.",
            "Go on with my wishes",
        ),
        my_data=Letter(
            "Your data at {}",
            "With this link you see what we keep about you. "
            "You can download, correct or delete it there.",
            "Open my data",
        ),
        nothing=Letter(
            "Your data at {}",
            "You asked what we keep about you. Under this address we keep nothing. "
            "If you wrote to us from another address, please ask with that one.",
            "The page of your data",
        ),
        needs=Letter(
            "What you need on your journey",
            "If you like, tell us here what your journey must allow for. You decide what we may do "
            "with it, and you can take it back at any time.",
            "Tell what I need",
        ),
        of="Data of {}",
        hour="The link works for one hour, once.",
        week="The link works for seven days.",
        fortnight="The link works for fourteen days, once.",
        not_you="If this was not you, do nothing: without the link nothing happens.",
    ),
    "hu": VisitorWords(
        newsletter=Letter(
            "Kérjük, erősítse meg a hírlevelet – {}",
            "Valaki azt kérte, hogy erre a címre küldjük a hírlevelünket. "
            "Csak akkor küldjük, ha Ön megerősíti.",
            "Megerősítem a hírlevelet",
        ),
        leaving=Letter(
            "Hírlevél – {}",
            "Ezzel a hivatkozással leiratkozhat a hírlevélről.",
            "Leiratkozom a hírlevélről",
        ),
        profile=Letter(
            "Az Ön utazási kívánságai – {}",
            "A válaszai e hivatkozás mögött várják. Folytassa ott, ahol abbahagyta, "
            "vagy módosítsa őket.",
            "Folytatom",
        ),
        my_data=Letter(
            "Az Ön adatai – {}",
            "Ezzel a hivatkozással megnézheti, mit őrzünk Önről. "
            "Ott letöltheti, helyesbítheti vagy törölheti is.",
            "Megnyitom az adataimat",
        ),
        nothing=Letter(
            "Az Ön adatai – {}",
            "Azt kérdezte, mit őrzünk Önről. Ezen a címen semmit sem őrzünk. "
            "Ha másik címről írt nekünk, kérjük, azzal kérdezze meg.",
            "Az adatai oldala",
        ),
        needs=Letter(
            "Amire az útján szüksége van",
            "Ha szeretné, itt elmondhatja, mire kell figyelnünk az útján. Ön dönti el, "
            "mire használhatjuk, és bármikor visszavonhatja.",
            "Elmondom, mire van szükségem",
        ),
        of="{} adatai",
        hour="A hivatkozás egy óráig, egyszer használható.",
        week="A hivatkozás hét napig használható.",
        fortnight="A hivatkozás tizennégy napig, egyszer használható.",
        not_you="Ha nem Ön kérte, nincs teendője: a hivatkozás nélkül semmi sem történik.",
    ),
    "bg": VisitorWords(
        newsletter=Letter(
            "Моля, потвърдете бюлетина на {}",
            "Някой поиска нашият бюлетин да идва на този адрес. Ще идва само ако го потвърдите.",
            "Потвърждавам бюлетина",
        ),
        leaving=Letter(
            "Бюлетинът на {}",
            "С тази връзка бюлетинът спира.",
            "Отказвам се от бюлетина",
        ),
        profile=Letter(
            "Вашите желания за пътуване – {}",
            "Отговорите ви чакат зад тази връзка. Продължете оттам, докъдето стигнахте, "
            "или ги променете.",
            "Продължавам",
        ),
        my_data=Letter(
            "Вашите данни – {}",
            "С тази връзка виждате какво пазим за вас. "
            "Там можете да го изтеглите, поправите или изтриете.",
            "Отварям данните си",
        ),
        nothing=Letter(
            "Вашите данни – {}",
            "Попитахте какво пазим за вас. За този адрес не пазим нищо. "
            "Ако сте ни писали от друг адрес, моля, попитайте с него.",
            "Страницата за вашите данни",
        ),
        needs=Letter(
            "От какво имате нужда при пътуването",
            "Ако желаете, кажете ни тук с какво трябва да се съобразим. Вие решавате какво можем "
            "да правим с това и можете да го оттеглите по всяко време.",
            "Казвам от какво имам нужда",
        ),
        of="Данните на {}",
        hour="Връзката важи един час и само веднъж.",
        week="Връзката важи седем дни.",
        fortnight="Връзката важи четиринадесет дни и само веднъж.",
        not_you="Ако не сте били вие, не правете нищо: без връзката нищо не се случва.",
    ),
    "ru": VisitorWords(
        newsletter=Letter(
            "Подтвердите, пожалуйста, рассылку – {}",
            "Кто-то попросил присылать нашу рассылку на этот адрес. "
            "Она придёт, только если вы это подтвердите.",
            "Подтвердить рассылку",
        ),
        leaving=Letter(
            "Рассылка – {}",
            "По этой ссылке можно отказаться от рассылки.",
            "Отказаться от рассылки",
        ),
        profile=Letter(
            "Ваши пожелания к поездке – {}",
            "Ваши ответы ждут по этой ссылке. Продолжите с того места, где остановились, "
            "или измените их.",
            "Продолжить",
        ),
        my_data=Letter(
            "Ваши данные – {}",
            "По этой ссылке видно, что мы храним о вас. "
            "Там же это можно скачать, исправить или удалить.",
            "Открыть мои данные",
        ),
        nothing=Letter(
            "Ваши данные – {}",
            "Вы спросили, что мы храним о вас. По этому адресу мы не храним ничего. "
            "Если вы писали нам с другого адреса, спросите, пожалуйста, с него.",
            "Страница ваших данных",
        ),
        needs=Letter(
            "Что вам нужно в поездке",
            "Если хотите, расскажите здесь, что нужно учесть в вашей поездке. Вы решаете, "
            "как нам это использовать, и можете отозвать это в любое время.",
            "Рассказать, что мне нужно",
        ),
        of="Данные: {}",
        hour="Ссылка действует один час и один раз.",
        week="Ссылка действует семь дней.",
        fortnight="Ссылка действует четырнадцать дней и один раз.",
        not_you="Если это были не вы, ничего не делайте: без ссылки ничего не произойдёт.",
    ),
}


def visitor_words(language: str) -> VisitorWords:
    """The words of a language; English where a mail has none in it."""
    return VISITOR_WORDS.get(language, VISITOR_WORDS["en"])
