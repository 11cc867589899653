import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { tap } from 'rxjs';

/** Of the whole application, made by its container. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private answered = 0;

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap(() => (this.answered += 1)));
  }
}
