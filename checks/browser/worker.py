"""The process that holds one browser: `python -m checks.browser.worker`.

It reads an `Order` as JSON from its input and writes what came of it as JSON, then ends with the browser. It
has no database and no settings; whoever started it watches time and memory and kills the whole session."""

import base64
import json
import os
import signal
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from checks.browser import chromium
from checks.browser.limits import Order
from checks.browser.pipe import BrowserGone, Pipe
from checks.browser.proxy import Proxy
from checks.fetch.deadline import Deadline

_GLANCE_S, _QUIET = 0.2, 3
# Of the time that is left, so much is for the page; the rest is for reading and drawing it.
_SHARE = 0.6
_PICTURE = 400_000
_ENDED = frozenset({"Network.loadingFinished", "Network.loadingFailed"})
# What ran has said its word: left in, it would be read as something still to come.
_SERIALISE = """(ran) => {
  const copy = document.documentElement.cloneNode(true);
  const unread = ran ? copy.querySelectorAll('script:not([type="application/ld+json"]),noscript') : [];
  unread.forEach((one) => one.remove());
  return '<!DOCTYPE html>' + copy.outerHTML;
}"""


def main() -> int:
    """Do what the input orders. 0 when a page came of it."""
    order = Order.of(json.load(sys.stdin))
    deadline = Deadline(order.limits.seconds)
    proxy = Proxy(order.address, order.allowed_private, order.limits, deadline)
    size = (order.limits.width, order.limits.height)
    browser, reads, writes = chromium.start(order.executable, order.profile, proxy.port, size, order.account)
    answer: dict[str, Any]
    try:
        answer = _read(Pipe(reads, writes, deadline, proxy.expect), order)
    except (BrowserGone, TimeoutError, KeyError) as error:
        answer = {"trouble": str(error) or type(error).__name__}
    finally:
        proxy.close()
        with suppress(ProcessLookupError):
            browser.send_signal(signal.SIGKILL)
        browser.wait()
    answer |= {"requests": proxy.counts.requests, "refused": proxy.counts.refused}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 1 if "trouble" in answer else 0


def _read(pipe: Pipe, order: Order) -> dict[str, Any]:
    """Open the page, wait for it, take its markup and its picture."""
    targets = pipe.ask("Target.getTargets")["targetInfos"]
    page = next(one["targetId"] for one in targets if one["type"] == "page")
    pipe.ask("Browser.setDownloadBehavior", behavior="deny")
    pipe.session = pipe.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
    for domain in ("Page", "Network"):
        pipe.ask(f"{domain}.enable")
    pipe.ask("Fetch.enable", patterns=[{"urlPattern": "*"}])
    own = pipe.ask("Browser.getVersion")["userAgent"].replace("Headless", "")
    contact = order.user_agent.removeprefix("Mozilla/5.0 ")
    pipe.ask("Network.setUserAgentOverride", userAgent=f"{own} {contact}", acceptLanguage="zh-CN")
    main_frame = pipe.ask("Page.navigate", url=order.address)
    if main_frame.get("errorText"):
        return {"trouble": main_frame["errorText"]}
    status, settled = _wait(pipe, main_frame["frameId"])
    frame = pipe.ask("Page.getFrameTree")["frameTree"]["frame"]
    world = pipe.ask("Page.createIsolatedWorld", frameId=frame["id"])["executionContextId"]
    html = _called(pipe, world, _SERIALISE, settled)
    script = Path(__file__).with_name("page.js").read_text("utf-8")
    marked = bool(order.marks) and _called(pipe, world, script, list(order.marks))
    shot = pipe.ask("Page.captureScreenshot", format="png", captureBeyondViewport=False)["data"]
    return {
        "address": frame["url"],
        "status": status,
        "html": html,
        "settled": settled,
        "marked": bool(marked),
        "picture": base64.b64encode(_bounded(base64.b64decode(shot))).decode(),
    }


def _called(pipe: Pipe, world: int, function: str, *values: Any) -> Any:
    """What `function` gives in a world of its own, which scripts of the page do not reach."""
    arguments = [{"value": value} for value in values]
    answer = pipe.ask(
        "Runtime.callFunctionOn",
        functionDeclaration=function,
        executionContextId=world,
        arguments=arguments,
        returnByValue=True,
    )
    if "exceptionDetails" in answer:
        raise BrowserGone("the page cannot be asked")
    return answer["result"].get("value")


def _wait(pipe: Pipe, frame: str) -> tuple[int, bool]:
    """The status of the page, and whether it came to rest in time: loaded, and for a while nothing asked."""
    status, loaded, quiet = 0, False, 0
    open_requests: set[str] = set()
    until = Deadline(pipe.remaining() * _SHARE)
    while not until.spent():
        pipe.listen(_GLANCE_S)
        busy = bool(pipe.events)
        while pipe.events:
            event = pipe.events.popleft()
            name, facts = event["method"], event.get("params", {})
            if name == "Network.requestWillBeSent":
                open_requests.add(facts["requestId"])
            elif name in _ENDED:
                open_requests.discard(facts["requestId"])
            elif name == "Page.loadEventFired":
                loaded = True
            elif name == "Page.frameNavigated" and facts["frame"]["id"] == frame:
                open_requests.clear()
            elif name == "Network.responseReceived" and facts.get("type") == "Document":
                status = facts["response"]["status"] if facts.get("frameId") == frame else status
        quiet = 0 if busy or open_requests or not loaded else quiet + 1
        if quiet >= _QUIET:
            return status, True
    return status, False


def _bounded(picture: bytes) -> bytes:
    """The picture in few colours and, if need be, half as large, so that evidence stays small."""
    if len(picture) <= _PICTURE:
        return picture
    with Image.open(BytesIO(picture), formats=("PNG",)) as whole:
        small = whole.convert("RGB")
    for _ in range(4):
        buffer = BytesIO()
        small.quantize(64).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= _PICTURE:
            break
        small = small.resize((max(1, small.width * 2 // 3), max(1, small.height * 2 // 3)))
    return buffer.getvalue()


if __name__ == "__main__":
    os.umask(0o077)
    chromium.die_with_parent()
    sys.exit(main())
