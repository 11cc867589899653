import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { guarded } from '../spans/guarded.js';
import { extractTraceContext } from '../spans/propagation.js';
import { runWithSpan } from '../spans/run-with-span.js';
import { excludeFromSpans } from '../spans/trace-method.js';
import { describeExecution } from './describe-execution.js';

/**
 * Continues the caller's trace where no hook did: behind an HTTP adapter without hooks, or in a
 * transport this package does not know. Where a span is active already it only steps aside.
 * TracingModule registers it by itself where it knows that it is needed; elsewhere bind it with
 * `@UseInterceptors(TracingInterceptor)`.
 *
 * @publicApi
 */
@Injectable()
export class TracingInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (trace.getActiveSpan() !== undefined) {
      return next.handle();
    }
    const work = guarded('describing the work that arrived', describeExecution, execution);
    if (work === undefined) {
      return next.handle();
    }
    const caller = extractTraceContext(work.carrier, ROOT_CONTEXT);
    return context.with(caller, () => runWithSpan(work.description, () => next.handle()));
  }
}

// It makes spans, and is not one of the layers that have them.
excludeFromSpans(TracingInterceptor.prototype.intercept);
