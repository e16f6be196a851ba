"""Where else a certificate can be shown. Pure."""

from datetime import date
from urllib.parse import urlencode

LINKEDIN = "https://www.linkedin.com/profile/add"


def linkedin_url(*, name: str, organisation: str, issued: date, address: str, code: str) -> str:
    """The form of LinkedIn's with which a person adds it to their profile, filled in. Nothing is sent until they send it.

    >>> linkedin_url(name="Jurado", organisation="Hackathon", issued=date(2024, 4, 18), address="https://a.b/c/", code="K7QF")
    'https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Jurado&organizationName=Hackathon&issueYear=2024&issueMonth=4&certUrl=https%3A%2F%2Fa.b%2Fc%2F&certId=K7QF'
    """
    told = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": organisation,
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "certUrl": address,
        "certId": code,
    }
    return f"{LINKEDIN}?{urlencode(told)}"
