import {
  BadRequestException,
  Body,
  DefaultValuePipe,
  Headers,
  Param,
  ParseArrayPipe,
  ParseBoolPipe,
  ParseDatePipe,
  ParseEnumPipe,
  ParseFilePipe,
  ParseFloatPipe,
  ParseIntPipe,
  ParseUUIDPipe,
  Query,
  UsePipes,
} from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { defineRoutes } from '../support/routes.js';
import type { Route } from '../support/routes.js';

const tell = (...values: unknown[]): object => ({
  values: values.map((value) => ({ value, type: typeof value })),
});

function pipeThat(
  transform: (value: unknown, metadata: ArgumentMetadata) => unknown,
): Type<PipeTransform> {
  return class implements PipeTransform {
    transform(value: unknown, metadata: ArgumentMetadata): unknown {
      return transform(value, metadata);
    }
  };
}

/** One route for one pipe on one query parameter. */
function onQuery(pipes: (Type<PipeTransform> | PipeTransform)[], ...asks: string[]): Route {
  return { parameters: [Query('v', ...pipes)], handler: tell, asks };
}

const refuse = (): never => {
  throw new BadRequestException(['one', 'two'], 'Refused');
};
const append = (text: string) => pipeThat((value) => `${String(value)}${text}`);

export const pipes = defineRoutes('pipes', {
  ParseIntPipe: onQuery([ParseIntPipe], '?v=7', '?v=7.5', '?v=seven', '', '?v=-0', '?v=1&v=2'),
  'ParseIntPipe, optional': onQuery([new ParseIntPipe({ optional: true })], '', '?v=x'),
  'ParseIntPipe with a status of its own': onQuery(
    [new ParseIntPipe({ errorHttpStatusCode: 406 })],
    '?v=x',
  ),
  'ParseIntPipe with an error of its own': onQuery(
    [new ParseIntPipe({ exceptionFactory: (text) => new Error(text) })],
    '?v=x',
  ),
  ParseFloatPipe: onQuery([ParseFloatPipe], '?v=7.5', '?v=1e3', '?v=x'),
  ParseBoolPipe: onQuery([ParseBoolPipe], '?v=true', '?v=false', '?v=1', ''),
  ParseDatePipe: onQuery([ParseDatePipe], '?v=2026-11-22', '?v=never'),
  ParseUUIDPipe: onQuery([ParseUUIDPipe], '?v=2f7c3d1e-8a4b-4c6d-9e0f-1a2b3c4d5e6f', '?v=x'),
  'ParseUUIDPipe of version 7': onQuery(
    [new ParseUUIDPipe({ version: '7' })],
    '?v=2f7c3d1e-8a4b-4c6d-9e0f-1a2b3c4d5e6f',
  ),
  ParseEnumPipe: onQuery([new ParseEnumPipe({ Up: 'up', Down: 'down' })], '?v=up', '?v=left'),
  ParseArrayPipe: onQuery([new ParseArrayPipe({ items: Number })], '?v=1,2,3', '?v=1,x', ''),
  'ParseArrayPipe, with another separator': onQuery(
    [new ParseArrayPipe({ separator: ';' })],
    '?v=a;b',
  ),
  'ParseFilePipe without a file': onQuery([new ParseFilePipe()], ''),
  DefaultValuePipe: onQuery([new DefaultValuePipe('none')], '', '?v=some'),
  'DefaultValuePipe before ParseIntPipe': onQuery(
    [new DefaultValuePipe(3), ParseIntPipe],
    '',
    '?v=4',
  ),
  'a pipe that is asynchronous': onQuery([pipeThat((value) => pause(1, value))], '?v=late'),
  'a pipe that throws': onQuery([pipeThat(refuse)], '?v=1'),
  'a pipe that rejects': onQuery([pipeThat(async () => refuse())], '?v=1'),
  'a pipe that gives undefined': onQuery([pipeThat(() => undefined)], '?v=1'),
  'a pipe that reads its metadata': onQuery([pipeThat((_, metadata) => metadata)], '?v=1'),
  'several pipes, in order': onQuery([append('1'), append('2'), append('3')], '?v=0'),
  'pipes of controller, handler and parameter, in order': {
    onClass: [UsePipes(append('c1'), append('c2'))],
    on: [UsePipes(append('h1'), append('h2'))],
    parameters: [Query('v', append('p1'), append('p2'))],
    handler: tell,
    asks: ['?v=0'],
  },
  'a pipe of a handler with several parameters': {
    on: [UsePipes(pipeThat((value, { type, data }) => `${type} ${String(data)} ${typeof value}`))],
    parameters: [Query('v'), Query(), Headers('x-a'), Body(), Param('id')],
    handler: tell,
    asks: ['?v=1'],
  },
  'a pipe that throws for the second of two parameters': {
    parameters: [Query('a', ParseIntPipe), Query('b', ParseIntPipe)],
    handler: tell,
    asks: ['?a=1&b=2', '?a=1&b=x', '?a=x&b=y'],
  },
});
