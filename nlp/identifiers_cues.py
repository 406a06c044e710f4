"""The words that make a number personal, or that show that it belongs to an office, a meeting or the speaker.

A table for each question that `nlp.identifiers` asks about what stands round a number. Extend them freely: a
word here is looked for as it stands, in small letters, within the reach that is written beside its use.
"""

from __future__ import annotations

from nlp.words import Words, listed

PERSON = listed(
    "her his their hers him she he shes he's she's hes theyre them whose witness witnesses complainant"
    " complainants complainant's complainants' victim victims victim's vic suspect suspects suspect's"
    " claimant claimants clamants applicant applicants tenant tenants resident residents resident's"
    " patient patients patient's pt pts customer customer's client client's caller mum mam dad mother"
    " father mother's father's mum's dad's parent parents son daughter wife wife's husband husband's"
    " partner brother sister neighbour neighbours nok kin family families gran nan grandad child kid kids"
    " boy girl lad woman man lady gentleman guy bloke chap fella informant driver keeper occupier"
    " householder constituent constituents pensioner carer carer's mr mrs ms miss mister home name named"
    " lives living foster service-user offender prisoner inmate detainee employee candidate candidate's"
    " girlfriend boyfriend ex el hi ei bachgen merch dyn menyw"
)
"""Somebody is spoken of."""

TITLES = listed("mr mrs ms miss mister master mx")

OWN_THINGS = listed(
    "new own work personal mobile number phone cell direct temporary temp desk line home email address"
    " ext extension dob nino passport old usual"
)
"""After my: what follows is the speaker's own business."""

OFFICES = listed(
    "helpdesk manager desk service services switchboard reception office offices hotline line helpline"
    " duty oncall control ops extension ext meeting conference dial webinar zoom teams surgery shop garage"
    " taxi cab cabs venue hotel restaurant plumber catering caterer caterers supplier bleep pager fax team"
    " centre center press media enquiries enquiry team's booking bookings courier engineer electrician"
    " school hospital ward station court library council"
)
"""A number or an address beside one of these is an organisation's."""

MEMBERSHIP = listed("member members joined unknown")
"""A number beside one of these is one that the chat itself shows."""

REFERENCES = listed(
    "code discount quote meeting webinar zoom teams invoice order ref reference ticket tracking parcel"
    " version po receipt serial batch case id pin booking asset model isbn part job crime incident log cad"
    " claim quote tender contract grant"
)
"""A number behind one of these names a thing."""

SPECIMENS = listed("example examples specimen sample dummy fake format template placeholder fictional")
"""A number beside one of these is nobody's."""

NATIONAL_INSURANCE = listed("nino ni nin insurance nino's yg")
HEALTH_SERVICE = listed("nhs gig chi")
NUMBER_WORDS = listed("no num number nos nr rhif id #")
PASSPORT = listed("passport passports passport's pasbort")
PRISON = listed("prison prisoner noms inmate hmp offender custody nomis wing cell is serving")
BANK = listed("bank acc acct account a/c sort sortcode iban bacs payee refund payroll banking")
ACCOUNT = listed("acc acct account a/c accno")
POLICE_COMPUTER = listed("pnc pncid cro")
CARDS = listed("card visa mastercard debit credit amex")
SOCIAL_SECURITY = listed("ssn social socials")
HOSPITAL = listed("hosp hospital mrn patient pt unit urn casenote")
KEEPERS = listed(
    "keeper keepers owner owned owns registered belongs driven drives driver insured his her their"
    " suspect suspects nominal mr mrs ms miss hers wife's husband's neighbour's ex's"
)
BIRTH = listed("dob d.o.b birthdate birthday-date born geni")
LIVING_AT = listed(
    "address addr addy addres lives live living lived staying resides residing moved postcode cyfeiriad byw"
)

STREETS = listed(
    "road rd street st avenue ave lane ln close drive dr court ct crescent cres place pl way terrace"
    " gardens gdns grove hill view park walk row mews square sq rise green lodge villas parade mount croft"
    " heights meadow meadows boulevard buildings cottages fields orchard drove wynd quay wharf yard circus"
    " gate vale"
)
WELSH_STREETS = listed("heol ffordd stryd lon maes cae bryn clos rhodfa parc tan rhes")
"""Welsh streets begin with what they are."""

FLATS = listed("flat no number apartment apt rhif")
SPOKEN_NUMBERS = listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)

MONTHS = listed(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august"
    " september october november december ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi"
    " hydref tachwedd rhagfyr"
)

OUTINGS = listed(
    "do drinks lunch dinner party retirement cafe pub bar restaurant meeting training visit wedding"
    " funeral leaving downing majesty's conference reception gig match"
)
"""Beside these an address is where people meet, not where somebody lives."""
NOT_A_BIRTH = listed("field box column format release version form page question required mandatory")
"""Between date of birth and a date these show that a form is spoken of."""

PRIVATE_MAIL = listed(
    "gmail googlemail hotmail outlook live yahoo ymail icloud me mac aol btinternet btopenworld sky"
    " protonmail proton msn ntlworld talktalk virginmedia blueyonder mail gmx tiscali"
)
"""Where people, not organisations, have their mail."""


def around(words: Words, first: int, last: int, *, before: int, after: int) -> set[str]:
    """The words within reach of words `first` to `last`, in small letters, without those words."""
    return {*words.lower[max(0, first - before) : first], *words.lower[last : last + after]}


def own(words: Words, first: int, last: int) -> bool:
    """Whether the speaker tells of themselves: `my number is`, `call me on`, `my own mobile`."""
    near = words.lower[max(0, first - 12) : first]
    for at, word in enumerate(near):
        following = near[at + 1] if at + 1 < len(near) else ""
        if word == "my" and (following.removesuffix("'s") in OWN_THINGS or not following):
            return True
        if (word == "me" and following in {"on", "at", "via"}) or (word in {"im", "i'm"} and following in {"on", "at"}):
            return True
    after = words.lower[last : last + 3]
    return after[:2] in (["is", "me"], ["is", "mine"], ["thats", "me"], ["that's", "me"])


def specimen(words: Words, first: int, last: int) -> bool:
    """Whether the number is only an example."""
    return not SPECIMENS.isdisjoint(around(words, first, last, before=8, after=6))


def named(words: Words, first: int, last: int) -> bool:
    """Whether a person is named by title and name, or by two capitalised words, within a few words."""
    low, high = max(0, first - 8), min(len(words), last + 6)
    for at in range(low, high):
        if first <= at < last:
            continue
        if words.lower[at] in TITLES and at + 1 < len(words):
            return True
        if at + 1 < high and _name_like(words, at) and _name_like(words, at + 1) and not words.breaks_clause(at + 1):
            return True
    return False


def _name_like(words: Words, at: int) -> bool:
    if not words.text[words.starts[at]].isupper():
        return False
    word = words.cased(at)
    return len(word) > 2 and word[1:].islower() and words.lower[at] not in STREETS
