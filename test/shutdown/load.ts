import { Agent, get } from 'node:http';

/** Requests one after the other on several connections, until the server is gone. */
export class Load {
  /** Trace ids of the requests that were answered. */
  readonly answered: string[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #connections: Promise<void>[];

  constructor(url: string, connections: number) {
    this.#connections = Array.from({ length: connections }, () => this.#repeat(url));
  }

  async ended(): Promise<void> {
    await Promise.all(this.#connections);
    this.#agent.destroy();
  }

  async #repeat(url: string): Promise<void> {
    for (;;) {
      const traceId = await this.#ask(url);
      if (traceId === undefined) {
        return;
      }
      this.answered.push(traceId);
    }
  }

  #ask(url: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const request = get(url, { agent: this.#agent }, (response) => {
        const header = response.headers['x-trace-id'];
        response.on('error', () => resolve(undefined)).resume();
        response.on('end', () => resolve(response.statusCode === 200 ? String(header) : undefined));
      });
      request.on('error', () => resolve(undefined));
    });
  }
}
