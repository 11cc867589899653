import type { Context } from '@opentelemetry/api';
import type { LayerName } from '../options/layers.interface.js';
import type { ResolvedLayers } from '../options/resolved-options.interface.js';
import { classOf } from '../spans/class-of.js';
import { isTraceDropped } from '../spans/dropped-trace.js';
import { entrySpanIn } from '../spans/entry-span.js';
import type { Method } from '../spans/imitate.js';
import { planLayer } from './layer-plan.js';
import type { LayerPlan } from './layer-plan.js';

type Class = Function;

const layersOf = new WeakMap<object, ResolvedLayers>();
let latestApplication: object | undefined;

/** Tells which layers of an application have spans; an application is known by its options. */
export function useLayers(application: object, layers: ResolvedLayers): void {
  layersOf.set(application, layers);
  latestApplication = application;
}

/**
 * One method that Nest calls, and the plans of its spans: one for each application that runs it and
 * each class that inherits it. Mostly there is one of both.
 */
export class LayerMethod {
  readonly #plans = new WeakMap<object, Map<Class | undefined, LayerPlan | undefined>>();
  #application: object | undefined;
  #class: Class | undefined;
  #plan: LayerPlan | undefined;

  constructor(
    readonly layer: LayerName,
    readonly original: Method,
    private readonly key: string,
  ) {}

  /** The plan for a call in the course of work that arrived; there is none for any other call. */
  planIn(active: Context, self: unknown): LayerPlan | undefined {
    return this.#planOf(entrySpanIn(active)?.application, active, self);
  }

  /** The plan for a call that may have no work around it: where nothing else saw it arrive. */
  planAnywhere(active: Context, self: unknown): LayerPlan | undefined {
    return this.#planOf(entrySpanIn(active)?.application ?? latestApplication, active, self);
  }

  #planOf(application: object | undefined, active: Context, self: unknown): LayerPlan | undefined {
    return application === undefined || isTraceDropped(active)
      ? undefined
      : this.#planFor(self, application);
  }

  #planFor(self: unknown, application: object): LayerPlan | undefined {
    const type = classOf(self);
    if (application !== this.#application || type !== this.#class) {
      this.#plan = this.#recall(application, type);
      this.#application = application;
      this.#class = type;
    }
    return this.#plan;
  }

  #recall(application: object, type: Class | undefined): LayerPlan | undefined {
    let plans = this.#plans.get(application);
    if (plans === undefined) {
      plans = new Map();
      this.#plans.set(application, plans);
    }
    if (!plans.has(type)) {
      const layer = layersOf.get(application)?.[this.layer];
      plans.set(type, planLayer(this.layer, layer, type?.name, this.key));
    }
    return plans.get(type);
  }
}
