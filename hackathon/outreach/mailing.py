"""A campaign as its readers get it: in their language, with their names filled in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.mail import links
from hackathon.outreach.letters import Text, filled
from hackathon.outreach.models import Campaign, CampaignRecipient
from teams.queries import team_of

SPANISH, ENGLISH = "es", "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What is filled in of a person. ``team`` is empty for who has none."""

    name: str
    team: str


def languages_of(campaign: Campaign) -> list[str]:
    """The languages that it is written in, Spanish first."""
    return [SPANISH, ENGLISH] if campaign.body_en else [SPANISH]


def language_for(campaign: Campaign, spoken: Iterable[str]) -> str:
    """The language that ``spoken`` (the codes of the registration) ask for, where the campaign has an English text; else Spanish."""
    return language_of(spoken) if campaign.body_en else SPANISH


def language_of(spoken: Iterable[str]) -> str:
    """English for who speaks English and no Spanish by what they told us; else Spanish."""
    known = {code.split("_")[0] for code in spoken}
    return ENGLISH if ENGLISH in known and SPANISH not in known else SPANISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The text in one language, with everything filled in that is the same for all."""

    subject: str
    body: str
    fixed: dict[str, str]
    no_team: str
    ending: str

    def for_reader(self, reader: Reader) -> Text:
        """What ``reader`` gets, with a line about why they get it."""
        values = {**self.fixed, "nombre": reader.name, "equipo": reader.team or self.no_team}
        return Text(subject=filled(self.subject, values), body=f"{filled(self.body, values).rstrip()}\n\n{self.ending}")


def template_of(campaign: Campaign, language: str) -> Template:
    """The campaign in ``language``, in Spanish where there is no English text."""
    english = language == ENGLISH and campaign.body_en
    title = campaign.edition.parsed_rules.title.in_language(language)
    link = links.absolute(reverse("editions:detail", args=[campaign.edition.slug]))
    with override(language):
        why = _("Te escribe la organización de %(edition)s, porque estás en su lista de inscripciones.")
        return Template(
            subject=campaign.subject_en if english else campaign.subject,
            body=campaign.body_en if english else campaign.body,
            fixed={"edicion": title, "enlace": link},
            no_team=_("(sin equipo)"),
            ending=why % {"edition": title},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What somebody on the list reads, and how many read it in that ``language``."""

    language: str
    readers: int
    to: CampaignRecipient
    text: Text


def examples(campaign: Campaign) -> list[Example]:
    """One for each language that it is written in, as read by the first person who gets that one; by the first of all
    when nobody does; none when nobody is on the list. A constant number of queries."""
    readers: dict[str, list[int]] = {}
    everybody = campaign.recipients.order_by("email").values_list("pk", "registration__languages")
    for pk, spoken in everybody:
        readers.setdefault(language_for(campaign, spoken or ()), []).append(pk)
    firsts = {language: pks[0] for language, pks in readers.items()}
    people = campaign.recipients.select_related("registration__user").in_bulk(firsts.values())
    return [
        _example(campaign, people.get(firsts.get(language)) or next(iter(people.values())), language, readers)
        for language in (languages_of(campaign) if people else ())
    ]


def _example(campaign: Campaign, first: CampaignRecipient, language: str, readers: dict[str, list[int]]) -> Example:
    user = first.registration.user if first.registration else None
    reader = Reader(name=first.name, team=team_name(user, campaign.edition) if user else "")
    text = template_of(campaign, language).for_reader(reader)
    return Example(language=language, readers=len(readers.get(language, ())), to=first, text=text)


def team_name(user: User, edition: Edition) -> str:
    """What the person's team is called; empty for none."""
    team = team_of(user=user, edition=edition)
    return team.name if team else ""
