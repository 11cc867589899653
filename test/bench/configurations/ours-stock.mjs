import { Span, TracingConfigurationError, TracingModule } from 'nestjs-tracing';

const { tracing, note } = startOnStockEngine();

export { note };
export const methodDecorator = Span;
export const imports = () => [tracing];

/** A build from before the option existed has one engine only, and says so in the results. */
function startOnStockEngine() {
  try {
    return { tracing: TracingModule.forRoot({ serviceName: 'bench', engine: 'stock' }) };
  } catch (error) {
    if (!(error instanceof TracingConfigurationError)) throw error;
    const tracing = TracingModule.forRoot({ serviceName: 'bench' });
    return { tracing, note: 'this build has no option "engine": the same as nestjs-tracing' };
  }
}
