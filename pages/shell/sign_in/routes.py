"""The addresses of signing in and out and of setting a password.

Redirects are relative, since a proxy may put a prefix before them."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from core.access import Role, demonstration, sign_ins
from core.access.rules import sign_in_rules
from core.access.sign_ins import Client
from core.common.errors import AccountRefused
from core.common.settings import settings
from core.common.text import t
from pages.shell.sign_in import codes, oidc
from pages.shell.sign_in.forms import (
    FORM_COOKIE,
    Field,
    Form,
    in_language,
    is_secure,
    language_of,
    onward,
    page,
)
from pages.shell.sign_in.identity import COOKIE

LONGEST_BODY = 20_000
SIGN_IN, SIGN_OUT, INVITATION, PASSWORD, ROLE = "sign-in", "sign-out", "invitation", "password", "sign-in-as"
ADDRESSES = (SIGN_IN, SIGN_OUT, INVITATION, PASSWORD, ROLE, oidc.START, codes.CODE)
Action = Callable[[Request, dict[str, str]], Awaitable[Response]]


def routes() -> list[BaseRoute]:
    """Every address of signing in."""
    return [
        Route(f"/{SIGN_IN}", show_sign_in, methods=["GET"]),
        Route(f"/{SIGN_IN}", _posted(_sign_in), methods=["POST"]),
        Route(f"/{ROLE}", _posted(_sign_in_as), methods=["POST"]),
        Route(f"/{oidc.START}", _elsewhere, methods=["GET"]),
        Route(f"/{SIGN_OUT}", _posted(_sign_out), methods=["POST"]),
        Route(f"/{SIGN_OUT}", _ask_sign_out, methods=["GET"]),
        Route(f"/{INVITATION}", _show_invitation, methods=["GET"]),
        Route(f"/{INVITATION}", _posted(_take_invitation), methods=["POST"]),
        Route(f"/{codes.CODE}", codes.show, methods=["GET"]),
        Route(f"/{codes.CODE}", _posted(codes.answer), methods=["POST"]),
        Route(f"/{PASSWORD}", _show_password, methods=["GET"]),
        Route(f"/{PASSWORD}", _posted(_set_password), methods=["POST"]),
    ]


async def show_sign_in(request: Request) -> Response:
    """The form, or the demonstration's one click a role."""
    language_of(request)
    wrong = oidc.why(request.query_params.get("refused", ""))
    return page(request, _sign_in_form(wrong), following=request.query_params.get("next", ""))


async def _elsewhere(request: Request) -> Response:
    if oidc.claim_rules() is None:
        return RedirectResponse(f"./{SIGN_IN}", 303)
    return await oidc.start(request)


def client_of(request: Request) -> Client:
    """Where a request came from; a proxy on this machine has put the visitor's address there."""
    return Client(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def signed(answer: RedirectResponse, request: Request, token: str) -> RedirectResponse:
    """Give the browser its token."""
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=is_secure(request))
    return answer


def _sign_in_form(wrong: str = "", name: str = "") -> Form:
    if settings().demonstration:
        return Form("demonstration", ROLE, wrong=wrong, roles=True)
    fields = (
        Field("name", t("account.form.label.name"), "username", value=name),
        Field("password", t("account.form.label.password"), "current-password", "password"),
        Field("code", t("account.form.label.code"), "one-time-code", required=False),
    )
    elsewhere = oidc.START if oidc.claim_rules() is not None else ""
    return Form("sign_in", SIGN_IN, fields, wrong=wrong, status=403 if wrong else 200, elsewhere=elsewhere)


def _posted(act: Action) -> Callable[[Request], Awaitable[Response]]:
    """Read the form, refuse one that another site sent, then act."""

    async def answered(request: Request) -> Response:
        language_of(request)
        said = (await body(request)).decode("utf-8", "replace")
        given = dict(parse_qsl(said, keep_blank_values=True))
        sent, kept = given.get("form", ""), request.cookies.get(FORM_COOKIE, "")
        if not kept or not secrets.compare_digest(sent.encode(), kept.encode()) or _foreign(request):
            return page(request, _sign_in_form(t("account.refused.form")), following=given.get("next", ""))
        return await act(request, given)

    return answered


