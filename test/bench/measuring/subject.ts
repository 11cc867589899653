import type { LoadResult } from '../processes/commands.js';
import type { ConfigurationId, Platform, Route } from '../subjects.js';
import type { Collector, ServerProcess, Stage } from './stage.js';

/** As many sockets as the targets name. */
const sockets = 16;

/** Few enough, one after the other, that nothing is lost under any configuration. */
const probe = { requests: 20, sockets: 1 };

/** What one slice of requests to one route cost. */
export interface Slice {
  readonly requests: number;
  readonly cpuUs: number;
  /** From the first request to the last response, without the delivery of spans. */
  readonly durationMs: number;
  readonly p99Ms: number;
  readonly rssBytes: number;
  /** That the collector has received. */
  readonly spans: number;
}

interface SubjectOrder {
  readonly configuration: ConfigurationId;
  readonly platform: Platform;
  /** Counts the processes of this configuration and platform. */
  readonly process: number;
  readonly collector?: Collector;
}

/** One server process and how it is measured. */
export class Subject {
  private constructor(
    private readonly stage: Stage,
    readonly order: SubjectOrder,
    readonly name: string,
    readonly server: ServerProcess,
  ) {}

  static async start(stage: Stage, order: SubjectOrder): Promise<Subject> {
    const { configuration, platform, process } = order;
    const purpose = order.collector === undefined ? '' : '-outage';
    const name = `${platform}-${configuration}-${process}${purpose}`;
    return new Subject(stage, order, name, await stage.startServer({ ...order, name }));
  }

  /**
   * Requests, and the delivery of all their spans: otherwise one slice would pay for the spans of
   * another, and the cheap quantile would be that of slices which export nothing.
   */
  async measure(route: Route): Promise<Slice> {
    const requests = route.requests[this.order.platform];
    const received = await this.received();
    const before = await this.server.ask('usage');
    const { durationMs, p99Ms } = await this.send(route, { requests, sockets });
    const after = await this.server.ask('flushedUsage');
    return {
      requests,
      cpuUs: after.cpuUs - before.cpuUs,
      durationMs,
      p99Ms,
      rssBytes: after.rssBytes,
      spans: (await this.received()) - received,
    };
  }

  /** Spans that one request makes, by as gentle a load as there is. */
  async countSpansPerRequest(route: Route): Promise<number> {
    const received = await this.received();
    await this.send(route, probe);
    await this.server.ask('flushedUsage');
    return ((await this.received()) - received) / probe.requests;
  }

  send(route: Route, load: { requests: number; sockets: number }): Promise<LoadResult> {
    const { port } = this.server.ready;
    return this.stage.load.ask('run', { port, path: route.path, ...load });
  }

  /** Spans of this server that the collector has received so far. */
  received(): Promise<number> {
    return (this.order.collector ?? this.stage.collector).ask('spansOf', this.name);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
