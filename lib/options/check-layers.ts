import { messages } from '../errors/messages.js';
import type { LayerName } from './layers.interface.js';
import type { OptionChecks } from './option-checks.js';

const LAYER_NAMES = [
  'middleware',
  'guards',
  'interceptors',
  'pipes',
  'handlers',
  'filters',
  'providers',
] as const satisfies readonly LayerName[];

const SETTING_NAMES = ['minDurationMs', 'include', 'exclude'] as const;

export function checkLayers(layers: unknown, checks: OptionChecks): void {
  if (layers === undefined || layers === false || layers === 'quiet' || layers === 'all') {
    return;
  }
  if (typeof layers !== 'object' || layers === null) {
    checks.refuse('INVALID_LAYERS', messages.invalidLayers('layers', layers, ["'quiet'", "'all'"]));
    return;
  }
  checks.known(layers, [...LAYER_NAMES, ...SETTING_NAMES], 'layers.');
  checkSettings('layers.', layers, checks);
  for (const name of LAYER_NAMES) {
    checkLayer(`layers.${name}`, (layers as Record<string, unknown>)[name], checks);
  }
}

function checkLayer(option: string, layer: unknown, checks: OptionChecks): void {
  if (layer === undefined || typeof layer === 'boolean') {
    return;
  }
  if (typeof layer !== 'object' || layer === null) {
    checks.refuse('INVALID_LAYERS', messages.invalidLayers(option, layer, ['true']));
    return;
  }
  checks.known(layer, SETTING_NAMES, `${option}.`);
  checkSettings(`${option}.`, layer, checks);
}

function checkSettings(prefix: string, settings: object, checks: OptionChecks): void {
  const { minDurationMs, include, exclude } = settings as Record<string, unknown>;
  checks.duration(`${prefix}minDurationMs`, minDurationMs);
  checks.patterns(`${prefix}include`, include);
  checks.patterns(`${prefix}exclude`, exclude);
}
