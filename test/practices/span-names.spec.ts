import { Controller, Get, Param } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { startWatchedApplication } from './support/watched-application.js';

@Controller()
class NamesController {
  @Get('orders/:id')
  order(@Param('id') id: string) {
    return runInSpan(`place order ${id}`, () => 'ok');
  }

  @Get('carts/:id')
  cart(@Param('id') id: string) {
    // By any tracer, such as that of a library.
    trace.getTracer('a-cart-library').startSpan(`load cart ${id}`).end();
    return 'ok';
  }

  @Get('greetings/:who')
  greet(@Param('who') who: string) {
    return runInSpan(`greet ${who}`, () => 'ok');
  }

  @Get('mails/:address')
  mail(@Param('address') address: string) {
    return runInSpan(`mail ${address}`, () => 'ok');
  }
}

const start = () => startWatchedApplication({ controllers: [NamesController] });

describe('span names', () => {
  it('are told of when numbers in them show to be ids, once and without the ids', async () => {
    const { found, get, warned } = await start();

    for (const id of [4711, 4712, 4713, 4714, 4715, 4716]) {
      await get(`/orders/${id}`);
    }

    const message =
      'spans are named "place order {number}", with an id in the name, so that they cannot be ' +
      'searched for or counted as one operation. Name them by what is done, and put the id into an ' +
      `attribute: span.setAttribute('order.id', id).`;
    expect(found()).toEqual([{ code: 'ID_IN_SPAN_NAME', message }]);
    expect(warned()).toEqual([`warn nestjs-tracing: ${message}`]);
  });

  it('are told of at once with a UUID or an e-mail address, whoever makes the span', async () => {
    const { found, get } = await start();

    await get('/carts/7f1d3c4e-0b9a-4c52-9d1e-2f6a8b7c0d11');
    await get('/mails/ada@example.org');

    expect(found().map(({ message }) => message)).toEqual([
      expect.stringContaining('"load cart {uuid}"'),
      expect.stringContaining('"mail {e-mail}"'),
    ]);
  });

  it('are told of when a hundred differ in a word', async () => {
    const { finding, get } = await start();

    for (let index = 0; index <= 100; index += 1) {
      await get(`/greetings/${String.fromCharCode(97 + (index % 26)).repeat(1 + index / 26)}`);
    }

    expect((await finding('MANY_SPAN_NAMES')).message).toContain(
      '101 span names have the form "greet {...}" and differ in one word',
    );
  });

  it('may be few with a number in them', async () => {
    const { found, get } = await start();

    for (const id of [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]) {
      await get(`/orders/${id}`);
    }

    expect(found()).toEqual([]);
  });
});
