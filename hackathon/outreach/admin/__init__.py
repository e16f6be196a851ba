"""The desk in the organisers' admin: people, mail to many, announcements."""

from hackathon.outreach.admin.announcements import AnnouncementAdmin
from hackathon.outreach.admin.campaigns import CampaignAdmin

__all__ = ["AnnouncementAdmin", "CampaignAdmin"]
