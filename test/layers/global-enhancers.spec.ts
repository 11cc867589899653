import { Catch, Controller, Get, Injectable, Module, Query, Scope } from '@nestjs/common';
import type {
  ArgumentMetadata,
  CallHandler,
  CanActivate,
  INestApplication,
  NestInterceptor,
  PipeTransform,
} from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  BaseExceptionFilter,
  HttpAdapterHost,
} from '@nestjs/core';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { platforms } from '../inbound/support/platforms.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';

class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

class AppGuard extends OpenGuard {}
class FactoryGuard extends OpenGuard {}
class ValueGuard extends OpenGuard {}

@Injectable({ scope: Scope.REQUEST })
class RequestGuard extends OpenGuard {}

class UsedGuard extends OpenGuard {}

class SameInterceptor implements NestInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value) => value));
  }
}

class UsedInterceptor extends SameInterceptor {}

class SamePipe implements PipeTransform {
  transform(value: unknown, _: ArgumentMetadata): unknown {
    return value;
  }
}

class UsedPipe extends SamePipe {}

@Catch()
@Injectable()
class AppFilter extends BaseExceptionFilter {
  constructor(host: HttpAdapterHost) {
    super(host.httpAdapter);
  }

  override catch(...args: Parameters<BaseExceptionFilter['catch']>): void {
    super.catch(...args);
  }
}

class Missing extends Error {}

@Catch(Missing)
class UsedFilter extends AppFilter {}

@Controller()
class AppController {
  @Get('fine')
  fine(@Query('page') page: string): string {
    return page;
  }

  @Get('broken')
  broken(): never {
    throw new Error('broken');
  }

  @Get('missing')
  missing(): never {
    throw new Missing('missing');
  }
}

@Module({
  controllers: [AppController],
  providers: [
    { provide: APP_GUARD, useClass: AppGuard },
    { provide: APP_GUARD, useFactory: () => new FactoryGuard() },
    { provide: APP_GUARD, useValue: new ValueGuard() },
    { provide: APP_GUARD, useClass: RequestGuard },
    { provide: APP_GUARD, useValue: { canActivate: () => true } },
    { provide: APP_INTERCEPTOR, useClass: SameInterceptor },
    { provide: APP_PIPE, useClass: SamePipe },
    { provide: APP_FILTER, useClass: AppFilter },
  ],
})
class AppModule {}

const prepare = (app: INestApplication): void => {
  app.useGlobalGuards(new UsedGuard());
  app.useGlobalInterceptors(new UsedInterceptor());
  app.useGlobalPipes(new UsedPipe());
  app.useGlobalFilters(new UsedFilter(app.get(HttpAdapterHost)));
};

describe.each(platforms)('global enhancers on %s', (_, adapter) => {
  it('have spans, wherever they come from', async () => {
    const traced = await startTracedApplication(
      { imports: [AppModule] },
      { layers: 'all' },
      { adapter: adapter(), prepare },
    );

    await fetch(`${traced.url}/fine?page=2`);

    expect(await traced.treeOf(14)).toBe(
      tree(`
        SERVER GET /fine
          AppController.fine
          AppGuard.canActivate
          FactoryGuard.canActivate
          RequestGuard.canActivate
          SameInterceptor.intercept
          SameInterceptor.intercept (after)
          SamePipe.transform
          UsedGuard.canActivate
          UsedInterceptor.intercept
          UsedInterceptor.intercept (after)
          UsedPipe.transform
          ValueGuard.canActivate
          canActivate
      `),
    );
    await traced.close();
  });

  it.each([
    ['/broken', 'AppFilter.catch'],
    ['/missing', 'UsedFilter.catch'],
  ])('have the span of the filter that answered: %s', async (path, filter) => {
    const traced = await startTracedApplication(
      { imports: [AppModule] },
      { layers: { minDurationMs: 3_600_000, filters: { minDurationMs: 0 } } },
      { adapter: adapter(), prepare },
    );

    await fetch(`${traced.url}${path}`);

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET ${path}
          AppController${path.replace('/', '.')}
          ${filter}
      `),
    );
    await traced.close();
  });
});
