"""What a failed visit says of the site: the one table from `Failure` to `Outcome`."""

from core.common.outcome import Failure, Outcome

# The visitor would see the site broken, or the checker could not see the site. Everything not named
# here is the first kind only when it says so: a doubtful failure never counts against a site.
OUTCOMES: dict[Failure, Outcome] = {
    Failure.DNS: Outcome.PROBLEM,
    Failure.REFUSED: Outcome.PROBLEM,
    Failure.UNREACHABLE: Outcome.PROBLEM,
    Failure.RESET: Outcome.PROBLEM,
    Failure.TIMEOUT: Outcome.PROBLEM,
    Failure.TLS: Outcome.PROBLEM,
    # No browser that citizens commonly have opens it.
    Failure.NATIONAL_TLS: Outcome.PROBLEM,
    Failure.PROTOCOL: Outcome.PROBLEM,
    Failure.SERVER_ERROR: Outcome.PROBLEM,
    Failure.CLIENT_ERROR: Outcome.PROBLEM,
    Failure.REDIRECTS: Outcome.PROBLEM,
    # The page is there, behind a certificate that is not believed: a fact of its own, not an outage.
    Failure.CERTIFICATE: Outcome.OK,
    Failure.TOO_LARGE: Outcome.OK,
    Failure.NO_TEXT: Outcome.SUSPECT,
    Failure.OTHER_PAGE: Outcome.SUSPECT,
    Failure.FIREWALL: Outcome.BLOCKED,
    Failure.GUARDED: Outcome.BLOCKED,
    Failure.ADDRESS: Outcome.BLOCKED,
    Failure.CHECKER: Outcome.BLOCKED,
    Failure.NO_DATE: Outcome.BLOCKED,
    Failure.TOO_FEW: Outcome.BLOCKED,
    Failure.UNDECIDED: Outcome.BLOCKED,
    Failure.NO_COLUMNS: Outcome.BLOCKED,
    Failure.NO_FEED: Outcome.BLOCKED,
    Failure.NO_PROOF: Outcome.BLOCKED,
    Failure.SCRIPTED: Outcome.BLOCKED,
    Failure.PAGE_LIMITS: Outcome.BLOCKED,
    Failure.UNSTABLE: Outcome.PROBLEM,
}
