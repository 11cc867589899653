import { Controller, Get, Injectable, NotFoundException } from '@nestjs/common';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { catchError, defer, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Span, runInSpan } from '../../lib/index.js';
import { startWatchedApplication } from './support/watched-application.js';

const fail = (name = 'stock.read'): Promise<never> =>
  runInSpan(name, async () => {
    throw new Error('no connection');
  });

@Injectable()
class StockService {
  @Span()
  async swallow() {
    return fail().catch(() => 0);
  }

  @Span()
  swallowInStream() {
    return defer(() => fail()).pipe(catchError(() => of(0)));
  }

  @Span()
  async tryAgain() {
    return fail().catch(() => runInSpan('stock.read', async () => 7));
  }

  @Span()
  async tryThreeTimes() {
    return fail('attempt 1')
      .catch(() => fail('attempt 2'))
      .catch(() => runInSpan('attempt 3', async () => 7));
  }

  @Span()
  async recordAndGoOn() {
    return fail().catch((error: Error) => {
      trace.getActiveSpan()?.recordException(error);
      return 0;
    });
  }

  @Span({ onResult: (count: number) => ({ 'stock.count': count }) })
  async sayWhatCame() {
    return fail().catch(() => 0);
  }

  @Span({ recordException: false })
  async throwUnrecorded() {
    return fail();
  }

  @Span()
  async answerNotFound() {
    return fail().catch(() => {
      throw new NotFoundException();
    });
  }

  /** As a client of HTTP ends its span when the answer is 404. */
  @Span()
  async takeRefusalForAnAnswer() {
    const span = trace.getTracer('http').startSpan('GET');
    span.setAttribute('http.response.status_code', 404).setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    return undefined;
  }
}

@Controller()
class StockController {
  constructor(private readonly stock: StockService) {}

  @Get('swallow')
  swallow() {
    return this.stock.swallow();
  }

  @Get('stream')
  stream() {
    return this.stock.swallowInStream();
  }

  @Get('work')
  work() {
    return runInSpan('stock.work', () => fail('stock.write').catch(() => 0));
  }

  @Get('again')
  again() {
    return this.stock.tryAgain();
  }

  @Get('counted')
  counted() {
    return this.stock.tryThreeTimes();
  }

  @Get('recorded')
  recorded() {
    return this.stock.recordAndGoOn();
  }

  @Get('result')
  result() {
    return this.stock.sayWhatCame();
  }

  @Get('unrecorded')
  async unrecorded() {
    return this.stock.throwUnrecorded().catch(() => 0);
  }

  @Get('not-found')
  notFound() {
    return this.stock.answerNotFound();
  }

  @Get('answer')
  answer() {
    return this.stock.takeRefusalForAnAnswer();
  }

  @Get('handler')
  async handler() {
    return fail().catch(() => 0);
  }

  @Get('filter')
  filter() {
    return fail();
  }
}

const shop = { controllers: [StockController], providers: [StockService] };

describe('an error that is swallowed in a span', () => {
  it('is told of, once for each method', async () => {
    const { found, get } = await startWatchedApplication(shop);

    for (const path of ['/swallow', '/stream', '/work', '/swallow']) {
      await get(path);
    }

    const message =
      'the span "StockService.swallow" ended as if nothing had happened, although "stock.read" below ' +
      'it failed. When that was expected, say so on its span, be it with ' +
      'span.recordException(error), an event, an attribute or onResult of @Span(); else throw the ' +
      'error on.';
    expect(found()).toEqual([
      { code: 'ERROR_SWALLOWED', message },
      told(/"StockService.swallowInStream" .* although "stock.read"/),
      told(/"stock.work" .* although "stock.write"/),
    ]);
  });

  it('is not told of when that is not wanted', async () => {
    const { found, get } = await startWatchedApplication(shop, {
      bestPractices: { ignore: ['ERROR_SWALLOWED'] },
    });

    await get('/swallow');

    expect(found()).toEqual([]);
  });
});

describe('an error that is dealt with', () => {
  it('is not told of, be it by another try, a record, a result, a filter or the caller', async () => {
    const { found, get } = await startWatchedApplication(shop);

    const statuses = [];
    for (const path of dealtWith) {
      statuses.push(await get(path));
    }

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404, 200, 200, 500]);
    expect(found()).toEqual([]);
  });
});

const dealtWith = [
  '/again',
  '/counted',
  '/recorded',
  '/result',
  '/unrecorded',
  '/not-found',
  '/answer',
  '/handler',
  '/filter',
];

function told(message: RegExp): unknown {
  return { code: 'ERROR_SWALLOWED', message: expect.stringMatching(message) };
}
