"""One-time codes of one's own account: set up with an authenticator app, and taken off again."""

import asyncio
import secrets

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.access import sign_ins, totp
from core.access.sign_ins import SignedIn
from core.common.errors import AccountRefused
from core.common.sealing import Unreadable, opened, seal
from core.common.text import t
from pages.shell.sign_in.forms import Field, Form, language_of, page
from pages.shell.sign_in.identity import COOKIE

CODE = "code"
# The key in groups of four, as it is typed off.
GROUP = 4


async def show(request: Request) -> Response:
    """The QR code of a new key, or, where codes are set up, the form that takes them off."""
    language_of(request)
    signed_in = await asyncio.to_thread(sign_ins.look_up, request.cookies.get(COOKIE, ""))
    if signed_in is None:
        return RedirectResponse(f"./sign-in?next={CODE}", 303)
    following = request.query_params.get("next", "")
    if not signed_in.own_password:
        return page(request, kept_elsewhere(), following=following)
    return await asyncio.to_thread(_draw, request, signed_in, following)


def kept_elsewhere() -> Form:
    """In place of a form: whoever signs in at the office's own server has password and codes there."""
    return Form("elsewhere", "", back=t("account.form.elsewhere.go_on"))


async def answer(request: Request, given: dict[str, str]) -> Response:
    """Set codes up with the key of the form, or take them off."""
    signed_in = await asyncio.to_thread(sign_ins.look_up, request.cookies.get(COOKIE, ""))
    if signed_in is None:
        return RedirectResponse(f"./sign-in?next={CODE}", 303)
    following, code = given.get("next", ""), given.get("code", "")
    try:
        if sign_ins.has_code(signed_in.account_id):
            await asyncio.to_thread(totp.take_off, signed_in.account_id, actor=signed_in.actor, code=code)
            return RedirectResponse(f"./{CODE}", 303)
        secret = _secret(given.get("token", ""), signed_in)
        fresh = await asyncio.to_thread(
            totp.set_up, signed_in.account_id, secret, code, actor=signed_in.actor
        )
    except AccountRefused as why:
        return await asyncio.to_thread(_draw, request, signed_in, following, str(why), given.get("token", ""))
    return page(request, Form("code_kept", CODE, codes=fresh), following=following)


def _draw(
    request: Request, signed_in: SignedIn, following: str, wrong: str = "", token: str = ""
) -> Response:
    field = Field("code", t("account.form.label.code_now"), "one-time-code")
    status = 403 if wrong else 200
    if sign_ins.has_code(signed_in.account_id):
        left = totp.recovery_left(signed_in.account_id)
        form = Form("code_off", CODE, (field,), wrong=wrong, status=status, values={"left": left})
        return page(request, form, following=following)
    try:
        secret = _secret(token, signed_in)
    except AccountRefused:
        secret = totp.new_secret()
        token = seal(f"{signed_in.account_id}:{secret}").decode()
    address = totp.address_for_app(secret, signed_in.name, t("navigation.product_short"))
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3)
    key = " ".join(secret[at : at + GROUP] for at in range(0, len(secret), GROUP))
    form = Form(
        "code_due" if signed_in.must_set_code else "code", CODE, (field,),
        wrong=wrong, status=status, token=token, picture=picture, values={"secret": key},
    )  # fmt: skip
    return page(request, form, following=following)


def _secret(token: str, signed_in: SignedIn) -> str:
    """The key that the form was drawn with. Raises `AccountRefused` for a form of another person, or none."""
    try:
        whose, _, secret = opened(token.encode()).partition(":")
    except Unreadable:
        whose = secret = ""
    if not secrets.compare_digest(whose, str(signed_in.account_id)):
        raise AccountRefused("form")
    return secret
