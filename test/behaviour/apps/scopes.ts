import {
  Inject,
  Injectable,
  Query,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
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
import { REQUEST } from '@nestjs/core';
import { map } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import { defineRoutes } from '../support/routes.js';
import { answerOf, step } from '../support/trail.js';

/** The enhancers of one scope, which say how many of them were made. */
function makeScoped(scope: Scope) {
  let made = 0;

  abstract class Counted {
    readonly #number = (made += 1);

    constructor(@Inject(REQUEST) private readonly request: IncomingMessage | undefined) {}

    protected tell(): string {
      return `${this.#number} for ${String(this.request?.url)}`;
    }
  }

  @Injectable({ scope })
  class Guard extends Counted implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      step(context, this.tell());
      return true;
    }
  }

  @Injectable({ scope })
  class Interceptor extends Counted implements NestInterceptor {
    intercept(_: ExecutionContext, next: CallHandler) {
      return next.handle().pipe(map((value: unknown) => `${String(value)}, ${this.tell()}`));
    }
  }

  @Injectable({ scope })
  class Pipe extends Counted implements PipeTransform {
    transform(value: unknown): string {
      return `${String(value)}, ${this.tell()}`;
    }
  }

  @Injectable({ scope })
  class Filter extends Counted implements ExceptionFilter {
    catch(error: Error, host: ArgumentsHost): void {
      answerOf(host).status(409).send(`${error.message}, ${this.tell()}`);
    }
  }

  return { Guard, Interceptor, Pipe, Filter };
}

function routesOf(scope: Scope) {
  const { Guard, Interceptor, Pipe, Filter } = makeScoped(scope);
  const name = Scope[scope].toLowerCase();
  const asks = ['?v=1', '?v=2'];
  return {
    [`a guard of scope ${name}`]: { on: [UseGuards(Guard)], asks },
    [`an interceptor of scope ${name}`]: { on: [UseInterceptors(Interceptor)], asks },
    [`a pipe of scope ${name}`]: {
      parameters: [Query('v', Pipe)],
      handler: (value: unknown) => value,
      asks,
    },
    [`a filter of scope ${name}`]: {
      on: [UseFilters(Filter)],
      handler: () => {
        throw new Error('on purpose');
      },
      asks,
    },
    [`all of scope ${name}`]: {
      on: [UseGuards(Guard, Guard), UseInterceptors(Interceptor), UseFilters(Filter)],
      parameters: [Query('v', Pipe)],
      handler: (value: unknown) => value,
      asks,
    },
  };
}

export const scopes = defineRoutes('scopes', {
  ...routesOf(Scope.REQUEST),
  ...routesOf(Scope.TRANSIENT),
  ...routesOf(Scope.DEFAULT),
});
