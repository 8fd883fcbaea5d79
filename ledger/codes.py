"""Which words may a coded field take, and whose words are they?

A list is declared once, with the standard it comes from and the date it was read.
A word (`name`) is stored; its code, where the standard has one, is taken on input and given on output.
A name is never reused for another meaning.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Final

import attrs
import msgspec

MISSING: Final = ("not-asked", "declined", "not-known", "not-applicable")


NO_CODE: Final = "-"


@attrs.frozen(eq=False, slots=False)
class CodeList:
    """A closed list of words. `lines` holds 'name', or 'code name', or 'code name: meaning'.

    In a list with codes, a line '- name' has no code: the standard's was not confirmed, or it has none.
    A list of `parts` takes the names of several lists, without their codes, which may contradict each other.
    """

    title: str
    standard: str
    lines: tuple[str, ...]
    coded: bool = False
    groups: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    parts: tuple["CodeList", ...] = ()

    @functools.cached_property
    def known(self) -> Mapping[str, str]:
        """Name -> code of the standard, '' where it has none."""
        return dict(self._split())

    @functools.cached_property
    def by_code(self) -> Mapping[str, str]:
        """Code, upper case -> name."""
        return {code.upper(): name for name, code in self.known.items() if code}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.known)

    def _split(self) -> Iterator[tuple[str, str]]:
        for line in self.lines:
            head = line.partition(":")[0].split()
            yield (head[1], "" if head[0] == NO_CODE else head[0]) if self.coded else (head[0], "")
        for part in self.parts:
            yield from ((name, "") for name in part.names)

    def meaning(self, name: str) -> str:
        """What a word means: the text after its colon, else the word with spaces."""
        for line in self.lines:
            head, _, said = line.partition(":")
            if head.split()[-1] == name:
                return said.strip() or name.replace("-", " ")
        for part in self.parts:
            if name in part.known:
                return part.meaning(name)
        return name.replace("-", " ")


def words(title: str, standard: str, *lines: str, **groups: tuple[str, ...]) -> CodeList:
    """A list of our own words, without codes."""
    return CodeList(title, standard, lines, coded=False, groups=groups)


def codes(title: str, standard: str, *lines: str, **groups: tuple[str, ...]) -> CodeList:
    """A list of a standard's codes, each line 'code name' or 'code name: meaning'."""
    return CodeList(title, standard, lines, coded=True, groups=groups)


def joined(title: str, standard: str, *parts: CodeList) -> CodeList:
    """The names of several lists as one. Which of them fit is for the event's check to say."""
    return CodeList(title, standard, (), parts=parts)


OWN: Final = "own words"
NHS: Final = "NHS Data Dictionary: {}, read 2026-11-22"
SOURCE: Final = words("source", "own words", "self-report", "practitioner", "partner-record", "document", "import")
YES_NO: Final = words("yes or no", OWN, "yes", "no")

# The programme.

ROUTE: Final = words(
    "how she came to notice", OWN,
    "forum: a multi-agency forum", "referral", "self: she came herself", "outreach", "audit",
    "removal-data: records of children removed", "other")

ETHNIC_CATEGORY: Final = codes(
    "ethnic category", NHS.format("ETHNIC CATEGORY CODE 2001"),
    "A white-british", "B white-irish", "C white-other",
    "D mixed-white-and-black-caribbean", "E mixed-white-and-black-african", "F mixed-white-and-asian", "G mixed-other",
    "H asian-indian", "J asian-pakistani", "K asian-bangladeshi", "L asian-other",
    "M black-caribbean", "N black-african", "P black-other", "R chinese", "S other: any other ethnic group",
    "Z declined: asked but declined", "99 not-known")

DISABILITY: Final = codes(
    "disability", NHS.format("DISABILITY CODE"),
    "01 behaviour-and-emotional", "02 hearing", "03 manual-dexterity",
    "04 learning: memory or ability to concentrate, learn or understand", "05 mobility", "06 perception-of-danger",
    "07 self-care: personal, self care and continence",
    "08 progressive-condition: progressive conditions and physical health", "09 sight", "10 speech",
    "XX other", "NN none: no disability", "ZZ declined: asked but declined")

