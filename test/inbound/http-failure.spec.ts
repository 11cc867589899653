import { Controller, Get, HttpException, NotFoundException, Param } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpOptions } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';
import { platforms } from './support/platforms.js';

class Gone extends HttpException {
  constructor() {
    super('gone', 410);
  }
}

const thrown: Record<string, unknown> = {
  string: 'a string',
  null: null,
  undefined: undefined,
  number: 7,
  object: { reason: 'plain' },
  bare: Object.create(null),
  frozen: Object.freeze(new RangeError('frozen')),
  getters: {
    get message() {
      return fail('message');
    },
    get name() {
      return fail('name');
    },
    get stack() {
      return fail('stack');
    },
  },
  proxy: new Proxy(new TypeError('behind a proxy'), {}),
};

function fail(what: string): never {
  throw new Error(`reading ${what}`);
}

@Controller()
class FailingController {
  @Get('missing')
  miss(): never {
    throw new NotFoundException();
  }

  @Get('gone')
  leave(): never {
    throw new Gone();
  }

  @Get('throws/:what')
  throwIt(@Param('what') what: string): never {
    throw thrown[what];
  }
}

let traced: TracedApplication;

const serverSpan = () =>
  waitFor('the SERVER span', () => traced.spans().find(({ kind }) => kind === SpanKind.SERVER));

/** The status code of the SERVER span, and its error type. */
const outcome = async (path: string) => {
  traced.reset();
  await (await fetch(`${traced.url}${path}`)).text();
  const { status, attributes } = await serverSpan();
  return [SpanStatusCode[status.code], attributes['error.type']];
};

describe('http.isError', () => {
  afterEach(() => traced.close());

  const start = async (isError: HttpOptions['isError']) => {
    const http = { isError };
    traced = await startTracedApplication({ controllers: [FailingController] }, { http });
  };

  it('makes errors of answers that are none by themselves', async () => {
    await start((status) => status === 404);

    expect(await outcome('/missing')).toEqual(['ERROR', 'NotFoundException']);
    expect(await outcome('/nowhere')).toEqual(['ERROR', 'NotFoundException']);
    expect(await outcome('/gone')).toEqual(['UNSET', undefined]);
  });

  it('makes none of answers that are errors by themselves', async () => {
    await start((status, error) => status >= 500 && !(error instanceof RangeError));

    expect(await outcome('/throws/frozen')).toEqual(['UNSET', undefined]);
    expect(await outcome('/throws/proxy')).toEqual(['ERROR', 'TypeError']);
  });

  it.each<[string, HttpOptions['isError']]>([
    ['throws', () => fail('nothing')],
    ['does not answer', (() => undefined) as unknown as HttpOptions['isError']],
  ])('leaves it to the status when it %s', async (_, isError) => {
    await start(isError);

    expect(await outcome('/missing')).toEqual(['UNSET', undefined]);
    expect(await outcome('/throws/frozen')).toEqual(['ERROR', 'RangeError']);
  });
});

describe.each(platforms)('what is thrown, on %s', (_, makeAdapter) => {
  const untraced: Record<string, string> = {};

  beforeAll(async () => {
    const metadata = { controllers: [FailingController] };
    const plain = await startTracedApplication(
      metadata,
      { enabled: false },
      { adapter: makeAdapter() },
    );
    for (const what of Object.keys(thrown)) {
      untraced[what] = await answerOf(`${plain.url}/throws/${what}`);
    }
    await plain.close();
    traced = await startTracedApplication(metadata, {}, { adapter: makeAdapter() });
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  it.each([
    ['string', 'string'],
    ['null', 'null'],
    ['undefined', '500'],
    ['number', 'number'],
    ['object', 'Error'],
    ['bare', 'Error'],
    ['frozen', 'RangeError'],
    ['getters', 'Error'],
    ['proxy', 'TypeError'],
  ])('is an error and answered as ever: %s', async (what, type) => {
    expect(await answerOf(`${traced.url}/throws/${what}`)).toBe(untraced[what]);

    const { status, attributes } = await serverSpan();
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe(type);
    const handler = await traced.span('FailingController.throwIt');
    expect(handler.events.map(({ name }) => name)).toEqual(['exception']);
  });
});

async function answerOf(url: string): Promise<string> {
  const response = await fetch(url);
  return `${response.status} ${await response.text()}`;
}
