"""Passwords: which will not do, by length, by whom they name and by what everybody uses."""

from __future__ import annotations

import re

from ..offers.faults import StoreFault

SHORTEST = 12
LONGEST = 1000
OWN_LETTERS = 6
"""How much must be left of a password without its common parts."""

_COMMON = """
password passwort passw jelszo jelszavam parola parolata пароль паролата contrasena motdepasse haslo
qwertyuiop qwerty qwertz azerty asdfghjkl asdfgh zxcvbnm zxcvbn yxcvbn qazwsx wsxedc qweasd
йцукенгшщз йцукен фывапролд фывапр ячсмить явертъ 1q2w3e4r5t 1q2w3e4r 1qaz2wsx q1w2e3r4
abcdefghijkl abcdefgh abcdef abc123 abcd aaa letmein welcome login admin administrator root
master access secret titok taina секрет changeme change default guest user test testing temp
iloveyou loveyou love szeretlek обичамте любовь dragon monkey football soccer baseball basketball
hockey princess sunshine shadow superman batman pokemon starwars trustno michael jordan charlie
ashley jessica daniel thomas robert andrew joshua matthew jennifer amanda nicole hunter killer
ferrari mercedes porsche corvette mustang harley yamaha samsung apple google facebook microsoft
computer internet windows android iphone summer winter spring autumn nyar osz tel tavasz лято зима
лето весна осень january february march april june july august september october november december
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
monday tuesday wednesday thursday friday saturday sunday hetfo kedd szerda csutortok pentek
budapest debrecen sofia varna burgas plovdiv moscow moskva magyarorszag hungary bulgaria russia
travel travels trip tour tours tourism holiday holidays vacation utazas utazasi iroda nyaralas
agency office company manager hotel beach sea island fairwind ticket booking flight
hello hallo szia privet sziasztok flower cheese chocolate coffee cookie banana orange purple silver
golden diamond freedom whatever forever blessed jesus angel heaven lucky happy family mother father
baby honey sweet buster tigger ginger pepper maggie peanut snoopy mickey minnie donald garfield
please thankyou passphrase passcode letme enter open sesame correcthorsebatterystaple
""".split()

_LIKE = str.maketrans("0134578@$!€|", "oieastbasiel")
_FOLD = str.maketrans("áéíóöőúüű", "aeiooouuu")


def refuse_weak(password: str, *names: str) -> None:
    """StoreFault where a password is too short, too long, too common, or one of these names.

    Nothing is asked of its kinds of letters (ASVS 6.2.5), and nothing leaves this machine.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise StoreFault(f"a password has {SHORTEST} to {LONGEST} characters")
    plain = password.casefold()
    own = [name for name in names if len(name) > 3]
    named = any(name.casefold() in plain for name in own)
    if named or len(set(plain)) < 5 or too_common(plain):
        raise StoreFault("this password is too easy to guess")


def too_common(password: str) -> bool:
    """Whether hardly anything is left without words that lists of broken passwords are full of."""
    plain = password.casefold().translate(_FOLD)
    return any(len(_rest(form)) < OWN_LETTERS for form in {plain, plain.translate(_LIKE)})


def _rest(plain: str) -> str:
    """What is left without common words, signs, figures at either end and repeated letters."""
    for word in sorted(_COMMON, key=len, reverse=True):
        plain = plain.replace(word, " ")
    plain = re.sub(r"^\d+|\d+$", "", re.sub(r"[\W_]+", "", plain))
    return re.sub(r"(.)\1+", r"\1", plain)
