"""Interaction with the public in the year. Rates are of what arrived in the year, as of the day."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.reporting.figures.counting import Section, Value, Year, count, number, of_chapter, percent
from db.models import (
    CitizenMessage,
    ErrorReport,
    Handling,
    ServiceSection,
    ServiceTheme,
    Suggestion,
    Survey,
    SurveyDay,
)


def interaction(session: Session, year: Year) -> Section:
    """Surveys, suggestions, error reports, messages of the year; convenience services up to the day."""
    opinions = select(func.sum(SurveyDay.opinions)).where(year.holds(SurveyDay.day))
    surveys = count(session, Survey, year.holds(Survey.published_on))
    themes = count(
        session, ServiceTheme, year.reached(ServiceTheme.opened_on), year.still(ServiceTheme.closed_on)
    )
    sections = count(
        session, ServiceSection, year.reached(ServiceSection.opened_on), year.still(ServiceSection.closed_on)
    )
    return {
        "surveys_published": of_chapter(session, year, "survey", surveys),
        "opinions_collected_at_least": of_chapter(session, year, "survey_day", number(session, opinions)),
        **_suggestions(session, year),
        **_error_reports(session, year),
        **_messages(session, year),
        "convenience_themes": of_chapter(session, year, "service_theme", themes),
        "convenience_sections": of_chapter(session, year, "service_section", sections),
    }


def _suggestions(session: Session, year: Year) -> dict[str, Value]:
    in_year = year.holds(Suggestion.published_on)
    published = count(session, Suggestion, in_year)
    replied = count(session, Suggestion, in_year, year.reached(Suggestion.replied_on))
    return {
        "suggestions_published": of_chapter(session, year, "suggestion", published),
        "suggestions_official_reply_rate_percent": percent(replied, published),
    }


def _error_reports(session: Session, year: Year) -> dict[str, Value]:
    in_year = year.holds(ErrorReport.received_on)
    received = count(session, ErrorReport, in_year)
    closed = count(session, ErrorReport, in_year, year.reached(ErrorReport.closed_on))
    return {
        "error_reports_received": of_chapter(session, year, "error_report", received),
        "error_reports_closed_rate_percent": percent(closed, received),
    }


def _messages(session: Session, year: Year) -> dict[str, Value]:
    """Handled: received in the year and transferred or answered; a message not yet handled counts only
    in the rate."""
    in_year, how = year.holds(CitizenMessage.received_on), col(CitizenMessage.handling)
    received = count(session, CitizenMessage, in_year)
    closed = count(session, CitizenMessage, in_year, year.reached(CitizenMessage.closed_on))
    counted = {
        "messages_handled": count(session, CitizenMessage, in_year, how.is_not(None)),
        "messages_transferred": count(session, CitizenMessage, in_year, how == Handling.TRANSFERRED),
        "messages_publicly_answered": count(session, CitizenMessage, in_year, how == Handling.ANSWERED),
    }
    return {
        **{key: of_chapter(session, year, "message", found) for key, found in counted.items()},
        "messages_closed_rate_percent": percent(closed, received),
    }
