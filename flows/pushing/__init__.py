"""Pushing: reminders and announcements that staff send to many, previewed with exact numbers."""
