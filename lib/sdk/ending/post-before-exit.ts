import { Worker } from 'node:worker_threads';
import type { Parcel } from '../../engine/otlp/parcel.interface.js';

/** In text, so that no bundler and no file system stands in its way when the process is ending. */
const POSTMAN = `
  const { workerData } = require('node:worker_threads');
  const { parcels, state } = workerData;
  let left = parcels.length;
  const agents = {};
  const agentOf = (protocol, tls) =>
    (agents[protocol] ??= new (require('node:' + protocol).Agent)({ maxSockets: 4, keepAlive: true, ...tls }));
  for (const { url, headers, tls, body, spans } of parcels) {
    const protocol = new URL(url).protocol.slice(0, -1);
    let isSettled = false;
    const settle = (taken) => {
      if (isSettled) return;
      isSettled = true;
      Atomics.add(state, 1, taken);
      left -= 1;
      if (left === 0) {
        Atomics.store(state, 0, 1);
        Atomics.notify(state, 0);
      }
    };
    try {
      const request = require('node:' + protocol).request(url, {
        method: 'POST', headers, agent: agentOf(protocol, tls),
      });
      request.on('error', () => settle(0));
      request.on('response', (response) => {
        response.on('error', () => settle(0)).on('close', () => settle(0)).resume();
        response.on('end', () => settle(response.statusCode < 300 ? spans : 0));
      });
      request.end(body);
    } catch {
      settle(0);
    }
  }
`;

/**
 * Posts, once each, while this thread stands still: a process that is exiting runs nothing more
 * after its listeners. A thread is there in 30 ms, which is half of what a process takes.
 *
 * @returns how many spans were taken within `timeoutMs`
 * @throws Error when no thread may be started
 */
export function postBeforeExit(parcels: readonly Parcel[], timeoutMs: number): number {
  const state = new Int32Array(new SharedArrayBuffer(8));
  const postman = new Worker(POSTMAN, {
    eval: true,
    workerData: { parcels, state },
    // Neither the preloads of the program nor anything in its output.
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  postman.unref();
  Atomics.wait(state, 0, 0, timeoutMs);
  void postman.terminate();
  return Atomics.load(state, 1);
}