SEXUAL_ORIENTATION: Final = codes(
    "sexual orientation", NHS.format("PERSON STATED SEXUAL ORIENTATION CODE"),
    "1 heterosexual: heterosexual or straight", "2 gay-or-lesbian", "3 bisexual", "4 other",
    "U not-known: asked, and does not know or is not sure", "Z declined: asked but declined")

GENDER_SAME_AS_AT_BIRTH: Final = codes(
    "gender same as at birth", NHS.format("GENDER IDENTITY SAME AT BIRTH INDICATOR"),
    "Y yes", "N no", "Z declined: asked but declined")

MARITAL_STATUS: Final = codes(
    "marital status", NHS.format("PERSON MARITAL STATUS"),
    "S single", "M married: married or civil partner", "D divorced: divorced, or civil partnership dissolved",
    "W widowed: widowed or surviving civil partner", "P separated", "N declined: not disclosed")

RELIGION: Final = codes(
    "religion or belief", NHS.format("RELIGIOUS OR OTHER BELIEF SYSTEM AFFILIATION GROUP CODE"),
    "A bahai: Baha'i", "B buddhist", "C christian", "D hindu", "E jain", "F jewish", "G muslim", "H pagan", "I sikh",
    "J zoroastrian", "K other", "L none", "M declined: declines to disclose", "N not-known")

EQUALITY: Final[Mapping[str, CodeList]] = {
    "ethnic-category": ETHNIC_CATEGORY, "disability": DISABILITY, "sexual-orientation": SEXUAL_ORIENTATION,
    "gender-same-as-at-birth": GENDER_SAME_AS_AT_BIRTH, "marital-status": MARITAL_STATUS, "religion": RELIGION}
CHARACTERISTIC: Final = words("protected characteristic", OWN, *EQUALITY)
EQUALITY_VALUE: Final = joined("values of protected characteristics", "the list of each characteristic",
                               *EQUALITY.values())

PRIORITISING: Final = words("decision on priority", OWN, "prioritised", "not-prioritised", "deferred")

CONTRACEPTION_CHOICE: Final = words(
    "her choice of contraception", OWN,
    "larc: long-acting reversible contraception", "other-effective: another effective method",
    "declined", "undecided", "not-discussed")

DECLINE_REASON: Final = codes(
    "why she did not join", "own words and codes",
    "01 not-now", "02 unreachable", "03 unsuitable", "04 turned-away-full: the programme was full", "98 other")

PROGRAMME_OUTCOMES: Final = words(
    "how the programme ended", OWN,
    "completed", "completed-early: her needs were met", "left-early: she chose to leave",
    "disengaged: contact was lost", "moved-away", "transferred", "service-closed", "died", "other",
    completed=("completed", "completed-early"))

CONSENT_PURPOSE: Final = words(
    "what her information is used for", OWN,
    "programme", "health-audit", "evaluation", "sharing: sharing with a partner", "story: telling her story", "other")

CONSENT_METHOD: Final = words("how consent was given", OWN, "written", "verbal", "other")

ABOUT: Final = words("whom a concern is about", OWN, "adult", "child")

REQUESTER: Final = words(
    "who asked for her information", OWN,
    "herself", "family", "solicitor", "police", "court", "press", "other")

DISCLOSURE_DECISION: Final = words(
    "decision on a request for information", OWN,
    "given", "part-given", "refused", "neither-confirmed-nor-denied")

WHEREABOUTS: Final = words(
    "whereabouts", OWN, "in-area", "out-of-area", "custody", "inpatient", "not-known",
    at_risk=("in-area",))

# Contact and support.

CONTACT_PURPOSE: Final = words("purpose of a contact", OWN, "outreach", "programme", "aftercare", "follow-up")

_MEDIA: Final = (
    "01 face-to-face", "02 telephone", "03 telemedicine: by video", "05 email", "06 text: text message", "98 other")

MEDIUM: Final = codes(
    "medium of a contact", NHS.format("CONSULTATION MEDIUM USED"), *_MEDIA,
    "- group: face to face, with other women")

