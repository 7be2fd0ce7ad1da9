"""httpx over connections whose addresses were judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore
import httpx

from flows.web.addresses import GuardedBackend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from flows.web.addresses import Reach

#: A connection is not used again after this: Apache closes idle ones after 5 s, and a request that crosses the close
#: in flight is lost.
KEEPALIVE_SECONDS = 4.0


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
        """One exchange; the body is still to be read."""
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        assert not isinstance(response.stream, bytes)
        stream = Stream(response)
        return httpx.Response(response.status, headers=response.headers, stream=stream, extensions=response.extensions)

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
