import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { of } from 'rxjs';
import type { Observable } from 'rxjs';

/** Of one method: answers, and lets no call through. */
@Injectable()
export class CachedInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, __: CallHandler): Observable<unknown> {
    return of('from the cache');
  }
}
