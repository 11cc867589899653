import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { listenHost, ports, urlOf } from '../shared/addresses.js';
import { decide, type Charge } from './decide.js';

/** A company of its own with a network in between: it takes its time. */
const latencyMs = () => 30 + Math.random() * 30;

const probes = new Set(['/health/live', '/health/ready']);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('content-type', 'application/json');
  if (probes.has(String(request.url))) {
    response.end('{"status":"up"}');
    return;
  }
  if (request.method !== 'POST' || request.url !== '/charges') {
    response.writeHead(404).end('{}');
    return;
  }
  const charge = (await json(request)) as Charge;
  await delay(latencyMs());
  const { status, body } = decide(charge);
  response.writeHead(status).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(400).end('{}'));
});
server.listen(ports['payment-provider'], listenHost, () => {
  console.log(`payment-provider is ready on ${urlOf('payment-provider')}`);
});

// As the first process of a container it would not be ended by a signal nobody listens to.
process.once('SIGTERM', () => server.close(() => process.exit()));
