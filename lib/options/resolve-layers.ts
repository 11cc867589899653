import type { LayerName, LayerOptions, LayersOptions } from './layers.interface.js';
import type { ResolvedLayer, ResolvedLayers } from './resolved-options.interface.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

const MIN_DURATION_MS = 10;

/** Which layers have spans: all but providers, and of those that say nothing only handlers. */
export function resolveLayers(option: TracingModuleOptions['layers'] = 'quiet'): ResolvedLayers {
  const options = optionsOf(option);
  const { minDurationMs = MIN_DURATION_MS } = options;
  const layer = (name: LayerName, isShown: boolean, assumedMinDurationMs = minDurationMs) =>
    resolveLayer(options[name] ?? isShown, options, assumedMinDurationMs);
  const isOn = option !== false;
  return {
    middleware: layer('middleware', isOn),
    guards: layer('guards', isOn),
    interceptors: layer('interceptors', isOn),
    pipes: layer('pipes', isOn),
    handlers: layer('handlers', isOn, 0),
    filters: layer('filters', isOn),
    providers: layer('providers', false),
  };
}

function optionsOf(option: NonNullable<TracingModuleOptions['layers']>): LayersOptions {
  if (typeof option === 'object') {
    return option;
  }
  return option === 'all' ? { minDurationMs: 0 } : {};
}

function resolveLayer(
  layer: boolean | LayerOptions,
  { include, exclude }: LayerOptions,
  assumedMinDurationMs: number,
): ResolvedLayer | undefined {
  if (layer === false) {
    return undefined;
  }
  const own = layer === true ? {} : layer;
  return {
    minDurationMs: own.minDurationMs ?? assumedMinDurationMs,
    include: own.include ?? include,
    exclude: own.exclude ?? exclude ?? [],
  };
}
