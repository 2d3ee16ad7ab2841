"""The forms of signing in as plain pages: they work before anything of the dashboard has been loaded."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from core.access.actor import PEOPLE
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, t, use_language

FORM_COOKIE = "supervision_form"
_HTML_LANG = {"zh": "zh-CN", "en": "en"}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(default=True),
    trim_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. `autocomplete` tells a password manager what it is."""

    name: str
    label: str
    autocomplete: str
    type: str = "text"
    value: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A page with one form; `key` names its words under `account.form`. `elsewhere`: the address of another
    way to sign in; `picture`: an image as data; `codes`: shown to be kept, with the way on;
    `back`: the words of a link to where the person came from; `note`: what a new password has to be."""

    key: str
    action: str
    fields: tuple[Field, ...] = ()
    wrong: str = ""
    token: str = ""
    status: int = 200
    roles: bool = False
    elsewhere: str = ""
    picture: str = ""
    codes: tuple[str, ...] = ()
    back: str = ""
    note: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def language_of(request: Request) -> Language:
    """Use the language that the address asks for, else the settings'."""
    asked = request.query_params.get("lang", "")
    chosen: Language = next((code for code in LANGUAGES if code == asked), settings().language)
    use_language(chosen)
    return chosen


def page(request: Request, form: Form, *, following: str) -> HTMLResponse:
    """Draw `form`; `following` is where the person wanted to go.

    `language_of` comes before the form is made."""
    language = language_of(request)
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    values = {
        "html_lang": _HTML_LANG[language],
        "title": t(f"account.form.{form.key}.title"),
        "heading": t(f"account.form.{form.key}.heading", **form.values),
        "explain": t(f"account.form.{form.key}.explain", **form.values),
        "send": t(f"account.form.{form.key}.send") if form.fields else "",
        "roles": [(role.value, role.label) for role in PEOPLE] if form.roles else [],
        "languages": [
            (code, t(f"navigation.languages.{code}"), _again(request, code, following, form))
            for code in LANGUAGES
        ],
        "elsewhere": f"{form.elsewhere}?{urlencode({'next': following})}" if form.elsewhere else "",
        "form": secret,
        "next": following,
        "on": onward(request, following),
        "action": in_language(request, form.action),
    }
    names = ("fields", "wrong", "token", "picture", "codes", "back", "note")
    plain = {name: getattr(form, name) for name in names}
    body = _templates.get_template("form.html").render(t=t, **values, **plain)
    answer = HTMLResponse(body, form.status, headers={"Cache-Control": "no-store"})
    answer.set_cookie(FORM_COOKIE, secret, httponly=True, samesite="strict", secure=is_secure(request))
    return answer


def safe_next(wanted: str) -> str:
    """`wanted` when it is an address of this dashboard, else its first page: a link never leads elsewhere."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "./"
    plain = not parts.scheme and not parts.netloc and "\\" not in wanted and wanted.isprintable()
    return f"./{wanted.lstrip('/.')}" if plain else "./"


def onward(request: Request, wanted: str) -> str:
    """`safe_next`, in the language that was chosen at the form."""
    return in_language(request, safe_next(wanted))


def in_language(request: Request, address: str) -> str:
    """The address with the language that this request's own asks for, unless it names one itself."""
    asked = request.query_params.get("lang", "")
    if asked not in LANGUAGES or "lang=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={asked}"


def is_secure(request: Request) -> bool:
    """Whether the browser speaks HTTPS, here or with the proxy in front."""
    return request.url.scheme == "https"


def _again(request: Request, language: str, following: str, form: Form) -> str:
    """The same form in another language, also after one that was refused: that had everything in its body."""
    kept = {name: value for name, value in request.query_params.items() if name != "lang"}
    if request.method == "POST":
        # The token of an invitation stands in its link anyway; that of other forms stays out of addresses.
        token = form.token if form.key == "invitation" else ""
        kept |= {name: value for name, value in (("next", following), ("token", token)) if value}
    return f"?{urlencode({**kept, 'lang': language})}"
