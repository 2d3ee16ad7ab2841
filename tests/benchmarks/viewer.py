"""A viewer of the dashboard without a browser: a session over the websocket, as a browser keeps one.

It asks for pages, re-runs them, lets their parts draw themselves again when their time has come, and names
the messages it still holds so that they are not sent twice. It draws nothing: many fit on one machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 120.0
Status = ForwardMsg.ScriptFinishedStatus


@dataclass
class Viewer:
    """One session. `url_path` names the page it looks at, empty for the first one."""

    socket: ClientConnection
    url_path: str = ""
    query: str = ""
    kilobytes: float = 0.0
    drawn_again: int = 0
    _token: set[str] = field(default_factory=set)
    _refreshed: dict[str, tuple[float, float]] = field(default_factory=dict)  # part → interval s, due

    async def show(self, url_path: str, **parameters: str) -> float:
        """Open a page, or run it again when it is the one on screen; seconds until all of it has arrived."""
        self.url_path, self.query = url_path, urlencode(parameters)
        self._refreshed.clear()
        return await self._run(self._asking(), Status.FINISHED_SUCCESSFULLY)

    async def again(self) -> float:
        """Run the page again; seconds."""
        self._refreshed.clear()
        return await self._run(self._asking(), Status.FINISHED_SUCCESSFULLY)

    async def rest(self, seconds: float) -> list[float]:
        """Look at the page for so long; seconds that each drawing of a part took meanwhile."""
        until, took = monotonic() + seconds, []
        while True:
            part, (every, due) = min(
                self._refreshed.items(), key=lambda item: item[1][1], default=("", (0.0, until))
            )
            await asyncio.sleep(max(min(due, until) - monotonic(), 0))
            if due >= until:
                return took
            self._refreshed[part] = (every, monotonic() + every)
            asking = self._asking()
            asking.rerun_script.fragment_id, asking.rerun_script.is_auto_rerun = part, True
            took.append(await self._run(asking, Status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))

    def _asking(self) -> BackMsg:
        asking = BackMsg()
        asking.rerun_script.page_name, asking.rerun_script.query_string = self.url_path, self.query
        asking.rerun_script.cached_message_hashes.extend(self._token)
        return asking

    async def _run(self, asking: BackMsg, ending: int) -> float:
        began = monotonic()
        await self.socket.send(asking.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while (ended := self._take(await self.socket.recv())) is None:
                pass
        assert ended == ending, Status.Name(ended)
        return monotonic() - began

    def _take(self, raw: str | bytes) -> int | None:
        """Keep what a browser keeps of one message; how the script ended, None while it runs."""
        assert isinstance(raw, bytes)
        self.kilobytes += len(raw) / 1000
        message = ForwardMsg.FromString(raw)
        if message.metadata.cacheable:
            self._token.add(message.hash)
        if message.HasField("auto_rerun"):
            request = message.auto_rerun
            self._refreshed[request.fragment_id] = (request.interval, monotonic() + request.interval)
        fault = message.delta.new_element.exception
        assert not fault.message, f"{self.url_path}: {fault.message}"
        return message.script_finished if message.HasField("script_finished") else None


@asynccontextmanager
async def viewing(url: str, token: str = "") -> AsyncIterator[Viewer]:
    """A viewer of the dashboard at `url`, signed in by `token`; its session is left when the block ends."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    headers = {"Cookie": f"supervision_session={token}"} if token else {}
    async with connect(
        address,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers=headers,
        max_size=None,
        ping_timeout=None,
    ) as socket:
        yield Viewer(socket)
