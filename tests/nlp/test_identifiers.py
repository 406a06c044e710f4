"""What counts as a detail about a person, and which numbers are only numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.policy import IdentifierKind as Kind
from nlp.identifiers import MOST_FOUND, Identifier, find_identifiers, possible
from nlp.text import fold


def identifiers(text: str) -> list[Identifier]:
    folded = fold(text)
    return find_identifiers(folded.cased, folded.origins)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NI number QQ123456C for the overpayment", Kind.NATIONAL_INSURANCE_NUMBER),
        ("claimant's nino is ab 12 34 56 c", Kind.NATIONAL_INSURANCE_NUMBER),
        ("JW-12-34-56-D is the one on the form", Kind.NATIONAL_INSURANCE_NUMBER),
        ("nhs no 943 476 5919", Kind.NHS_NUMBER),
        ("9434765919 is her nhs num", Kind.NHS_NUMBER),
        ("passport number is 123456789", Kind.PASSPORT_NUMBER),
        ("his licence, MORGA 657054 SM9IJ", Kind.DRIVING_LICENCE_NUMBER),
        ("2003/0062845E came back", Kind.PNC_ID),
        ("pnc id 79/163958R", Kind.PNC_ID),
        ("prison no A1234BC is smith", Kind.PRISON_NUMBER),
        ("sort code 01-02-03 acc 12345678", Kind.BANK_ACCOUNT),
        ("Bank details: 12-34-56, 00012345, Mr P Okafor", Kind.BANK_ACCOUNT),
        ("IBAN GB82 WEST 1234 5698 7654 32", Kind.BANK_ACCOUNT),
        ("card 4111 1111 1111 1111 exp 12/27", Kind.BANK_ACCOUNT),
        ("complainant's mobile is 07700 900123", Kind.PHONE_NUMBER),
        ("Priya's mum is on +44 (0)7700 900855", Kind.PHONE_NUMBER),
        ("her home number, 01632 960 555", Kind.PHONE_NUMBER),
        ("whats her address, 14 elm rd?", Kind.POSTAL_ADDRESS),
        ("she lives at 7b Church Street, LS1 4AP", Kind.POSTAL_ADDRESS),
        ("Mr Vaughan, 3 Heol y Bont, wants a call", Kind.POSTAL_ADDRESS),
        ("full name jane doe and shes at no 22", Kind.POSTAL_ADDRESS),
        ("the family live at twelve orchard close", Kind.POSTAL_ADDRESS),
        ("DOB 12/03/1981 for the transfer", Kind.DATE_OF_BIRTH),
        ("d.o.b 3rd May 1981", Kind.DATE_OF_BIRTH),
        ("date of birth ninth of march forty two", Kind.DATE_OF_BIRTH),
        ("AB12 CDE registered keeper is jane doe", Kind.VEHICLE_REGISTRATION),
        ("SSN 219-09-9999", Kind.US_SOCIAL_SECURITY_NUMBER),
        ("applicant is 536-22-1234", Kind.US_SOCIAL_SECURITY_NUMBER),
        ("hosp no 1234567", Kind.HOSPITAL_NUMBER),
    ],
)
def test_details_of_people(text: str, expected: Kind) -> None:
    """Each kind is found by its form, its check digits, or the word that makes it personal."""
    found = identifiers(text)
    assert expected in {one.name for one in found}
    assert all(text[one.start : one.end].strip() for one in found)


@pytest.mark.parametrize("text", ["complainant is jane.doe@example.com", "send it to bigdave81@gmail.com"])
def test_mail_of_people(text: str) -> None:
    """A private address, or one that is said to be somebody's, is a detail about them."""
    assert [one.name for one in identifiers(text)] == [Kind.EMAIL_ADDRESS]


@pytest.mark.parametrize(
    "text",
    [
        "my extension is 4021",
        "meeting ID 123 456 789",
        "Meeting ID is 842 5510 3399, the rest is in the invite",
        "office address is 102 Petty France",
        "The office is at 2 Marsham Street, SW1P 4DF",
        "ring the helpdesk 0300 123 0300",
        "Lost property line is 03069 990 142",
        "invoice no 20241105",
        "order number 55123",
        "train leaves 12:03",
        "ref 24/1234 only, details are on the system",
        "call 101",
        "deadline is 12/03/2026",
        "version 12.03 of the form",
        "My number's 07700 900123 if you need me",
        "call me on 07700 900123",
        "the duty phone is 07700 900111",
        "my dob is 12/03/1981, does it take US dates",
        "born and bred in Leeds",
        "AB12 CDE is blocking the gate",
        "pool car AB12 CDE has a flat",
        "pothole by 14 elm rd",
        "number 10 have signed it off",
        "flat 3 inches of snow",
        "the NINO format is QQ123456C",
        "ref AB123456C for the parcel",
        "PO 4500123456",
        "it costs 1,234,567,890",
        "A14 shut at J31",
        "0740 0755 0810 are the new times from the stand",
        "Please don't post anyone's date of birth in this group",
        "nhs no 943 476 591",
        "Reception's on 0113 496 0000",
        "account code 12345678 for the stationery",
        "sort the boxes 12-34-56 please",
        "date of birth field is broken in release 12.03.81",
        "the passport queue was 2 hours, ref 123456789",
        "her retirement lunch is at 14 Elm Road",
    ],
)
def test_only_numbers(text: str) -> None:
    """Meetings, helpdesks, references, deadlines, offices and the speaker's own number are left alone."""
    assert identifiers(text) == []


@pytest.mark.parametrize("text", ["press.office@dept.gov.uk", "my email is joe@gmail.com"])
def test_mail_of_offices_and_speakers(text: str) -> None:
    """An official address and the speaker's own are nobody else's detail."""
    assert identifiers(text) == []


def test_check_digits_decide() -> None:
    """A bare number with a wrong check digit is no NHS number, and one with a wrong letter no PNC identifier."""
    assert [one.name for one in identifiers("943 476 5919")] == [Kind.NHS_NUMBER]
    assert identifiers("943 476 5918") == []
    assert identifiers("2003/0062845F came back") == []


def test_positions_are_of_the_text_as_given() -> None:
    """The range of an identifier covers its characters as typed, hidden ones included."""
    text = "👀 nino is QQ12\u200b3456C ok"
    (found,) = identifiers(text)
    assert text[found.start : found.end] == "QQ12\u200b3456C"


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            ["07700 ", "900123", "12-34-56", " ", "dob ", "@", "x.y", "AB12 CDE", "flat 3", "her ", "12/", "A1234BC"]
        ),
        max_size=40,
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    """Any text gives an answer, the same twice, with positions inside it; and the gate keeps its promise."""
    folded = fold(text)
    found = find_identifiers(folded.cased, folded.origins)
    assert found == find_identifiers(folded.cased, folded.origins)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert not found or possible(folded.lower)


@pytest.mark.parametrize(
    "piece", ["1", "12 ", "07911 123456 ", "AB12 CDE ", "dob 1/2/80 ", "her flat 3 ", "a@b.c ", "nhs no 943 476 5919 "]
)
def test_repetition_is_bounded(piece: str) -> None:
    """A text of nothing but numbers tells a bounded number of identifiers."""
    text = (piece * 4096)[:4096]
    assert len(find_identifiers(text)) <= MOST_FOUND
