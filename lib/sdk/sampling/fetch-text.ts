import http from 'node:http';
import https from 'node:https';

/** Two thousand operations with long names are a tenth of it. */
const MAX_ANSWER_BYTES = 2 * 1_024 * 1_024;

/**
 * The body of an answer with status 200. It keeps no process alive.
 *
 * @param timeoutMs how long all of it may take
 * @throws Error that says why there is none
 */
export function fetchText(url: URL, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // Called through the module, so that a tracer which patches it sees the suppressed context.
    const { get } = url.protocol === 'https:' ? https : http;
    const headers = { accept: 'application/json', 'user-agent': 'nestjs-tracing' };
    const request = get(url, { agent: false, headers });
    const timer = setTimeout(() => {
      request.destroy(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs).unref();
    request.on('socket', (socket) => socket.unref());
    request.on('response', (response) => void readText(response).then(resolve, reject));
    request.on('error', reject);
    request.on('close', () => clearTimeout(timer));
  });
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const { statusCode } = response;
  if (statusCode !== 200) {
    response.destroy();
    throw new Error(`the answer had status ${statusCode}`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
