import {
  Controller,
  Get,
  Injectable,
  Module,
  Query,
  Res,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type { MiddlewareConsumer, NestModule, PipeTransform } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { tap } from 'rxjs';
import type { ServerResponse } from 'node:http';
import type { Behaviours } from '../support/behaviours.interface.js';
import { answerOf, leaveStep, step } from '../support/trail.js';

const guard = (name: string) => ({
  canActivate: (context: never) => {
    step(context, `guard ${name}`);
    return true;
  },
});

const interceptor = (name: string) => ({
  intercept: (context: never, next: { handle: () => import('rxjs').Observable<unknown> }) => {
    step(context, `interceptor ${name}`);
    return next.handle().pipe(
      tap({
        next: () => step(context, `interceptor ${name} back`),
        error: () => step(context, `interceptor ${name} back with an error`),
      }),
    );
  },
});

/** A pipe sees no response, so the value carries the steps. */
const pipe = (name: string): PipeTransform => ({
  transform: (value) => `${String(value)} ${name}`,
});

const filter = (name: string) => ({
  catch: (_: unknown, host: never) => {
    step(host, `filter ${name}`);
    answerOf(host).status(500).send(name);
  },
});

@Injectable()
class ClassMiddleware {
  use(_: unknown, response: ServerResponse, next: () => void): void {
    leaveStep(response, 'middleware class');
    next();
  }
}

function functionMiddleware(_: unknown, response: ServerResponse, next: () => void): void {
  leaveStep(response, 'middleware function');
  next();
}

@Controller('order')
@UseGuards(guard('of the controller'))
@UseInterceptors(interceptor('of the controller'))
@UsePipes(pipe('controller'))
class OrderController {
  @Get('value')
  @UseGuards(guard('of the handler'))
  @UseInterceptors(interceptor('of the handler'))
  @UsePipes(pipe('handler'))
  value(
    @Query('v', pipe('parameter')) value: string,
    @Res({ passthrough: true }) response: ServerResponse,
  ): string {
    leaveStep(response, 'handler');
    return value;
  }

  @Get('error')
  @UseInterceptors(interceptor('of the handler'))
  @UseFilters(filter('of the handler'))
  fail(@Res({ passthrough: true }) response: ServerResponse): never {
    leaveStep(response, 'handler');
    throw new Error('on purpose');
  }

  @Get('late-error')
  @UseInterceptors(interceptor('of the handler'))
  async failLater(@Res({ passthrough: true }) response: ServerResponse): Promise<never> {
    await Promise.resolve();
    leaveStep(response, 'handler');
    throw new Error('on purpose');
  }
}

@Module({
  controllers: [OrderController],
  providers: [
    { provide: APP_GUARD, useValue: guard('of the module') },
    { provide: APP_INTERCEPTOR, useValue: interceptor('of the module') },
    { provide: APP_PIPE, useValue: pipe('module') },
    { provide: APP_FILTER, useValue: filter('of the module') },
  ],
})
class OrderModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(ClassMiddleware, functionMiddleware).forRoutes(OrderController);
  }
}

export const order: Behaviours = {
  name: 'order',
  module: OrderModule,
  prepare: (app) => {
    app.use((_: unknown, response: ServerResponse, next: () => void) => {
      leaveStep(response, 'app.use()');
      next();
    });
    app
      .useGlobalGuards(guard('of the application'))
      .useGlobalInterceptors(interceptor('of the application'))
      .useGlobalPipes(pipe('application'));
  },
  requests: {
    'every enhancer around a handler': { line: 'GET /order/value?v=0' },
    'every enhancer around an error': { line: 'GET /order/error' },
    'every enhancer around a rejection': { line: 'GET /order/late-error' },
    'a path that is not there': { line: 'GET /order/nothing' },
  },
};