SAFE_MEDIUM: Final = codes(
    "safe ways to reach her", NHS.format("CONSULTATION MEDIUM USED"), *_MEDIA,
    "- letter", "- none: no way is safe at present")

ATTENDANCE: Final = codes(
    "attendance", NHS.format("ATTENDED OR DID NOT ATTEND"),
    "5 attended-on-time", "6 late-but-seen", "7 late-not-seen", "2 cancelled-by-woman",
    "3 did-not-attend", "4 cancelled-by-service",
    seen=("attended-on-time", "late-but-seen"),
    woman_absent=("late-not-seen", "cancelled-by-woman", "did-not-attend"),
    service_cancelled=("cancelled-by-service",))

CONTACT_ACTIVITY: Final = words(
    "what was done together", OWN,
    "practical: practical help", "accompanied: going with her to an appointment", "advocacy: speaking up for her",
    "leisure", "group: group activity", "other")

FEEDBACK_FROM: Final = words("who gave feedback", OWN, "woman", "service: another service")

GOAL_STATUS: Final = words("status of a goal", OWN, "set", "in-progress", "met", "dropped")

# Contraception, pregnancy, children.

_LARC: Final = ("01 injection", "02 implant", "03 iud: copper coil", "04 ius: hormonal coil")
_OTHER_METHODS: Final = (
    "- pill: contraceptive pill, kind not known", "- pill-combined", "- pill-progestogen-only",
    "- patch", "- ring: vaginal ring", "- condom-male", "- condom-female", "- cap-or-diaphragm", "- spermicide",
    "- natural-methods: natural family planning", "- sterilisation", "- not-needed", "- other")
_SRHAD: Final = "SRHAD main method, codes 01-04, 2026-11-22; codes 05-13 not confirmed"

CONTRACEPTION: Final = codes(
    "contraception", _SRHAD, *_LARC, *_OTHER_METHODS,
    larc=("injection", "implant", "iud", "ius"),
    long_acting=("implant", "iud", "ius"),
    with_ring=("injection", "implant", "iud", "ius", "ring"),
    effective=("injection", "implant", "iud", "ius", "pill", "pill-combined", "pill-progestogen-only",
               "patch", "ring", "sterilisation"))
LARC_METHOD: Final = codes("long-acting reversible contraception", _SRHAD, *_LARC)
OTHER_METHOD: Final = codes("contraception other than LARC", _SRHAD, *_OTHER_METHODS)

DISCUSSED_WITH: Final = words("who discussed it with her", OWN, "clinician", "practitioner", "other")
DISCUSSION_OUTCOME: Final = words("what came of the discussion", OWN, "chosen", "declined", "undecided")
LARC_FINDING: Final = words("finding of a check", OWN, "none", "bleeding", "pain", "expelled", "other")
LARC_REMOVAL_REASON: Final = words(
    "why LARC was removed", OWN,
    "her-choice", "side-effects", "expired", "wants-pregnancy", "expelled", "switched: to another method", "other")
EMERGENCY_CONTRACEPTION: Final = words("emergency contraception", OWN, "oral", "iud: copper coil")

PREGNANCY_OUTCOME: Final = words(
    "how a pregnancy ended", OWN,
    "live-birth", "stillbirth", "miscarriage", "ectopic", "termination", "not-known")

LEGAL_STATUS: Final = codes(
    "legal status of a removed child",
    "SSDA903 legal status, read in the open validator of that return, 2026-11-22",
    "C1 interim-care-order", "C2 care-order: full care order", "D1 freeing-order: freeing order granted",
    "E1 placement-order: placement order granted",
    "V2 section-20: a single period of accommodation under section 20",
    "V3 short-breaks-episodes: an agreed series of short breaks, each recorded",
    "V4 short-breaks-agreement: an agreed series of short breaks, the agreement recorded",
    "J1 remanded: remanded to local authority or youth detention accommodation",
    "J2 detained-by-police: accommodated under the Police and Criminal Evidence Act",
    "J3 youth-rehabilitation-order: with a residence or intensive fostering requirement",
    "L1 police-protection", "L2 emergency-protection-order", "L3 child-assessment-order",
    "- not-looked-after: with kin or under private law",
    looked_after=("interim-care-order", "care-order", "freeing-order", "placement-order", "section-20"),
    short_breaks=("short-breaks-episodes", "short-breaks-agreement"),
    on_remand_or_youth=("remanded", "detained-by-police", "youth-rehabilitation-order"),
    short_police=("police-protection", "emergency-protection-order", "child-assessment-order"))

