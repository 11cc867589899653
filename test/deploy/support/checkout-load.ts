import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

const body = JSON.stringify({
  customerId: 'ada',
  card: 'tok_visa',
  items: [
    { sku: 'teapot', quantity: 1 },
    { sku: 'cup', quantity: 4 },
  ],
});

/** Checkouts one after the other on several connections, each in a trace that it begins itself. */
export class CheckoutLoad {
  /** Status of each answer by its trace id; 0 for none. */
  readonly answers = new Map<string, number>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #connections: Promise<void>[];
  #isOver = false;

  constructor(
    private readonly url: string,
    private readonly apiKey: string,
    connections: number,
  ) {
    this.#connections = Array.from({ length: connections }, () => this.#repeat());
  }

  /** Sends nothing new, as when the address of a pod is forgotten. Those in hand go on. */
  stop(): void {
    this.#isOver = true;
  }

  async ended(): Promise<void> {
    await Promise.all(this.#connections);
    this.#agent.destroy();
  }

  async #repeat(): Promise<void> {
    while (!this.#isOver) {
      const traceId = randomBytes(16).toString('hex');
      this.answers.set(traceId, await this.#send(traceId));
    }
  }

  #send(traceId: string): Promise<number> {
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-api-key': this.apiKey,
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    };
    return new Promise((resolve) => {
      request(this.url, { method: 'POST', agent: this.#agent, headers })
        .on('response', (response) => {
          response.on('error', () => resolve(0)).on('end', () => resolve(response.statusCode ?? 0));
          response.resume();
        })
        .on('error', () => resolve(0))
        .end(body);
    });
  }
}
