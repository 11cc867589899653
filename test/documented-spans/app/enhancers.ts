import { Catch } from '@nestjs/common';
import type {
  ArgumentsHost,
  CallHandler,
  CanActivate,
  ExceptionFilter,
  NestInterceptor,
  NestMiddleware,
  PipeTransform,
} from '@nestjs/common';
import type { Observable } from 'rxjs';

export class ClosedGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

export class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

export class TrimPipe implements PipeTransform {
  transform(value: unknown): unknown {
    return value;
  }
}

export class AuditInterceptor implements NestInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

export class LocaleMiddleware implements NestMiddleware {
  use(_request: unknown, _response: unknown, next: () => void): void {
    next();
  }
}

export class Teapot extends Error {}

@Catch(Teapot)
export class TeapotFilter implements ExceptionFilter {
  catch(_: Teapot, to: ArgumentsHost): void {
    to.switchToHttp().getResponse<{ sendStatus(status: number): void }>().sendStatus(418);
  }
}
