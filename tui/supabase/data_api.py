"""The door through the Data API: HTTPS only, so it passes a gym's Wi-Fi."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import httpx

from tui.supabase import errors
from tui.supabase.project import check_key, clean_url
from tui.supabase.reach import url_takes_connection
from tui.supabase.rpc_gateway import WEEKS_A_PAGE, RpcGateway
from tui.supabase.transport import (
    ANSWER_SECONDS,
    MOST_BYTES_OF_PAGES,
    WHOLE_SECONDS_OF_PAGES,
    http_client,
)
from tui.sync.protocol import Bug, Credentials, Json, Row

_MOST_BYTES_OF_A_PROBE: Final = 65_536


class DataApiGateway(RpcGateway):
    """A Gateway over `POST /rest/v1/rpc/<function>`; the connection is kept between calls."""

    def __init__(
        self,
        url: str,
        publishable_key: str,
        credentials: Credentials,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        whole_seconds: float = WHOLE_SECONDS_OF_PAGES,
        most_bytes: int = MOST_BYTES_OF_PAGES,
        weeks_a_page: int = WEEKS_A_PAGE,
    ) -> None:
        super().__init__(credentials, weeks_a_page=weeks_a_page)
        self._url = clean_url(url)
        self._host = urlsplit(self._url).netloc
        self._key = check_key(publishable_key)
        self._probe: httpx.Client | None = None
        self._client = http_client(
            self._url,
            answer_seconds=answer_seconds,
            whole_seconds=whole_seconds,
            most_bytes=most_bytes,
        )

    def reachable(self, seconds: float) -> bool:
        """Tell whether the project's Data API answers, whatever it says.

        A host that takes connections may be a Wi-Fi's sign-in page, or a gateway before nothing.
        """
        if not url_takes_connection(self._url, seconds):
            return False
        if self._probe is None:
            self._probe = http_client(
                self._url,
                answer_seconds=seconds,
                whole_seconds=2 * seconds,
                most_bytes=_MOST_BYTES_OF_A_PROBE,
            )
        try:
            response = self._probe.send(
                self._probe.build_request(
                    "POST",
                    f"{self._url}/rest/v1/rpc/topset_schema_version",
                    json={},
                    headers={"apikey": self._key, "Content-Profile": "public"},
                )
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        answer, _ = _json(response)
        return isinstance(answer, str) or (
            isinstance(answer, dict) and bool(answer.get("code")) and response.status_code < 500
        )

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()
        if self._probe is not None:
            self._probe.close()

    def _call(self, function: str, arguments: Row, token: str) -> Json:
        try:
            response = self._post(function, arguments, token)
        except httpx.TransportError as error:
            raise errors.from_network(error, self._host) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Bug(f"The Data API could not be asked: {type(error).__name__}.") from error
        answer, is_json = _json(response)
        if not response.is_success:
            raise errors.asked_to_wait(
                errors.from_data_api(
                    response.status_code,
                    answer if is_json else None,
                    self._host,
                    page=errors.is_page(response.headers.get("Content-Type", ""), response.text),
                ),
                response.headers,
            )
        if not is_json:
            raise errors.not_json(self._host)
        return answer

    def _post(self, function: str, arguments: Row, token: str) -> httpx.Response:
        request = self._client.build_request(
            "POST",
            f"{self._url}/rest/v1/rpc/{function}",
            json=arguments,
            # Without a profile PostgREST looks in the first schema that the project shows.
            headers={
                "apikey": self._key,
                "Authorization": f"Bearer {token}",
                "Content-Profile": "public",
            },
        )
        try:
            return self._client.send(request)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # A kept connection may have died unnoticed; every function may safely be called again.
            return self._client.send(request)


def _json(response: httpx.Response) -> tuple[Json, bool]:
    if not response.content:
        return None, response.status_code == 204
    try:
        answer: Json = response.json()
    except (ValueError, RecursionError):
        return None, False
    return answer, True
