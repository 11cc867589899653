import { decodeSpans } from '../../sample-app/demo/decode-spans.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { startProgram } from '../support/run-program.js';
import type { RunningProgram } from '../support/run-program.js';
import { outlineTrace } from '../support/trace-outline.js';

/** A program under test: its file, the flags of Node, and what else it is to know. */
export interface PreloadedProgram {
  readonly file: string;
  readonly flags?: string;
  readonly node?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a program has done when it has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The spans sent where the code says, as `outlineTrace()` draws them. */
  readonly fromCode: string;
  /** Those sent where the variables say. */
  readonly fromEnvironment: string;
}

let started = 0;

/** Runs programs that send their spans to this server, each to an address of its own. */
export class PreloadedPrograms {
  constructor(private readonly server: LoopbackServer) {}

  async run(program: PreloadedProgram): Promise<Ended> {
    const { running, spansAt } = await this.start(program);
    const { code } = await running.ended();
    return {
      code,
      stdout: running.stdout(),
      stderr: running.stderr(),
      fromCode: spansAt('code'),
      fromEnvironment: spansAt('environment'),
    };
  }

  async start({ file, flags = '', node, environment }: PreloadedProgram): Promise<{
    running: RunningProgram;
    spansAt(origin: 'code' | 'environment'): string;
  }> {
    started += 1;
    const address = `${this.server.url}/program-${started}`;
    const running = await startProgram(
      new URL(`./fixtures/${file}`, import.meta.url),
      {
        NODE_OPTIONS: flags,
        CODE_URL: `${address}/code`,
        OTEL_EXPORTER_OTLP_ENDPOINT: `${address}/environment`,
        ELSEWHERE: `${this.server.url}/elsewhere`,
        ...environment,
      },
      node,
    );
    return { running, spansAt: (origin) => this.#spansAt(`${address}/${origin}`) };
  }

  #spansAt(address: string): string {
    const { pathname } = new URL(address);
    const spans = this.server.received
      .filter(({ url }) => url.startsWith(pathname))
      .flatMap(({ body }) => decodeSpans(body));
    return outlineTrace(spans);
  }
}