CHILD_ORDER: Final = words(
    "what was settled for a child", OWN,
    "adoption", "special-guardianship", "child-arrangements", "care-order",
    "kinship: with kin, without an order", "returned-home", "other")

CHILD_CONTACT: Final = words("kind of contact with a child", OWN, "direct", "letterbox", "other")

# Needs, referrals, service use.

NEED_DOMAIN: Final = words(
    "area of need", OWN,
    "mental-health", "trauma", "physical-health", "domestic-abuse", "drugs", "alcohol", "housing", "money",
    "work-and-learning", "justice", "loss", "understanding: of why her children were removed", "relationships",
    "parenting-contact: contact with her children", "sexual-health", "self-esteem", "resilience",
    "control: over her life", "other")

RATING: Final = codes(
    "rating of need", "CANSAS (Camberwell Assessment of Need Short Appraisal Schedule), read 2026-11-22",
    "0 none: no need", "1 met: need, met by help", "2 unmet: need, not met", "9 unknown")

RATER: Final = words("whose rating it is", OWN, "woman", "practitioner", "partner: partner agency")

ABUSE_STATUS: Final = words(
    "her answer about abuse", OWN,
    "current", "past-year", "earlier", "none", "declined", "unsafe-to-ask")

REFERRAL_DECISION: Final = words(
    "decision on a referral", OWN,
    "accepted", "waiting-list", "below-threshold", "not-available", "declined-by-woman", "closed", "other")

_UNPLANNED: Final = (
    "a-and-e", "emergency-admission", "ambulance", "nhs-111", "urgent-treatment", "mental-health-crisis",
    "other-unplanned")
_PLANNED: Final = (
    "gp", "sexual-health", "talking-therapies", "mental-health", "trauma-therapy", "counselling", "drug-and-alcohol",
    "outpatient", "elective-admission", "dentist", "pharmacy", "other-planned")

SERVICES: Final = words(
    "services", "own words; classed by NHS emergency attendance category and admission method, 2026-11-22",
    "a-and-e: A&E, emergency attendance category 1 to 3", "emergency-admission: admission method 2x",
    "ambulance", "nhs-111", "urgent-treatment", "mental-health-crisis",
    "other-unplanned: other unplanned health service",
    "gp", "sexual-health", "talking-therapies", "mental-health", "trauma-therapy", "counselling", "drug-and-alcohol",
    "outpatient", "elective-admission: admission method 11 to 13", "dentist", "pharmacy",
    "other-planned: other planned health service",
    "maternity: admission method 3x, and maternity care",
    "domestic-abuse-service", "housing-support", "mutual-aid: such as AA", "advice", "probation", "police-callout",
    "childrens-social-care: children's social care", "police-and-courts",
    "other: another service, not health",
    unplanned=_UNPLANNED, planned=_PLANNED, maternity=("maternity",),
    health=(*_UNPLANNED, *_PLANNED, "maternity"),
    not_health=("domestic-abuse-service", "housing-support", "mutual-aid", "advice", "probation", "police-callout",
                "childrens-social-care", "police-and-courts"))

ORIGIN: Final = words("where it is known from", OWN, "record: a service's records", "self-report: she said so")

# Circumstances.

