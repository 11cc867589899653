import {
  ForbiddenException,
  HttpException,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import { EMPTY, of, Subject, throwError, timer } from 'rxjs';
import { map, startWith } from 'rxjs/operators';
import { setTimeout as pause } from 'node:timers/promises';
import { defineRoutes } from '../support/routes.js';
import type { Route } from '../support/routes.js';
import { step } from '../support/trail.js';

type Decide = (context: ExecutionContext) => unknown;

function guardThat(decide: Decide, name = 'guard'): Type<CanActivate> {
  return class implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      step(context, name);
      return decide(context) as boolean;
    }
  };
}

const refuse = (): never => {
  throw new ForbiddenException('not yours', { description: 'Not Yours' });
};

function subjectOf(value: boolean): Subject<boolean> {
  const subject = new Subject<boolean>();
  setImmediate(() => {
    subject.next(value);
    subject.complete();
  });
  return subject;
}

const decisions: Record<string, Decide> = {
  'returns true': () => true,
  'returns false': () => false,
  'returns undefined': () => undefined,
  'returns 1': () => 1,
  'returns a text': () => 'yes',
  'returns an empty text': () => '',
  'returns an object': () => ({}),
  'returns a promise of true': async () => pause(1, true),
  'returns a promise of false': async () => pause(1, false),
  'returns a thenable': () => ({ then: (resolve: (value: boolean) => void) => resolve(true) }),
  'returns a rejected promise': async () => refuse(),
  'returns an Observable of true': () => of(true),
  'returns an Observable of false': () => of(false),
  'returns an Observable of true, then false': () => of(true, false),
  'returns an Observable of false, then true': () =>
    timer(1).pipe(
      map(() => true),
      startWith(false),
    ),
  'returns an empty Observable': () => EMPTY,
  'returns an Observable that fails': () => throwError(() => new UnauthorizedException()),
  'returns a Subject of true': () => subjectOf(true),
  'returns a Subject of false': () => subjectOf(false),
  throws: refuse,
  'throws an exception with a body of its own': () => {
    throw new HttpException({ reason: 'moon' }, 418, { cause: new Error('tide') });
  },
  'throws a plain error': () => {
    throw new Error('guard broke');
  },
};

const decisionRoutes = Object.entries(decisions).map(([shows, decide]): [string, Route] => [
  `a guard that ${shows}`,
  { on: [UseGuards(guardThat(decide))] },
]);

const yes = (name: string) => guardThat(() => true, name);
const no = (name: string) => guardThat(() => false, name);
const Shared = yes('shared');

export const guards = defineRoutes('guards', {
  ...Object.fromEntries(decisionRoutes),
  'guards of controller and handler, in order': {
    onClass: [UseGuards(yes('controller 1'), yes('controller 2'))],
    on: [UseGuards(yes('handler 1'), yes('handler 2'))],
  },
  'a guard that refuses, and one behind it': { on: [UseGuards(no('first'), yes('second'))] },
  'a guard behind one that allows': { on: [UseGuards(yes('first'), no('second'))] },
  'one class twice on one handler': { on: [UseGuards(Shared, Shared)] },
  'one class on controller and handler': { onClass: [UseGuards(Shared)], on: [UseGuards(Shared)] },
  'a class that other handlers have too': { on: [UseGuards(Shared)] },
  'an instance': { on: [UseGuards(new Shared())] },
  'an instance and its class': { on: [UseGuards(new Shared(), Shared)] },
  'a guard that reads the handler, its class and its arguments': {
    on: [
      UseGuards(
        guardThat((context) => {
          step(context, context.getClass().name);
          step(context, context.getHandler().name);
          step(context, `${context.getType()} ${context.getArgs().length}`);
          return true;
        }),
      ),
    ],
  },
});
