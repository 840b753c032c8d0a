"""httpx against the server of examples/uploads.php: python python.py URL CERTIFICATE. Prints a line for each check that fails,
then "N passed, N failed"."""

import asyncio
import hashlib
import json
import ssl
import sys

import httpx

url, certificate = sys.argv[1:]
passed = failed = 0


def check(name, holds, seen=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAIL httpx: {name}: {seen!r}")


def requests(version, context):
    with httpx.Client(http1=version == 1, http2=version == 2, verify=context, base_url=url) as client:
        page = client.get("/")
        spoken = {1: "HTTP/1.1", 2: "HTTP/2"}[version]
        check(f"the page over {spoken}", (page.status_code, page.http_version) == (200, spoken), page)
        check(f"decoded over {spoken}", "<h1>Uploads</h1>" in page.text, page.text)
        body = bytes(range(256)) * 4096
        answer = client.post("/", files={"file": ("größe.bin", body, "application/octet-stream")})
        sum = hashlib.sha256(body).hexdigest()
        seen = answer.json()
        check(f"an upload over {spoken}", (seen["name"], seen["size"], seen["sha256"]) == ("größe.bin", len(body), sum), seen)
        check(f"an error over {spoken}", client.post("/", data={"a": "b"}).status_code == 400)
        check(f"HEAD over {spoken}", client.head("/").content == b"")
        # Chunks, or DATA frames without a length.
        check(f"a body of unknown length over {spoken}", client.post("/", content=iter([b"a", b"b"])).status_code == 400)
        with client.stream("GET", "/events", headers={"Last-Event-ID": str(seen["number"] - 1)}) as events:
            data = next(line for line in events.iter_lines() if line.startswith("data: "))
            check(f"an event over {spoken}", json.loads(data[6:])["sha256"] == sum, data)


async def together(context):
    async with httpx.AsyncClient(http1=False, http2=True, verify=context, base_url=url) as client:
        answers = await asyncio.gather(*(client.get(f"/{n}") for n in range(100)))
        check("100 requests at once on a connection", {answer.status_code for answer in answers} == {404}, answers)


context = ssl.create_default_context(cafile=certificate)
requests(1, context)
requests(2, context)
asyncio.run(together(context))
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