ACCOMMODATION: Final = codes(
    "accommodation", NHS.format("ACCOMMODATION STATUS CODE") + "; a line without a code was not confirmed",
    "MA00 mainstream: mainstream housing, kind not said", "MA01 owner-occupier",
    "MA02 settled-with-family-or-friends", "MA03 shared-ownership", "MA04 council: council tenant",
    "MA05 housing-association: housing association tenant", "MA06 private-rented", "MA09 other-mainstream",
    "- homeless: homeless, kind not said", "HM01 rough-sleeping", "HM02 squatting",
    "HM03 shelter: night shelter, emergency or direct access hostel", "HM04 sofa-surfing",
    "HM05 temporary: temporary accommodation from the council, such as bed and breakfast",
    "HM06 short-term-guest: staying briefly with family or friends", "HM07 other-homeless",
    "CH00 supported: accommodation with care or support, kind not said",
    "CH01 foyer", "CH02 refuge", "CH03 care-home", "CH09 other-supported",
    "- sheltered-for-older-people", "- extra-care-sheltered", "- nursing-home", "- other-sheltered",
    "MH00 mental-health-supported: with mental health support, kind not said",
    "MH01 mental-health-accommodation: supported accommodation", "MH02 mental-health-lodgings: supported lodgings",
    "MH03 mental-health-group-home", "MH04 mental-health-care-home", "MH09 other-mental-health",
    "CJ00 justice: accommodation with criminal justice support, kind not said",
    "- probation-hostel: bail or probation hostel", "- prison", "- young-offender-institution", "- detention-centre",
    "- other-justice",
    "HS00 hospital: hospital or other healthcare residence, kind not said", "HS01 psychiatric-ward",
    "HS02 independent-hospital", "HS03 rehabilitation: specialist rehabilitation or recovery",
    "HS04 secure-psychiatric-unit", "HS05 other-nhs", "HS09 other-hospital",
    "- mobile: caravan, boat or other mobile home", "- other: not elsewhere classified",
    "OC97 not-specified", "OC98 not-applicable", "OC99 not-known",
    mainstream=("mainstream", "owner-occupier", "settled-with-family-or-friends", "shared-ownership", "council",
                "housing-association", "private-rented", "other-mainstream"),
    homeless=("homeless", "rough-sleeping", "squatting", "shelter", "sofa-surfing", "temporary", "short-term-guest",
              "other-homeless"),
    supported=("supported", "foyer", "refuge", "care-home", "other-supported",
               "sheltered-for-older-people", "extra-care-sheltered", "nursing-home", "other-sheltered"),
    mental_health=("mental-health-supported", "mental-health-accommodation", "mental-health-lodgings",
                   "mental-health-group-home", "mental-health-care-home", "other-mental-health"),
    justice=("justice", "probation-hostel", "prison", "young-offender-institution", "detention-centre",
             "other-justice"),
    other=("hospital", "psychiatric-ward", "independent-hospital", "rehabilitation", "secure-psychiatric-unit",
           "other-nhs", "other-hospital", "mobile", "other"),
    unknown=("not-specified", "not-applicable", "not-known"))

ACTIVITY: Final = codes(
    "work, learning and volunteering", NHS.format("EMPLOYMENT STATUS"),
    "01 employed", "02 seeking: unemployed and seeking work", "03 student-or-trainee", "04 long-term-sick",
    "05 home-or-carer: looking after home or family", "06 neither: neither on benefits nor seeking work",
    "07 volunteering", "08 retired", "98 other",
    employed_learning_volunteering=("employed", "student-or-trainee", "volunteering"))

_USES: Final = (
    "alcohol", "heroin", "crack", "cocaine", "cannabis", "benzodiazepines", "other-opiates", "other")

SUBSTANCES: Final = words(
    "substance", OWN, *_USES[:-1],
    "prescribed-substitute: a prescribed substitute such as methadone, which is not use", "other",
    uses=_USES)

INCIDENTS: Final = words(
    "incident", OWN,
    "domestic-abuse", "sexual-violence", "self-harm", "suicidal-thoughts", "suicide-attempt", "overdose", "arrest",
    "eviction", "missing: she was missing", "other",
    abuse=("domestic-abuse", "sexual-violence"))

SEVERITY: Final = words("severity", OWN, "low", "medium", "high")
REPORTED_BY: Final = words("who reported it", OWN, "self: she herself", "practitioner", "police", "partner-agency")
VERIFIER: Final = words("who verified it", OWN, "police", "health", "partner-agency", "other")
VERIFICATION: Final = words("finding on an incident", OWN, "confirmed", "not-confirmed")

