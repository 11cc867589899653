import {
  BadRequestException,
  Catch,
  ForbiddenException,
  HttpException,
  NotFoundException,
  Query,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter, Type } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { map } from 'rxjs';
import { setTimeout as pause } from 'node:timers/promises';
import { defineRoutes } from '../support/routes.js';
import { answerOf, nodeResponse, step } from '../support/trail.js';

class DomainError extends Error {}
class NarrowError extends DomainError {}

type Answer = (error: Error, host: ArgumentsHost) => unknown;

function filterThat(types: Type[], answer: Answer): Type<ExceptionFilter> {
  class MadeFilter implements ExceptionFilter {
    catch(error: Error, host: ArgumentsHost): unknown {
      return answer(error, host);
    }
  }
  Catch(...types)(MadeFilter);
  return MadeFilter;
}

const say =
  (name: string, status = 400): Answer =>
  (error, host) => {
    step(host, name);
    answerOf(host).status(status).send({ name, message: error.message });
  };

@Catch()
class Extended extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    step(host, 'extended');
    super.catch(error, host);
  }
}

@Catch(HttpException)
class Translating extends BaseExceptionFilter {
  override catch(error: HttpException, host: ArgumentsHost): void {
    super.catch(new NotFoundException(error.message), host);
  }
}

const throws = (make: () => unknown) => (): never => {
  throw make();
};
const domain = throws(() => new DomainError('domain'));
const narrow = throws(() => new NarrowError('narrow'));
const forbidden = throws(() => new ForbiddenException('forbidden'));
const by = (types: Type[], answer: Answer) => filterThat(types, answer);

export const filters = defineRoutes('filters', {
  'no filter, and an exception of Nest': { handler: forbidden },
  'no filter, and an error': { handler: domain },
  'a filter of all errors': { on: [UseFilters(by([], say('all')))], handler: domain },
  'a filter of all errors, and an exception of Nest': {
    on: [UseFilters(by([], say('all', 409)))],
    handler: forbidden,
  },
  'a filter of one type': { on: [UseFilters(by([DomainError], say('domain')))], handler: domain },
  'a filter of one type, and its subclass': {
    on: [UseFilters(by([DomainError], say('domain')))],
    handler: narrow,
  },
  'a filter of one type, and another': {
    on: [UseFilters(by([NarrowError], say('narrow')))],
    handler: domain,
  },
  'a filter of two types': {
    on: [UseFilters(by([ForbiddenException, DomainError], say('two')))],
    handler: domain,
  },
  'two filters that both could': {
    on: [UseFilters(by([DomainError], say('wide')), by([NarrowError], say('close')))],
    handler: narrow,
  },
  'filters of controller and handler': {
    onClass: [UseFilters(by([], say('controller')))],
    on: [UseFilters(by([DomainError], say('handler')))],
    handler: domain,
  },
  'a filter of the controller alone': {
    onClass: [UseFilters(by([], say('controller')))],
    handler: domain,
  },
  'an instance': { on: [UseFilters(new (by([], say('instance')))())], handler: domain },
  'a filter that makes 200 of it': { on: [UseFilters(by([], say('good', 200)))], handler: domain },
  'a filter that redirects': {
    on: [
      UseFilters(
        by([], (_, host) => answerOf(host).status(302).header('location', '/elsewhere').send()),
      ),
    ],
    handler: domain,
  },
  'a filter that writes piece by piece': {
    on: [
      UseFilters(
        by([], (error, host) => {
          const response = nodeResponse(host.switchToHttp().getResponse());
          response.writeHead(207, { 'x-a': 'b' });
          response.write('first,');
          setImmediate(() => response.end(error.message));
        }),
      ),
    ],
    handler: domain,
  },
  'an asynchronous filter': {
    on: [
      UseFilters(
        by([], async (error, host) => {
          await pause(1);
          say('late')(error, host);
        }),
      ),
    ],
    handler: domain,
  },
  'a filter that extends BaseExceptionFilter': { on: [UseFilters(Extended)], handler: domain },
  'a filter that extends it, and an exception of Nest': {
    on: [UseFilters(Extended)],
    handler: forbidden,
  },
  'a filter that hands on another exception': { on: [UseFilters(Translating)], handler: forbidden },
  'the error of a guard': {
    on: [UseGuards({ canActivate: forbidden }), UseFilters(by([], say('guard')))],
  },
  'a guard that refuses': {
    on: [UseGuards({ canActivate: () => false }), UseFilters(by([ForbiddenException], say('no')))],
  },
  'the error of a pipe': {
    on: [
      UsePipes({ transform: throws(() => new BadRequestException('pipe')) }),
      UseFilters(by([BadRequestException], say('pipe'))),
    ],
    parameters: [Query('v')],
  },
  'the error of an interceptor': {
    on: [
      UseInterceptors({ intercept: throws(() => new DomainError('interceptor')) }),
      UseFilters(by([DomainError], say('interceptor'))),
    ],
  },
  'the error of an operator': {
    on: [
      UseInterceptors({ intercept: (_, next) => next.handle().pipe(map(domain)) }),
      UseFilters(by([DomainError], say('operator'))),
    ],
  },
  'the rejection of a handler': {
    on: [UseFilters(by([DomainError], say('rejection')))],
    handler: async () => {
      await pause(1);
      return domain();
    },
  },
});
