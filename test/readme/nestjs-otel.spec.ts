import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.js';
import { codesIn, readSection, tablesIn } from '../support/readme-sections.js';

/** Every name that nestjs-otel 8.1.1 exports, types included: `lib/index.d.ts` of its package. */
const exportsOfNestjsOtel = [
  'Baggage',
  'CurrentSpan',
  'ExtendedSpanOptions',
  'InjectMetric',
  'MetricParamDecorator',
  'MetricService',
  'OPENTELEMETRY_MODULE_OPTIONS',
  'OTEL_METER_NAME',
  'OTEL_TRACER_NAME',
  'OpenTelemetryMetrics',
  'OpenTelemetryModule',
  'OpenTelemetryModuleAsyncOptions',
  'OpenTelemetryModuleOptions',
  'OpenTelemetryOptionsFactory',
  'OpenTelemetryWideEvents',
  'OtelCounter',
  'OtelGauge',
  'OtelHistogram',
  'OtelInstanceCounter',
  'OtelMethodCounter',
  'OtelMetricOptions',
  'OtelObservableCounter',
  'OtelObservableGauge',
  'OtelObservableUpDownCounter',
  'OtelUpDownCounter',
  'Span',
  'TraceService',
  'Traceable',
  'WIDE_EVENT_CONTEXT_KEY',
  'WIDE_EVENT_ROOT_SPAN',
  'WideEventBag',
  'WideEventField',
  'WideEventInterceptor',
  'WideEventMiddleware',
  'WideEventService',
  'WideEventSpanProcessor',
  'baggageParamFactory',
  'currentSpanParamFactory',
  'getLocalRootSpan',
  'getWideEventBag',
];

/** Of ours, those that are only types. */
const types = [
  'SpanDecoratorOptions',
  'TracingModuleAsyncOptions',
  'TracingModuleOptions',
  'TracingOptionsFactory',
];

const [mapping] = tablesIn(readSection('## Coming from nestjs-otel'));
const names = (column: string): string[] =>
  mapping!.rows.flatMap((row) =>
    codesIn(row[column] ?? '').filter((code) => /^[A-Za-z_]{5,}$|^Span$/.test(code)),
  );

describe('"Coming from nestjs-otel" in README.md', () => {
  it('tells of every export of nestjs-otel once', () => {
    const told = names('nestjs-otel').filter((name) => name !== 'SIGTERM');

    expect(told.toSorted()).toEqual(exportsOfNestjsOtel.toSorted());
  });

  it('names what this package has', () => {
    const told = names('here').filter((name) => name !== 'onResult');

    expect(Object.keys(library)).toEqual(
      expect.arrayContaining(told.filter((name) => !types.includes(name))),
    );
    expect(told).toEqual(expect.arrayContaining(types));
  });

  it('names methods that TracingService has', () => {
    const calls = [...readSection('## Coming from nestjs-otel').matchAll(/TracingService\.(\w+)/g)];

    expect(calls.length).toBeGreaterThan(4);
    for (const [, method = ''] of calls) {
      expect(library.TracingService.prototype).toHaveProperty(method);
    }
  });
});
