"""The desk in the organisers' admin: people, mail to many, announcements, deadlines."""

from hackathon.outreach.admin.announcements import AnnouncementAdmin
from hackathon.outreach.admin.campaigns import CampaignAdmin
from hackathon.outreach.admin.deadlines import DeadlinesMixin
from hackathon.outreach.admin.people import PeopleAdmin

__all__ = ["AnnouncementAdmin", "CampaignAdmin", "DeadlinesMixin", "PeopleAdmin"]
