import { trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';

/** A span as the SDKs make them, ours among them; one that is not recorded tells nothing. */
type TellingSpan = Span & {
  readonly name?: string;
  readonly instrumentationScope?: { readonly name: string };
};

/** Whether instrumentation-nestjs-core has just opened its span for the handler of that name. */
export function isHandledByNestCore(active: Context, handler: string): boolean {
  const span: TellingSpan | undefined = trace.getSpan(active);
  return (
    span?.instrumentationScope?.name === '@opentelemetry/instrumentation-nestjs-core' &&
    span.name === handler
  );
}