async def body(request: Request) -> bytes:
    """What was sent; nothing of what is longer than any form, whether or not its length was said before."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > LONGEST_BODY:
            return b""
    return bytes(read)


def _foreign(request: Request) -> bool:
    origin = request.headers.get("origin", "")
    return origin not in ("", "null") and urlsplit(origin).netloc != request.headers.get("host", "")


async def _sign_in(request: Request, given: dict[str, str]) -> Response:
    name, password, code = (given.get(key, "") for key in ("name", "password", "code"))
    try:
        token = await asyncio.to_thread(sign_ins.sign_in, name, password, client_of(request), code=code)
    except AccountRefused as why:
        return page(request, _sign_in_form(str(why), name), following=given.get("next", ""))
    return signed(RedirectResponse(onward(request, given.get("next", "")), 303), request, token)


async def _sign_in_as(request: Request, given: dict[str, str]) -> Response:
    try:
        role = Role(given.get("role", ""))
        token = await asyncio.to_thread(demonstration.sign_in_as_role, role, client_of(request))
    except (AccountRefused, ValueError):
        return page(request, _sign_in_form(t("account.refused.wrong")), following="")
    return signed(RedirectResponse(onward(request, given.get("next", "")), 303), request, token)


async def _ask_sign_out(request: Request) -> Response:
    language_of(request)
    return page(
        request,
        Form("sign_out", SIGN_OUT, (Field("stay", "", "off", "hidden", required=False),)),
        following="",
    )


async def _sign_out(request: Request, _given: dict[str, str]) -> Response:
    await asyncio.to_thread(sign_ins.sign_out, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse(f"./{SIGN_IN}", 303)
    answer.delete_cookie(COOKIE)
    return answer


async def _show_invitation(request: Request) -> Response:
    language_of(request)
    token = request.query_params.get("token", "")
    return await asyncio.to_thread(_invitation_page, request, token, "")


def _invitation_page(request: Request, token: str, wrong: str) -> Response:
    try:
        account = sign_ins.invited(token)
    except AccountRefused as why:
        return page(request, Form("invitation_over", SIGN_IN, wrong=str(why), status=403), following="")
    fields = _new_password_fields()
    values = {"name": account.display_name, "user": account.name}
    return page(
        request,
        Form(
            "invitation",
            INVITATION,
            fields,
            wrong=wrong,
            token=token,
            status=403 if wrong else 200,
            note=password_note(),
            values=values,
        ),
        following="",
    )


async def _take_invitation(request: Request, given: dict[str, str]) -> Response:
    token = given.get("token", "")
    try:
        came_from = client_of(request).came_from
        await asyncio.to_thread(sign_ins.take_invitation, token, _twice(given), came_from=came_from)
    except AccountRefused as why:
        return await asyncio.to_thread(_invitation_page, request, token, str(why))
    return RedirectResponse(in_language(request, f"./{SIGN_IN}"), 303)


async def _show_password(request: Request) -> Response:
    language_of(request)
    signed_in = await asyncio.to_thread(sign_ins.look_up, request.cookies.get(COOKIE, ""))
    if signed_in is None:
        return RedirectResponse(f"./{SIGN_IN}?next={PASSWORD}", 303)
    form = _password_form(signed_in.must_change) if signed_in.own_password else codes.kept_elsewhere()
    return page(request, form, following=request.query_params.get("next", ""))


def _password_form(due: bool, wrong: str = "") -> Form:
    old = Field("old", t("account.form.label.old"), "current-password", "password")
    key, status = "password_due" if due else "password", 403 if wrong else 200
    return Form(
        key, PASSWORD, (old, *_new_password_fields()), wrong=wrong, status=status, note=password_note()
    )


async def _set_password(request: Request, given: dict[str, str]) -> Response:
    token = request.cookies.get(COOKIE, "")
    try:
        await asyncio.to_thread(sign_ins.set_password, token, given.get("old", ""), _twice(given))
    except AccountRefused as why:
        signed_in = await asyncio.to_thread(sign_ins.look_up, token)
        due = signed_in is not None and signed_in.must_change
        return page(request, _password_form(due, str(why)), following=given.get("next", ""))
    return RedirectResponse(onward(request, given.get("next", "")), 303)


def password_note() -> str:
    """What a new password has to be, said before the first one is refused."""
    rules = sign_in_rules().password
    return t("account.form.password_note", least=rules.least_length, kinds=rules.least_kinds)


def _new_password_fields() -> tuple[Field, ...]:
    return (
        Field("new", t("account.form.label.new"), "new-password", "password"),
        Field("again", t("account.form.label.again"), "new-password", "password"),
    )


def _twice(given: dict[str, str]) -> str:
    if given.get("new", "") != given.get("again", ""):
        raise AccountRefused("not_twice")
    return given.get("new", "")
