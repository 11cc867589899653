import {
  BadRequestException,
  Catch,
  Controller,
  Get,
  Injectable,
  Param,
  ParseIntPipe,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type {
  ArgumentsHost,
  CallHandler,
  CanActivate,
  ExceptionFilter,
  ExecutionContext,
  NestInterceptor,
  PipeTransform,
} from '@nestjs/common';
import { NEVER, Observable, concatMap, from, map, of, retry, switchMap, timeout } from 'rxjs';
import { NoSpan, Span, runInSpan } from '../../../lib/index.js';

const work = (name: string) => runInSpan(name, () => Promise.resolve(name));

@Injectable()
class ClassGuard implements CanActivate {
  readonly #isOpen = true;

  canActivate(): boolean {
    return this.#isOpen;
  }
}

abstract class InheritedGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    await work('look up the user');
    return true;
  }
}

@Injectable()
class SessionGuard extends InheritedGuard {}

@Injectable()
class ObservableGuard implements CanActivate {
  canActivate(): Observable<boolean> {
    return of(true);
  }
}

@Injectable()
class RefusingGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class ArrowGuard implements CanActivate {
  canActivate = (): boolean => true;
}

@Injectable({ scope: Scope.REQUEST })
class ScopedGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class SilentGuard implements CanActivate {
  @NoSpan()
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class MapInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value) => value));
  }
}

@Injectable()
class AuditInterceptor implements NestInterceptor {
  async intercept(_: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    await work('read the settings');
    return next.handle().pipe(
      concatMap(async (value) => {
        await work('write the audit');
        return value as unknown;
      }),
    );
  }
}

@Injectable()
class CachedInterceptor implements NestInterceptor {
  intercept(): Observable<unknown> {
    return of('cached');
  }
}

@Injectable()
class LateInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(work('before the handler')).pipe(switchMap(() => next.handle()));
  }
}

@Injectable()
class RetryInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(retry(1));
  }
}

@Injectable()
class PlainInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

@Injectable()
class FailingInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map(() => {
        throw new RangeError('too much');
      }),
    );
  }
}

@Injectable()
class ImpatientInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(timeout(1));
  }
}

@Injectable()
class TrimPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    return value.trim();
  }
}

class Overloaded extends Error {}

@Catch(Overloaded)
class CalmingFilter implements ExceptionFilter {
  catch(_: unknown, host: ArgumentsHost): void {
    const response: Answering = host.switchToHttp().getResponse();
    (response.status?.(200) ?? response.code?.(200))?.send('calm');
  }
}

interface Answering {
  status?(code: number): { send(body: string): void };
  code?(code: number): { send(body: string): void };
}

@Controller('layers')
export class LayersController {
  #attempts = 0;

  @Get('guards')
  @UseGuards(ClassGuard, SessionGuard, ObservableGuard, new ClassGuard())
  guards(): string {
    return 'guards';
  }

  @Get('scoped')
  @UseGuards(ScopedGuard, TransientGuard, ArrowGuard, SilentGuard)
  scoped(): string {
    return 'scoped';
  }

  @Get('refused')
  @UseGuards(RefusingGuard)
  refused(): string {
    return 'refused';
  }

  @Get('interceptors')
  @UseInterceptors(MapInterceptor, PlainInterceptor)
  interceptors(): string {
    return 'interceptors';
  }

  @Get('audited')
  @UseInterceptors(AuditInterceptor)
  async audited(): Promise<string> {
    return work('answer');
  }

  @Get('cached')
  @UseInterceptors(CachedInterceptor)
  cached(): string {
    return 'never';
  }

  @Get('late')
  @UseInterceptors(LateInterceptor)
  late(): string {
    return 'late';
  }

  @Get('retried')
  @UseInterceptors(RetryInterceptor)
  retried(): string {
    this.#attempts += 1;
    if (this.#attempts % 2 === 1) throw new Error('not yet');
    return 'retried';
  }

  @Get('failing')
  @UseInterceptors(FailingInterceptor)
  failing(): string {
    return 'failing';
  }

  @Get('late-answer')
  @UseInterceptors(ImpatientInterceptor)
  lateAnswer(): Observable<string> {
    return NEVER;
  }

  @Get('pipes/:id')
  @UsePipes(new TrimPipe())
  pipes(@Param('id', ParseIntPipe) id: number): number {
    return id;
  }

  @Get('calmed')
  @UseFilters(CalmingFilter)
  calmed(): never {
    throw new Overloaded('too many');
  }

  @Get('bad')
  bad(): never {
    throw new BadRequestException('bad');
  }

  @Get('set')
  @UseGuards(ClassGuard)
  @Span('layers.set')
  set(): string {
    return 'set';
  }
}
