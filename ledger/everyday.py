"""Which word of the ledger does somebody mean who says coil, jab or flat?

An everyday word is never taken for one of ours in silence: it is answered with the words that it may mean.
"""

from collections.abc import Iterable, Mapping
from typing import Final

KINDS: Final[Mapping[str, str]] = {
    "contact-held": "visit visited call called phone phoned met saw text texted session appointment",
    "service-used": "hospital doctor ambulance a&e gp dentist",
    "instrument-completed": "score scale core phq gad",
    "incident-reported": "violence overdose harm suicide arrest missing",
    "housing-changed": "moved move home flat evicted homeless tenancy",
    "larc-fitted": "larc implant coil injection jab mirena", "larc-removed": "implant coil",
    "finance-reviewed": "debt rent arrears benefits income", "substance-use-reviewed": "drugs drink drinking alcohol",
    "pregnancy-confirmed": "pregnant", "woman-identified": "new", "resource-spent": "bought paid",
    "justice-contact": "court police custody", "activity-started": "job working", "practitioner-allocated": "worker keyworker"}
CODES: Final[Mapping[str, str]] = {
    "coil": "iud ius", "copper coil": "iud", "copper": "iud", "hormonal coil": "ius", "hormone coil": "ius", "mirena": "ius",
    "kyleena": "ius", "jaydess": "ius", "jab": "injection", "depo": "injection", "depo provera": "injection", "rod": "implant",
    "nexplanon": "implant", "condom": "condom-male", "phone": "telephone", "phone call": "telephone", "call": "telephone",
    "in person": "face-to-face", "visit": "face-to-face", "home visit": "face-to-face", "video": "telemedicine", "zoom": "telemedicine",
    "whatsapp": "text", "sms": "text", "dna": "did-not-attend", "missed": "did-not-attend", "attended": "attended-on-time",
    "came": "attended-on-time", "late": "late-but-seen late-not-seen", "cancelled": "cancelled-by-woman cancelled-by-service",
    "er": "a-and-e", "casualty": "a-and-e", "ae": "a-and-e", "a&e": "a-and-e", "hospital": "a-and-e emergency-admission outpatient",
    "doctor": "gp", "council flat": "council", "housing association": "housing-association", "sofa": "sofa-surfing",
    "street": "rough-sleeping", "n/a": "not-applicable", "na": "not-applicable", "unknown": "not-known", "dk": "not-known",
    "don't know": "not-known", "?": "not-known not-asked", "refused": "declined", "prefer not to say": "declined",
    "left": "left-early disengaged", "finished": "completed completed-early"}


def kinds(typed: str) -> list[str]:
    """The kinds of event that an everyday word may mean."""
    said = typed.strip().lower()
    return [kind for kind, words in KINDS.items() if said in words.split()]


def codes(typed: str, choices: Iterable[str]) -> list[str]:
    """The words of a list that an everyday word may mean."""
    said = " ".join(typed.lower().replace("-", " ").replace("_", " ").split())
    meant = CODES.get(said, "").split()
    return [choice for choice in choices if choice in meant]
