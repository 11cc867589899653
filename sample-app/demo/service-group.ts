import type { ServiceName } from '../shared/addresses.js';
import { ServiceProcess } from './service-process.js';

/** All services: started together, ended together, and failed as soon as one of them dies. */
export class ServiceGroup {
  readonly #services: ServiceProcess[] = [];
  readonly #killAll = () => this.#services.forEach((service) => service.kill());
  #isStopping = false;
  #fail: (reason: unknown) => void = () => undefined;

  /** Rejects when a service dies. */
  readonly failure = new Promise<never>((_resolve, reject) => {
    this.#fail = reject;
  });

  constructor(private readonly onLine: (service: ServiceName, line: string) => void) {
    // The last resort, for an end of this process that nobody foresaw.
    process.once('exit', this.#killAll);
  }

  get haveStarted(): boolean {
    return this.#services.length > 0;
  }

  async start(name: ServiceName, env: NodeJS.ProcessEnv): Promise<void> {
    if (this.#isStopping) return;
    const service = new ServiceProcess(name, env);
    this.#services.push(service);
    service.onLine((line) => this.onLine(name, line));
    service.untilDeath().catch(this.#fail);
    await service.untilReady();
  }

  /** The last started first, so that no service loses what it needs. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const service of this.#services.toReversed()) await service.stop();
    process.off('exit', this.#killAll);
  }
}
