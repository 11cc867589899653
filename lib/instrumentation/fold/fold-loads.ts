import { context as contextApi } from '@opentelemetry/api';
import type { Span, TracerProvider } from '@opentelemetry/api';
import type { InstrumentationConfigs } from '../../options/instrumentations.interface.js';
import { parentSpan, passThrough, SILENT_SPAN } from '../quiet-spans.js';
import { wrapTracers } from '../wrapped-tracer.js';
import { SharedLoad } from './shared-load.js';

type Loads = Map<string, SharedLoad>;

/** For a span, what is being loaded below it, by the name of the loader. */
const loadsBelow = new WeakMap<Span, Loads>();

/**
 * For the DataLoader instrumentation: however many keys are asked for below a span at a time, they
 * are one load there. By itself each key has a span, a list of a hundred orders a hundred of them;
 * the batch has one only where DataLoader was loaded late enough, so that the load tells of it
 * instead; and changes of the cache, which take no time, have one too.
 */
export function dataloaderTracers(
  provider: TracerProvider,
  { requireParentSpan }: InstrumentationConfigs['dataloader'],
): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context = contextApi.active()) => {
    const parent = parentSpan(context);
    const start = () => tracer.startSpan(name, options, context);
    if (parent === undefined) {
      return requireParentSpan === true ? SILENT_SPAN : start();
    }
    // `dataloader.load users`, where the loader has a name.
    const [operation = '', loader = ''] = name.split(' ');
    switch (operation) {
      case 'dataloader.load':
        return joinLoad(loadsOf(parent), loader, start);
      case 'dataloader.loadMany':
        return joinLoads(loadsOf(parent), loader, start);
      case 'dataloader.batch':
        return passThrough(context);
      default:
        return SILENT_SPAN;
    }
  });
}

function loadsOf(parent: Span): Loads {
  const loads = loadsBelow.get(parent) ?? new Map<string, SharedLoad>();
  loadsBelow.set(parent, loads);
  return loads;
}

function joinLoad(loads: Loads, loader: string, start: () => Span): Span {
  const load = loads.get(loader) ?? new SharedLoad(start(), () => loads.delete(loader));
  loads.set(loader, load);
  return load.join();
}

/** It asks for its keys one by one, below its own span. */
function joinLoads(loads: Loads, loader: string, start: () => Span): Span {
  const share = joinLoad(loads, loader, start);
  loadsBelow.set(share, loads);
  return share;
}
