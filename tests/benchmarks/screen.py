"""Times of a page in a real browser, taken by the page itself.

The clock is the page's own, so that what the test and the browser say to each other costs nothing: it begins
at the navigation, or at the key or the button that a person presses."""

from time import monotonic, sleep
from urllib.parse import urlencode

from playwright.sync_api import Page, WebSocket

PATIENCE_MS, LOOK_S = 120_000, 0.05

# `title`: when the heading could be read. `began`: when a person last did something. `runs`: how often the
# server was asked to run the page, or a part of it. `settled`: resolves with the moment since when nothing is
# under way any more, which has to last so long that no late part of the page comes after it.
_WATCH = """
(() => {
  const CALM_MS = 400;
  const seen = window.seen = { title: null, began: 0, runs: 0 };
  let state = 'notRunning';
  const look = changes => {
    const heading = document.querySelector('[data-testid=stMain] h1');
    if (seen.title === null && heading?.textContent.trim() && heading.offsetHeight)
      seen.title = performance.now();
    // A quick run begins and ends between two looks: what it was before each change tells it all the same.
    seen.runs += changes.filter(change => change.oldValue === 'notRunning').length;
    state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState ?? state;
  };
  new MutationObserver(look).observe(document,
    { subtree: true, childList: true, attributeFilter: ['data-test-script-state'], attributeOldValue: true });
  for (const kind of ['keydown', 'pointerdown'])
    addEventListener(kind, () => { seen.began = performance.now(); }, true);
  const underWay = () => {
    if (seen.title === null) return 'no heading';
    if (state !== 'notRunning') return state;
    const left = document.querySelector(
      '[data-testid=stStatusWidget], [data-stale=true], [data-testid=stSkeleton]');
    if (left) return left.dataset.testid;
    const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
    return charts.some(chart => !chart.querySelector('canvas, svg')) ? 'a chart' : null;
  };
  seen.settled = limit => new Promise((done, fail) => {
    const from = performance.now();
    let since = null;
    const again = () => {
      const now = performance.now(), left = underWay();
      if (left) since = null; else since ??= now;
      if (since !== null && now - since > CALM_MS) done(since);
      else if (now - from > limit) fail(new Error(`still under way: ${left}`));
      else requestAnimationFrame(again);
    };
    again();
  });
})()
"""


class Screen:
    """One tab of a browser that looks at one dashboard."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self._url = page, url
        self._received = 0
        page.add_init_script(_WATCH)
        page.on("websocket", self._count)

    def open(self, url_path: str, **parameters: str) -> tuple[float, float]:
        """Load a page by its address: milliseconds until its heading, and until all of it, is on screen."""
        self._page.goto(f"{self._url}/{url_path}?{urlencode(parameters)}", wait_until="commit")
        self._until("window.seen?.title")
        return float(self._page.evaluate("seen.title")), self._settled()

    def again(self) -> float:
        """Press the key that runs the page again: milliseconds until nothing is under way."""
        self._page.locator("body").press("r")
        return self._since_began()

    def change_language(self) -> float:
        """Turn the switch that every page has, after which every word of it is another: milliseconds."""
        switch = self._page.get_by_test_id("stSidebar").get_by_role("radio")
        switch.and_(self._page.locator("[aria-checked=false]")).click()
        return self._since_began()

    def kilobytes(self) -> float:
        """Received over the websocket since this was last asked."""
        received, self._received = self._received, 0
        return received / 1000

    def _since_began(self) -> float:
        self._until("seen.runs > (seen.before ?? 0)")
        return self._settled() - float(self._page.evaluate("seen.began"))

    def _until(self, true: str) -> None:
        """Asked from outside: the page's own policy lets no text be run as a script inside it."""
        limit = monotonic() + PATIENCE_MS / 1000
        while not self._page.evaluate(true):
            if monotonic() > limit:
                raise TimeoutError(true)
            sleep(LOOK_S)

    def _settled(self) -> float:
        calm = float(self._page.evaluate(f"seen.settled({PATIENCE_MS})"))
        self._page.evaluate("seen.before = seen.runs")
        return calm

    def _count(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received_one)

    def _received_one(self, payload: str | bytes) -> None:
        self._received += len(payload)
