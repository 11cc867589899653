import { quantile } from '../measuring/quantile.js';
import type { LoadOrder, LoadResult } from '../processes/commands.js';
import { requestHeaders } from '../subjects.js';
import { LoadSocket } from './load-socket.js';

/** Keeps connections to one server from one slice to the next. */
export class LoadPool {
  #sockets: LoadSocket[] = [];

  constructor(private readonly port: number) {}

  /**
   * Sends exactly as many requests as ordered, each socket the next one when it has its response.
   *
   * @throws Error when a response is not 200, or a connection breaks
   */
  async run({ path, requests, sockets }: LoadOrder): Promise<LoadResult> {
    const open = await this.#open(sockets);
    const request = this.#write(path);
    const latencies: number[] = [];
    let left = requests;
    const sleep = stayAwake();
    const begin = performance.now();
    await Promise.all(
      open.map((socket) =>
        sendInTurn(socket, request, {
          isNext: () => (left -= 1) >= 0,
          onLatency: (latency) => latencies.push(latency),
        }),
      ),
    ).finally(sleep);
    return { durationMs: performance.now() - begin, p99Ms: quantile(latencies, 0.99) };
  }

  async #open(count: number): Promise<LoadSocket[]> {
    this.#sockets = this.#sockets.filter((socket) => socket.isOpen);
    while (this.#sockets.length < count) {
      this.#sockets.push(await LoadSocket.open(this.port));
    }
    return this.#sockets.slice(0, count);
  }

  #write(path: string): string {
    const headers = { host: `127.0.0.1:${this.port}`, ...requestHeaders };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  }
}

/**
 * Keeps the event loop turning until it is told to stop. To wake a sleeping reader costs whoever
 * writes to it up to 20 us on a virtual machine, and a slower server would find its reader asleep
 * more often: it would pay for its own slowness a second time.
 */
function stayAwake(): () => void {
  let turn = setImmediate(function again() {
    turn = setImmediate(again);
  });
  return () => clearImmediate(turn);
}

interface Turns {
  isNext(): boolean;
  onLatency(latencyMs: number): void;
}

function sendInTurn(socket: LoadSocket, request: string, turns: Turns): Promise<void> {
  return new Promise((resolve, reject) => {
    let begin = 0;
    const onResponse = (isOk: boolean) => {
      if (!isOk) {
        reject(new Error(`No 200 in answer to ${request.split('\r\n', 1)[0]}`));
        return;
      }
      turns.onLatency(performance.now() - begin);
      next();
    };
    const next = () => {
      if (!turns.isNext()) {
        resolve();
        return;
      }
      begin = performance.now();
      socket.send(request, onResponse);
    };
    next();
  });
}
