const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

// As an SDK that is started by `node --require`.
new NodeTracerProvider().register();
