import { connect } from 'node:net';
import type { RawRequest } from './behaviours.interface.js';

const deadlineMs = 30_000;

/** The bytes of the answer, as latin1, but for the date. */
export function askRaw(port: number, request: RawRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytesOf(request)));
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      const end = endOf(received, request.until);
      if (end !== undefined) {
        received = received.slice(0, end);
        socket.destroy();
      }
    });
    socket.setTimeout(deadlineMs, () => {
      socket.destroy(new Error(`No end of the answer to ${request.line}: ${received}`));
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(withoutDate(received)));
  });
}

/** Where the client has read enough, since more than that may have come with it. */
function endOf(received: string, until: string | undefined): number | undefined {
  const start = until === undefined ? -1 : received.indexOf(until);
  return start === -1 ? undefined : start + (until?.length ?? 0);
}

function bytesOf({ line, headers, body, followedBy }: RawRequest): string {
  const fields = {
    Host: 'nest.test',
    Connection: followedBy === undefined ? 'close' : 'keep-alive',
    ...(body === undefined ? undefined : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const next = followedBy === undefined ? '' : bytesOf(followedBy);
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}${next}`;
}

function withoutDate(answer: string): string {
  return answer.replaceAll(/^date: .*\r$/gim, 'Date: (now)\r');
}
