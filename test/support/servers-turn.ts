/**
 * A setup file: holds a test file that needs servers back while another one runs, since they share
 * queues, keys and tables. The turn is a listening socket, which ends with its process at the latest.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const ours = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 12);
const place =
  process.platform === 'win32'
    ? `\\\\.\\pipe\\nestjs-tracing-${ours}`
    : join(tmpdir(), `nestjs-tracing-${ours}.sock`);

const waiting = new Set<Socket>();
const turn = createServer((socket) => waiting.add(socket.on('error', () => {}).unref())).unref();

while (!(await isOurs())) {
  await othersEnd();
}
afterAll(() => {
  turn.close();
  waiting.forEach((socket) => socket.destroy());
});

function isOurs(): Promise<boolean> {
  turn.listen(place);
  const refused = once(turn, 'error').then(() => false);
  return Promise.race([once(turn, 'listening').then(() => true), refused]);
}

async function othersEnd(): Promise<void> {
  const socket = connect(place);
  try {
    await once(socket, 'connect');
    await once(socket, 'close');
  } catch (error) {
    // Nobody listens: it is what a process left that was killed. What is gone may be there again by now.
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') {
      rmSync(place, { force: true });
    }
  }
}
