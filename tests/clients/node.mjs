// Node's fetch and its http2 against the server of examples/uploads.php: NODE_EXTRA_CA_CERTS=… node node.mjs URL
// Prints a line for each check that fails, then "N passed, N failed".
import { createHash } from 'node:crypto';
import http2 from 'node:http2';

const url = process.argv[2];
let passed = 0, failed = 0;

function check(name, holds, seen = '') {
  if (holds) return passed++;
  failed++;
  console.log(`FAIL node: ${name}: ${JSON.stringify(seen)}`);
}

const page = await fetch(url);
check('the page, decoded', page.status === 200 && (await page.text()).includes('<h1>Uploads</h1>'), page.status);

const body = Buffer.alloc(300_000, 'node ');
const sha256 = createHash('sha256').update(body).digest('hex');
const form = new FormData();
form.set('file', new Blob([body]), 'from node.bin');
const upload = await fetch(url, { method: 'POST', body: form });
const seen = await upload.json();
check('an upload', seen.name === 'from node.bin' && seen.size === body.length && seen.sha256 === sha256, seen);

const parts = new ReadableStream({
  start(controller) {
    controller.enqueue(new TextEncoder().encode('--B\r\nContent-Disposition: form-data; name="file"; filename="s"\r\n\r\nin '));
    controller.enqueue(new TextEncoder().encode('pieces\r\n--B--\r\n'));
    controller.close();
  },
});
const headers = { 'Content-Type': 'multipart/form-data; boundary=B' };
const streamed = await fetch(url, { method: 'POST', headers, body: parts, duplex: 'half' });
check('a streamed body', (await streamed.json()).size === 9, streamed.status);

const many = await Promise.all(Array.from({ length: 50 }, (_, n) => fetch(new URL(`/${n}`, url)).then(async answer => [answer.status, await answer.text()])));
check('50 at once', many.every(([status, text]) => status === 404 && text === 'no such page\n'), many);

const leaving = new AbortController();
const events = await fetch(new URL('/events', url), { headers: { 'Last-Event-ID': String(seen.number - 1) }, signal: leaving.signal });
let text = '';
for await (const piece of events.body.pipeThrough(new TextDecoderStream())) {
  text += piece;
  if (text.includes(sha256)) break;
}
check('an event', text.includes(`id: ${seen.number}\ndata: `), text);
leaving.abort();

const session = http2.connect(url);
const stream = session.request({ ':path': '/' });
const status = await new Promise((resolve, reject) => stream.on('response', fields => resolve(fields[':status'])).on('error', reject));
check('http2', status === 200, status);
stream.resume();
await new Promise(resolve => stream.on('close', resolve));
await new Promise(resolve => session.close(resolve));

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
