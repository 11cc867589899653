import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { InstrumentedLibrary } from '../../options/instrumentations.interface.js';
import { guarded } from '../../spans/guarded.js';

/** Who listens to libraries, once tracing is on. */
export interface ClientListener {
  /** Listens to a library of which there is a client, whatever the option says of it. */
  listenToClientsOf(library: InstrumentedLibrary): Instrumentation | undefined;

  /** Listens to a driver for what the span of the library above tells about it. */
  listenToDriver(library: InstrumentedLibrary): Instrumentation | undefined;
}

/** Patches what a client is made of. */
export type InstrumentClient<Client> = (client: Client, listener: ClientListener) => void;

interface WaitingClient {
  readonly client: WeakRef<object>;
  readonly instrument: InstrumentClient<object>;
}

let listener: ClientListener | undefined;
let waiting: WaitingClient[] = [];

/** Has a client instrumented, at once or when tracing is on: while it is off, nothing is patched. */
export function handOver<Client extends object>(
  client: Client,
  instrument: InstrumentClient<Client>,
): void {
  const entry = {
    client: new WeakRef(client),
    instrument: instrument as InstrumentClient<object>,
  };
  if (listener === undefined) {
    waiting = [...waiting.filter((other) => other.client.deref() !== undefined), entry];
  } else {
    instrumentOne(entry, listener);
  }
}

/** Takes the clients handed over from now on, and those that waited. */
export function takeHandedOver(by: ClientListener): void {
  listener = by;
  const taken = waiting;
  waiting = [];
  for (const entry of taken) {
    instrumentOne(entry, by);
  }
}

function instrumentOne({ client, instrument }: WaitingClient, by: ClientListener): void {
  const present = client.deref();
  if (present !== undefined) {
    guarded('instrumenting a client', instrument, present, by);
  }
}
