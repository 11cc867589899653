import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { nodeResponse } from './platform.js';

/** Of the whole application, handed over as an instance. */
export class StampInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    nodeResponse(context.switchToHttp().getResponse()).setHeader('x-stamp', 'matrix');
    return next.handle();
  }
}
