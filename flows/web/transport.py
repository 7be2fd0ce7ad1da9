"""httpx over connections whose addresses were judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from flows.web.addresses import GuardedBackend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from flows.web.addresses import Reach

#: A connection is not used again after this: Apache closes idle ones after 5 s, and a request that crosses the close
#: in flight is lost.
KEEPALIVE_SECONDS = 4.0


#: How httpcore calls the moment in which a connection is opened.
CONNECTS = "connection.connect_tcp.started"

#: What httpcore says when a connection ends before a byte of the answer has come.
HUNG_UP = "Server disconnected without sending a response."


class GuardedTransport(httpx.AsyncBaseTransport):
    """The pool of httpx's own transport, but for the network under it. Raises what httpcore raises."""

    def __init__(self, reach: Reach) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=None,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=GuardedBackend(reach),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; the body is still to be read.

        A connection that was kept may be gone, or go while the request is on its way: RFC 9112 section 9.3.1 lets a
        client ask again over a new one then. Whoever hangs up on a new one is not asked again.
        """
        is_new = False

        async def trace(event: str, info: object) -> None:
            nonlocal is_new
            is_new = is_new or event == CONNECTS
            await request.extensions["trace"](event, info)

        try:
            response = await self._send(request, {**request.extensions, "trace": trace})
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
            if is_new or (isinstance(error, httpcore.RemoteProtocolError) and str(error) != HUNG_UP):
                raise
            response = await self._send(request, request.extensions)
        assert not isinstance(response.stream, bytes)
        stream = Stream(response)
        return httpx.Response(response.status, headers=response.headers, stream=stream, extensions=response.extensions)

    async def _send(self, request: httpx.Request, extensions: dict[str, Any]) -> httpcore.Response:
        url = request.url
        return await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=extensions,
            )
        )

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._pool.aclose()


class Stream(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._response.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        """Gives the connection back, or closes it when the body was not read to its end."""
        await self._response.aclose()