JUSTICE: Final = words(
    "contact with the justice system", OWN,
    "arrest", "charge", "caution", "conviction", "community-order", "probation", "custody", "other")

OCCASION: Final = words(
    "occasion of an assessment", OWN,
    "baseline", "3-months", "6-months", "12-months", "exit", "follow-up", "other")

# The programme's own stream.

ROLE: Final = words("role", OWN, "service-lead", "practitioner", "coordinator", "other")
COST_KIND: Final = words("kind of cost", OWN, "fiscal: public money", "economic", "social")
SCENARIO_COUNTS: Final = words("what a scenario counts", OWN, "pregnancy", "birth", "removal")
CLAIM_FORM: Final = words(
    "form of a claim", "own words (METHODS)",
    "proportion: k of n", "percentage: p % of n", "percentages: several of one group", "mean: sum / n", "sum",
    "difference", "ratio", "scaling", "span: between two dates", "direction", "count",
    "indicator: equals a figure of the ledger")
AUDIENCE: Final = words(
    "audience", OWN, "team: everything", "board: a named closed group", "public")
SAMPLE_OF: Final = words("what is sampled", OWN, "women", "entries")
ATTESTATION: Final = words("finding of a check against a document", OWN, "confirmed", "differs", "not-found")

# Instruments. Item wordings are not shipped.


class Instrument(msgspec.Struct, frozen=True):
    """A published questionnaire, as data.

    caseness: the score at which a person counts as a case. reliable_change: the smallest change that is
    more than chance, at the given confidence. metric: published value of each raw total, from `least`
    upwards, to be used in place of the raw total in any arithmetic.
    """

    name: str
    title: str
    least: int
    most: int
    higher_is_better: bool
    licence: str
    caseness: float | None = None
    reliable_change: float | None = None
    confidence: float | None = None
    metric: tuple[float, ...] = ()

    def value(self, score: float) -> float:
        """The value to calculate with: the metric one where a table is published, else the score."""
        return self.metric[int(score) - self.least] if self.metric else score


# Raw totals 7 to 35: Stewart-Brown and others 2009, doi:10.1186/1477-7525-7-15.
# The table was checked against public copies of it, 2026-11-22.
SWEMWBS_METRIC: Final = (
    7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59, 19.25,
    19.98, 20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35.00)

_WARWICK: Final = (
    "Copyright Universities of Warwick and Edinburgh and NHS Health Scotland; register with Warwick before use.")

INSTRUMENTS: Final[Mapping[str, Instrument]] = {one.name: one for one in (
    Instrument("core-10", "Clinical Outcomes in Routine Evaluation, 10 items", 0, 40, False,
               "Copyright CORE System Trust; free to use unchanged.",
               caseness=11, reliable_change=6, confidence=0.90),
    Instrument("phq-9", "Patient Health Questionnaire, depression", 0, 27, False,
               "Free to use; no permission needed.",
               caseness=10, reliable_change=6, confidence=0.95),
    Instrument("gad-7", "Generalised Anxiety Disorder scale", 0, 21, False,
               "Free to use; no permission needed.",
               caseness=8, reliable_change=4, confidence=0.95),
    Instrument("swemwbs", "Short Warwick-Edinburgh Mental Wellbeing Scale, raw total", 7, 35, True, _WARWICK,
               metric=SWEMWBS_METRIC),
    Instrument("wemwbs", "Warwick-Edinburgh Mental Wellbeing Scale", 14, 70, True, _WARWICK),
    Instrument("life-satisfaction", "Life satisfaction (ONS4)", 0, 10, True, "Open Government Licence."),
    Instrument("rses", "Rosenberg Self-Esteem Scale", 0, 30, True, "Free to use with acknowledgement."),
    Instrument("gse", "General Self-Efficacy Scale", 10, 40, True, "Free to use with acknowledgement."),
    Instrument("brs", "Brief Resilience Scale, mean of its items", 1, 5, True, "Free to use with acknowledgement."),
)}
INSTRUMENT: Final = words("instrument", "published instruments, each with its licence note", *INSTRUMENTS)
