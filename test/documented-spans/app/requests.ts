import { once } from 'node:events';
import { request } from 'node:http';
import { TracedHttpService } from 'nestjs-tracing';
import { lastValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { host } from './servers.js';

/** Answers of every kind, through each of the three ways to ask. */
export async function sendRequests(url: string, http: TracedHttpService): Promise<void> {
  for (const path of ['orders/7?full=yes', 'orders/closed', 'orders/broken', 'orders/teapot', '']) {
    await (await fetch(`${url}/${path}`, { headers: { 'x-tenant': 'ada' } })).text();
  }
  await (await fetch(`${url}/orders`, { method: 'PURGE' })).text();
  await lastValueFrom(http.get(`${url}/orders/7`));
  const [response] = await once(request(`${url}/orders/7`).end(), 'response');
  await (response as NodeJS.ReadableStream & { toArray(): Promise<unknown> }).toArray();
  await fetch(`http://${host}:1`).catch(() => undefined);
  await lastValueFrom(http.get(`http://${host}:1`)).catch(() => undefined);
}

export async function askGraphql(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: 'query Tea { order }' });
  await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).text();
}

export async function sendFrames(url: string): Promise<void> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  await once(socket, 'open');
  for (const event of ['orders.watch', 'orders.fail']) {
    socket.send(JSON.stringify({ event, data: {} }));
    await once(socket, 'message');
  }
  socket.close();
  await once(socket, 'close');
}
