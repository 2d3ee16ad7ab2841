"""Signing in with the office's account, over a real OpenID Connect server, in a real browser."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.waiting import window
from tests.oidc_server import OidcServer, oidc_server
from tests.server import Dashboard, running

PEOPLE = {
    "17": {"preferred_username": "zhang", "name": "张三", "groups": ["督查科"]},
    "18": {"preferred_username": "li", "name": "李四", "groups": ["食堂"]},
}
ELSEWHERE = "用单位统一认证登录"


@pytest.fixture(scope="module", params=["", "/office"])
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Dashboard, OidcServer]]:
    """Under an address of its own, and below a path of a server that has others as well."""
    folder, below = tmp_path_factory.mktemp("oidc"), request.param
    with oidc_server(PEOPLE) as server:
        file = folder / "oidc.toml"
        back = f"http://127.0.0.1:{{port}}{below}/oauth2callback"
        file.write_text(server.settings(back) + '\n[claims.roles]\n"督查科" = "auditor"\n', "utf-8")
        settings = {"SUPERVISION_OIDC_FILE": str(file), "SUPERVISION_SIGN_IN": "required"}
        if below:
            settings["STREAMLIT_SERVER_BASE_URL_PATH"] = below
        with running(folder, SUPERVISION_JOBS="external", **settings) as started:
            yield replace(started, url=started.url + below), server


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    page = window(browser, viewport={"width": 390, "height": 844})
    yield page
    page.context.close()


def cookies(page: Page) -> set[str]:
    return {str(one.get("name")) for one in page.context.cookies()}


def test_who_signs_in_at_the_office_comes_to_the_page_of_the_link_and_out_again(
    visitor: Page, office: tuple[Dashboard, OidcServer]
) -> None:
    dashboard, _ = office
    asked: list[str] = []
    visitor.on("request", lambda one: asked.append(one.url))
    visitor.goto(f"{dashboard.url}/audit?page=2")
    visitor.get_by_role("link", name=ELSEWHERE).click()
    visitor.get_by_role("link", name="17").click()
    expect(visitor.get_by_role("heading", name="审计记录")).to_be_visible()
    back = next(url for url in asked if url.startswith(f"{dashboard.url}/oauth2callback"))
    assert f"{dashboard.url}/audit?page=2" in asked[asked.index(back) :]
    assert "supervision_session" in cookies(visitor)
    assert not any(name.startswith("_streamlit_user") for name in cookies(visitor))
    # Password and codes are the office's server's.
    links = visitor.locator(".account-links a")
    expect(links).to_have_count(1)
    for address in ("password", "code"):
        visitor.goto(f"{dashboard.url}/{address}")
        expect(visitor.get_by_role("heading", name="密码不在本平台")).to_be_visible()
        expect(visitor.get_by_role("textbox")).to_have_count(0)
    visitor.get_by_role("link", name="返回").click()
    expect(visitor.get_by_test_id("stApp")).to_be_visible()
    visitor.goto(f"{dashboard.url}/sign-out")
    visitor.get_by_role("button", name="退出").click()
    expect(visitor.get_by_role("button", name="登录", exact=True)).to_be_visible()
    # The way back is good once: neither the browser's history nor who saw the address gets in by it.
    visitor.goto(back)
    expect(visitor.get_by_role("button", name="登录", exact=True)).to_be_visible()
    assert "supervision_session" not in cookies(visitor)


def test_who_has_no_account_here_reads_it_and_can_try_again(
    visitor: Page, office: tuple[Dashboard, OidcServer]
) -> None:
    dashboard, _ = office
    visitor.goto(f"{dashboard.url}/issues")
    visitor.get_by_role("link", name=ELSEWHERE).click()
    visitor.get_by_role("link", name="18").click()
    expect(visitor.get_by_role("alert")).to_have_text(
        "统一认证已通过，但您在本平台没有账号，请联系系统管理员。"
    )
    assert not cookies(visitor) & {"supervision_session", "_streamlit_user"}
    visitor.get_by_role("link", name=ELSEWHERE).click()
    visitor.get_by_role("link", name="17").click()
    expect(visitor.get_by_role("heading", name="问题整改")).to_be_visible()


def test_a_cookie_that_streamlit_did_not_sign_lets_nobody_in(
    visitor: Page, office: tuple[Dashboard, OidcServer]
) -> None:
    dashboard, _ = office
    forged = {"name": "_streamlit_user", "value": '"{\\"sub\\": \\"17\\"}"', "url": dashboard.url}
    visitor.context.add_cookies([forged])  # type: ignore[list-item]
    visitor.goto(f"{dashboard.url}/audit")
    expect(visitor.get_by_role("alert")).to_have_text("统一认证没有完成，请再试一次。")
    assert not cookies(visitor) & {"supervision_session", "_streamlit_user"}
