import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { untilNoted } from './note-context.js';

/** Headers of a request by that name, in a trace of its own. */
function headersOf(name: string, type = 'application/x-raw'): Record<string, string> {
  const traceparent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  return { 'x-name': name, traceparent, 'content-type': type };
}

export async function send(
  url: string,
  name: string,
  { agent, body, type }: { agent?: Agent; body?: string; type?: string } = {},
): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST';
  const asked = request(url, { method, agent: agent ?? false, headers: headersOf(name, type) });
  await readAll(asked.end(body));
}

export async function sendForm(url: string, name: string): Promise<void> {
  const body = new FormData();
  body.set('note', 'text');
  body.set('a', new Blob(['content '.repeat(40_000)]), 'a.txt');
  const { 'content-type': _, ...headers } = headersOf(name);
  await (await fetch(url, { method: 'POST', headers, body })).text();
}

/** Leaves in the midst of a form, once its file has been seen. */
export async function leaveForm(url: string, name: string): Promise<void> {
  const headers = headersOf(name, 'multipart/form-data; boundary=x');
  const asked = request(url, { method: 'POST', agent: false, headers });
  asked.on('error', () => {});
  asked.write('--x\r\ncontent-disposition: form-data; name="a"; filename="a.txt"\r\n\r\nhalf');
  await untilNoted(name, 'begun');
  asked.destroy();
  await untilNoted(name, 'failed');
}

/** Sends the next part when the one before has come back. */
export async function sendSlowly(url: string, name: string): Promise<void> {
  const asked = request(url, { method: 'POST', agent: false, headers: headersOf(name) });
  asked.write('one');
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  await once(response, 'data');
  asked.write('two');
  await once(response, 'data');
  asked.end();
  response.resume();
  await once(response, 'close');
}

/** Leaves in the midst of an upload, or of a download. */
export async function leave(url: string, name: string, sent: 'half' | 'all'): Promise<void> {
  const asked = request(url, { method: 'POST', agent: false, headers: headersOf(name) });
  asked.on('error', () => {});
  asked.write('half');
  if (sent === 'all') asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {});
  await once(response, 'data');
  asked.destroy();
}

export async function sendOverOneConnection(url: string, names: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const name of names) {
    await send(url, name, { agent, body: 'content' });
  }
  agent.destroy();
}

/** All requests in one packet, bodies included; by name and path. */
export async function sendInOnePacket(url: string, paths: Record<string, string>): Promise<void> {
  const names = Object.keys(paths);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const packets = names.map((name) => {
    const connection = name === names.at(-1) ? 'close' : 'keep-alive';
    const headers = { host: 'a', connection, 'content-length': '7', ...headersOf(name) };
    const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}`);
    return [`POST ${paths[name]} HTTP/1.1`, ...lines, '', 'content'].join('\r\n');
  });
  socket.resume().write(packets.join(''));
  await once(socket, 'close');
}

export async function sendByHttp2(url: string, name: string, body?: string): Promise<void> {
  const { origin, pathname } = new URL(url);
  const session = connectHttp2(origin);
  const method = body === undefined ? 'GET' : 'POST';
  const stream = session.request({ ':method': method, ':path': pathname, ...headersOf(name) });
  stream.resume().end(body);
  await once(stream, 'close');
  session.close();
}

async function readAll(asked: ClientRequest): Promise<void> {
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {}).resume();
  await once(response, 'close');
}
