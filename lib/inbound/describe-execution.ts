import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import type { SpanDescription } from '../spans/span-description.interface.js';
import type { TraceCarrier } from '../spans/propagation.js';
import { SpanKind } from '@opentelemetry/api';
import { describeHttpRequest } from './http/describe-http-request.js';
import { carrierOfMessage } from './rpc/carrier-of-message.js';

/** Work that arrived where no hook of ours could see it: its span, and the headers that came with it. */
export interface ArrivedWork {
  readonly description: SpanDescription;
  readonly carrier: TraceCarrier | undefined;
}

/** What an interceptor can tell of the work it stands before. */
export function describeExecution(execution: ExecutionContext): ArrivedWork {
  const name = `${execution.getClass().name}.${execution.getHandler().name}`;
  switch (execution.getType<string>()) {
    case 'http': {
      const request = execution
        .switchToHttp()
        .getRequest<IncomingMessage & { raw?: IncomingMessage }>();
      const { headers } = request;
      const { kind, attributes } = describeHttpRequest(request.raw ?? request);
      return { description: { name, kind, attributes }, carrier: headers };
    }
    case 'rpc': {
      const carrier = carrierOfMessage(execution.switchToRpc().getContext());
      return { description: { name, kind: SpanKind.SERVER }, carrier };
    }
    default:
      return { description: { name, kind: SpanKind.SERVER }, carrier: undefined };
  }
}
